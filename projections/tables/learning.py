"""Learning by unit, month, course, category, channel and person (R30, A2-3).

Counts are lines of the ledger: a degree has one for each year of study, everything else has one.
What names no fact of ours or was set aside is left out, and so is what has not happened yet. What
belongs to nobody in a unit stands under no unit (`null`) and in the total. Credits are what the
caps leave, so that they add up to the balances; a line that lost all is a zero. Hours are those
that count (A2-2), training imported from before the register among them, which has no line. Every
measure adds up: a total is the sum of its groups.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import orjson
from msgspec import UNSET, UnsetType
from psycopg import Connection, sql
from psycopg.rows import dict_row

from lrs.postgres.queries import load
from projections.answers.learned import NOTHING_LEARNED, Learned
from projections.credits.channels import sql_of
from projections.reports.answer import Page, TableAnswer, members
from projections.reports.columns import Column, columns, columns_of
from projections.reports.naming import IDS
from projections.tables.answering import TableBasis

DIMENSIONS: Final[Mapping[str, str]] = {
    "unit": "unit",
    "year": "year::text",
    "month": "left(day::text, 7)",
    "course": "CASE WHEN fact = 'course.passed' THEN subject END",
    "category": "category",
    "channel": "channel",
    "cadre": "person",
}
"""What groups are made by. A null is told as null and sorted as an empty text."""

_KEYS: Final[Mapping[str, str]] = {
    "year": "year",
    "month": "day - date_part('day', day)::int4 + 1",
}
"""What lines are grouped by where that is not the text: it is made of each group alone, which is
faster."""

_TEXTS: Final[Mapping[str, str]] = {"year": "{}::text", "month": "left({}::text, 7)"}
"""What makes the text of such a key."""

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "course": ("fact", "subject"),
    "cadre": ("person",),
}
"""The columns of a line that a dimension is made of; those that are not here are columns."""

TOTAL: Final = "全部行合计 total of all rows"
"""What the row of the total is called in a table: whoever adds up a column leaves it out."""

QUERIES: Final = {
    name: sql.SQL(text) for name, text in load("projections.tables", "learning").items()
}


_FIGURES: Final = ("lines", "credited", "zero", "credits", "hours")

Groups = tuple[list[dict[str, Any]], dict[str, Any], list[str] | None]
"""The groups of a page, the total, and the values of the last group where there are more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which lines count: days from `begin` to `end`, of acts of members of `units` on their day,
    and of one value in some dimensions; None: all."""

    begin: date | None
    end: date | None
    units: Collection[str] | None
    values: Mapping[str, str]

    @property
    def told(self) -> Hashable:
        """What tells it apart from others."""
        units = None if self.units is None else frozenset(self.units)
        return self.begin, self.end, units, tuple(sorted(self.values.items()))

    def columns(self, by: Collection[str]) -> frozenset[str]:
        """The columns that tell apart which lines count and in which group, or `month` for days."""
        found = {column for name in (*by, *self.values) for column in _COLUMNS.get(name, (name,))}
        if self.begin or self.end:
            found.add("day")
        if self.units is not None:
            found.add("unit")
        return frozenset(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningFigures:
    """What was learned; each figure is the sum of those of its groups."""

    lines: int
    """Lines of the ledger: a degree has one for each year of study, everything else has one."""
    credited: int
    """How many of them earned credits that the caps left."""
    zero: int
    """How many earned none."""
    credits: Decimal
    """The credits that the caps left, so that they add up to the balances."""
    hours: Decimal
    """The hours that count (A2-2), training imported from before the register among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningGroup(LearningFigures):
    """What was learned by those of one value in each dimension that was asked for; it has no member
    of the others."""

    unit: str | UnsetType | None = UNSET
    """The unit's short id on the day of the act; null: of nobody in a unit."""
    unit_name: str | UnsetType | None = UNSET
    """The unit's name as it was registered; null where nobody registered one."""
    year: str | UnsetType | None = UNSET
    """The credit year."""
    month: str | UnsetType | None = UNSET
    """The month of the act, such as 2010-03."""
    course: str | UnsetType | None = UNSET
    """The course that was passed; null: no course."""
    category: str | UnsetType | None = UNSET
    """The category of the credit; null: no rule applies."""
    channel: str | UnsetType | None = UNSET
    """The channel: off_job, online, degree, reward, imported or other."""
    cadre: str | UnsetType | None = UNSET
    """The cadre's id in the register."""


@dataclass(frozen=True, kw_only=True)
class LearningAnswer(TableAnswer, Page):
    """Learning in figures, by any of its dimensions, with totals that add up (R30, A2-3)."""

    by: tuple[str, ...]
    """The dimensions by which it is grouped."""
    groups: tuple[LearningGroup, ...]
    """The groups of the page, in the order of their values."""
    total: LearningFigures
    """The figures of all groups of all pages."""

    def rows(self) -> Iterator[LearningGroup]:
        """The groups, and behind the last page the total."""
        yield from self.groups
        if self.next is None:
            label: dict[str, Any] = dict.fromkeys(self.by[:1], TOTAL)
            yield LearningGroup(**members(self.total), **label)

    def columns(self) -> list[Column]:
        """The dimensions that were asked for, then the figures."""
        return [*columns_of(self._dimensions()), *columns(LearningFigures)]

    def _dimensions(self) -> Iterator[str]:
        for name in self.by:
            yield from [name, *IDS[name].names[-1:]] if name in IDS else [name]


def learning(
    conn: Connection[Any],
    by: Sequence[str],
    wanted: Filter,
    *,
    after: Sequence[str],
    limit: int,
    lines: Iterable[Learned] | None = None,
) -> Groups:
    """The groups in order after the one with these values, the total of all groups, and the values
    of the last group where there are more, else None.

    They are of these lines, by default of what the tables hold.
    """
    asked: dict[str, Any] = {
        "begin": wanted.begin,
        "end": wanted.end,
        "units": None if wanted.units is None else list(wanted.units),
        "nothing": list(NOTHING_LEARNED),
        "after": list(after),
        "limit": limit + 1 if by else 0,
        **{f"value_{name}": value for name, value in wanted.values.items()},
        **_arrays(lines or ()),
    }
    source = "tables" if lines is None else "given"
    query = _query(source, by, wanted, is_later=bool(after))
    with conn.transaction():
        conn.execute(QUERIES["room"])
        rows = conn.cursor(row_factory=dict_row).execute(query, asked).fetchall()
    whole, *others = sorted(
        rows, key=lambda row: (not row["is_total"], *(row[name] or "" for name in by))
    )
    told = [{name: value for name, value in row.items() if name != "is_total"} for row in others]
    found = told[:limit]
    last = [found[-1][name] for name in by] if len(told) > limit else None
    groups = [row | {name: row[name] or None for name in by} for row in found]
    total = {name: whole[name] for name in _FIGURES}
    return groups, total, last


def learning_answer(
    own: TableBasis,
    by: Sequence[str],
    found: Groups,
    named: Callable[[Collection[str | None]], Mapping[str | None, str | None]],
) -> LearningAnswer:
    """What `learning` found as an answer; `named` gives the names of units."""
    groups, total, last = found
    names = named([row["unit"] for row in groups]) if "unit" in by else {}
    return LearningAnswer(
        **own,
        by=tuple(by),
        groups=tuple(
            LearningGroup(**(row | {"unit_name": names[row["unit"]]} if "unit" in row else row))
            for row in groups
        ),
        total=LearningFigures(**total),
        next=None if last is None else orjson.dumps(last).decode(),
    )


def _arrays(lines: Iterable[Learned]) -> dict[str, list[Any]]:
    """The lines column by column."""
    columns = list(zip(*lines, strict=True)) or [()] * len(Learned._fields)
    return {
        f"line_{name}": list(column) for name, column in zip(Learned._fields, columns, strict=True)
    }


def _equals(name: str) -> sql.Composed:
    return sql.SQL("AND {} = {}").format(
        sql.SQL(DIMENSIONS[name]), sql.Placeholder(f"value_{name}")
    )


def _key(name: str) -> sql.Composable:
    """What lines are grouped by."""
    if name in _KEYS:
        return sql.SQL(_KEYS[name])
    return sql.SQL("coalesce({}, '') COLLATE \"C\"").format(sql.SQL(DIMENSIONS[name]))


def _text(name: str) -> sql.Composable:
    """The text of a group's key."""
    if name not in _TEXTS:
        return sql.Identifier(name)
    return sql.SQL('{} COLLATE "C"').format(sql.SQL(_TEXTS[name]).format(sql.Identifier(name)))


def _query(source: str, by: Sequence[str], wanted: Filter, *, is_later: bool) -> sql.Composed:
    """What asks for the total and for a page of the groups."""
    keys = [sql.SQL("{} AS {},").format(_key(name), sql.Identifier(name)) for name in by]
    texts = [sql.SQL("{} AS {},").format(_text(name), sql.Identifier(name)) for name in by]
    names = sql.SQL(", ").join(map(sql.Identifier, by))
    places = sql.SQL(", ").join(sql.SQL(str(place)) for place in range(1, len(by) + 1))
    later = sql.SQL('ARRAY[{}] > %(after)s::text[] COLLATE "C"').format(names)
    return QUERIES["learning"].format(
        lines=QUERIES[source].format(channel=sql.SQL(sql_of("e.fact"))),
        keys=sql.SQL(" ").join(keys),
        texts=sql.SQL(" ").join(texts),
        equal=sql.SQL(" ").join(map(_equals, wanted.values)),
        places=places if by else sql.SQL("()"),
        nulls=sql.SQL(" ").join(sql.SQL("NULL AS {},").format(sql.Identifier(one)) for one in by),
        later=later if is_later else sql.SQL("true"),
        order=names if by else sql.SQL("lines"),
    )
