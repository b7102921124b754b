"""What the log speaks of and the reference does not know: courses without a value, persons without
a unit."""

from typing import Any, Final

from psycopg import Connection
from psycopg.rows import dict_row, tuple_row

from lrs.postgres.queries import load
from projections.exact import jsonable
from projections.reports.ledgers import Report

QUERIES: Final = load("projections.tables")


def unmapped_courses(conn: Connection[Any], *, after: str, limit: int) -> Report:
    """The next courses that were passed while the catalogue held no value for them (R33): passes,
    cadres, the first and the last day."""
    return _page(conn, "unmapped", "courses", "course", after, limit)


def unmatched_identities(conn: Connection[Any], *, after: str, limit: int) -> Report:
    """The next persons of whom something is stated and who belong to no unit, with who stated it.

    ``has_roster`` is false when nobody belongs to any unit, so that nothing can be matched at all.
    """
    row = conn.cursor(row_factory=tuple_row).execute(QUERIES["has_roster"]).fetchone()
    page = _page(conn, "unmatched", "identities", "person", after, limit)
    return {"has_roster": bool(row and row[0]), **page}


def _page(conn: Connection[Any], query: str, name: str, key: str, after: str, limit: int) -> Report:
    asked = {"after": after, "limit": limit + 1}
    rows = conn.cursor(row_factory=dict_row).execute(QUERIES[query], asked).fetchall()
    found = rows[:limit]
    return {name: jsonable(found), "next": found[-1][key] if len(rows) > limit else None}
