"""Receipts (c2sp.org/tlog-proof): a file that proves offline that an event is in the log."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from lrs.message import message
from lrs.proof.checkpoint import Checkpoint, signed_by_its_log
from lrs.proof.note import Note, NoteError, PublicKey, decoded, encoded
from lrs.proof.tree import check_inclusion, leaf_hash

FIRST_LINE: Final = "c2sp.org/tlog-proof@v1"
_INDEX: Final = re.compile(r"index (0|[1-9][0-9]{0,17})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Where a leaf stands, the hashes that lead from it to the root, and the signed checkpoint.

    `extra` is the leaf itself, without which nobody who has the receipt alone could check it; it is
    believed for no other reason than that the tree has it. Receipts of before lack it.
    """

    index: int
    proof: tuple[bytes, ...]
    checkpoint: Note
    extra: bytes = b""

    @classmethod
    def read(cls, text: str) -> Self:
        """The receipt of a file's text. Raises NoteError where it is none."""
        head, gap, note = text.partition("\n\n")
        first, *lines = head.split("\n")
        if first != FIRST_LINE or not gap or not lines:
            raise NoteError(
                message("expected a receipt that begins with {first_line}", first_line=FIRST_LINE)
            )
        extra = b""
        if lines[0].startswith("extra "):
            extra, lines = decoded(lines[0].removeprefix("extra ")), lines[1:]
        index = _INDEX.fullmatch(lines[0]) if lines else None
        if index is None:
            raise NoteError("expected a line with the index of the leaf")
        proof = tuple(decoded(line) for line in lines[1:])
        return cls(index=int(index[1]), proof=proof, checkpoint=Note.read(note), extra=extra)

    def __str__(self) -> str:
        extra = f"extra {encoded(self.extra)}\n" if self.extra else ""
        proof = "".join(f"{encoded(one)}\n" for one in self.proof)
        return f"{FIRST_LINE}\n{extra}index {self.index}\n{proof}\n{self.checkpoint}"

    def check(self, leaf: bytes, keys: Sequence[PublicKey]) -> Checkpoint:
        """The checkpoint that a leaf is under. Raises NoteError or ProofError where the keys of its
        log did not sign it or the leaf is not in it."""
        checkpoint, _ = signed_by_its_log(self.checkpoint, keys)
        check_inclusion(
            self.index,
            checkpoint.size,
            hashed=leaf_hash(leaf),
            proof=self.proof,
            root=checkpoint.root,
        )
        return checkpoint
