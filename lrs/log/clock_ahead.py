"""A log that is ahead of the clock: how to see it, and how its owner lets it go on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lrs.entropy import new_nonce
from lrs.event.events import CLOCK, CLOCK_ACKNOWLEDGED, ClockAcknowledged, timestamp_text
from lrs.log.appending import QUERIES, LogEntry
from lrs.log.log_reader import LogReader
from lrs.log.record_store import RecordStore
from lrs.message import message

TOLERATED = timedelta(seconds=60)
"""How far the log may be ahead of the clock without anybody's word; `lrs.append` knows it, too."""


class NotAheadError(ValueError):
    """The log is not ahead of the clock: there is nothing to acknowledge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """Where the clock and the end of the log stand; ``position`` is 0 for an empty log."""

    clock: datetime
    position: int
    stored: datetime | None

    @property
    def by(self) -> timedelta:
        """How far the log is ahead of the clock; never negative."""
        return max(self.stored - self.clock, timedelta()) if self.stored else timedelta()


def ahead(store: RecordStore) -> Ahead:
    """Where the clock and the end of the log stand now."""
    with store.connection() as conn:
        reader = LogReader(conn)
        position = reader.head()
        return Ahead(clock=store.now(), position=position, stored=reader.stored_at(position))


def acknowledge(store: RecordStore, *, reason: str) -> ClockAcknowledged:
    """Appends that the log is ahead of the clock and goes on; the event that says so.

    store: opened as the owner of the log. From then on each `stored` is the one before it and a
    microsecond, until the clock has caught up. Raises NotAheadError.
    """
    with store.log.locked() as log:
        found = ahead(store)
        if found.stored is None or found.by <= TOLERATED:
            raise NotAheadError(
                message(
                    "the log is {by:.6f} s ahead of the clock, which stops nothing: only more "
                    "than {tolerated:.0f} s do",
                    by=found.by.total_seconds(),
                    tolerated=TOLERATED.total_seconds(),
                )
            )
        event = ClockAcknowledged(
            originator_version=len(log.events(CLOCK)) + 1,
            clock=timestamp_text(found.clock),
            last_position=found.position,
            last_stored=timestamp_text(found.stored),
            reason=reason,
        )
        log.append(
            [
                LogEntry(
                    originator_id=CLOCK,
                    originator_version=event.originator_version,
                    topic=CLOCK_ACKNOWLEDGED,
                    state=event.state(),
                    nonce=new_nonce(),
                )
            ]
        )
    return event


def acknowledged(store: RecordStore) -> list[ClockAcknowledged]:
    """All that was acknowledged of the clock, in order."""
    with store.log.locked() as log:
        return [
            ClockAcknowledged.from_state(CLOCK, version, state)
            for version, state in log.events(CLOCK)
        ]


def is_stopped(store: RecordStore) -> bool:
    """Whether the log is so far ahead of the clock that it refuses to be written.

    store: opened as the owner of the log.
    """
    found = ahead(store)
    if found.by <= TOLERATED:
        return False
    with store.connection() as conn:
        row = conn.execute(
            QUERIES["is_acknowledged"], [found.clock, found.position, found.stored]
        ).fetchone()
    return row is None or not row["acknowledged"]
