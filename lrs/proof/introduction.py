"""Introductions: the key that signs a log says by a signed note which key signs after it.

The text of the note is three lines: `lrs-key/v1`, the old key, the new one; no checkpoint begins
so. It proves that whoever held the old key meant the new one, and so nothing once the old one was
stolen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from lrs.message import message
from lrs.proof.checkpoint import Checkpoint, signed_by_its_log
from lrs.proof.note import Note, NoteError, PublicKey, SigningKey

FIRST_LINE: Final = "lrs-key/v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """The old and the new key of a log, of one name."""

    old: PublicKey
    new: PublicKey

    @classmethod
    def read(cls, note: str) -> Self:
        """The introduction of a note. Raises NoteError unless the old key signed it."""
        found = Note.read(note)
        lines = found.text.splitlines()
        if len(lines) != 3 or lines[0] != FIRST_LINE:
            raise NoteError(
                message(
                    "expected an introduction: {first_line} and two keys, a line each",
                    first_line=FIRST_LINE,
                )
            )
        read = cls(old=PublicKey.read(lines[1]), new=PublicKey.read(lines[2]))
        if read.old.name != read.new.name or read.old == read.new:
            raise NoteError(
                message("{name} introduces another key of the same name alone", name=read.old.name)
            )
        found.verified([read.old])
        return read


def introduce(old: SigningKey, new: PublicKey) -> Note:
    """The note by which a key introduces the one that signs after it."""
    text = f"{FIRST_LINE}\n{old.public}\n{new}\n"
    return Note(text=text, signatures=(old.sign(text),))


class Keyring:
    """The keys of a log: those that an auditor has, and those that introductions lead to from them.

    It is told of introductions in the order of the log, each with its position. An old key signs no
    checkpoint that has the event by which it introduced its successor.
    """

    def __init__(self, trusted: Iterable[PublicKey]) -> None:
        self._trusted = set(trusted)
        self._introduced: list[tuple[int, Introduction]] = []

    def learn(self, position: int, introduction: Introduction) -> None:
        """Takes in an introduction that stands at a position of the log."""
        self._introduced.append((position, introduction))

    @property
    def keys(self) -> Sequence[PublicKey]:
        """All keys that are believed: an introduction vouches for both of its keys to who believes
        one of them."""
        found = set(self._trusted)
        while (
            more := {
                key
                for _, one in self._introduced
                if one.old in found or one.new in found
                for key in (one.old, one.new)
            }
            - found
        ):
            found |= more
        return sorted(found, key=str)

    def check(self, note: Note) -> Checkpoint:
        """The checkpoint of a note that the key of its time signed. Raises NoteError."""
        checkpoint, signatures = signed_by_its_log(note, self.keys)
        signed = {one.key_id for one in signatures}
        for position, one in self._introduced:
            if one.old.key_id in signed and checkpoint.size >= position:
                raise NoteError(
                    message(
                        "the key {old} signed this head of {size} events, and signs nothing from "
                        "position {position} on, where it introduced its successor",
                        old=one.old,
                        size=checkpoint.size,
                        position=position,
                    )
                )
        return checkpoint
