"""Restores a log from the events that were exported: each keeps its `stored` and its authority.

Only into a log that is empty, or that holds the beginning of the same file: so a restore that was
interrupted goes on. What such positions say is attested by whoever restores, not by the server that
wrote it; a statement behind them says so and names the file by its SHA-256.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID

from eventsourcing.persistence import IntegrityError
from psycopg import Connection
from psycopg.rows import tuple_row

from lrs.clock import Clock
from lrs.entropy import new_nonce
from lrs.event.credentials import OPERATOR
from lrs.event.events import STATEMENT_RECORDED
from lrs.files.line_files import open_lines
from lrs.files.ndjson import batches
from lrs.log.appending import QUERIES, LogEntry, NotAfterError
from lrs.log.log_reader import LogReader
from lrs.log.operator import state
from lrs.log.record_store import Draft, Post, RecordStore
from lrs.message import message
from lrs.postgres.queries import load
from lrs.statement.versions import V2_0_0
from projections.profile.writing import statement_id
from projections.words import vocabulary as v
from replay.attested import Attested, Batch, RestoreError, in_order, read, with_credentials
from replay.parts import in_place

BATCH = 2000
"""Events in one transaction; fewer when they are long."""

OWN: Final = load("replay")


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """How far a restore is: positions 1 to ``last`` are there, ``resumed`` of them before this run.

    ``offset`` and ``sha256`` are of the bytes read so far (unpacked). ``marker`` is the statement
    that names the range and the file; None before the end.
    """

    last: int = 0
    resumed: int = 0
    offset: int = 0
    sha256: str = ""
    marker: UUID | None = None


class Put(NamedTuple):
    """A batch that is in the log: how many events, and how many were there already."""

    size: int
    there: int


PutAll = Callable[[Iterable[Batch]], Iterator[Put]]


def require_owner(conn: Connection[Any]) -> None:
    """Raises RestoreError unless the session's login owns the log."""
    if conn.execute(OWN["owns_log"]).fetchone() is None:
        raise RestoreError(
            "only the owner of the log restores, and LRS_OWNER_DATABASE_URL names another login"
        )


def any_time() -> datetime:
    """The clock of a restore that takes what a clock once put ahead of the time."""
    return datetime.max.replace(tzinfo=UTC)


class Restorer:
    """Restores into a store opened as the owner of the log, over a connection of the owner.

    What was stored after ``clock`` is refused. ``last`` is the store that the last statement goes
    into, which is stamped by the time; the same one unless its clock is ``any_time``.
    """

    def __init__(
        self,
        store: RecordStore,
        conn: Connection[Any],
        *,
        clock: Clock,
        last: RecordStore | None = None,
    ) -> None:
        self._store = store
        self._last = last or store
        self._conn = conn
        self._clock = clock
        self._reader = LogReader(conn)

    def run(
        self, source: Path, *, longest: int, put_all: PutAll | None = None
    ) -> Iterator[Restored]:
        """Restores a file of lines up to ``longest`` bytes; yields how far it is after each batch.

        ``put_all`` takes the place of this one's own. Raises RestoreError: a log that holds
        anything else, a line that cannot be restored or is out of order, and another writer.
        """
        progress = Restored()
        with open_lines(source, longest=longest) as lines:
            found = with_credentials(batches(in_place(lines), size=BATCH, most_bytes=longest))
            for put in (put_all or self.put_all)(found):
                progress = replace(
                    progress,
                    last=progress.last + put.size,
                    resumed=progress.resumed + put.there,
                    offset=lines.offset,
                    sha256=lines.sha256,
                )
                yield progress
        if not progress.last:
            raise RestoreError("there is no statement in this file")
        yield replace(progress, marker=self._mark(progress))

    def put_all(self, found: Iterable[Batch]) -> Iterator[Put]:
        """Puts batches into the positions from 1 on, one after the other."""
        after = 0
        for batch in found:
            size = len(batch.lines)
            yield Put(size, self.put(read(batch), after=after))
            after += size

    def put(self, batch: Sequence[Attested], *, after: int) -> int:
        """Puts lines into the positions after ``after``; how many of them were there already."""
        self._conn.execute(QUERIES["lock_log"])  # a killed restore may have left an append running
        ordered = in_order(batch, last=self._stored(after), now=self._clock())
        there = self._rows(OWN["events_after"], after, len(ordered))
        for position, (one, found) in enumerate(zip(ordered, there, strict=False), after + 1):
            if not _is(one, found):
                raise RestoreError(
                    _not_empty(position, message("not line {line} of this file", line=one.line))
                )
        self._append(ordered[len(there) :], after=after + len(there))
        return len(there)

    def _append(self, batch: Sequence[Attested], *, after: int) -> None:
        if not batch:
            return
        try:
            for are_statements, run in groupby(batch, key=_is_statement):
                if are_statements:
                    self._append_statements(list(run))
                else:
                    self._store.log.append([_entry(one) for one in run])
        except (NotAfterError, IntegrityError):
            raise self._explanation(batch, after) from None
        if self._reader.head() != after + len(batch):
            raise self._explanation(batch, after)

    def _append_statements(self, run: Sequence[Attested]) -> None:
        [refused] = self._store.record([_post(run)])
        if refused is None:
            return
        for one in run:  # alone, each is judged by those above it only, as when it was first stored
            [refused] = self._store.record([_post([one])])
            if refused:
                raise RestoreError(
                    message("line {line}: {refused}", line=one.line, refused=refused)
                )

    def _explanation(self, batch: Sequence[Attested], after: int) -> RestoreError:
        """Why a batch did not go where it belongs."""
        seen = set(self._rows(OWN["in_log"], [_key(one)[0] for one in batch], after))
        for one in batch:
            key = _key(one)
            if key in seen:
                what = "statement" if _is_statement(one) else "event"
                return RestoreError(
                    message(
                        "line {line}: {what} {key} stands above it too",
                        line=one.line,
                        what=what,
                        key=key[0],
                    )
                )
            seen.add(key)
        return RestoreError(
            "something else wrote to the log: restore into a new database that nothing else uses"
        )

    def _mark(self, progress: Restored) -> UUID:
        """Records behind the range who attests it, unless that stands there already."""
        statement = marker(progress)
        marker_id = UUID(statement["id"])
        following = self._reader.read(after=progress.last, until=progress.last + 1, limit=1)
        if not following or following[0].statement_id != marker_id:
            if self._reader.head() != progress.last:
                raise RestoreError(
                    _not_empty(progress.last + 1, message("behind the end of this file"))
                )
            state(self._last, statement)
        return marker_id

    def _stored(self, position: int) -> datetime:
        """When a position was stored; before all time for position 0."""
        rows = self._rows(OWN["when_stored"], position)
        return rows[0][0] if rows else datetime.min.replace(tzinfo=UTC)

    def _rows(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        return self._conn.cursor(row_factory=tuple_row).execute(query, parameters).fetchall()


def marker(restored: Restored) -> dict[str, Any]:
    """The statement that attests a restored range. The same range and file give the same id."""
    thing = v.restored_log_iri(restored.sha256)
    return {
        "id": str(statement_id(f"{restored.last} {restored.sha256}", salt="restored")),
        "actor": OPERATOR.agent,
        "verb": {"id": v.RESTORED, "display": {"en": "restored"}},
        "object": {"objectType": "Activity", "id": thing, "definition": {"type": v.RESTORED_LOG}},
        "context": {
            "contextActivities": {"category": [{"id": v.PROFILE}]},
            "extensions": {
                v.extension("first_position"): 1,
                v.extension("last_position"): restored.last,
                v.extension("source_sha256"): restored.sha256,
            },
        },
    }


def _post(run: Sequence[Attested]) -> Post:
    """What was accepted once is not judged again: the operator may say all of it."""
    drafts = tuple(one.event for one in run if isinstance(one.event, Draft))
    return Post(drafts=drafts, credential=OPERATOR, version=V2_0_0)


def _entry(one: Attested) -> LogEntry:
    if isinstance(one.event, Draft):
        raise TypeError("a statement goes through the record store")
    return LogEntry(**one.event._asdict(), nonce=new_nonce(), stored=one.stored)


def _is_statement(one: Attested) -> bool:
    return isinstance(one.event, Draft)


def _key(one: Attested) -> tuple[UUID, int]:
    """What may stand in a log once: an originator and the version of the event."""
    event = one.event.event if isinstance(one.event, Draft) else one.event
    return event.originator_id, event.originator_version


def _is(one: Attested, row: tuple[Any, ...]) -> bool:
    """Whether a row of the log is the event of a line."""
    _, originator, version, topic, stored, state = row
    if ((originator, version), stored) != (_key(one), one.stored):
        return False
    if isinstance(one.event, Draft):
        return topic == STATEMENT_RECORDED and bytes(state) == one.event.event.state()
    return (topic, bytes(state)) == (one.event.topic, one.event.state)


def _not_empty(position: int, what: str) -> str:
    return message(
        "the log is not empty: its position {position} is {what}; restore needs an "
        "empty log, or the one in which a restore of this very file was interrupted",
        position=position,
        what=what,
    )
