"""The append-only PostgreSQL recorder: a gapless log and its query index in one transaction.

A subclass of the library's recorder that keeps its reads and replaces its write (`appending`).
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from eventsourcing.persistence import (
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
    StoredEvent,
)
from eventsourcing.postgres import ConnectionPool, PostgresApplicationRecorder, PostgresDatastore
from psycopg import Connection, Cursor
from psycopg.errors import IdleInTransactionSessionTimeout
from psycopg.rows import dict_row, tuple_row

from lrs.clock import Clock
from lrs.entropy import new_nonce
from lrs.event.events import STATEMENT_RECORDED
from lrs.log.appending import QUERIES, Appended, ContentGoneError, LogEntry, append_within
from lrs.log.arrays import Bigints, Uuids, register_arrays

CHANNEL = "lrs_log"
"""Where the log announces that it grew."""

CONNECTION_TIMEOUT = 5.0
"""Seconds to wait for a connection, and for how long to try one before asking anew."""

LONGEST_PAUSE = 30.0
"""Seconds a client may be silent inside a transaction before PostgreSQL takes the lock from it."""


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
