"""Folds all projections from the log alone, in one transaction, with the live runner's own fold."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import compress, count, islice
from typing import Any
from zlib import crc32

from psycopg import Connection

from lrs.clock import Clock
from lrs.event.log import Log, Recorded
from lrs.garbage_collection import collecting_nothing
from lrs.log.log_reader import LogReader
from projections.answers.acts import GrowingReference, whom
from projections.answers.basis import Basis
from projections.answers.present import present
from projections.case.decisions import AsOf
from projections.case.reference import Reference
from projections.facts.decision_facts import Decision
from projections.facts.fact import Fact
from projections.facts.learning_act import read_fact
from projections.tables import intake, tracking, versions
from projections.tables.folding import digest, fold_into_tables
from projections.tables.ledgers import LEDGERS
from projections.tables.projection import AnyProjection
from projections.tables.registry import PROJECTIONS

PAGE = 5000
"""Statements read at a time."""

BUCKET = 500
"""Keys folded and written at a time."""

SHARE = 2_000_000
"""Events of which the facts are held in memory, at 0.6 KB each, with all decisions; a longer log is
read again for each further share of the persons, only where it speaks of them."""

EVERY = 255
"""The mark of a statement that every share needs: a decision, whose target any of them may hold.
The shares themselves have the marks 1 to 254, which is enough for half a billion events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remade:
    """What one projection was rebuilt to: how many keys have facts, and the tables' digests.

    ``before`` is the digest of the tables that stood there, None when they did not answer for the
    same position. Where it differs from ``after``, the live projection had gone wrong.
    """

    projection: str
    version: str
    keys: int
    before: str | None
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a rebuild came to: up to which position and day, for how many persons, and the digests
    of all tables.

    ``before`` is None where some projection did not answer for the same position. ``set_aside`` is
    how many statements and keys could not be judged.
    """

    position: int
    today: date
    projections: tuple[Remade, ...]
    set_aside: int

    @property
    def persons(self) -> int:
        """How many cadres have facts."""
        return next(one.keys for one in self.projections if one.projection == LEDGERS.name)

    @property
    def before(self) -> str | None:
        """One digest of all that stood there; None where there was nothing to compare."""
        return _together(one.before for one in self.projections)

    @property
    def after(self) -> str:
        """One digest of all that was made."""
        return _together(one.after for one in self.projections) or ""


def _together(digests: Iterable[str | None]) -> str | None:
    found = list(digests)
    if None in found:
        return None
    return sha256(" ".join(one or "" for one in found).encode()).hexdigest()


OnProgress = Callable[[int, int], None]
"""Called with the positions read so far and their total."""


def rebuild(conn: Connection[Any], progress: OnProgress, *, clock: Clock) -> Rebuilt:
    """Makes the tables of all projections anew from the log, as the projector; live runners wait
    meanwhile.

    They are folded to the day of the tables that answer for all of the log, so that both can be
    compared; without such tables to that of the clock. Raises NoPolicyError.
    """
    with collecting_nothing(), conn.transaction():
        for projection in PROJECTIONS:
            tracking.lock(conn, projection.name)
        versions.lay_out(conn)
        log = LogReader(conn)
        head = log.head()
        before, days = _stood(conn, head)
        reference = GrowingReference().up_to(head, log)
        policies, today = present(reference, head, clock)
        if len(days) == 1:
            today = days.pop()
        basis = Basis(position=head, today=today, policies=policies, reference=reference)
        for projection in PROJECTIONS:
            versions.begin_beside(conn, projection)
        keys = _Making(conn, log, basis).run(progress)
        after: dict[str, str] = {}
        for projection in PROJECTIONS:
            versions.index(conn, projection)
            tracking.fold_to(conn, projection.name, today)
            tracking.track(conn, projection.name, scanned=head)
            after[projection.name] = digest(conn, projection)
        versions.switch(conn, PROJECTIONS)
        aside = tracking.set_aside(conn, limit=1)
    return Rebuilt(
        position=head,
        today=today,
        projections=tuple(
            Remade(
                projection=one.name,
                version=one.version,
                keys=keys[one.name],
                before=before[one.name],
                after=after[one.name],
            )
            for one in PROJECTIONS
        ),
        set_aside=aside[0]["total"] if aside else 0,
    )


def _stood(conn: Connection[Any], head: int) -> tuple[dict[str, str | None], set[date]]:
    """The digests of the tables that stood there and answered for all of the log, and the days to
    which they were folded; of others None."""
    there = {one.projection: one for one in tracking.places(conn) if one.schema == versions.LIVE}
    digests: dict[str, str | None] = {}
    days: set[date] = set()
    versions.work_on(conn, versions.LIVE)
    for projection in PROJECTIONS:
        place = there.get(projection.name)
        digests[projection.name] = None
        if place and place.version == projection.version and place.settled == head:
            digests[projection.name] = digest(conn, projection)
            if place.folded_to is not None:
                days.add(place.folded_to)
    return digests, days


class _Making:
    """Makes all tables, where they are worked on, from one basis."""

    def __init__(self, conn: Connection[Any], log: LogReader, basis: Basis) -> None:
        self._conn, self._log, self._basis = conn, log, basis
        self._shares = _Shares(basis.position)
        self._keys: dict[str, set[str]] = {one.name: set() for one in PROJECTIONS}

    def run(self, progress: OnProgress) -> dict[str, int]:
        """How many keys each projection has. The first reading takes in every statement; what is
        sorted by key as it is read is folded share by share, the rest is gathered from the log."""
        head = self._basis.position
        for share in range(self._shares.count):

            def told(done: int, share: int = share) -> None:
                progress(share * head + done, self._shares.count * head)

            facts = self._again(share, told) if share else self._first(told)
            self._fold_share(share, facts)
        for projection in PROJECTIONS:
            if projection is not LEDGERS:
                self._gather(projection)
        return {name: len(keys) for name, keys in self._keys.items()}

    def _first(self, told: Callable[[int], None]) -> Iterator[Fact]:
        return _facts(
            _all(self._log, self._basis.position), self._basis.position, self._take_in, told
        )

    def _again(self, share: int, told: Callable[[int], None]) -> Iterator[Fact]:
        pages = _at(self._log, self._shares.needs(share))
        return _facts(pages, self._basis.position, lambda page: [*map(read_fact, page)], told)

    def _take_in(self, page: list[Recorded]) -> list[Fact]:
        """The facts of a page that is read for the first time."""
        reference = self._basis.reference
        facts, rows = intake.read(page, reference)
        intake.add(self._conn, facts, rows)
        self._shares.note(facts, reference, self._basis.as_of)
        stated = [(fact, fact.position) for fact in facts if not isinstance(fact, Decision)]
        for projection in PROJECTIONS:
            self._keys[projection.name].update(projection.own_keys(stated))
        return facts

    def _fold_share(self, share: int, facts: Iterable[Fact]) -> None:
        """Folds the ledgers of a share of the cadres."""
        found = LEDGERS.sort(facts, self._basis, lambda one: self._shares.of(one) == share)
        self._keys[LEDGERS.name].update(found)
        for bucket in _buckets(found):
            fold_into_tables(
                self._conn, LEDGERS, {key: found[key] for key in bucket}, self._log, self._basis
            )

    def _gather(self, projection: AnyProjection) -> None:
        """Folds all keys of a projection."""
        for bucket in _buckets(filter(tracking.is_key, self._keys[projection.name])):
            facts = projection.gather(bucket, self._log, self._basis)
            fold_into_tables(self._conn, projection, facts, self._log, self._basis)


class _Shares:
    """Which share of the persons needs which statement, so that the reading of one share passes
    over the statements of all others.

    Of a log of five million statements there are three shares, and one byte for each position: 2 at
    the pass of somebody whose name falls into the second share, EVERY at a ruling, 0 at what no
    share needs. `needs(1)` gives the positions that have a 2 or EVERY.
    """

    def __init__(self, head: int) -> None:
        self.count = -(-head // SHARE)
        self._noted = bytearray(head + 1) if self.count > 1 else None

    def of(self, person: str) -> int:
        """The share that a person falls into."""
        return crc32(person.encode()) % self.count

    def note(self, facts: Iterable[Fact], reference: Reference, as_of: AsOf) -> None:
        """Notes which share needs each of these facts."""
        if self._noted is None:
            return
        for fact in facts:
            if isinstance(fact, Decision):
                self._noted[fact.position] = EVERY
            elif (person := whom(fact, reference, as_of)) is not None:
                self._noted[fact.position] = self.of(person) + 1

    def needs(self, share: int) -> Iterator[int]:
        """The positions of the facts that a share needs."""
        noted = self._noted or b""
        wanted = bytes(one in (share + 1, EVERY) for one in range(256))
        return compress(count(), noted.translate(wanted))


def _all(reader: Log, head: int) -> Iterator[list[Recorded]]:
    """The whole log by pages, of which the last is not full."""
    after = 0
    while len(page := reader.read(after=after, until=head, limit=PAGE)) == PAGE:
        yield page
        after = page[-1].position
    yield page


def _at(reader: Log, positions: Iterator[int]) -> Iterator[list[Recorded]]:
    """What stands at some positions by pages, of which the last is not full."""
    while len(page := reader.at(list(islice(positions, PAGE)))) == PAGE:
        yield page
    yield page


def _facts(
    pages: Iterable[list[Recorded]],
    head: int,
    read: Callable[[list[Recorded]], list[Fact]],
    told: Callable[[int], None],
) -> Iterator[Fact]:
    """What is made of the pages of a reading, in their order."""
    for page in pages:
        yield from read(page)
        told(page[-1].position if len(page) == PAGE else head)


def _buckets(keys: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(sorted(keys))
    while bucket := list(islice(rest, BUCKET)):
        yield bucket
