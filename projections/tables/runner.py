"""Keeps the tables of all projections up with the log: scan what is new, fold what it touches.

The log is scanned once for all projections that have come as far; each then folds the keys that
are stale, when it has its turn. No key is folded before all is scanned, and then those first whose
rows are the oldest: a fold answers for all that was scanned, so that each does the most it can
against the lag.

The scan and each turn are one transaction that holds the locks of its projections and moves their
tracking with the rows. So a step that dies leaves nothing behind, any number of runners can take
turns, and a projection that fails holds up no other.
"""

import logging
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from threading import Event
from typing import Any

import psycopg
from psycopg import Connection

from lrs.clock import Clock
from lrs.event.log import Log
from lrs.log.log_reader import LogReader
from lrs.log.recorder import CHANNEL
from projections.answers.acts import GrowingReference
from projections.answers.basis import Basis
from projections.answers.present import day_in
from projections.case.publications import NoPolicyError
from projections.case.reference import Reference
from projections.facts.learning_act import read_fact
from projections.tables import folding, intake, tracking, versions
from projections.tables.intake import INTAKE
from projections.tables.projection import AnyProjection, Scanned
from projections.tables.registry import PROJECTIONS
from projections.tables.site import LIVE_SITE, Site
from projections.tables.touching import happened, stated_by, turns_all
from projections.tables.tracking import Place

logger = logging.getLogger(__name__)

PAGE = 5000
"""Events scanned in one step."""

BUCKET = 200
"""Keys folded in one turn: enough for its overhead to be small, few enough to settle often."""

WAIT = 1.0
"""Seconds after which the log is looked at even without a notification."""

REST = 0.5
"""Seconds that the runner rests when it has caught up. It leaves the cores to those who post, and
whoever is stated about more than once meanwhile is folded once. The more is posted, the longer it
works between two rests, so that the lag does not grow before it works all the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a step has come: the log's last position, and up to where all tables answer for it.

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

    def __init__(
        self,
        clock: Clock,
        projections: Sequence[AnyProjection] = PROJECTIONS,
        *,
        site: Site = LIVE_SITE,
    ) -> None:
        self._clock = clock
        self._projections = projections
        self._site = site
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
                        Event().wait(REST)
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
        """Scans a page of the log; at its end each projection folds a bucket of its keys.

        Where one of them fails, the others have had their turn before its error is raised.
        """
        failed: list[Exception] = []
        log = LogReader(conn)
        with conn.transaction():
            tracking.at_ease(conn)
            self._site.lay_out(conn)
            head = log.head()
            moved = self._scan(conn, log, head, failed)
        settled = head
        for projection in self._projections:
            with _apart(failed), conn.transaction():
                tracking.at_ease(conn)
                came, did = self._turn(conn, log, projection, head)
                settled, moved = min(settled, came), moved or did
        if failed:
            raise failed[0]
        return Progress(head=head, settled=settled, moved=moved)

    def _scan(self, conn: Connection[Any], log: Log, head: int, failed: list[Exception]) -> bool:
        """Takes in the next page for each place to which projections have come, and marks the keys
        that it touches; whether there was one."""
        held = self._held(conn)
        places = self._site.places(conn, held)
        by_place = sorted(held, key=lambda one: places[one.name].scanned)
        groups = [
            (after, list(group))
            for after, group in groupby(by_place, key=lambda one: places[one.name].scanned)
        ]
        ends = [*(after for after, _ in groups[1:]), head]
        pages = [
            (after, end, group)
            for (after, group), end in zip(groups, ends, strict=True)
            if after < end
        ]
        for after, end, group in pages:
            self._take_in(
                conn, log, [(one, places[one.name]) for one in group], (after, end), failed
            )
        return bool(pages)

    def _held(self, conn: Connection[Any]) -> list[AnyProjection]:
        """The projections that nobody else writes now, locked; where there are none, the first."""
        held = [one for one in self._projections if self._site.try_lock(conn, one.name)]
        if not held:
            held = list(self._projections[:1])
            self._site.lock(conn, held[0].name)
        return held

    def _take_in(
        self,
        conn: Connection[Any],
        log: Log,
        group: Sequence[tuple[AnyProjection, Place]],
        between: tuple[int, int],
        failed: list[Exception],
    ) -> None:
        """Takes in a page of the log for projections that have come as far."""
        after, end = between
        page = log.read(after=after, until=end, limit=PAGE)
        scanned = page[-1].position if len(page) == PAGE else end
        reference = self._reference.up_to(scanned, log)
        if any(projection is INTAKE for projection, _ in group):
            facts, rows = intake.read(page, reference)
        else:
            facts, rows = [read_fact(one) for one in page], []
        stated = stated_by(facts, log, until=scanned)
        basis = self._basis(log, scanned)
        seen = Scanned(
            log=log, reference=reference, until=scanned, as_of=basis.as_of if basis else None
        )
        all_move = self._judged_by(reference, after) != self._judged_by(reference, scanned)
        for projection, place in group:
            with _apart(failed), conn.transaction():
                versions.work_on(conn, place.schema)
                if projection is INTAKE:
                    intake.add(conn, facts, rows)
                tracking.mark(conn, projection.name, projection.touched(stated, seen))
                if all_move:
                    tracking.mark_all(conn, projection.name, since=after + 1)
                tracking.track(conn, projection.name, scanned=scanned)

    def _turn(
        self, conn: Connection[Any], log: Log, projection: AnyProjection, head: int
    ) -> tuple[int, bool]:
        """Folds a bucket of the stale keys of a projection, and those whom a new day changes.

        Up to which position it answers then, and whether there was anything to do.
        """
        if not self._site.try_lock(conn, projection.name):
            return self._site.settled(conn, projection.name), False
        place = self._site.places(conn, [projection])[projection.name]
        versions.work_on(conn, place.schema)
        basis = self._basis(log, place.scanned)
        folded = 0
        if basis is not None:
            _turn_day(conn, log, projection, place, basis)
            folded = _fold(conn, log, projection, basis) if place.scanned >= head else 0
        settled = tracking.track(conn, projection.name, scanned=place.scanned)
        done = settled >= head and self._site.took_over(conn, projection, place)
        return settled, folded > 0 or done

    def _basis(self, log: Log, position: int) -> Basis | None:
        """What is known at a position, as of the day of the clock; None while no policy is."""
        reference = self._reference.up_to(position, log)
        try:
            policies = self._site.policies(reference, position)
        except NoPolicyError:
            return None
        today = day_in(policies, self._clock)
        return Basis(position=position, today=today, policies=policies, reference=reference)

    def _judged_by(self, reference: Reference, position: int) -> str | None:
        """The digest of the policies that judge, as known at a position; None while there are none.

        It changes with a publication, with a void of one, and with the enactment of a value.
        """
        try:
            return self._site.policies(reference, position).digest
        except NoPolicyError:
            return None


@contextmanager
def _apart(failed: list[Exception]) -> Iterator[None]:
    """Keeps what goes wrong with one projection from the others; a lost connection is of all."""
    try:
        yield
    except psycopg.OperationalError:
        raise
    except Exception as error:
        failed.append(error)


def _turn_day(
    conn: Connection[Any], log: Log, projection: AnyProjection, place: Place, basis: Basis
) -> None:
    """Marks the keys whose answers change when another day has come than the tables are folded to.

    They wait from the last position on, so that the tables do not claim to answer before all of
    them are folded.
    """
    before, today = place.folded_to, basis.today
    if before == today:
        return
    since = max(place.scanned, 1)
    if before is None or turns_all(basis.policies, after=before, until=today):
        tracking.mark_all(conn, projection.name, since=since)
    else:
        seen = Scanned(log=log, reference=basis.reference, until=basis.position, as_of=basis.as_of)
        for facts in happened(conn, log, basis, before):
            touched = projection.touched(stated_by(facts, log, until=basis.position), seen)
            tracking.mark(conn, projection.name, dict.fromkeys(touched, since))
        tracking.wake(conn, projection.name, today, since=since)
    tracking.fold_to(conn, projection.name, today)


def _fold(conn: Connection[Any], log: Log, projection: AnyProjection, basis: Basis) -> int:
    """Folds those of the stale keys whose rows are the oldest; how many."""
    keys = tracking.stale(conn, projection.name, until=basis.position, limit=BUCKET)
    if keys:
        facts = projection.gather(keys, log, basis)
        folding.remove(conn, projection, keys)
        folding.fold_into_tables(
            conn, projection, {key: facts.get(key, []) for key in keys}, log, basis
        )
    return len(keys)


def wait(conn: Connection[Any]) -> None:
    """Returns when the log announces that it grew, or after a moment in any case."""
    for _ in conn.notifies(timeout=WAIT, stop_after=1):
        pass
