"""Files that were given out of band: public keys, trust policies, checkpoints that were kept."""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.tongue import misused
from lrs.message import message, message_of

if TYPE_CHECKING:
    from lrs.proof.note import Note
    from lrs.proof.trust import TrustPolicy


def read_trust(keys: Collection[Path], policy: Path | None) -> "TrustPolicy":
    """Whom a verification believes: logs by their keys, or a policy. Raises EvidenceError,
    BadParameter where not exactly one of these is given, and OSError."""
    from lrs.evidence.folder import EvidenceError
    from lrs.proof.note import NoteError, PublicKey
    from lrs.proof.trust import PolicyFileError, TrustPolicy, trusting

    if (policy is None) == (not keys):
        raise misused("give --key with the public key of the log, or --policy")
    file = policy
    try:
        if policy is not None:
            return TrustPolicy.read(policy.read_text(encoding="utf-8-sig"))
        logs = []
        for file in keys:
            logs.append(PublicKey.read(file.read_text(encoding="utf-8-sig")))
        return trusting(logs)
    except (NoteError, PolicyFileError, UnicodeError) as error:
        raise EvidenceError(
            message("{file}: {error}", file=file, error=message_of(error))
        ) from None


def read_note(file: Path) -> "Note":
    """The checkpoint in a file. Raises EvidenceError, and OSError where there is none."""
    from lrs.evidence.folder import EvidenceError
    from lrs.proof.note import Note, NoteError

    try:
        return Note.read(file.read_text(encoding="utf-8-sig"))
    except (NoteError, UnicodeError) as error:
        raise EvidenceError(
            message("{file}: {error}", file=file, error=message_of(error))
        ) from None
