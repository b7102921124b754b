"""Exports the log as Parquet by buckets of persons; a second run adds what is new.

A state is made beside the last one, of whose files it takes those that stay as they are by hard
links, and is current when it is whole and on the disk: who is killed leaves the last whole state.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from psycopg import Connection

from lrs.event.erasures import ERASED
from lrs.event.events import timestamp_text
from lrs.log.log_reader import LogReader
from lrs.message import message
from lrs.postgres.queries import load
from lrs.progress import Advance
from replay.parquet.errors import ExportError
from replay.parquet.layout import Manifest, current, manifest_of
from replay.parquet.rows import events_after
from replay.parquet.state_making import StateMaking
from replay.parquet.states import alone, make_current

QUERIES: Final = load("replay")

BUCKETS: Final = 64
"""What a first export makes by default: of ten million statements 160,000 in each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What a run came to: up to which position the export is, how many events were added, which
    buckets were written anew, and how many files there are."""

    position: int
    added: int
    rewritten: tuple[int, ...]
    files: int
    buckets: int


def export_parquet(
    conn: Connection[Any],
    directory: Path,
    advance: Advance,
    *,
    buckets: int | None = None,
    until: int | None = None,
) -> Added:
    """Brings the export in a directory up to the end of the log, over a connection that may read
    it. Raises ExportError, OSError.

    ``buckets`` is how many there are to be, None: as many as there are, else BUCKETS. ``until``:
    only up to a position, unless the export is further already.
    """
    with alone(directory) as place:
        state = current(directory)
        last = manifest_of(state) if state else None
        reader = LogReader(conn)
        head, erased = reader.head() if until is None else until, False
        if last is not None:
            _require_same(conn, last, buckets, directory)
            if last.position >= head:
                return _told(last, 0, ())
            if _was_erased(conn, last.position, head):
                buckets, state, last, erased = last.buckets, None, None, True
        making = StateMaking(conn, place, state, last, buckets or BUCKETS)
        manifest = making.run(head, advance)
        make_current(directory, manifest.position, keep_last=not erased)
        return _told(manifest, head - (last.position if last else 0), tuple(making.rewritten))


def _told(manifest: Manifest, added: int, rewritten: tuple[int, ...]) -> Added:
    return Added(
        position=manifest.position,
        added=added,
        rewritten=rewritten,
        files=len(manifest.files),
        buckets=manifest.buckets,
    )


def _require_same(
    conn: Connection[Any], last: Manifest, buckets: int | None, directory: Path
) -> None:
    """Raises ExportError where a state is of another log, or has not as many buckets."""
    found = next(iter(events_after(conn, last.position - 1, last.position)), None)
    if found is None or (str(found.id), timestamp_text(found.stored)) != (last.id, last.stored):
        raise ExportError(
            message(
                "{directory} has position {position} as event {id} stored {stored}, this log "
                "has {id2} stored {timestamp_text}: it is the export of another log",
                directory=directory,
                position=last.position,
                id=last.id,
                stored=last.stored,
                id2=found and found.id,
                timestamp_text=found and timestamp_text(found.stored),
            )
        )
    if buckets not in (None, last.buckets):
        raise ExportError(
            message(
                "{directory} has {buckets} buckets, {buckets2} are asked for: their number "
                "is set once; export into an empty directory",
                directory=directory,
                buckets=last.buckets,
                buckets2=buckets,
            )
        )


def _was_erased(conn: Connection[Any], after: int, until: int) -> bool:
    """Whether something was erased since a position was the last: the files have it still."""
    return conn.execute(QUERIES["has_topic"], (after, until, ERASED)).fetchone() is not None
