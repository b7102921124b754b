"""Verifies that a log is what was signed, from its rows alone, with keys given out of band.

Tiles are not trusted: they only help to name the first position that was changed.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from psycopg import Connection, IsolationLevel

from lrs.evidence.folder import EvidenceError
from lrs.evidence.tile_store import TileStore
from lrs.message import message
from lrs.progress import Advance, unwatched
from lrs.proof.checkpoint import Checkpoint
from lrs.proof.introduction import Keyring
from lrs.proof.leaf import StoredEvent
from lrs.proof.note import Note, NoteError
from lrs.proof.trust import NONE, TrustPolicy
from replay.bundle import Bundle
from replay.checked_events import PAGE, CheckedEvents, Tiles
from replay.contents import Fault

PUBLISHED: Final = "the last checkpoint"
COSIGNED: Final = "the last cosigned checkpoint"


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
    say what is wrong or missing, a sentence each. `erased` are the positions whose events were
    erased: of them the tree proves when and that they were there, and nothing else. `cosigned` is
    how many events the last head is of that was cosigned as a policy with witnesses wants, None
    where there is none: what came later is signed by the log alone.
    """

    outcome: Outcome
    events: int
    checkpoints: tuple[int, ...]
    first_bad: int | None
    faults: tuple[str, ...]
    erased: tuple[int, ...] = ()
    cosigned: int | None = None


@dataclass(slots=True)
class _Findings:
    """What was found wrong so far, and what keeps from telling."""

    tampered: list[Fault] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    agreed: list[int] = field(default_factory=list)
    erased: tuple[int, ...] = ()
    cosigned: int | None = None

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
            erased=self.erased,
            cosigned=self.cosigned,
        )


def verify_live(
    conn: Connection[Any],
    *,
    trust: TrustPolicy,
    kept: Iterable[tuple[str, Note]] = (),
    untold: Iterable[str] = (),
    advance: Advance = unwatched,
) -> Verified:
    """Verifies a store that can be read: its rows against the last checkpoint that it publishes and
    against those that the auditor kept, each with a name for messages. `untold` is what else keeps
    from telling, such as a witness that does not answer.

    All is read in one snapshot, so that what is erased meanwhile is still there with its event.
    """
    conn.isolation_level = IsolationLevel.REPEATABLE_READ
    with conn.transaction():
        store = TileStore(conn)
        published = store.last_checkpoint(), store.last_cosigned()
        found = _Findings(untold=list(untold))
        return _verify(
            _rows(store), published, trust, kept, found=found, tiles=Tiles(store), advance=advance
        )


def verify_bundle(
    folder: Path,
    *,
    trust: TrustPolicy,
    kept: Iterable[tuple[str, Note]] = (),
    untold: Iterable[str] = (),
    advance: Advance = unwatched,
) -> Verified:
    """The same for the folder of a bundle, with its documents and attachments."""
    try:
        bundle = Bundle(folder)
        published = bundle.checkpoint, bundle.cosigned
        findings = _Findings(untold=list(untold))
        found = _verify(
            bundle.events(), published, trust, kept, found=findings, tiles=None, advance=advance
        )
        faults = (*_behind_the_head(bundle, found), *bundle.changed_contents())
    except EvidenceError as error:
        return Verified(
            outcome=Outcome.CANNOT_TELL,
            events=0,
            checkpoints=(),
            first_bad=None,
            faults=(str(error),),
        )
    return with_faults(found, faults)


def _behind_the_head(bundle: Bundle, found: Verified) -> Iterator[Fault]:
    """What stands behind the signed head of a bundle, which is of all that was exported. In a store
    that is what came in since the head was signed; in a bundle somebody has put it there."""
    size = Checkpoint.read(bundle.checkpoint.text).size
    if size in found.checkpoints and found.events > size:
        yield (
            size + 1,
            message(
                "position {position} stands behind the checkpoint of the bundle, which is of "
                "{size} events: nobody signed it",
                position=size + 1,
                size=size,
            ),
        )


def with_faults(found: Verified, faults: Collection[Fault]) -> Verified:
    """A verification with what is wrong with documents and attachments."""
    if not faults:
        return found
    bad = [position for position, _ in faults if position is not None]
    return replace(
        found,
        outcome=Outcome.TAMPERED,
        first_bad=min([*bad, found.first_bad or bad[0]]) if bad else found.first_bad,
        faults=(*found.faults, *(fault for _, fault in faults)),
    )


def _verify(
    events: Iterable[StoredEvent],
    published: tuple[Note | None, Note | None],
    trust: TrustPolicy,
    kept: Iterable[tuple[str, Note]],
    *,
    found: _Findings,
    tiles: Tiles | None,
    advance: Advance,
) -> Verified:
    """`published` are the last checkpoint and the last one that was cosigned."""
    notes = list(_named(published, kept))
    reading = CheckedEvents(sizes=set(_sizes(notes)), keyring=Keyring(trust.logs), tiles=tiles)
    reading.read(events, advance)
    found.tampered += reading.faults
    found.erased = tuple(reading.blanks)
    heads = dict(_signed(notes, trust, reading.keyring, found))
    if published[0] is None:
        found.untold.append("nothing is signed")
    if COSIGNED in heads:
        found.cosigned = heads[COSIGNED].size
    elif trust.quorum != NONE:
        found.untold.append("no checkpoint is cosigned as the policy wants")
    count = reading.tree.size
    for name, head in heads.items():
        if head.size > count:
            told = message(
                "{name} is of {size} events and the log has {count}: it was cut short",
                name=name,
                size=head.size,
                count=count,
            )
            found.tampered.append((count + 1, told))
        elif reading.roots[head.size] != head.root:
            told = message(
                "{name} has another root over the first {size} events than the log",
                name=name,
                size=head.size,
            )
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


def _sizes(notes: Iterable[tuple[str, Note]]) -> Iterator[int]:
    """How many events the checkpoints are of, whoever signed them."""
    for _, note in notes:
        with suppress(NoteError):
            yield Checkpoint.read(note.text).size


def _signed(
    notes: Iterable[tuple[str, Note]], trust: TrustPolicy, keyring: Keyring, found: _Findings
) -> Iterator[tuple[str, Checkpoint]]:
    """The checkpoints that a key of the log signed; that which is said to be cosigned also has to
    be cosigned by enough."""
    for name, note in notes:
        if name == COSIGNED and trust.quorum == NONE:
            continue
        try:
            checkpoint = keyring.check(note)
            if name == COSIGNED:
                trust.check_cosigned(note)
            yield name, checkpoint
        except NoteError as error:
            found.untold.append(f"{name}: {error}")


def _rows(store: TileStore) -> Iterator[StoredEvent]:
    """The rows of the log, in its order."""
    after, head = 0, store.head()
    while page := store.events(after=after, until=head, limit=PAGE):
        yield from page
        after = page[-1].position
