"""Checkpoints (c2sp.org/tlog-checkpoint): the signed head of the log."""

import re
from dataclasses import dataclass
from typing import Final, Self

from lrs.proof.note import NoteError, decoded, encoded
from lrs.proof.tree import EMPTY_ROOT, HASH_SIZE

_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What a note of a log says: so many leaves had this root."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def read(cls, text: str) -> Self:
        """The checkpoint of a note's text; lines behind the third are not looked at.

        Raises NoteError where it is none.
        """
        origin, *others = text.removesuffix("\n").split("\n")
        if not origin or len(others) < 2 or not all(others):
            raise NoteError("expected a checkpoint: origin, size and root, a line each")
        if not _SIZE.fullmatch(others[0]):
            raise NoteError(f"{others[0][:60]!r} is no size of a tree")
        size, root = int(others[0]), decoded(others[1])
        if len(root) != HASH_SIZE or (size == 0 and root != EMPTY_ROOT):
            raise NoteError(f"{others[1][:60]!r} is no root of a tree of {size} leaves")
        return cls(origin=origin, size=size, root=root)

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{encoded(self.root)}\n"
