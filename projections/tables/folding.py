"""Folds persons into the tables; what cannot be judged or written is set aside and stops nobody."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import partial
from typing import Any, Final

import psycopg
from psycopg import Connection

from projections.case.reference import Reference
from projections.case.sifting import RowsError
from projections.credits.credit_ledger import Ledger, fold_bucket
from projections.facts.fact import Fact
from projections.policy.succession import Succession
from projections.tables import writing

_REFUSED: Final = (
    *(psycopg.DataError, psycopg.IntegrityError, psycopg.errors.ProgramLimitExceeded),
    *(ValueError, OverflowError),
)
"""What a row raises that PostgreSQL, or what writes it in its form, does not take. A lost
connection or a deadlock is none of these."""


def fold_into_tables(
    conn: Connection[Any],
    reference: Reference,
    bucket: Mapping[str, Collection[Fact]],
    policies: Succession,
    *,
    known: int,
    today: date,
) -> None:
    """Adds the rows of persons who have none, each folded from his acts."""
    folded = partial(fold_bucket, reference, policies=policies, known=known, today=today)
    ledgers = folded(bucket)
    try:
        with conn.transaction():
            writing.insert(conn, ledgers.values())
    except _REFUSED:
        ledgers = folded(bucket, check=partial(_try_rows, conn))
        writing.insert(conn, ledgers.values())
    for person in bucket.keys() - ledgers.keys():
        first = min(fact.position for fact in bucket[person])
        writing.add_unfolded(conn, person, position=first)


def _try_rows(conn: Connection[Any], ledger: Ledger) -> None:
    """Raises RowsError where the rows of a ledger cannot be written; writes nothing."""
    try:
        with conn.transaction(force_rollback=True):
            writing.insert(conn, [ledger])
    except _REFUSED as error:
        raise RowsError(type(error).__name__) from error
