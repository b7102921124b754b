"""Folds all projections from the log alone, in one transaction, with the live runner's own fold."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import compress, count, islice
from typing import Any
from zlib import crc32

from psycopg import Connection

from lrs.clock import Clock
from lrs.collector import collecting_nothing
from lrs.event.log import Log, Recorded
from lrs.log.log_reader import LogReader
from projections.answers.acts import GrowingReference, by_person, whom
from projections.answers.present import present
from projections.case.decisions import AsOf
from projections.case.reference import Reference
from projections.facts.decision_facts import Decision
from projections.facts.fact import Fact
from projections.facts.learning_act import read_fact
from projections.tables import intake, writing
from projections.tables.folding import fold_into_tables

PAGE = 5000
"""Statements read at a time."""

BUCKET = 500
"""Persons folded and written at a time."""

SHARE = 2_000_000
"""Events of which the facts are held in memory, at 0.6 KB each, with all decisions; a longer log is
read again for each further share of the persons, only where it speaks of them."""

EVERY = 255
"""Notes what every share needs: decisions. So there are at most 254, of half a billion events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a rebuild came to: up to which position and day, for how many persons, and the tables'
    digests.

    ``before`` is the digest of the tables that stood there, None when they did not answer for the
    same position. Where it differs from ``after``, the live projections had gone wrong.
    ``set_aside`` is how many statements and persons could not be judged.
    """

    position: int
    today: date
    persons: int
    before: str | None
    after: str
    set_aside: int


Progress = Callable[[int, int], None]
"""Called with the positions read so far and their total."""


def rebuild(conn: Connection[Any], progress: Progress, *, clock: Clock) -> Rebuilt:
    """Makes the tables anew from the log, as the projector; live runners wait meanwhile.

    They are folded to the day of the tables that answer for all of the log, so that both can be
    compared; without such tables to that of the clock. Raises NoPolicyError.
    """
    with collecting_nothing(), conn.transaction():
        writing.lock(conn)
        writing.make(conn)
        reader = LogReader(conn)
        head = reader.head()
        tracking = writing.tracking(conn)
        before = writing.digest(conn) if tracking.settled == head else None
        reference = GrowingReference().up_to(head, reader)
        policies, today = present(reference, head, clock)
        if before is not None and tracking.folded_to is not None:
            today = tracking.folded_to
        as_of = AsOf(known=head, today=today, zone=policies.zone)
        persons = 0
        with writing.made_anew(conn):
            for acts in _shares(conn, reader, reference, as_of, progress):
                persons += len(acts)
                for bucket in _buckets(acts):
                    fold_into_tables(conn, reference, bucket, policies, known=head, today=today)
        writing.fold_to(conn, today)
        writing.track(conn, scanned=head)
        after = writing.digest(conn)
        found = writing.set_aside(conn, limit=1)
    return Rebuilt(
        position=head,
        today=today,
        persons=persons,
        before=before,
        after=after,
        set_aside=found[0]["total"] if found else 0,
    )


def _shares(
    conn: Connection[Any],
    reader: Log,
    reference: Reference,
    as_of: AsOf,
    progress: Progress,
) -> Iterator[dict[str, list[Fact]]]:
    """The acts of the persons of each share; the first reading also takes in every statement."""
    head = as_of.known
    shares = _Shares(head)

    def take_in(page: list[Recorded]) -> list[Fact]:
        facts, rows = intake.read(page, reference)
        intake.add(conn, facts, rows)
        shares.note(facts, reference, as_of)
        return facts

    def read_again(page: list[Recorded]) -> list[Fact]:
        return [read_fact(one) for one in page]

    for share in range(shares.count):

        def wanted(person: str, share: int = share) -> bool:
            return shares.of(person) == share

        def told(done: int, share: int = share) -> None:
            progress(share * head + done, shares.count * head)

        if share:
            facts = _facts(_at(reader, shares.needs(share)), head, read_again, told)
        else:
            facts = _facts(_all(reader, head), head, take_in, told)
        yield by_person(facts, reference, as_of, wanted=wanted)


class _Shares:
    """Whose share each statement of a log is of, so that later readings pass over the others."""

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


def _buckets(acts: Mapping[str, list[Fact]]) -> Iterator[dict[str, list[Fact]]]:
    persons = sorted(acts)
    for start in range(0, len(persons), BUCKET):
        yield {person: acts[person] for person in persons[start : start + BUCKET]}
