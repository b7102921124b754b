"""Folds keys into the tables; what cannot be judged or written is set aside and stops nobody."""

import hashlib
from collections.abc import Callable, Collection, Mapping
from datetime import date
from functools import partial
from typing import Any, Final, TypeVar

import psycopg
from psycopg import Connection, sql

from lrs.event.log import Log
from lrs.postgres.queries import load
from projections.answers.basis import Basis
from projections.case.sifting import RowsError, folded_or_sifted
from projections.facts.fact import Fact
from projections.tables import bulk, tracking
from projections.tables.projection import AnyProjection, Folded, Projection

QUERIES: Final = load("projections.tables", "rows")

T = TypeVar("T", bound=Folded)

REFUSED: Final = (
    *(psycopg.DataError, psycopg.IntegrityError, psycopg.errors.ProgramLimitExceeded),
    *(ValueError, OverflowError),
)
"""What a row raises that PostgreSQL, or what writes it in its form, does not take. A lost
connection or a deadlock is none of these."""


def fold_into_tables(
    conn: Connection[Any],
    projection: Projection[T],
    facts: Mapping[str, Collection[Fact]],
    log: Log,
    basis: Basis,
) -> None:
    """Adds the rows of keys that have none, each folded from the facts about it, and notes that
    they were folded."""
    fold = projection.folds(facts, log, basis)
    folded = folded_each(facts, fold)
    try:
        with conn.transaction():
            insert(conn, projection, folded)
    except REFUSED:

        def checked(key: str, some: Collection[Fact]) -> T:
            found = fold(key, some)
            _try_rows(conn, projection, key, found)
            return found

        folded = folded_each(facts, checked)
        insert(conn, projection, folded)
    tracking.add_set_aside(conn, unfolded_rows(projection, facts, folded))
    gone = [key for key, some in facts.items() if not some]
    tracking.settle(conn, projection.name, folded=wakes_of(facts, folded), gone=gone)


def unfolded_rows(
    projection: AnyProjection, facts: Mapping[str, Collection[Fact]], folded: Mapping[str, Folded]
) -> list[tuple[object, ...]]:
    """The rows of those keys that cannot be folded, as what was set aside."""
    return [
        tracking.unfolded_row(projection.name, key, position=min(one.position for one in some))
        for key, some in facts.items()
        if key not in folded and some
    ]


def wakes_of(
    facts: Mapping[str, Collection[Fact]], folded: Mapping[str, Folded]
) -> dict[str, date | None]:
    """The keys that have facts, each with the day on which its answer changes by itself."""
    return {
        key: folded[key].wakes_on if key in folded else None for key, some in facts.items() if some
    }


def folded_each(
    facts: Mapping[str, Collection[Fact]], fold: Callable[[str, Collection[Fact]], T]
) -> dict[str, T]:
    """What each key with facts comes to; without those with which it is no fact's doing."""
    found = {key: folded_or_sifted(partial(fold, key), some) for key, some in facts.items() if some}
    return {key: one for key, one in found.items() if one is not None}


def _try_rows(conn: Connection[Any], projection: Projection[T], key: str, folded: T) -> None:
    """Raises RowsError where the rows of a key cannot be written; writes nothing."""
    try:
        with conn.transaction(force_rollback=True):
            insert(conn, projection, {key: folded})
    except REFUSED as error:
        raise RowsError(type(error).__name__) from error


def insert(conn: Connection[Any], projection: Projection[T], folded: Mapping[str, T]) -> None:
    """Adds the rows of keys that have none, and what was set aside of them."""
    for table, rows in projection.rows(list(folded.values())).items():
        bulk.copy(conn, table, projection.tables[table], rows)
    tracking.add_set_aside(conn, aside_rows(projection, folded))


def aside_rows(projection: AnyProjection, folded: Mapping[str, Folded]) -> list[tuple[object, ...]]:
    """The rows of what was set aside of keys that were folded."""
    return [
        row
        for key, one in folded.items()
        for row in tracking.set_aside_rows(projection.name, key, one.set_aside)
    ]


def remove(conn: Connection[Any], projection: AnyProjection, keys: Collection[str]) -> None:
    """Takes away all rows that these keys have."""
    gone = [list(keys)]
    for table, columns in projection.tables.items():
        names = sql.Identifier(table), sql.Identifier(next(iter(columns)))
        conn.execute(sql.SQL(QUERIES["remove"]).format(*names), gone)
    tracking.take_back(conn, projection.name, keys)


def digest(conn: Connection[Any], projection: AnyProjection) -> str:
    """The same, in hexadecimal, for the same answers of the tables that are worked on: whether two
    tables of one server differ."""
    total = hashlib.sha256()
    for table in projection.tables:
        found = conn.execute(sql.SQL(QUERIES["hash"]).format(sql.Identifier(table))).fetchone()
        total.update(f"{table} {found}\n".encode())
    aside = conn.execute(tracking.QUERIES["set_aside_digest"], [projection.name]).fetchone()
    total.update(f"set_aside {aside}\n".encode())
    return total.hexdigest()
