"""The tiles and checkpoints in the database."""

from collections.abc import Iterable
from typing import Any

from psycopg import Connection
from psycopg.rows import tuple_row

from lrs.postgres.queries import load
from lrs.proof.checkpoint import Checkpoint
from lrs.proof.leaf import StoredEvent
from lrs.proof.note import Note
from lrs.proof.tiles import Tile
from lrs.proof.tree import HASH_SIZE

QUERIES = load("lrs")


class MissingTileError(LookupError):
    """A tile that the store does not have; the text names it."""


class TileStore:
    """Reads the tree over one connection, and lets it grow as the sequencer."""

    def __init__(self, conn: Connection[Any]) -> None:
        self._conn = conn

    def read(self, tile: Tile) -> bytes:
        """The hashes of a tile, as many as it is wide. Raises MissingTileError."""
        row = self._one("tile", tile.level, tile.index)
        hashes = bytes(row[0])[: tile.width * HASH_SIZE] if row else b""
        if len(hashes) != tile.width * HASH_SIZE:
            raise MissingTileError(f"the store has no {tile.path}")
        return hashes

    def grow(self, tiles: Iterable[tuple[Tile, bytes]]) -> None:
        """Stores tiles; raises MissingTileError where one that is there would change."""
        for tile, hashes in tiles:
            if self._one("put_tile", tile.level, tile.index, hashes) is None:
                raise MissingTileError(f"{tile.path}: other hashes are stored there")

    def last_checkpoint(self) -> Note | None:
        """The largest checkpoint that was signed; None before the first."""
        row = self._one("last_checkpoint")
        return Note.read(row[0]) if row else None

    def add_checkpoint(self, note: Note) -> None:
        """Stores a checkpoint."""
        size = Checkpoint.read(note.text).size
        self._conn.execute(QUERIES["put_checkpoint"], (size, str(note)))

    def events(self, *, after: int, until: int, limit: int) -> list[StoredEvent]:
        """Up to so many events with after < position <= until, in the order of the log."""
        cursor = self._conn.cursor(row_factory=tuple_row, binary=True)
        rows = cursor.execute(QUERIES["events_after"], (after, until, limit))
        return [
            StoredEvent(
                position=position,
                originator_id=originator_id,
                originator_version=version,
                topic=topic,
                state=bytes(state),
                nonce=bytes(nonce),
                stored=stored,
            )
            for position, originator_id, version, topic, state, nonce, stored in rows
        ]

    def head(self) -> int:
        """The last position of the log."""
        row = self._one("head")
        return int(row[0]) if row else 0

    def _one(self, query: str, *parameters: object) -> Any:
        cursor = self._conn.cursor(row_factory=tuple_row, binary=True)
        return cursor.execute(QUERIES[query], parameters).fetchone()
