"""Keeps the projection tables up with the log: scan what is new, fold whom it touches.

Nobody is folded before all is scanned, and then those first whose rows are the oldest: a fold
answers for all that was scanned, so that each does the most it can against the lag.

Each step is one transaction that holds the projections' advisory lock and moves the tracking with
the rows. So a step that dies leaves nothing behind, and any number of runners can take turns.
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from threading import Event
from typing import Any

import psycopg
from psycopg import Connection

from lrs.clock import Clock
from lrs.event.log import Log
from lrs.log.log_reader import LogReader
from lrs.log.recorder import CHANNEL
from projections.answers.acts import GrowingReference, acts_of
from projections.answers.present import present
from projections.case.decisions import AsOf
from projections.case.publications import NoPolicyError
from projections.case.reference import Reference
from projections.policy.succession import Succession
from projections.tables import intake, writing
from projections.tables.folding import fold_into_tables
from projections.tables.touching import Touched, by_day, by_facts

logger = logging.getLogger(__name__)

PAGE = 5000
"""Events scanned in one step."""

BUCKET = 200
"""Persons folded in one step: enough for its overhead to be small, few enough to settle often."""

WAIT = 1.0
"""Seconds after which the log is looked at even without a notification."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a step has come: the log's last position, and up to where the tables answer for it.

    ``moved`` is false when there was nothing to do, or nothing that could be done.
    """

    head: int
    settled: int
    moved: bool

    @property
    def lag(self) -> int:
        """Events of the log that the tables do not answer for yet."""
        return self.head - self.settled


class Runner:
    """Follows the log as the projector role, and the days of a clock when nothing is posted."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._reference = GrowingReference()

    def run(self, conninfo: str, alive: Callable[[], bool]) -> None:
        """Follows the log while ``alive``; comes back by itself when the connection is lost.

        What else goes wrong is a fault of ours: it goes to the server's log, without what it says
        of persons, and is tried again, so that the tables catch up once the fault is mended.
        """
        while alive():
            try:
                with psycopg.connect(conninfo, autocommit=True) as conn:
                    conn.execute(f"LISTEN {CHANNEL}")
                    while alive():
                        self.catch_up(conn, alive)
                        wait(conn)
            except psycopg.OperationalError as error:
                logger.warning("the projections were cut off: %s", type(error).__name__)
                Event().wait(WAIT)
            except Exception as error:
                frames = "".join(traceback.format_tb(error.__traceback__))
                logger.error(
                    "the projections stand still: %s\n%s", type(error).__qualname__, frames
                )
                Event().wait(WAIT)

    def catch_up(self, conn: Connection[Any], alive: Callable[[], bool] = lambda: True) -> Progress:
        """Takes steps until the tables answer for all of the log, or nothing can be done."""
        progress = self.step(conn)
        while progress.moved and alive():
            progress = self.step(conn)
        return progress

    def step(self, conn: Connection[Any]) -> Progress:
        """Scans a page of the log; at its end folds a bucket of those whose rows are the oldest."""
        with conn.transaction():
            writing.lock(conn)
            writing.make(conn)
            reader = LogReader(conn)
            head = reader.head()
            after = writing.tracking(conn).scanned
            scanned = self._scan(conn, reader, after, head) if after < head else head
            reference = self._reference.up_to(scanned, reader)
            judging = _judging(reference, scanned, self._clock)
            folded = 0
            if judging is not None:
                _turn_day(conn, reader, reference, judging, position=max(after, 1))
                folded = _fold(conn, reader, reference, judging) if scanned == head else 0
            settled = writing.track(conn, scanned=scanned)
        return Progress(head=head, settled=settled, moved=folded > 0 or scanned > after)

    def _scan(self, conn: Connection[Any], reader: Log, after: int, head: int) -> int:
        """Takes in the next page and marks as stale whom it touches; up to where it was scanned."""
        page = reader.read(after=after, until=head, limit=PAGE)
        scanned = page[-1].position if len(page) == PAGE else head
        reference = self._reference.up_to(scanned, reader)
        facts, rows = intake.read(page, reference)
        intake.add(conn, facts, rows)
        judging = _judging(reference, scanned, self._clock)
        as_of = judging.as_of if judging else None
        _mark(conn, by_facts(facts, reader, reference, scanned, as_of))
        if _judged_by(reference, after) != _judged_by(reference, scanned):
            writing.mark_all_stale(conn, since=after + 1)
        return scanned


@dataclass(frozen=True, slots=True)
class _Judging:
    """Under which policy the tables are folded, and as of when."""

    policies: Succession
    known: int
    today: date

    @property
    def as_of(self) -> AsOf:
        """What is known and has happened."""
        return AsOf(known=self.known, today=self.today, zone=self.policies.zone)


def _judged_by(reference: Reference, position: int) -> str | None:
    """The digest of the policies that judge, as known at a position; None while there are none.

    It changes with a publication, with a void of one, and with the enactment of a value.
    """
    try:
        return reference.succession(known=position).digest
    except NoPolicyError:
        return None


def _judging(reference: Reference, scanned: int, clock: Clock) -> _Judging | None:
    """None while no policy is known."""
    try:
        policies, today = present(reference, scanned, clock)
    except NoPolicyError:
        return None
    return _Judging(policies, scanned, today)


def _turn_day(
    conn: Connection[Any],
    reader: Log,
    reference: Reference,
    judging: _Judging,
    *,
    position: int,
) -> None:
    """Marks those whose answers change when another day has come than the tables are folded to."""
    before, today = writing.tracking(conn).folded_to, judging.today
    if before != today:
        touched = by_day(
            conn, reader, reference, judging.policies, after=before, until=today, position=position
        )
        _mark(conn, touched)
        writing.fold_to(conn, today)


def _mark(conn: Connection[Any], touched: Touched) -> None:
    """Marks as stale whose answers change."""
    writing.mark_stale(conn, touched.persons)
    if touched.everybody is not None:
        writing.mark_all_stale(conn, since=touched.everybody)


def _fold(conn: Connection[Any], reader: Log, reference: Reference, judging: _Judging) -> int:
    """Folds those of the stale persons whose rows are the oldest; how many."""
    persons = writing.stale(conn, limit=BUCKET)
    if persons:
        policies, known, today = judging.policies, judging.known, judging.today
        acts = acts_of(persons, reader, reference, judging.as_of)
        acting = {person: facts for person, facts in acts.items() if facts}
        writing.remove(conn, persons)
        fold_into_tables(conn, reference, acting, policies, known=known, today=today)
        writing.unmark_stale(conn, persons)
    return len(persons)


def wait(conn: Connection[Any]) -> None:
    """Returns when the log announces that it grew, or after a moment in any case."""
    for _ in conn.notifies(timeout=WAIT, stop_after=1):
        pass
