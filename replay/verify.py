"""Verifies that a log is what was signed, from its rows alone, with keys given out of band.

Tiles are not trusted: they only help to name the first position that was changed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from psycopg import Connection

from lrs.event.events import STATEMENT_RECORDED, CorruptEventError, split_state
from lrs.evidence.tile_store import MissingTileError, TileStore
from lrs.proof.checkpoint import Checkpoint
from lrs.proof.leaf import StoredEvent, leaf_of
from lrs.proof.note import Note, NoteError, Verifier
from lrs.proof.tiles import WIDTH, Tile
from lrs.proof.tree import HASH_SIZE, Frontier, leaf_hash

PAGE: Final = 4 * WIDTH
"""Events read at once; whole tiles of them."""

PUBLISHED: Final = "the store's last checkpoint"


class Outcome(StrEnum):
    """What a verification comes to."""

    GOOD = "good"
    TAMPERED = "tampered"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The outcome with its grounds.

    `events` were read; `checkpoints` are the sizes of the signed heads that they agree with;
    `first_bad` is the first position known to be wrong, None where that cannot be told; `faults`
    say what is wrong or missing, a sentence each.
    """

    outcome: Outcome
    events: int
    checkpoints: tuple[int, ...]
    first_bad: int | None
    faults: tuple[str, ...]


@dataclass(slots=True)
class _Findings:
    """What was found wrong so far, and what keeps from telling."""

    tampered: list[tuple[int | None, str]] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    agreed: list[int] = field(default_factory=list)

    def verified(self, events: int) -> Verified:
        positions = [position for position, _ in self.tampered if position is not None]
        if self.tampered:
            outcome = Outcome.TAMPERED
        else:
            outcome = Outcome.CANNOT_TELL if self.untold or not self.agreed else Outcome.GOOD
        return Verified(
            outcome=outcome,
            events=events,
            checkpoints=tuple(sorted(self.agreed)),
            first_bad=min(positions, default=None),
            faults=(*(fault for _, fault in self.tampered), *self.untold),
        )


def verify_live(
    conn: Connection[Any],
    *,
    keys: Sequence[Verifier],
    kept: Iterable[tuple[str, Note]] = (),
    advance: Callable[[int], None] = lambda _: None,
) -> Verified:
    """Verifies a store that can be read: its rows against the last checkpoint that it publishes and
    against those that the auditor kept, each with a name for messages."""
    store, found = TileStore(conn), _Findings()
    notes = list(kept)
    published = store.last_checkpoint()
    if published is None:
        found.untold.append("the store has signed nothing")
    else:
        notes.append((PUBLISHED, published))
    heads = dict(_signed(notes, keys, found))
    roots = _read_all(store, {head.size for head in heads.values()}, found, advance)
    events = max(roots, default=0)
    for name, head in heads.items():
        if head.size > events:
            told = f"{name} is of {head.size} events and the log has {events}: it was cut short"
            found.tampered.append((events + 1, told))
        elif roots[head.size] != head.root:
            told = f"{name} has another root over the first {head.size} events than the log"
            found.tampered.append((None, told))
        else:
            found.agreed.append(head.size)
    return found.verified(events)


def _signed(
    notes: Iterable[tuple[str, Note]], keys: Sequence[Verifier], found: _Findings
) -> Iterator[tuple[str, Checkpoint]]:
    """The checkpoints that one of the keys signed."""
    for name, note in notes:
        try:
            note.verified(keys)
            yield name, Checkpoint.read(note.text)
        except NoteError as error:
            found.untold.append(f"{name}: {error}")


def _read_all(
    store: TileStore, sizes: set[int], found: _Findings, advance: Callable[[int], None]
) -> dict[int, bytes]:
    """Reads the whole log: the root over the first so many events for each size that is asked for
    and reached, and for all."""
    head = store.head()
    tree, roots = Frontier(), {0: Frontier().root}
    previous: StoredEvent | None = None
    while tree.size < head:
        events = store.events(after=tree.size, until=tree.size + PAGE, limit=PAGE)
        expected = _stored_hashes(store, tree.size)
        for event in events:
            if event.position != tree.size + 1:
                found.tampered.append((tree.size + 1, f"position {tree.size + 1} is missing"))
                return {**roots, tree.size: tree.root}
            hashed = leaf_hash(leaf_of(event))
            if expected.get(event.position, hashed) != hashed:
                told = f"position {event.position} was changed: its tile has another hash"
                found.tampered.append((event.position, told))
            _check_event(event, previous, found)
            tree.append(hashed)
            if tree.size in sizes:
                roots[tree.size] = tree.root
            previous = event
        advance(tree.size)
    roots[tree.size] = tree.root
    return roots


def _check_event(event: StoredEvent, previous: StoredEvent | None, found: _Findings) -> None:
    """What must be so within an event, and between it and the one before."""
    if previous and event.stored <= previous.stored:
        told = f"position {event.position} was stored no later than the one before it"
        found.tampered.append((event.position, told))
    if event.topic == STATEMENT_RECORDED:
        try:
            split_state(event.originator_id, event.state)
        except CorruptEventError:
            told = f"position {event.position} holds bytes that are no statement of its id"
            found.tampered.append((event.position, told))


def _stored_hashes(store: TileStore, after: int) -> dict[int, bytes]:
    """The hashes in the tiles of the next page, by position; none where the tile is missing."""
    hashes: dict[int, bytes] = {}
    for number in range(after // WIDTH, (after + PAGE) // WIDTH):
        try:
            stored = store.read_whole(Tile(0, number))
        except MissingTileError:
            break
        for place in range(0, len(stored), HASH_SIZE):
            position = number * WIDTH + place // HASH_SIZE + 1
            hashes[position] = stored[place : place + HASH_SIZE]
    return hashes
