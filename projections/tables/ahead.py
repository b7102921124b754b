"""What was recorded before it happened: little, and all that time alone brings about."""

from datetime import date
from typing import Any

from psycopg import Connection
from psycopg.rows import scalar_row

from lrs.postgres.queries import load
from projections.answers.between import Ahead
from projections.calendar import day_after, day_before
from projections.tables import tracking

QUERIES = load("projections.tables")


def ahead_of(conn: Connection[Any], *, after: date, until: date) -> Ahead:
    """What the tables tell of the statements that happen after a day and by another, whatever zone
    the days are in."""
    scanned = max((one.scanned for one in tracking.trackings(conn, ["intake"])), default=0)
    if not scanned:
        return Ahead()
    asked = {"after": day_before(after), "by": day_after(until), "until": scanned}
    cursor = conn.cursor(row_factory=scalar_row)
    found = cursor.execute(QUERIES["ahead"], asked).fetchall()
    return Ahead(until=scanned, statements=tuple(found))
