"""Folds all projections from the log alone, in one transaction, with the live runner's own fold."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from zlib import crc32

from psycopg import Connection

from lrs.log_reader import LogReader
from projections import tables
from projections.acts import GrowingReference, by_person
from projections.credits.credit_ledger import fold_bucket
from projections.facts.decisions import AsOf
from projections.facts.fact import Fact
from projections.facts.learning_act import read_fact
from projections.reference import Reference
from projections.runner import present
from projections.statistics import intake

PAGE = 5000
"""Statements read at a time."""

BUCKET = 500
"""Persons folded and written at a time."""

SHARE = 2_000_000
"""Events of which the facts are held in memory, at 0.6 KB each, with all decisions; a longer log is
read several times, each time for another share of the persons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a rebuild came to: up to which position, for how many persons, and the tables' digests.

    ``before`` is the digest of the tables that stood there, None when they did not answer for the
    same position. Where it differs from ``after``, the live projections had gone wrong.
    """

    position: int
    persons: int
    before: str | None
    after: str


Progress = Callable[[int, int], None]
"""Called with the positions read so far and their total."""


def rebuild(conn: Connection[Any], progress: Progress) -> Rebuilt:
    """Makes the tables anew from the log, as the projector; live runners wait meanwhile.

    Raises NoPolicyError.
    """
    with conn.transaction():
        tables.lock(conn)
        tables.make(conn)
        reader = LogReader(conn)
        head = reader.head()
        before = tables.digest(conn) if tables.tracking(conn).settled == head else None
        reference = GrowingReference().up_to(head, reader)
        policy, today = present(reference, reader, head)
        as_of = AsOf(known=head, today=today, zone=policy.zone)
        persons = 0
        with tables.made_anew(conn):
            for acts in _shares(conn, reader, reference, as_of, progress):
                persons += len(acts)
                for bucket in _buckets(acts):
                    ledgers = fold_bucket(reference, bucket, policy, known=head, today=today)
                    tables.insert(conn, ledgers.values())
        tables.fold_to(conn, today)
        tables.track(conn, scanned=head)
        after = tables.digest(conn)
    return Rebuilt(position=head, persons=persons, before=before, after=after)


def _shares(
    conn: Connection[Any],
    reader: LogReader,
    reference: Reference,
    as_of: AsOf,
    progress: Progress,
) -> Iterator[dict[str, list[Fact]]]:
    """The acts of the persons of each share; the first reading also takes in every statement."""
    head = as_of.known
    shares = -(-head // SHARE)
    for share in range(shares):

        def wanted(person: str, share: int = share) -> bool:
            return crc32(person.encode()) % shares == share

        def told(done: int, share: int = share) -> None:
            progress(share * head + done, shares * head)

        take_in = partial(intake.add, conn) if share == 0 else None
        facts = _facts(reader, head, told, take_in)
        yield by_person(facts, reference, as_of, wanted=wanted)


def _facts(
    reader: LogReader,
    head: int,
    told: Callable[[int], None],
    take_in: Callable[[Iterable[intake.Row]], None] | None,
) -> Iterator[Fact]:
    """The facts of the whole log, in its order."""
    after = 0
    while page := reader.read(after=after, until=head, limit=PAGE):
        if take_in is None:
            facts = [read_fact(recorded) for recorded in page]
        else:
            facts, rows = intake.read(page)
            take_in(rows)
        yield from facts
        after = page[-1].position
        told(after)


def _buckets(acts: Mapping[str, list[Fact]]) -> Iterator[dict[str, list[Fact]]]:
    persons = sorted(acts)
    for start in range(0, len(persons), BUCKET):
        yield {person: acts[person] for person in persons[start : start + BUCKET]}
