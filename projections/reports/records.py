"""What records are: dataclasses and Structs, the names of their members, and plain types."""

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Annotated, Any, Final, NewType, TypeVar, get_args, get_origin

from msgspec import Struct

UNTOLD: Final = {"told": False}
"""The metadata of a member that an answer carries and does not tell."""


def is_record(kind: Any) -> bool:
    """Whether values of a type have members."""
    return isinstance(kind, type) and (is_dataclass(kind) or issubclass(kind, Struct))


@cache
def names_of(kind: type) -> tuple[str, ...]:
    """The names of the members that a record tells."""
    if is_dataclass(kind):
        return tuple(one.name for one in fields(kind) if one.metadata.get("told", True))
    names: tuple[str, ...] = kind.__struct_fields__  # type: ignore[attr-defined]
    return names


def plain_type(hint: Any) -> Any:
    """A type without what stands around it: the type behind a NewType, an Annotated, a bound."""
    while True:
        if get_origin(hint) is Annotated:
            hint = get_args(hint)[0]
        elif isinstance(hint, NewType):
            hint = hint.__supertype__
        elif isinstance(hint, TypeVar):
            hint = hint.__bound__
        else:
            return hint
