"""Reads a log from its beginning as a verifier does: the tree over it, and what is wrong within."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from lrs.event.erasures import BLANK, ERASED, Blank, Erased
from lrs.event.events import STATEMENT_RECORDED, CorruptEventError, split_state
from lrs.event.key_events import KEY_ROTATED, KeyRotated
from lrs.evidence.tile_store import MissingTileError, TileStore
from lrs.progress import Advance
from lrs.proof.introduction import Introduction, Keyring
from lrs.proof.leaf import StoredEvent, leaf_of
from lrs.proof.note import NoteError
from lrs.proof.tiles import WIDTH, Tile
from lrs.proof.tree import HASH_SIZE, Frontier, leaf_hash
from replay.contents import Fault

PAGE: Final = 2_000
"""Events after which progress is told."""


class Tiles:
    """The hashes of leaves as the store's tiles have them."""

    def __init__(self, store: TileStore) -> None:
        self._store = store
        self._number = -1
        self._hashes = b""

    def hash_at(self, position: int) -> bytes | None:
        """The hash of a position; None where no tile has it."""
        number, place = divmod(position - 1, WIDTH)
        if number != self._number:
            self._number = number
            try:
                self._hashes = self._store.read_whole(Tile(0, number))
            except MissingTileError:
                self._hashes = b""
        return self._hashes[place * HASH_SIZE : (place + 1) * HASH_SIZE] or None


@dataclass(slots=True)
class CheckedEvents:
    """What reading a log came to: the root over the first so many events for each of the `sizes`
    that was reached, the positions that were erased, and the faults.

    `keyring` is told of the keys that the log introduces. `tiles` only help to name what was
    changed.
    """

    sizes: Collection[int]
    keyring: Keyring
    tiles: Tiles | None
    tree: Frontier = field(default_factory=Frontier)
    roots: dict[int, bytes] = field(default_factory=dict)
    blanks: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    _announced: dict[int, int] = field(default_factory=dict)
    _previous: StoredEvent | None = None

    def read(self, events: Iterable[StoredEvent], advance: Advance) -> None:
        """Reads all events up to the first gap."""
        self.roots[0] = self.tree.root
        for event in events:
            if event.position != self.tree.size + 1:
                self._blame(self.tree.size + 1, "is missing")
                break
            self._take_in(event)
            if self.tree.size % PAGE == 0:
                advance(self.tree.size)
        advance(self.tree.size)
        self.roots[self.tree.size] = self.tree.root
        self._compare_erased()

    def _take_in(self, event: StoredEvent) -> None:
        hashed = leaf_hash(leaf_of(event))
        if self.tiles is not None and self.tiles.hash_at(event.position) not in (None, hashed):
            self._blame(event.position, "was changed: its tile has another hash")
        if self._previous and event.stored <= self._previous.stored:
            self._blame(event.position, "was stored no later than the one before it")
        self._check(event)
        self.tree.append(hashed)
        if self.tree.size in self.sizes:
            self.roots[self.tree.size] = self.tree.root
        self._previous = event

    def _check(self, event: StoredEvent) -> None:
        """What must be so within an event."""
        named = (event.originator_id, event.originator_version, event.state)
        try:
            if event.topic == STATEMENT_RECORDED:
                split_state(event.originator_id, event.state)
            elif event.topic == BLANK:
                self.blanks.append(event.position)
                Blank.from_state(*named)
            elif event.topic == ERASED:
                announced = Erased.from_state(*named).positions
                self._announced |= dict.fromkeys(announced, event.position)
            elif event.topic == KEY_ROTATED:
                note = KeyRotated.from_state(*named).introduction
                self.keyring.learn(event.position, Introduction.read(note))
        except (CorruptEventError, NoteError):
            self._blame(event.position, f"holds bytes that are no {event.topic} of its id")

    def _compare_erased(self) -> None:
        """A blank wants an event behind it that says it was erased, and such an event a blank."""
        blanks = set(self.blanks)
        for position in blanks:
            if self._announced.get(position, 0) <= position:
                self._blame(position, "is blank, and no event says that it was erased")
        for position, behind in self._announced.items():
            if position not in blanks and position <= self.tree.size:
                self._blame(position, f"is there, though position {behind} says that it was erased")

    def _blame(self, position: int, fault: str) -> None:
        self.faults.append((position, f"position {position} {fault}"))
