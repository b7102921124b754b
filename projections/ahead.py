"""What was recorded before it happened: little, and all that time alone brings about."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import scalar_row

from lrs.queries import load
from projections import tables
from projections.calendar import day_after, day_before

QUERIES = load("projections")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """Statements up to position `until` that were recorded before they happened, on some days.

    The default says nothing of any.
    """

    until: int = 0
    statements: tuple[UUID, ...] = ()


def ahead_of(conn: Connection[Any], *, after: date, until: date) -> Ahead:
    """What the tables tell of the statements that happen after a day and by another, whatever zone
    the days are in."""
    scanned = tables.scanned(conn)
    if not scanned:
        return Ahead()
    asked = {"after": day_before(after), "by": day_after(until), "until": scanned}
    cursor = conn.cursor(row_factory=scalar_row)
    found = cursor.execute(QUERIES["ahead"], asked).fetchall()
    return Ahead(until=scanned, statements=tuple(found))
