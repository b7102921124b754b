"""X-Experience-API-Consistent-Through: until when the log is complete (1.0.3 Comm. 2.1.3)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from psycopg import Connection
from psycopg.rows import tuple_row

from api.http.reads import Reads
from lrs.clock import Clock
from lrs.postgres.queries import load

QUERIES = load("lrs")

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""Until when a log is complete of which nothing is known."""

WRITING = timedelta(seconds=1)
"""The most that lies between a writer's look at the clock and the start of its transaction."""

PAUSE = timedelta(milliseconds=500)
"""How long it is not asked again whether somebody writes."""


class Completeness:
    """Until when the log is complete: no event to come will have an earlier time.

    As far as its last event it always is. Beyond that it is where nobody was writing at some
    moment before it was read, so that a log that nobody writes to does not seem to lag behind.
    """

    def __init__(self, reads: Reads, now: Clock) -> None:
        self._reads = reads
        self._now = now
        self._asked = BEGINNING
        self.until = BEGINNING
        """As last known; the truth for whoever reads from then on, since it only ever grows."""

    async def look(self) -> None:
        """Asks whether somebody writes, unless that was asked just now."""
        now = self._now()
        if now - self._asked >= PAUSE:
            self._asked = now
            if await self._reads.run(_is_quiet):
                self.keep(now - WRITING)

    def of(self, conn: Connection[Any], known: datetime) -> datetime:
        """Until when the snapshot of a connection is complete; ``known`` was before it."""
        row = conn.cursor(row_factory=tuple_row).execute(QUERIES["last_stored"]).fetchone()
        return max(row[0], known) if row else known

    def keep(self, until: datetime) -> None:
        """Remembers what was seen."""
        self.until = max(self.until, until)


def _is_quiet(conn: Connection[Any]) -> bool:
    row = conn.cursor(row_factory=tuple_row).execute(QUERIES["is_quiet"]).fetchone()
    return row is not None and bool(row[0])
