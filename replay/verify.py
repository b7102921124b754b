"""Verifies that a log is what was signed, from its rows alone, with keys given out of band.

Tiles are not trusted: they only help to name the first position that was changed.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from psycopg import Connection

from lrs.event.events import STATEMENT_RECORDED, CorruptEventError, split_state
from lrs.evidence.folder import EvidenceError
from lrs.evidence.tile_store import MissingTileError, TileStore
from lrs.proof.checkpoint import Checkpoint
from lrs.proof.leaf import StoredEvent, leaf_of
from lrs.proof.note import Note, NoteError
from lrs.proof.tiles import WIDTH, Tile
from lrs.proof.tree import HASH_SIZE, Frontier, leaf_hash
from lrs.proof.trust import NONE, TrustPolicy, trusting
from replay.bundle import Bundle

PAGE: Final = 2_000
"""Events read at once."""

PUBLISHED: Final = "the last checkpoint"
COSIGNED: Final = "the last cosigned checkpoint"

Advance = Callable[[int], None]
"""Told how many events were read."""


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
    trust: TrustPolicy,
    kept: Iterable[tuple[str, Note]] = (),
    untold: Iterable[str] = (),
    advance: Advance = lambda _: None,
) -> Verified:
    """Verifies a store that can be read: its rows against the last checkpoint that it publishes and
    against those that the auditor kept, each with a name for messages. `untold` is what else keeps
    from telling, such as a witness that does not answer."""
    store = TileStore(conn)
    published = store.last_checkpoint(), store.last_cosigned()
    found = _Findings(untold=list(untold))
    return _verify(
        _rows(store), published, trust, kept, found=found, tiles=_Tiles(store), advance=advance
    )


def verify_bundle(
    folder: Path,
    *,
    trust: TrustPolicy,
    kept: Iterable[tuple[str, Note]] = (),
    untold: Iterable[str] = (),
    advance: Advance = lambda _: None,
) -> Verified:
    """The same for the folder of a bundle, with its documents and attachments."""
    try:
        bundle = Bundle(folder)
        published = bundle.checkpoint, bundle.cosigned
        findings = _Findings(untold=list(untold))
        found = _verify(
            bundle.events(), published, trust, kept, found=findings, tiles=None, advance=advance
        )
        faults = tuple(bundle.changed_contents())
    except EvidenceError as error:
        return Verified(
            outcome=Outcome.CANNOT_TELL,
            events=0,
            checkpoints=(),
            first_bad=None,
            faults=(str(error),),
        )
    if not faults:
        return found
    return replace(found, outcome=Outcome.TAMPERED, faults=(*found.faults, *faults))


def _verify(
    events: Iterable[StoredEvent],
    published: tuple[Note | None, Note | None],
    trust: TrustPolicy,
    kept: Iterable[tuple[str, Note]],
    *,
    found: _Findings,
    tiles: "_Tiles | None",
    advance: Advance,
) -> Verified:
    """`published` are the last checkpoint and the last one that was cosigned."""
    heads = dict(_signed(_named(published, kept), trust, found))
    if published[0] is None:
        found.untold.append("nothing is signed")
    if trust.quorum != NONE and not any(name == COSIGNED for name in heads):
        found.untold.append("no checkpoint is cosigned as the policy wants")
    roots = _read_all(events, {head.size for head in heads.values()}, found, tiles, advance)
    count = max(roots)
    for name, head in heads.items():
        if head.size > count:
            told = f"{name} is of {head.size} events and the log has {count}: it was cut short"
            found.tampered.append((count + 1, told))
        elif roots[head.size] != head.root:
            told = f"{name} has another root over the first {head.size} events than the log"
            found.tampered.append((None, told))
        else:
            found.agreed.append(head.size)
    if not count:
        found.agreed.clear()
    return found.verified(count)


def _named(
    published: tuple[Note | None, Note | None], kept: Iterable[tuple[str, Note]]
) -> Iterator[tuple[str, Note]]:
    """All checkpoints that there are, each with its name for messages."""
    yield from kept
    for name, note in zip((PUBLISHED, COSIGNED), published, strict=True):
        if note is not None:
            yield name, note


def _signed(
    notes: Iterable[tuple[str, Note]], trust: TrustPolicy, found: _Findings
) -> Iterator[tuple[str, Checkpoint]]:
    """The checkpoints that a log of the policy signed; that which is said to be cosigned also has
    to be cosigned by enough."""
    of_logs = trusting(trust.logs)
    for name, note in notes:
        if name == COSIGNED and trust.quorum == NONE:
            continue
        try:
            yield name, (trust if name == COSIGNED else of_logs).check(note)
        except NoteError as error:
            found.untold.append(f"{name}: {error}")


def _read_all(
    events: Iterable[StoredEvent],
    sizes: set[int],
    found: _Findings,
    tiles: "_Tiles | None",
    advance: Advance,
) -> dict[int, bytes]:
    """Reads the whole log: the root over the first so many events for each size that is asked for
    and reached, and for all that there are up to the first gap."""
    tree, roots = Frontier(), {}
    previous: StoredEvent | None = None
    for event in events:
        if event.position != tree.size + 1:
            found.tampered.append((tree.size + 1, f"position {tree.size + 1} is missing"))
            break
        hashed = leaf_hash(leaf_of(event))
        if tiles is not None and tiles.hash_at(event.position) not in (None, hashed):
            told = f"position {event.position} was changed: its tile has another hash"
            found.tampered.append((event.position, told))
        _check_event(event, previous, found)
        tree.append(hashed)
        if tree.size in sizes:
            roots[tree.size] = tree.root
        if tree.size % PAGE == 0:
            advance(tree.size)
        previous = event
    advance(tree.size)
    return {**roots, tree.size: tree.root}


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


def _rows(store: TileStore) -> Iterator[StoredEvent]:
    """The rows of the log, in its order."""
    after, head = 0, store.head()
    while page := store.events(after=after, until=head, limit=PAGE):
        yield from page
        after = page[-1].position


class _Tiles:
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
