"""Folds a bucket of an exported log: the very fold of the tables, from Parquet into Parquet."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from lrs.event.list_log import ListLog
from projections.answers.acts import GrowingReference, in_buckets
from projections.answers.basis import Basis
from projections.facts.decision_facts import Decision
from projections.facts.fact import Fact
from projections.tables import intake, tracking
from projections.tables.folding import aside_rows, folded_each, unfolded_rows, wakes_of
from projections.tables.intake import INTAKE
from projections.tables.ledgers import LEDGERS
from projections.tables.registry import PROJECTIONS
from replay.making import BUCKET
from replay.parquet.layout import NOBODY, WAITING, Manifest
from replay.parquet.log import ParquetLog
from replay.parquet.results import Results

EMPTY_LOG: Final = ListLog([])
"""A fold of ledgers asks no log."""


def basis_of(log: ParquetLog, today: date) -> Basis:
    """What the answers of an exported log rest on, as of a day. Raises NoPolicyError."""
    position = log.manifest.position
    reference = GrowingReference().up_to(position, log.reference())
    policies = reference.succession(known=position)
    return Basis(position=position, today=today, policies=policies, reference=reference)


def all_buckets(manifest: Manifest) -> list[int]:
    """The buckets that hold every event of a log once."""
    return [WAITING, NOBODY, *range(manifest.buckets)]


def fold_bucket(
    log: ParquetLog, bucket: int, basis: Basis, into: Path, *, attempt: str = "0"
) -> int:
    """Writes the rows of the intake and of the ledgers that come of a bucket; how many cadres it
    has. `attempt` tells apart who makes the same rows at the same time."""
    with Results(into, bucket, attempt=attempt) as results:
        count = 0
        found = LEDGERS.sort(_taken_in(log, bucket, basis, results), basis, lambda _: True)
        for keys in in_buckets(found, size=BUCKET):
            facts = {key: found[key] for key in keys}
            folded = folded_each(facts, LEDGERS.folds(facts, EMPTY_LOG, basis))
            for table, rows in LEDGERS.rows(list(folded.values())).items():
                results.add(table, rows)
            results.add("set_aside", aside_rows(LEDGERS, folded))
            results.add("set_aside", unfolded_rows(LEDGERS, facts, folded))
            results.add("folded", wakes_of(facts, folded).items())
            count += len(facts)
    return count


def _taken_in(log: ParquetLog, bucket: int, basis: Basis, results: Results) -> Iterator[Fact]:
    """The facts of a bucket, of which the intake is written on the way, and whom they are about."""
    own: dict[str, set[str]] = {one.name: set() for one in PROJECTIONS}
    for page in log.bucket(bucket):
        facts, rows = intake.read(page, basis.reference)
        results.add(INTAKE.name, rows)
        results.add("set_aside", intake.aside_rows(facts))
        stated = [(fact, fact.position) for fact in facts if not isinstance(fact, Decision)]
        for one in PROJECTIONS:
            own[one.name].update(filter(tracking.is_key, one.own_keys(stated)))
        yield from facts
    results.add("own_key", ((name, key) for name, keys in own.items() for key in sorted(keys)))
