"""Appends events to the log: one call of ``lrs.append``, which takes the lock, numbers the events
and inserts log and index rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from eventsourcing.persistence import IntegrityError, ProgrammingError
from msgspec import Struct
from psycopg import Connection
from psycopg.rows import tuple_row

from lrs.log.arrays import Bigints, Bytes, Ints, Texts, Uuids
from lrs.postgres.queries import load

QUERIES = load("lrs")


class ClockBehindError(RuntimeError):
    """The clock is more than a minute behind the log: nothing was written.

    Either the clock is wrong now, and is to be set right; or it was ahead once, and the owner of
    the log may let it go on (lrs.clock_ahead).
    """


class ReferencesWaitError(RuntimeError):
    """Earlier statements refer to one of these: they must be appended under the lock."""


class ContentGoneError(RuntimeError):
    """Content that an event should use is not kept, or no longer: nothing was written."""


class NotAfterError(ValueError):
    """A restored ``stored`` does not come after the one before it, or is ahead of the clock."""


_ERRORS = {"LRS01": ClockBehindError, "LRS03": NotAfterError}

_REFUSALS = {
    "taken": (IntegrityError, "an event of this originator and version is in the log"),
    "waiting": (ReferencesWaitError, "references wait for one of these statements"),
}
"""What `lrs.append` answers when it appended nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Void:
    """The aim of a voiding statement; ``authority`` None means that it may void anybody's."""

    target: UUID
    authority: str | None


class LogEntry(Struct, frozen=True, kw_only=True):
    """A stored event with its nonce, its rows in the query index, and the SHA-256 of its content.

    ``stored`` is assigned under the lock; only a restore brings its own, one for every entry.
    """

    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes
    nonce: bytes
    terms: Sequence[int] = ()
    void: Void | None = None
    dangling: UUID | None = None
    stored: datetime | None = None
    content: Sequence[bytes] = ()


class Appended(NamedTuple):
    """Where a run of events went: consecutive positions, ``stored`` a microsecond apart."""

    first_position: int
    first_stored: datetime


def append_within(
    conn: Connection[Any],
    entries: Sequence[LogEntry],
    *,
    now: datetime,
    settled: bool = False,
) -> Appended:
    """As LogRecorder.append, over a connection that may have a transaction open.

    settled: no reference can wait for these, or the caller holds the lock and dealt with them.
    """
    if not any(entry.content for entry in entries):
        return _append(conn, entries, now=now, settled=settled)
    with conn.transaction():
        appended = _append(conn, entries, now=now, settled=settled)
        uses = [
            (position, sha256, None)
            for position, entry in enumerate(entries, appended.first_position)
            for sha256 in entry.content
        ]
        try:
            conn.cursor().executemany(QUERIES["use_content"], uses)
        except psycopg.errors.ForeignKeyViolation as error:
            raise ContentGoneError("the bytes of an attachment are not there") from error
    return appended


def _append(
    conn: Connection[Any], entries: Sequence[LogEntry], *, now: datetime, settled: bool
) -> Appended:
    times = [entry.stored for entry in entries]
    parameters = (
        now,
        times if any(times) else None,
        Uuids([entry.originator_id for entry in entries]),
        Bigints([entry.originator_version for entry in entries]),
        Texts([entry.topic for entry in entries]),
        Bytes([entry.state for entry in entries]),
        Bytes([entry.nonce for entry in entries]),
        *_index_rows(entries),
        settled,
    )
    cursor = conn.cursor(row_factory=tuple_row)
    try:
        row = cursor.execute(QUERIES["append"], parameters, prepare=True).fetchone()
    except psycopg.DatabaseError as error:
        if error.sqlstate in _ERRORS:
            raise _ERRORS[error.sqlstate](error.diag.message_primary) from error
        raise
    if row is None:
        raise ProgrammingError("lrs.append returned nothing")
    first_position, first_stored, refused = row
    if refused:
        kind, text = _REFUSALS[refused]
        raise kind(text)
    return Appended(first_position, first_stored)


def _index_rows(
    entries: Sequence[LogEntry],
) -> tuple[Bigints, Ints, Uuids, Ints, Texts, Uuids, Ints]:
    """Terms, aims of voids and dangling references, each beside the ordinals of their entries."""
    terms, term_ordinals = Bigints(), Ints()
    void_targets, void_ordinals, void_authorities = Uuids(), Ints(), Texts()
    dangling, dangling_ordinals = Uuids(), Ints()
    for ordinal, entry in enumerate(entries):
        terms += entry.terms
        term_ordinals += [ordinal] * len(entry.terms)
        if entry.void:
            void_targets.append(entry.void.target)
            void_ordinals.append(ordinal)
            void_authorities.append(entry.void.authority)
        if entry.dangling:
            dangling.append(entry.dangling)
            dangling_ordinals.append(ordinal)
    return (
        terms,
        term_ordinals,
        void_targets,
        void_ordinals,
        void_authorities,
        dangling,
        dangling_ordinals,
    )
