"""The append-only PostgreSQL recorder: a gapless log and its query index in one transaction.

A subclass of the library's recorder that keeps its reads and replaces its write by one call of
``lrs.append``, which takes the lock, numbers the events and inserts log and index rows.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from eventsourcing.persistence import ProgrammingError, StoredEvent
from eventsourcing.postgres import ConnectionPool, PostgresApplicationRecorder, PostgresDatastore
from psycopg import Connection
from psycopg.rows import dict_row, tuple_row

from lrs.arrays import Bigints, Bytes, Ints, Texts, Uuids, register_arrays
from lrs.clock import Clock
from lrs.entropy import new_nonce

CHANNEL = "lrs_log"
"""Where the log announces that it grew."""

APPEND = """
SELECT first_position, first_stored FROM lrs.append(
    %b, %b::timestamptz[], %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b)
"""


class ClockBehindError(RuntimeError):
    """The clock is more than a minute behind the log: nothing was written."""


class ReferencesWaitError(RuntimeError):
    """Earlier statements refer to one of these: they must be appended under the lock."""


class NotAfterError(ValueError):
    """A restored ``stored`` does not come after the log's last."""


_ERRORS = {"LRS01": ClockBehindError, "LRS02": ReferencesWaitError, "LRS03": NotAfterError}


@dataclass(frozen=True, slots=True, kw_only=True)
class Void:
    """The aim of a voiding statement; ``authority`` None means that it may void anybody's."""

    target: UUID
    authority: str | None


@dataclass(frozen=True, kw_only=True)
class LogEntry(StoredEvent):
    """A stored event with its nonce and its rows in the query index.

    ``stored`` is assigned under the lock; only a restore brings its own, one for every entry.
    """

    nonce: bytes
    terms: Sequence[int] = ()
    void: Void | None = None
    dangling: UUID | None = None
    stored: datetime | None = None


class Appended(NamedTuple):
    """Where a run of events went: consecutive positions, ``stored`` a microsecond apart."""

    first_position: int
    first_stored: datetime


class LogDatastore(PostgresDatastore):
    """The library's datastore on one connection string, in schema ``lrs``."""

    def __init__(self, conninfo: str, *, pool_size: int = 1) -> None:
        super().__init__("", "", "", "", "", schema="lrs")
        self.pool = ConnectionPool(
            conninfo,
            connection_class=Connection[dict[str, Any]],
            kwargs={"row_factory": dict_row},
            min_size=pool_size,
            max_size=pool_size,
            open=False,
            configure=self.after_connect_func(),
        )

    def after_connect_func(self) -> Callable[[Connection[Any]], None]:
        """Autocommit, and the array types of ``append``."""
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
        return range(first, first + len(entries))

    def append(self, entries: Sequence[LogEntry]) -> Appended:
        """Appends all entries or none, in one round trip.

        Raises ClockBehindError, ReferencesWaitError, NotAfterError, and the library's
        IntegrityError when an event is there already.
        """
        with self.datastore.get_connection() as conn:
            return _append(conn, entries, now=self._clock())

    @contextmanager
    def locked(self) -> Iterator["LockedLog"]:
        """A transaction that holds the lock of the log: what it reads stays so until it ends."""
        with self.datastore.get_connection() as conn, conn.transaction():
            conn.execute("SELECT FROM lrs.store FOR UPDATE")
            yield LockedLog(conn, self._clock)


class LockedLog:
    """The log while nobody else can append."""

    def __init__(self, conn: Connection[Any], clock: Clock) -> None:
        self._conn = conn
        self._clock = clock

    def waiting(self, ids: Sequence[UUID]) -> dict[UUID, int]:
        """The references that wait for one of these statements, with their positions."""
        rows = self._conn.cursor(row_factory=tuple_row).execute(
            "SELECT DISTINCT l.originator_id, d.position FROM lrs.dangling d"
            " JOIN lrs.log l ON l.notification_id = d.position WHERE d.target = ANY (%s)",
            [list(ids)],
        )
        return dict(rows.fetchall())

    def states(self, ids: Collection[UUID]) -> dict[UUID, bytes]:
        """The states of those of these statements that are in the log."""
        return states(self._conn, ids)

    def append(self, entries: Sequence[LogEntry]) -> Appended:
        """As LogRecorder.append, within this transaction."""
        return _append(self._conn, entries, now=self._clock(), settled=True)

    def index_late(
        self, postings: Sequence[tuple[int, int]], dangling: Sequence[tuple[UUID, int]]
    ) -> None:
        """Adds (term, position) rows, and (target, position) rows that still wait, for references
        whose target has just come."""
        cursor = self._conn.cursor()
        cursor.executemany(
            "INSERT INTO lrs.posting (term, position) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            postings,
        )
        cursor.executemany(
            "INSERT INTO lrs.dangling (target, position) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            dangling,
        )


def states(conn: Connection[Any], ids: Collection[UUID]) -> dict[UUID, bytes]:
    """The states of those of these statements that are in the log."""
    rows = conn.cursor(row_factory=tuple_row, binary=True).execute(
        "SELECT originator_id, state FROM lrs.log WHERE originator_id = ANY (%s)"
        " AND topic = 'StatementRecorded'",
        [list(ids)],
    )
    return {row[0]: bytes(row[1]) for row in rows}


def _entry(event: StoredEvent) -> LogEntry:
    """An event that came through the library's own interface: not indexed."""
    if isinstance(event, LogEntry):
        return event
    return LogEntry(
        originator_id=event.originator_id,
        originator_version=event.originator_version,
        topic=event.topic,
        state=event.state,
        nonce=new_nonce(),
    )


def _append(
    conn: Connection[Any],
    entries: Sequence[LogEntry],
    *,
    now: datetime,
    settled: bool = False,
) -> Appended:
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
    parameters = (
        now,
        [entry.stored for entry in entries] if entries[0].stored else None,
        Uuids([_uuid(entry) for entry in entries]),
        Bigints([entry.originator_version for entry in entries]),
        Texts([entry.topic for entry in entries]),
        Bytes([entry.state for entry in entries]),
        Bytes([entry.nonce for entry in entries]),
        terms,
        term_ordinals,
        void_targets,
        void_ordinals,
        void_authorities,
        dangling,
        dangling_ordinals,
        settled,
    )
    try:
        row = (
            conn.cursor(row_factory=tuple_row).execute(APPEND, parameters, prepare=True).fetchone()
        )
    except psycopg.DatabaseError as error:
        if error.sqlstate in _ERRORS:
            raise _ERRORS[error.sqlstate](error.diag.message_primary) from error
        raise
    if row is None:
        raise ProgrammingError("lrs.append returned nothing")
    return Appended(*row)


def _uuid(entry: LogEntry) -> UUID:
    if not isinstance(entry.originator_id, UUID):
        raise TypeError(f"originator {entry.originator_id!r} is not a UUID")
    return entry.originator_id
