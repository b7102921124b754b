"""The columns of a table whose rows are records of one type, made from that type.

A column is the place of a value in the row (`online.passed`). A record within a row has a column
for each of its members, a code one for itself and each of its sentences; a map, a list of what is
missing, and whatever else has no end go into one cell.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal, Union, get_args, get_origin
from uuid import UUID

from projections.reports.described import members_of
from projections.reports.records import is_record, plain_type
from projections.reports.telling import CODES

Kind = Literal["plain", "id", "map", "number", "date"]

_IDS: Final = frozenset(
    {
        *("cadre", "credential", "document", "documents", "id", "person", "course", "class"),
        *("subject", "unit", "who", "identifiers", "number", "card", "account", "same_as"),
        *("first_responsible", "direct_responsible", "above", "below", "value", "credentials"),
        *("survey", "teacher", "agreement", "institution", "substitute", "substitute_for"),
        *("training_class", "class_id", "met_class", "cadres", "other", "observers", "parties"),
        *("programme", "books", "decided_by", "recorded_by", "certificate"),
        *("evidence", "statement_id", "statements"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its heading, which is the dotted place of its values, and what these are."""

    name: str
    kind: Kind


def columns_of(names: Iterator[str] | list[str]) -> list[Column]:
    """The columns of a query of somebody's own: what is called as our ids are holds such."""
    return [Column(name=name, kind="id" if name in _IDS else "plain") for name in names]


def columns(row: type, *, without: frozenset[str] = frozenset()) -> list[Column]:
    """The columns of rows of a type, in the order of its members, but for some of them."""
    return list(_columns(row, "", without))


def _columns(kind: type, prefix: str, without: frozenset[str]) -> Iterator[Column]:
    for member in members_of(kind):
        if member.name not in without:
            yield from _of_member(prefix + member.name, member.name, value_type(member.type))


def _of_member(place: str, name: str, kind: Any) -> Iterator[Column]:
    if kind in CODES:
        for part in ("code", "zh", "en"):
            yield Column(name=f"{place}.{part}", kind="plain")
    elif is_record(kind):
        yield from _columns(kind, f"{place}.", frozenset())
    elif _is_map(kind) or _is_missing(kind):
        yield Column(name=place, kind="map")
    else:
        yield Column(name=place, kind=_kind(name, kind))


def _kind(name: str, kind: Any) -> Kind:
    """What the cells of a member are: ids, numbers, days, or anything else."""
    if _is_id(name, kind):
        return "id"
    if kind in (int, Decimal):
        return "number"
    return "date" if kind is date else "plain"


def value_type(hint: Any) -> Any:
    """The type of a member where it is there: without its null."""
    hint = plain_type(hint)
    inner = [one for one in get_args(hint) if one is not type(None)]
    optional = get_origin(hint) is Union or type(hint).__name__ == "UnionType"
    return plain_type(inner[0]) if optional and len(inner) == 1 else hint


def _is_map(kind: Any) -> bool:
    origin = get_origin(kind)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _is_missing(kind: Any) -> bool:
    """Whether it lists what is missing by target, which a cell tells as `target=amount unit`."""
    each = next(iter(get_args(kind)), None)
    return is_record(each) and {"target", "missing", "unit"} <= {
        one.name for one in members_of(each)
    }


def _is_id(name: str, kind: Any) -> bool:
    """Whether it holds ids. A count never does, whatever it is called."""
    if kind is int:
        return False
    return name in _IDS or UUID in (kind, *get_args(kind))
