"""Restores a log from an evidence bundle: every event with its nonce, so that the tree over it has
the same root; documents and attachments, too. Secrets of credentials are in no bundle."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import psycopg
from psycopg import Connection

from lrs.evidence.folder import EvidenceError
from lrs.log.operator import state
from lrs.log.record_store import RecordStore
from lrs.message import message
from lrs.postgres.queries import load
from lrs.progress import Advance, unwatched
from lrs.proof.checkpoint import Checkpoint
from lrs.proof.leaf import StoredEvent, leaf_of
from lrs.proof.tree import Frontier, leaf_hash
from replay.bundle import Bundle
from replay.reindex import reindex
from replay.restore import Restored, marker

EVENTS: Final = """
COPY lrs.log (notification_id, originator_id, originator_version, topic, state, nonce, stored)
FROM STDIN (FORMAT BINARY)
"""
TYPES: Final = ("int8", "uuid", "int8", "text", "bytea", "bytea", "timestamptz")
QUERIES: Final = load("replay")

PAGE: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoredBundle:
    """Positions 1 to ``last`` are there, with documents; ``root`` (hex) is that over all of them;
    ``marker`` is the statement behind them that says so."""

    last: int
    root: str
    contents: int
    marker: UUID


def restore_bundle(
    bundle: Bundle,
    conn: Connection[Any],
    store: RecordStore,
    *,
    advance: Advance = unwatched,
) -> RestoredBundle:
    """Restores a bundle into an empty log, all of it or nothing.

    conn: of the owner of the log, in autocommit; store: the same log as its owner. Raises
    EvidenceError: a log that is not empty, a bundle whose events are not those that were signed.
    """
    with conn.transaction():
        conn.execute("LOCK TABLE lrs.log IN EXCLUSIVE MODE")
        if conn.execute("SELECT FROM lrs.log LIMIT 1").fetchone() is not None:
            raise EvidenceError("the log is not empty: restore into a new database")
        tree = Frontier()
        try:
            _copy_events(bundle, tree, conn, advance)
        except (psycopg.IntegrityError, psycopg.DataError) as error:
            raise EvidenceError(
                message(
                    "the bundle has events that no log can hold ({error}): it was changed; nothing "
                    "is restored",
                    error=str(error).partition("\n")[0],
                )
            ) from None
        _check_head(bundle, tree)
        contents = _restore_content(bundle, conn)
    reindex(conn, unwatched)
    statement = marker(Restored(last=tree.size, sha256=tree.root.hex()))
    state(store, statement)
    return RestoredBundle(
        last=tree.size,
        root=tree.root.hex(),
        contents=contents,
        marker=UUID(statement["id"]),
    )


def _copy_events(bundle: Bundle, tree: Frontier, conn: Connection[Any], advance: Advance) -> None:
    """Writes the events into the log and takes them into the tree."""
    with conn.cursor().copy(EVENTS) as copying:
        copying.set_types(TYPES)
        for event in _checked(bundle, tree):
            copying.write_row(
                (
                    event.position,
                    event.originator_id,
                    event.originator_version,
                    event.topic,
                    event.state,
                    event.nonce,
                    event.stored,
                )
            )
            if tree.size % PAGE == 0:
                advance(tree.size)


def _checked(bundle: Bundle, tree: Frontier) -> Iterator[StoredEvent]:
    """The events, taken into the tree; raises EvidenceError where a position is missing."""
    for event in bundle.events():
        if event.position != tree.size + 1:
            raise EvidenceError(
                message("position {size} is missing from the bundle", size=tree.size + 1)
            )
        tree.append(leaf_hash(leaf_of(event)))
        yield event


def _check_head(bundle: Bundle, tree: Frontier) -> None:
    head = Checkpoint.read(bundle.checkpoint.text)
    if (head.size, head.root) != (tree.size, tree.root):
        raise EvidenceError(
            message(
                "the bundle's {size} events have the root {root}, and its checkpoint is of "
                "{size2} with {root2}: it was changed; nothing is restored",
                size=tree.size,
                root=tree.root.hex(),
                size2=head.size,
                root2=head.root.hex(),
            )
        )


def _restore_content(bundle: Bundle, conn: Connection[Any]) -> int:
    """Puts documents and attachments in; raises EvidenceError where one was changed."""
    for _, fault in bundle.changed_contents():
        raise EvidenceError(message("{fault}; nothing is restored", fault=fault))
    count = 0
    for file, content in bundle.contents():
        conn.execute(QUERIES["restore_content"], (bytes.fromhex(file.name), content))
        count += 1
    conn.cursor().executemany(QUERIES["restore_use"], bundle.uses())
    return count
