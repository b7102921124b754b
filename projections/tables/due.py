"""What is due in the follow-ups of classes, and what else waits, from the tables: as of now."""

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import dict_row, scalar_row, tuple_row

from lrs.postgres.queries import load
from projections.answers.basis import Basis
from projections.reports.due import DueOfClass

QUERIES: Final = load("projections.tables", "due")


def due(
    conn: Connection[Any],
    basis: Basis,
    *,
    units: Collection[str] | None,
    states: Collection[str],
    after: str,
    limit: int,
) -> tuple[list[DueOfClass], Counter[str]]:
    """The next items that are due and not done, as `due_in_log`, and how many are how far on all
    pages."""
    asked = {
        "units": None if units is None else sorted(units),
        "states": list(states),
        "today": basis.today,
        "after": after,
        "limit": limit,
    }
    cursor = conn.cursor(row_factory=dict_row)
    rows = cursor.execute(QUERIES["due"].format(found=QUERIES["found"]), asked).fetchall()
    return [DueOfClass(**row) for row in rows], how_many(conn, basis, units=units, states=states)


def how_many(
    conn: Connection[Any],
    basis: Basis,
    *,
    units: Collection[str] | None,
    states: Collection[str],
) -> Counter[str]:
    """How many items are how far that are not done."""
    asked = {
        "units": None if units is None else sorted(units),
        "states": list(states),
        "today": basis.today,
    }
    query = QUERIES["counts"].format(found=QUERIES["found"])
    return Counter(dict(conn.cursor(row_factory=tuple_row).execute(query, asked).fetchall()))


def pending(
    conn: Connection[Any], basis: Basis, units: Collection[str] | None
) -> list[tuple[str | None, int, date]]:
    """The units whose cadres wait for a decision on an application, how many of these there are and
    the day of the oldest, that one first."""
    asked = {"units": None if units is None else sorted(units), "today": basis.today}
    return conn.cursor(row_factory=tuple_row).execute(QUERIES["pending"], asked).fetchall()


def with_members(conn: Connection[Any], basis: Basis, units: Collection[str] | None) -> list[str]:
    """The units that somebody belongs to today, by id."""
    asked = {"units": None if units is None else sorted(units), "today": basis.today}
    cursor = conn.cursor(row_factory=scalar_row)
    return cursor.execute(QUERIES["units"], asked).fetchall()


def loose_ends(conn: Connection[Any]) -> tuple[int, int]:
    """How many persons of whom something is stated are in no unit, and how many courses were passed
    that the catalogue does not know."""
    row = conn.cursor(row_factory=tuple_row).execute(QUERIES["loose"]).fetchone()
    return row or (0, 0)
