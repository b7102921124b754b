"""What is kept outside of the database: the key that signs, and the last checkpoint signed.

Whoever can write the database cannot make these agree with a log that was changed. `LRS_EVIDENCE`
says where the folder is; it belongs on another disk, or better another machine, than the database.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from psycopg.conninfo import conninfo_to_dict

from lrs.evidence.durable import put, sync
from lrs.message import message, message_of
from lrs.proof.checkpoint import Checkpoint
from lrs.proof.note import Note, NoteError, PublicKey, SigningKey
from lrs.settings import Settings

_KEY: Final = "signing.key"
_PUBLIC: Final = "signing.pub"
_FOLLOWING: Final = "signing.next"
_RETIRED: Final = "retired.pub"
_CHECKPOINT: Final = "checkpoint"
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9.-]+")


class EvidenceError(RuntimeError):
    """What stands in the evidence folder and in the store do not fit; the text has both sides."""


def folder_of(settings: Settings) -> Path:
    """Where the evidence of the store of some settings is kept.

    Unless they name a folder, each database of one's own has its own, by its address and name: a
    key signs one log.
    """
    if settings.evidence is not None:
        return settings.evidence
    folder = settings.home / "evidence"
    if settings.database_url is None:
        return folder
    named = conninfo_to_dict(settings.database_url.get_secret_value())
    place = (named.get("host") or named.get("hostaddr"), named.get("port"), named.get("dbname"))
    return folder / _UNSAFE.sub("_", "-".join(str(part) for part in place if part) or "database")


@dataclass(frozen=True, slots=True)
class EvidenceFolder:
    """The folder of one log."""

    path: Path

    def key(self) -> SigningKey | None:
        """The key that signs, None where there is none. Raises EvidenceError."""
        return _read_key(self.path / _KEY)

    def following(self) -> SigningKey | None:
        """The key that is about to take the place of the one that signs, None where there is none.

        Raises EvidenceError.
        """
        return _read_key(self.path / _FOLLOWING)

    def retired(self) -> list[PublicKey]:
        """The keys that signed before this one. Raises EvidenceError."""
        file = self.path / _RETIRED
        if not file.exists():
            return []
        try:
            return [PublicKey.read(line) for line in file.read_text(encoding="utf-8").splitlines()]
        except (NoteError, UnicodeError) as error:
            raise EvidenceError(
                message("{file}: {error}", file=file, error=message_of(error))
            ) from None

    def make_key(self, name: str, seed: bytes) -> SigningKey:
        """A new key, for the owner's eyes alone, and beside it the public key for everybody.

        Raises EvidenceError where there is one already: what it signed would be lost.
        """
        key = SigningKey.from_seed(name, seed)
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_key(self.path / _KEY, key)
        (self.path / _PUBLIC).write_text(f"{key.public}\n", encoding="utf-8")
        return key

    def prepare(self, name: str, seed: bytes) -> SigningKey:
        """The key that is to follow: made, and on the disk, before the log names it."""
        key = SigningKey.from_seed(name, seed)
        _write_key(self.path / _FOLLOWING, key)
        sync(self.path)
        return key

    def promote(self) -> None:
        """Puts the following key in the place of the one that signs, whose secret goes; again after
        a crash. Raises EvidenceError where there is none that follows."""
        old, following = self.key(), self.following()
        if old is None or following is None:
            raise EvidenceError(message("{path} has no key that follows", path=self.path))
        retired = self.retired()
        if old.public not in retired:
            lines = "".join(f"{one}\n" for one in [*retired, old.public])
            put(self.path / _RETIRED, lines)
        put(self.path / _PUBLIC, f"{following.public}\n")
        (self.path / _FOLLOWING).replace(self.path / _KEY)
        sync(self.path)

    def checkpoint(self, key: SigningKey) -> Checkpoint | None:
        """The last checkpoint that was kept, None where there is none yet.

        Raises EvidenceError where neither the key nor one before it signed it.
        """
        file = self.path / _CHECKPOINT
        if not file.exists():
            return None
        try:
            note = Note.read(file.read_text(encoding="utf-8"))
            note.verified([key.public, *self.retired()])
            return Checkpoint.read(note.text)
        except (NoteError, UnicodeError) as error:
            raise EvidenceError(
                message("{file}: {error}", file=file, error=message_of(error))
            ) from None

    def keep(self, note: Note) -> None:
        """Keeps a checkpoint in the place of the last one; after a crash one of the two is there,
        whole."""
        put(self.path / _CHECKPOINT, str(note))


def _read_key(file: Path) -> SigningKey | None:
    if not file.exists():
        return None
    try:
        return SigningKey.read(file.read_text(encoding="utf-8"))
    except (NoteError, UnicodeError) as error:
        raise EvidenceError(
            message("{file}: {error}", file=file, error=message_of(error))
        ) from None


def _write_key(file: Path, key: SigningKey) -> None:
    """Writes a key for its owner's eyes alone. Raises EvidenceError where there is one."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise EvidenceError(message("{file}: there is a key already", file=file)) from None
    with os.fdopen(handle, "w", encoding="utf-8") as written:
        written.write(f"{key.secret()}\n")
        written.flush()
        os.fsync(written.fileno())
