"""The append-only PostgreSQL recorder: a gapless log and its query index in one transaction.

A subclass of the library's recorder that keeps its reads and replaces its write by one call of
``lrs.append``, which takes the lock, numbers the events and inserts log and index rows.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from eventsourcing.persistence import (
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
    StoredEvent,
)
from eventsourcing.postgres import ConnectionPool, PostgresApplicationRecorder, PostgresDatastore
from msgspec import Struct
from psycopg import Connection, Cursor
from psycopg.errors import IdleInTransactionSessionTimeout
from psycopg.rows import dict_row, tuple_row

from lrs.clock import Clock
from lrs.entropy import new_nonce
from lrs.event.events import STATEMENT_RECORDED
from lrs.log.arrays import Bigints, Bytes, Ints, Texts, Uuids, register_arrays
from lrs.postgres.queries import load

QUERIES = load("lrs")

CHANNEL = "lrs_log"
"""Where the log announces that it grew."""

CONNECTION_TIMEOUT = 5.0
"""Seconds to wait for a connection, and for how long to try one before asking anew."""

LONGEST_PAUSE = 30.0
"""Seconds a client may be silent inside a transaction before PostgreSQL takes the lock from it."""


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


class LogDatastore(PostgresDatastore):
    """The library's datastore on one connection string, in schema ``lrs``."""

    def __init__(self, conninfo: str, *, pool_size: int = 1) -> None:
        super().__init__(
            "", "", "", "", "", schema="lrs", idle_in_transaction_session_timeout=LONGEST_PAUSE
        )
        self.pool = ConnectionPool(
            conninfo,
            connection_class=Connection[dict[str, Any]],
            kwargs={"row_factory": dict_row},
            min_size=pool_size,
            max_size=pool_size,
            open=False,
            configure=self.after_connect_func(),
            timeout=CONNECTION_TIMEOUT,
            reconnect_timeout=CONNECTION_TIMEOUT,
        )

    @contextmanager
    def get_connection(self) -> Iterator[Connection[dict[str, Any]]]:
        """A connection in autocommit. When it breaks, the idle ones are tested before the next."""
        try:
            with super().get_connection() as conn:
                yield conn
        except (InterfaceError, OperationalError):
            self.pool.check()
            raise
        except InternalError as error:
            if isinstance(error.__cause__, IdleInTransactionSessionTimeout):  # we stood still
                raise OperationalError(str(error)) from error
            raise

    def after_connect_func(self) -> Callable[[Connection[Any]], None]:
        """Autocommit and the array types of ``append``."""
        library = super().after_connect_func()

        def after_connect(conn: Connection[Any]) -> None:
            library(conn)
            register_arrays(conn)

        return after_connect

    def register_type_adapters(self) -> None:
        """Nothing: the library's composite type is slow and not used (docs/decisions/0004)."""


class LogRecorder(PostgresApplicationRecorder):
    """Appends to ``lrs.log`` and reads it."""

    def __init__(self, datastore: PostgresDatastore, *, clock: Clock) -> None:
        super().__init__(datastore, events_table_name="log")
        self.channel_name = CHANNEL
        self._clock = clock

    def create_table(self) -> None:
        """Refused: tables are made by migrations, under another role."""
        raise ProgrammingError("the log is made by `lrs migrate`")

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:
        """The positions of the appended events. Not retried: an ambiguous commit is no conflict."""
        if not stored_events:
            return []
        entries = [_entry(event) for event in stored_events]
        first = self.append(entries).first_position
        return list(range(first, first + len(entries)))

    def append(self, entries: Sequence[LogEntry]) -> Appended:
        """Appends all entries or none, in one round trip.

        Raises ClockBehindError, ReferencesWaitError, NotAfterError, and the library's
        IntegrityError when an event is there already.
        """
        with self.datastore.get_connection() as conn:
            return append_within(conn, entries, now=self._clock())

    @contextmanager
    def locked(self) -> Iterator["LockedLog"]:
        """A transaction that holds the lock of the log: what it reads stays so until it ends."""
        with self.datastore.get_connection() as conn, conn.transaction():
            conn.execute(QUERIES["lock_log"])
            yield LockedLog(conn, self._clock)


class LockedLog:
    """The log while nobody else can append."""

    def __init__(self, conn: Connection[Any], clock: Clock) -> None:
        self._conn = conn
        self._clock = clock

    def taken(self, ids: Collection[UUID]) -> dict[UUID, bytes | None]:
        """The states of those of these ids that are in the log; None for another event's id."""
        rows = self._rows(QUERIES["taken"], [list(ids)])
        return {
            key: bytes(state) if topic == STATEMENT_RECORDED else None for key, topic, state in rows
        }

    def waiting(self, ids: Collection[UUID]) -> dict[UUID, int]:
        """The references that wait for one of these statements, with their positions."""
        return dict(self._rows(QUERIES["waiting_references"], [list(ids)]))

    def waiting_for(self, ids: Collection[UUID]) -> dict[UUID, int]:
        """How many references wait for each of these statements for which some do."""
        return dict(self._rows(QUERIES["waiting_for"], [list(ids)]))

    def states(self, ids: Collection[UUID]) -> dict[UUID, bytes]:
        """The states of those of these statements that are in the log."""
        return states(self._conn, ids)

    def events(self, originator_id: UUID) -> list[tuple[int, bytes]]:
        """The versions and states of all events of an originator."""
        rows = self._rows(QUERIES["events_of"], [originator_id])
        return [(version, bytes(state)) for version, state in rows]

    def append(self, entries: Sequence[LogEntry]) -> Appended:
        """As LogRecorder.append, within this transaction."""
        return append_within(self._conn, entries, now=self._clock(), settled=True)

    def use_content(self, files: Mapping[UUID, Sequence[bytes]]) -> None:
        """Lets statements that are in the log use kept content, where they do not yet.

        Raises ContentGoneError.
        """
        if not files:
            return
        uses = [(sha256, statement_id) for statement_id, own in files.items() for sha256 in own]
        try:
            self._conn.cursor().executemany(QUERIES["use_content_late"], uses)
        except psycopg.errors.ForeignKeyViolation as error:
            raise ContentGoneError("the bytes of an attachment are not there") from error

    def add_secret(self, key: str, sha256: bytes) -> None:
        """Keeps the hash of a credential's secret."""
        self._conn.execute(QUERIES["add_secret"], [key, sha256])

    def has_secret(self, key: str) -> bool:
        """Whether the hash of a secret is kept for a credential."""
        return any(True for _ in self._rows(QUERIES["has_secret"], [key]))

    def count_resent(self, credential: str, statements: int) -> None:
        """Counts statements that the log had already, so that their sender can be told."""
        self._conn.execute(QUERIES["add_resent"], [credential, self._clock(), statements])

    def index_late(
        self, postings: Sequence[tuple[int, int]], dangling: Sequence[tuple[UUID, int]]
    ) -> None:
        """Adds (term, position) rows, and (target, position) rows that still wait, for references
        whose target has just come."""
        terms, term_positions = Bigints(), Bigints()
        for term, position in postings:
            terms.append(term)
            term_positions.append(position)
        targets, target_positions = Uuids(), Bigints()
        for target, position in dangling:
            targets.append(target)
            target_positions.append(position)
        self._conn.execute(
            QUERIES["index_late"], [terms, term_positions, targets, target_positions]
        )

    def _rows(self, query: str, parameters: Sequence[object]) -> Cursor[tuple[Any, ...]]:
        return self._conn.cursor(row_factory=tuple_row, binary=True).execute(query, parameters)


def states(conn: Connection[Any], ids: Collection[UUID]) -> dict[UUID, bytes]:
    """The states of those of these statements that are in the log."""
    rows = conn.cursor(row_factory=tuple_row, binary=True).execute(
        QUERIES["statement_states"], [list(ids)]
    )
    return {row[0]: bytes(row[1]) for row in rows}


def _entry(event: StoredEvent) -> LogEntry:
    """An event that came through the library's own interface: not indexed."""
    if not isinstance(event.originator_id, UUID):
        raise TypeError(f"originator {event.originator_id!r} is not a UUID")
    return LogEntry(
        originator_id=event.originator_id,
        originator_version=event.originator_version,
        topic=event.topic,
        state=event.state,
        nonce=new_nonce(),
    )


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
