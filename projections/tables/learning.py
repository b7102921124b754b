"""Learning by unit, month, course, category, channel and person (R30, A2-3).

Counts are lines of the ledger: a degree has one for each year of study, everything else has one.
What names no fact of ours or was set aside is left out, and so is what has not happened yet. What
belongs to nobody in a unit stands under no unit (`null`) and in the total. Credits are what the
caps leave, so that they add up to the balances; a line that lost all is a zero. Hours are those
that count (A2-2), training imported from before the register among them, which has no line. Every
measure adds up: a total is the sum of its groups.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from psycopg import Connection, sql
from psycopg.rows import dict_row

from projections.answers.learned import NOTHING_LEARNED, Learned
from projections.exact import jsonable
from projections.reports.ledgers import Report

DIMENSIONS: Final[Mapping[str, str]] = {
    "unit": "unit",
    "year": "year::text",
    "month": "to_char(day, 'YYYY-MM')",
    "course": "CASE WHEN fact = 'course.passed' THEN subject END",
    "category": "category",
    "channel": "channel",
    "person": "person",
}
"""What groups are made by. A null is told as null and sorted as an empty text."""

_MEASURES: Final = sql.SQL(
    "count(credits) AS lines, count(*) FILTER (WHERE credits <> 0) AS credited,"
    " count(*) FILTER (WHERE credits = 0) AS zero, coalesce(sum(credits), 0) AS credits,"
    " coalesce(sum(hours), 0) AS hours"
)
_TABLES: Final = sql.SQL(
    "FROM ("
    "SELECT person, unit, year, day, fact, subject, category, channel, credits - cut AS credits,"
    " NULL AS hours"
    " FROM projections.ledger"
    " WHERE fact <> ALL (%(nothing)s) AND day <= (SELECT until FROM projections.as_of)"
    " UNION ALL"
    " SELECT person, unit, year, day, fact, subject, category, channel, NULL, hours"
    " FROM projections.hours) learned"
)
_GIVEN: Final = sql.SQL(
    "FROM unnest(%(line_person)s::text[], %(line_unit)s::text[], %(line_year)s::int4[],"
    " %(line_day)s::date[], %(line_fact)s::text[], %(line_subject)s::text[],"
    " %(line_category)s::text[], %(line_channel)s::text[], %(line_credits)s::numeric[],"
    " %(line_hours)s::numeric[])"
    " learned(person, unit, year, day, fact, subject, category, channel, credits, hours)"
)
_WHERE: Final = sql.SQL(
    "WHERE true"
    " AND (%(begin)s::date IS NULL OR day >= %(begin)s)"
    " AND (%(end)s::date IS NULL OR day <= %(end)s)"
    " AND (%(units)s::text[] IS NULL OR unit = ANY (%(units)s))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which lines count: days from `begin` to `end`, of acts of members of `units` on their day,
    and of one value in some dimensions; None: all."""

    begin: date | None
    end: date | None
    units: Collection[str] | None
    values: Mapping[str, str]


def learning(
    conn: Connection[Any],
    by: Sequence[str],
    wanted: Filter,
    *,
    after: Sequence[str],
    limit: int,
    lines: Iterable[Learned] | None = None,
) -> Report:
    """The groups in order after the one with these values, and the total of all groups.

    They are of these lines, by default of what the tables hold.
    `next` holds the values of the last group where there are more, else it is None.
    """
    source = _TABLES if lines is None else _GIVEN
    where = sql.SQL(" ").join([source, _WHERE, *(_equals(name) for name in wanted.values)])
    asked: dict[str, Any] = {
        "begin": wanted.begin,
        "end": wanted.end,
        "units": None if wanted.units is None else list(wanted.units),
        "nothing": list(NOTHING_LEARNED),
        "after": list(after),
        "limit": limit + 1,
        **{f"value_{name}": value for name, value in wanted.values.items()},
        **_arrays(lines or ()),
    }
    cursor = conn.cursor(row_factory=dict_row)
    total = cursor.execute(sql.SQL("SELECT {} {}").format(_MEASURES, where), asked).fetchone()
    rows = cursor.execute(_grouped(by, where, bool(after)), asked).fetchall() if by else []
    found = rows[:limit]
    last = [found[-1][name] for name in by] if len(rows) > limit else None
    return {
        "by": list(by),
        "groups": [_group(row, by) for row in found],
        "total": jsonable(total or {}),
        "next": last,
    }


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


def _grouped(by: Sequence[str], where: sql.Composed, is_later: bool) -> sql.Composed:
    keys = [
        sql.SQL("coalesce({}, '') COLLATE \"C\"").format(sql.SQL(DIMENSIONS[name])) for name in by
    ]
    named = [
        sql.SQL("{} AS {}").format(key, sql.Identifier(name))
        for key, name in zip(keys, by, strict=True)
    ]
    places = sql.SQL(", ").join(sql.SQL(str(place)) for place in range(1, len(by) + 1))
    later = sql.SQL('HAVING ARRAY[{}] > %(after)s::text[] COLLATE "C"').format(
        sql.SQL(", ").join(keys)
    )
    return sql.SQL("SELECT {}, {} {} GROUP BY {} {} ORDER BY {} LIMIT %(limit)s").format(
        sql.SQL(", ").join(named),
        _MEASURES,
        where,
        places,
        later if is_later else sql.SQL(""),
        places,
    )


def _group(row: Mapping[str, Any], by: Sequence[str]) -> Report:
    group: Report = jsonable(row)
    return {**group, **{name: row[name] or None for name in by}}
