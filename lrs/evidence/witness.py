"""A witness (c2sp.org/tlog-witness): it cosigns the checkpoints of logs that only ever grew.

Another office runs it on another machine. Then whoever has stolen the key of a log can no longer
sign another history, nor cut the log short, without the witness refusing.
"""

import fcntl
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

from lrs.clock import Clock
from lrs.entropy import new_signing_seed
from lrs.evidence.durable import put
from lrs.proof.checkpoint import Checkpoint, EmptyTreeError
from lrs.proof.cosignature import ED25519, ML_DSA_44, WitnessSigner
from lrs.proof.note import Note, NoteError, PublicKey, decoded
from lrs.proof.tree import EMPTY_ROOT, ProofError, check_consistency

MOST_PROOF_LINES: Final = 63
_OLD: Final = re.compile(r"old (0|[1-9][0-9]{0,17})", re.ASCII)

SIZE_TYPE: Final = "text/x.tlog.size"
TEXT_TYPE: Final = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a witness answers: the status of HTTP, the text, and its media type."""

    status: HTTPStatus
    text: str
    media_type: str = TEXT_TYPE


class Witness:
    """Cosigns for some logs with its keys, and keeps in a folder what it cosigned last."""

    def __init__(
        self,
        signers: Sequence[WitnessSigner],
        logs: Sequence[PublicKey],
        folder: Path,
        clock: Clock,
    ) -> None:
        self._signers = signers
        self._logs: dict[str, list[PublicKey]] = {}
        for log in logs:
            self._logs.setdefault(log.name, []).append(log)
        self._folder = folder
        self._clock = clock
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def add_checkpoint(self, body: str) -> Answer:
        """Cosigns a checkpoint that grew out of the last one, as the request proves."""
        try:
            old, proof, note = _request(body)
            checkpoint = Checkpoint.read(note.text)
        except EmptyTreeError as error:
            return Answer(HTTPStatus.UNPROCESSABLE_ENTITY, f"{error}\n")
        except NoteError as error:
            return Answer(HTTPStatus.BAD_REQUEST, f"{error}\n")
        keys = self._logs.get(checkpoint.origin)
        if keys is None:
            return Answer(HTTPStatus.NOT_FOUND, f"{checkpoint.origin} is no log of this witness\n")
        try:
            note.verified(keys)
        except NoteError as error:
            return Answer(HTTPStatus.FORBIDDEN, f"{error}\n")
        if old > checkpoint.size:
            return Answer(HTTPStatus.BAD_REQUEST, "the old size is above that of the checkpoint\n")
        with self._locked(checkpoint.origin) as file:
            return self._advance(file, old, proof, note, checkpoint)

    def checkpoint(self, origin_hash: str) -> Answer:
        """The last checkpoint that was cosigned, by the SHA-256 of the log's name."""
        names = {_hash(origin): origin for origin in self._logs}
        file = self._file(names[origin_hash]) if origin_hash in names else None
        if file is None or not file.exists():
            return Answer(HTTPStatus.NOT_FOUND, "nothing of this log was cosigned\n")
        return Answer(HTTPStatus.OK, file.read_text(encoding="utf-8"))

    def _advance(
        self, file: Path, old: int, proof: Sequence[bytes], note: Note, checkpoint: Checkpoint
    ) -> Answer:
        last = _last(file)
        size, root = (last.size, last.root) if last else (0, EMPTY_ROOT)
        if old != size:
            return Answer(HTTPStatus.CONFLICT, f"{size}\n", SIZE_TYPE)
        try:
            check_consistency(
                old, checkpoint.size, old_root=root, new_root=checkpoint.root, proof=proof
            )
        except ProofError as error:
            return Answer(HTTPStatus.UNPROCESSABLE_ENTITY, f"{error}\n")
        seconds = int(self._clock().timestamp())
        lines = "".join(str(one.cosign(note.text, seconds=seconds)) for one in self._signers)
        put(file, f"{note}{lines}")  # before it is answered: else a crash brings the last one back
        return Answer(HTTPStatus.OK, lines)

    def _file(self, origin: str) -> Path:
        return self._folder / _hash(origin)

    @contextmanager
    def _locked(self, origin: str) -> Iterator[Path]:
        """The file of a log, while nobody else looks at it and writes it."""
        file = self._file(origin)
        with file.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield file


def signers_in(folder: Path, name: str) -> list[WitnessSigner]:
    """The keys of a witness, one of each kind; they are made where they are not there yet.

    Raises NoteError for a name that no note can carry.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return [
        WitnessSigner.from_seed(name, kind, _seed(folder / f"witness-{kind:02x}.seed"))
        for kind in (ED25519, ML_DSA_44)
    ]


def _seed(file: Path) -> bytes:
    if not file.exists():
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as made:
            made.write(new_signing_seed())
    return file.read_bytes()


def _request(body: str) -> tuple[int, list[bytes], Note]:
    """The old size, the proof and the checkpoint of a request. Raises NoteError."""
    head, gap, note = body.partition("\n\n")
    first, *lines = head.split("\n")
    old = _OLD.fullmatch(first)
    if old is None or not gap or len(lines) > MOST_PROOF_LINES:
        raise NoteError("expected `old SIZE`, the lines of the proof, an empty line, a checkpoint")
    return int(old[1]), [decoded(line) for line in lines], Note.read(note)


def _last(file: Path) -> Checkpoint | None:
    if not file.exists():
        return None
    return Checkpoint.read(Note.read(file.read_text(encoding="utf-8")).text)


def _hash(origin: str) -> str:
    return hashlib.sha256(origin.encode()).hexdigest()
