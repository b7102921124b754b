"""What the members of a record are called, of which type they are, and what they mean.

A record is a dataclass or a Struct. The meaning of a member is the text below it:

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Fill:
        "How a quota is filled."

        unit: str
        allocated: int
        \"\"\"How many persons the unit may send.\"\"\"

What a member of some name means everywhere, as `unit` here, stands once, in `COMMON`.
"""

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, get_args, get_type_hints

from msgspec import UnsetType

from projections.reports.naming import names_beside
from projections.reports.records import names_of

COMMON: Final[Mapping[str, str]] = {
    "position": "the position of the statement in the log",
    "cadre": "the cadre's id in the register",
    "name": "his name in the register on the day; null where none was ever stated",
    "unit": "the unit's short id",
    "unit_name": "the unit's name as it was registered; null where nobody registered one",
    "training_class": "the class's short id",
    "class_name": "the class's name by its latest plan or declaration; null where nobody named it",
    "institution_name": "the institution's name as a unit; null where it is not registered as one",
    "year": "the credit year",
    "cycle": "the cycle, by its first and last credit year: 2008-2012",
    "level": "the level of the cadre, as the policy names it; `other` where none was stated",
    "statement_id": "the id of the statement",
    "fact": "the fact that the statement states, such as `course.passed`",
    "day": "the day of the act in the policy's zone",
    "rule": "the rule that decided, by its number, such as `R20`",
    "article": "the article that the rule stands in; null where the policy states none",
    "evidence": "the ids of the statements that it rests on",
    "reason": "why, with a sentence in Chinese and in English; null where there is nothing to say",
    "next": "what goes into `after` for the next page; null on the last one",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """A member of a record: its name, its type, and what it means (empty: nobody said)."""

    name: str
    type: Any
    text: str


@cache
def members_of(kind: type) -> tuple[Described, ...]:
    """The members of a record, in the order in which it declares them, and behind each that holds
    an id the name of what it means."""
    hints = get_type_hints(kind, include_extras=True)
    texts: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        texts |= _texts(base.__module__).get(base.__qualname__, {})
    found: list[Described] = []
    beside = {one.id: one for one in names_beside(kind) if not one.declared}
    for name in names_of(kind):
        text = texts.get(name) or COMMON.get(name, "")
        found.append(Described(name=name, type=hints[name], text=text))
        if name in beside:
            one = beside[name]
            type_ = tuple[str | None, ...] if one.many else str | None
            if UnsetType in get_args(hints[name]):
                type_ |= UnsetType
            text = COMMON.get(one.name) or one.text
            found.append(Described(name=one.name, type=type_, text=text))
    return tuple(found)


def about(kind: type) -> str:
    """What a record is, by its docstring: the first paragraph, on one line."""
    return " ".join((inspect.getdoc(kind) or "").split("\n\n")[0].split())


@cache
def _texts(module: str) -> Mapping[str, Mapping[str, str]]:
    """The texts below the members of each class of a module, by class and member."""
    try:
        tree = ast.parse(inspect.getsource(sys.modules[module]))
    except (KeyError, OSError, TypeError):  # what is built in has no source, and no such texts
        return {}
    classes = (node for node in tree.body if isinstance(node, ast.ClassDef))
    return {one.name: dict(_said(one)) for one in classes}


def _said(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    """Each member of a class that has a text below it, with that text on one line."""
    for member, below in zip(node.body, node.body[1:], strict=False):
        if not (isinstance(member, ast.AnnAssign) and isinstance(member.target, ast.Name)):
            continue
        match below:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield member.target.id, " ".join(text.split())
