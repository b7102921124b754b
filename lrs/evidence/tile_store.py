"""The tiles and checkpoints in the database."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import tuple_row

from lrs.event.events import CorruptEventError
from lrs.event.key_events import KeyRotated
from lrs.evidence.folder import EvidenceError
from lrs.message import message, message_of
from lrs.postgres.queries import load
from lrs.proof.checkpoint import Checkpoint
from lrs.proof.introduction import Introduction
from lrs.proof.leaf import StoredEvent, leaf_of
from lrs.proof.note import Note, NoteError, Signature
from lrs.proof.receipt import Receipt
from lrs.proof.tiles import Tile, nodes_from
from lrs.proof.tree import HASH_SIZE, inclusion_proof

QUERIES = load("lrs")


class MissingTileError(LookupError):
    """A tile that the store does not have; the text names it."""


class TileStore:
    """Reads the tree over one connection, and lets it grow as the sequencer."""

    def __init__(self, conn: Connection[Any]) -> None:
        self._conn = conn

    def read(self, tile: Tile) -> bytes:
        """The hashes of a tile, as many as it is wide. Raises MissingTileError."""
        row = self._one(QUERIES["tile"], tile.level, tile.index)
        hashes = bytes(row[0])[: tile.width * HASH_SIZE] if row else b""
        if len(hashes) != tile.width * HASH_SIZE:
            raise MissingTileError(f"the store has no {tile.path}")
        return hashes

    def read_whole(self, tile: Tile) -> bytes:
        """All hashes that a tile has by now. Raises MissingTileError."""
        row = self._one(QUERIES["tile"], tile.level, tile.index)
        if row is None:
            raise MissingTileError(f"the store has no {tile.path}")
        return bytes(row[0])

    def grow(self, tiles: Iterable[tuple[Tile, bytes]]) -> None:
        """Stores tiles; raises MissingTileError where one that is there would change."""
        for tile, hashes in tiles:
            if self._one(QUERIES["put_tile"], tile.level, tile.index, hashes) is None:
                raise MissingTileError(f"{tile.path}: other hashes are stored there")

    def last_checkpoint(self) -> Note | None:
        """The largest checkpoint that was signed; None before the first."""
        row = self._one(QUERIES["last_checkpoint"])
        return Note.read(row[0]) if row else None

    def first_checkpoint_over(self, position: int) -> Note | None:
        """The smallest checkpoint that was signed over a position; None while none is."""
        row = self._one(QUERIES["first_checkpoint_over"], position)
        return Note.read(row[0]) if row else None

    def signed_at(self, size: int) -> datetime | None:
        """When the checkpoint of a size was signed; None where there is none."""
        row = self._one(QUERIES["signed_at"], size)
        return row[0] if row else None

    def add_checkpoint(self, note: Note) -> None:
        """Stores a checkpoint."""
        size = Checkpoint.read(note.text).size
        self._conn.execute(QUERIES["put_checkpoint"], (size, str(note)))

    def last_cosigned(self) -> Note | None:
        """The largest checkpoint that some witness cosigned; None before the first."""
        row = self._one(QUERIES["last_cosigned"])
        return Note.read(row[0]) if row else None

    def add_cosignature(self, size: int, witness: str, signature: Signature) -> None:
        """Stores the cosignature of a checkpoint."""
        self._conn.execute(QUERIES["put_cosignature"], (size, witness, str(signature)))

    def events(self, *, after: int, until: int, limit: int) -> list[StoredEvent]:
        """Up to so many events with after < position <= until, in the order of the log."""
        cursor = self._conn.cursor(row_factory=tuple_row, binary=True)
        return [
            _event(row) for row in cursor.execute(QUERIES["events_after"], (after, until, limit))
        ]

    def event_of(self, statement_id: UUID) -> StoredEvent | None:
        """The event by which a statement was recorded; None where it was not."""
        row = self._one(QUERIES["event_of_statement"], statement_id)
        return None if row is None else _event(row)

    def last_introduction(self) -> Introduction | None:
        """How the key that signs now was introduced; None where it was the first.

        Raises EvidenceError for an event that introduces no key.
        """
        row = self._one(QUERIES["last_rotation"])
        if row is None:
            return None
        try:
            event = KeyRotated.from_state(row[0], row[1], bytes(row[2]))
            return Introduction.read(event.introduction)
        except (CorruptEventError, NoteError) as error:
            raise EvidenceError(
                message("the last KeyRotated introduces no key: {error}", error=message_of(error))
            ) from None

    def receipt(self, event: StoredEvent) -> Receipt | None:
        """The receipt of an event under the last checkpoint that a witness cosigned, else, where
        that does not reach it, under the last one; None while it is not signed yet."""
        for note in (self.last_cosigned(), self.last_checkpoint()):
            size = Checkpoint.read(note.text).size if note else 0
            if note is not None and event.position <= size:
                return self._receipt_under(note, size, event)
        return None

    def _receipt_under(self, note: Note, size: int, event: StoredEvent) -> Receipt:
        index = event.position - 1
        proof = inclusion_proof(index, size, nodes_from(self.read, size))
        return Receipt(index=index, proof=tuple(proof), checkpoint=note, extra=leaf_of(event))

    def head(self) -> int:
        """The last position of the log."""
        row = self._one(QUERIES["head"])
        return int(row[0]) if row else 0

    def _one(self, query: str, *parameters: object) -> Any:
        cursor = self._conn.cursor(row_factory=tuple_row, binary=True)
        return cursor.execute(query, parameters).fetchone()


def _event(row: Any) -> StoredEvent:
    position, originator_id, version, topic, state, nonce, stored = row
    return StoredEvent(
        position=position,
        originator_id=originator_id,
        originator_version=version,
        topic=topic,
        state=bytes(state),
        nonce=bytes(nonce),
        stored=stored,
    )
