"""Verifies a receipt with keys given out of band; it needs neither a store nor a bundle."""

from dataclasses import dataclass
from pathlib import Path

from lrs.message import message_of
from lrs.proof.leaf import LeafText, told_by
from lrs.proof.note import NoteError
from lrs.proof.receipt import Receipt
from lrs.proof.tree import ProofError
from lrs.proof.trust import TrustPolicy
from replay.verify import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedReceipt:
    """The outcome with its grounds.

    `events` is the size of the signed head; `told` is what the receipt proves: which event stands
    at which position of the log, and since when. Both are None unless the outcome is good; `fault`
    says why it is not.
    """

    outcome: Outcome
    events: int | None = None
    told: LeafText | None = None
    fault: str | None = None


def verify_receipt(file: Path, trust: TrustPolicy) -> VerifiedReceipt:
    """Verifies the receipt in a file. Raises OSError where it cannot be read."""
    try:
        receipt = Receipt.read(file.read_text(encoding="utf-8"))
        told = told_by(receipt.extra)
        if told is None:
            raise NoteError("the receipt does not have its leaf: ask the store for it anew")
        checkpoint = receipt.check(receipt.extra, trust.logs)
        trust.check_cosigned(receipt.checkpoint)
        if told.position != receipt.index + 1:
            raise ProofError("the leaf says that it stands at another position")
    except (NoteError, UnicodeError) as error:
        return VerifiedReceipt(outcome=Outcome.CANNOT_TELL, fault=message_of(error))
    except ProofError as error:
        return VerifiedReceipt(outcome=Outcome.TAMPERED, fault=message_of(error))
    return VerifiedReceipt(outcome=Outcome.GOOD, events=checkpoint.size, told=told)
