"""What was recorded before it happened: little, and all that time alone brings about."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import scalar_row

from lrs.queries import load
from projections import tables

QUERIES = load("projections")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """Statements up to position `until` that were recorded before they happened, after some day.

    The default says nothing of any.
    """

    until: int = 0
    statements: tuple[UUID, ...] = ()


def ahead_of(conn: Connection[Any], day: date) -> Ahead:
    """What the tables tell of the statements that happen after a day, whatever zone it is in."""
    until = tables.scanned(conn)
    if not until:
        return Ahead()
    asked = {"after": day - timedelta(days=1), "until": until}
    cursor = conn.cursor(row_factory=scalar_row)
    found = cursor.execute(QUERIES["ahead"], asked).fetchall()
    return Ahead(until=until, statements=tuple(found))
