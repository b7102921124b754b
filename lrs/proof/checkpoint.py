"""Checkpoints (c2sp.org/tlog-checkpoint): the signed head of the log."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

from lrs.message import message
from lrs.proof.note import Note, NoteError, PublicKey, Signature, decoded, encoded
from lrs.proof.tree import EMPTY_ROOT, HASH_SIZE

_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)


class EmptyTreeError(NoteError):
    """A checkpoint of no leaves with another root than such a tree has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What a note of a log says: so many leaves had this root."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def read(cls, text: str) -> Self:
        """The checkpoint of a note's text; lines behind the third are not looked at.

        Raises NoteError where it is none, EmptyTreeError where it cannot be true.
        """
        origin, *others = text.removesuffix("\n").split("\n")
        if not origin or len(others) < 2 or not all(others):
            raise NoteError("expected a checkpoint: origin, size and root, a line each")
        if not _SIZE.fullmatch(others[0]):
            raise NoteError(message("{others!r} is no size of a tree", others=others[0][:60]))
        size, root = int(others[0]), decoded(others[1])
        if len(root) != HASH_SIZE:
            raise NoteError(message("{others!r} is no root of a tree", others=others[1][:60]))
        if size == 0 and root != EMPTY_ROOT:
            raise EmptyTreeError(
                message("{others} is no root of a tree without leaves", others=others[1])
            )
        return cls(origin=origin, size=size, root=root)

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{encoded(self.root)}\n"


def signed_by_its_log(
    note: Note, keys: Iterable[PublicKey]
) -> tuple[Checkpoint, tuple[Signature, ...]]:
    """The checkpoint of a note, and the signatures of the log that it is of: a key vouches for
    nothing but the log of its name.

    Raises NoteError where none of these keys is of that log, or none of its keys signed.
    """
    checkpoint = Checkpoint.read(note.text)
    own = [key for key in keys if key.name == checkpoint.origin]
    if not own:
        raise NoteError(
            message("{origin} is the name of no key that is believed", origin=checkpoint.origin)
        )
    return checkpoint, note.verified(own)
