"""How the parameters of a policy are declared: as attributes of a group, each on one line.

    class Carry(Group):
        prefix = "carry"
        cap = Parameter(OrNull(Amount()), "R19", "The most that goes over into the next year.")

An attribute of the class is the parameter itself: `Carry.cap` has its name, type, rule and meaning.
The same attribute of an instance, which is opened on the values of one day, is the value, here a
`Decimal` or None: its type is that of what the kind reads, so that mypy checks whoever asks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Generic, Literal, Self, TypeVar, overload

from projections.policy.kinds import Kind

_T_co = TypeVar("_T_co", covariant=True)
_G = TypeVar("_G", bound="Group")


Measure = Literal[
    "credits",
    "days",
    "hours",
    "months",
    "years",
    "persons",
    "times",
    "classes",
    "problems",
    "share",
    "ratio",
]
"""What the values of a parameter are counted in: a share is told in percent, a ratio as two
numbers."""


class PolicyError(ValueError):
    """A policy that cannot be read or asked; the message names the place and the mend."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A parameter's value from `effective` on, `enacted` on a day, by an article."""

    value: Any
    effective: date
    enacted: date
    article: str


class Parameter(Generic[_T_co]):
    """What a policy may state under one name: how its value is read and what it means.

    `rule` is the rule that reads it, None where no rule does yet. `fixed`: it has one value only,
    for it decides what a year or a day is. `counted_in`: what its numbers are numbers of, None
    where they are none.
    """

    name: str
    """The dotted name, as in the files: `carry.cap`."""

    def __init__(
        self,
        kind: Kind[_T_co],
        rule: str | None,
        meaning: str,
        *,
        fixed: bool = False,
        counted_in: Measure | None = None,
    ) -> None:
        self.kind = kind
        self.rule = rule
        self.meaning = meaning
        self.fixed = fixed
        self.counted_in = counted_in

    def __set_name__(self, group: type["Group"], attribute: str) -> None:
        self._attribute = attribute
        self.name = f"{group.prefix}.{attribute}" if group.prefix else attribute

    @overload
    def __get__(self, group: None, owner: type["Group"]) -> Self: ...

    @overload
    def __get__(self, group: "Group", owner: type["Group"]) -> _T_co: ...

    def __get__(self, group: "Group | None", owner: type["Group"]) -> "Self | _T_co":
        """The parameter of a class, the value of an instance, which then keeps it."""
        if group is None:
            return self
        value: _T_co = group.values[self.name].value
        vars(group)[self._attribute] = value
        return value


class Group:
    """Parameters that belong together, whose names begin with `prefix`; an instance has their
    values on one day, and raises PolicyError for one that is not stated by then."""

    prefix: ClassVar[str] = ""

    def __init__(self, values: Mapping[str, Dated]) -> None:
        self.values = values


class Part(Generic[_G]):
    """A group within another."""

    def __init__(self, group: type[_G]) -> None:
        self.group = group

    def __set_name__(self, whole: type[Group], attribute: str) -> None:
        self._attribute = attribute

    @overload
    def __get__(self, whole: None, owner: type[Group]) -> type[_G]: ...

    @overload
    def __get__(self, whole: Group, owner: type[Group]) -> _G: ...

    def __get__(self, whole: Group | None, owner: type[Group]) -> type[_G] | _G:
        """The group's class of a class, the group of an instance, which then keeps it."""
        if whole is None:
            return self.group
        part = self.group(whole.values)
        vars(whole)[self._attribute] = part
        return part


Named = Parameter[Any] | type[Group] | str
"""A parameter, a group of them, or the name of a family such as `items`."""


def name_of(what: Named) -> str:
    """The dotted name of a parameter or a group."""
    if isinstance(what, str):
        return what
    return what.name if isinstance(what, Parameter) else what.prefix


def declared(group: type[Group]) -> Iterator[Parameter[Any]]:
    """The parameters of a group and of its parts."""
    for member in vars(group).values():
        if isinstance(member, Parameter):
            yield member
        elif isinstance(member, Part):
            yield from declared(member.group)
