"""Folds all projections from the log alone, in one transaction, with the live runner's own fold."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from psycopg import Connection

from lrs.log_reader import LogReader
from projections import tables
from projections.acts import GrowingReference, by_person
from projections.credits.credit_ledger import fold_bucket
from projections.facts.decisions import AsOf
from projections.facts.fact import Fact
from projections.facts.learning_act import read_fact
from projections.runner import present
from projections.statistics import intake

PAGE = 5000
"""Statements read at a time."""

BUCKET = 500
"""Persons folded and written at a time."""


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
        taken_in: list[intake.Row] = []
        acts = by_person(_facts(reader, head, progress, taken_in), reference, as_of)
        tables.make_anew(conn)
        intake.add(conn, taken_in)
        for bucket in _buckets(sorted(acts)):
            facts = {person: acts[person] for person in bucket}
            ledgers = fold_bucket(reference, facts, policy, known=head, today=today)
            tables.insert(conn, ledgers.values())
        tables.fold_to(conn, today)
        tables.track(conn, scanned=head, settled=head)
        after = tables.digest(conn)
    return Rebuilt(position=head, persons=len(acts), before=before, after=after)


def _facts(
    reader: LogReader, head: int, progress: Progress, taken_in: list[intake.Row]
) -> Iterator[Fact]:
    """The facts of the whole log, in its order; `taken_in` gets the rows of their intake."""
    after = 0
    while page := reader.read(after=after, until=head, limit=PAGE):
        facts = [read_fact(recorded) for recorded in page]
        taken_in += intake.rows(page, facts)
        yield from facts
        after = page[-1].position
        progress(after, head)


def _buckets(persons: Iterable[str]) -> Iterator[list[str]]:
    persons = list(persons)
    for start in range(0, len(persons), BUCKET):
        yield persons[start : start + BUCKET]
