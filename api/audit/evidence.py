"""For auditors: the signed head of the log in words, and whether the rows of the log lead to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from fastapi import APIRouter
from psycopg import Connection

from api.reports.answering import AnswerRoute
from api.reports.asking import Audits
from lrs.event.log import Log
from lrs.evidence.tile_store import TileStore
from lrs.progress import unwatched
from lrs.proof.checkpoint import Checkpoint
from lrs.proof.introduction import Keyring
from lrs.proof.note import Note, encoded
from projections.answers.basis import Answers, Basis
from projections.reports.answer import Answer, basis_of
from replay.checked_events import PAGE, CheckedEvents, Tiles

router = APIRouter(prefix="/audit", tags=["audit"], route_class=AnswerRoute)

MOST_CHECKED: Final = 20_000
"""Events that are read again for an answer; of a longer log the commands do."""

Check = Literal["matches", "differs", "too_long", "nothing_signed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerOfHead:
    """Who signed the head of the log."""

    signer: str
    """The name of the key: that of the log, or of a witness."""
    key_id: str
    """The id of the key in hexadecimal, as its signature line has it."""
    is_witness: bool
    """Whether it is a witness, who cosigned, and not the log itself."""


@dataclass(frozen=True, kw_only=True)
class EvidenceAnswer(Answer):
    """The signed head of the log, who signed it, and whether the rows of the log lead to it."""

    origin: str | None
    """The name of the log; null while nothing is signed, as are those below."""
    size: int | None
    """How many events the head is of."""
    root: str | None
    """The root of the tree over these events, in base 64."""
    signed: datetime | None
    """When it was signed, by the clock of the store."""
    signers: tuple[SignerOfHead, ...]
    """Who signed it: the log, and the witnesses that cosigned."""
    checkpoint: str | None
    """The whole head as a signed note, to be kept and printed."""
    cosigned: int | None
    """How many events the last head is of that a witness cosigned; null where none did."""
    unsigned: int
    """How many events the log has beyond it."""
    check: Check
    """What reading the rows again came to: matches, differs, too_long where there are more than are
    read for an answer, nothing_signed. Only who verifies with a key that he got elsewhere proves
    anything: a store that lies would lie here, too."""
    checked: int
    """How many events were read for that."""
    first_bad: int | None
    """The first position known to be wrong; null where none is, or that cannot be told."""
    faults: tuple[str, ...]
    """What is wrong, a sentence each."""
    erased: int
    """How many of the events that were read were erased."""


@router.get("/evidence", summary="The signed head of the log, and whether its rows lead to it")
async def evidence(asking: Audits) -> EvidenceAnswer:
    """The last head that was signed; as of the past the first that was signed over the position."""

    def read(answers: Answers, _: Log, conn: Connection[Any], basis: Basis) -> EvidenceAnswer:
        return evidence_of(answers, conn, basis, is_now=asking.question.known_at is None)

    return await asking.answer_from_both(read)


def evidence_of(
    answers: Answers, conn: Connection[Any], basis: Basis, *, is_now: bool
) -> EvidenceAnswer:
    """The head that stands for a basis, and what reading the rows below it again came to."""
    store = TileStore(conn)
    note = store.last_checkpoint() if is_now else store.first_checkpoint_over(basis.position)
    if note is None:
        return _told(basis, None, None, read=None, check="nothing_signed", cosigned=None)
    head = Checkpoint.read(note.text)
    cosigned = store.last_cosigned()
    if head.size > MOST_CHECKED:
        read, check = None, "too_long"
    else:
        read = answers.once(basis, ("evidence", head.size), lambda: _read(store, head.size))
        good = not read.faults and read.roots.get(head.size) == head.root
        check = "matches" if good else "differs"
    return _told(
        basis,
        note,
        store.signed_at(head.size),
        read=read,
        check=check,
        cosigned=None if cosigned is None else Checkpoint.read(cosigned.text).size,
    )


def _read(store: TileStore, size: int) -> CheckedEvents:
    """Reads the first events of the log as a verifier does."""
    reading = CheckedEvents(sizes={size}, keyring=Keyring(()), tiles=Tiles(store))

    def events() -> Any:
        after = 0
        while page := store.events(after=after, until=size, limit=PAGE):
            yield from page
            after = page[-1].position

    reading.read(events(), unwatched)
    return reading


def _told(
    basis: Basis,
    note: Note | None,
    signed: datetime | None,
    *,
    read: CheckedEvents | None,
    check: Any,
    cosigned: int | None,
) -> EvidenceAnswer:
    head = None if note is None else Checkpoint.read(note.text)
    return EvidenceAnswer(
        **basis_of(basis),
        origin=head.origin if head else None,
        size=head.size if head else None,
        root=encoded(head.root) if head else None,
        signed=signed,
        signers=tuple(
            SignerOfHead(
                signer=one.name,
                key_id=one.key_id.hex(),
                is_witness=head is not None and one.name != head.origin,
            )
            for one in (note.signatures if note else ())
        ),
        checkpoint=None if note is None else str(note),
        cosigned=cosigned,
        unsigned=max(basis.position - (head.size if head else 0), 0),
        check=check,
        checked=read.tree.size if read else 0,
        first_bad=min((one for one, _ in read.faults if one), default=None) if read else None,
        faults=tuple(fault for _, fault in read.faults) if read else (),
        erased=len(read.blanks) if read else 0,
    )
