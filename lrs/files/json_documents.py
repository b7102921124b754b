"""Statements from JSON documents: arrays of them, and StatementResults of a learning record store.

They are taken apart as they are read, so that a document may be larger than memory.
"""

import re
from collections.abc import Iterator
from typing import Self

import msgspec

from lrs.files.ndjson import CHUNK, SHOWN, WHITESPACE, FileError, Line, Lines
from lrs.message import message
from lrs.statement.strict_json import BOM

_BEGINS = re.compile(rb'\{\s*(\Z|"(statements|more)"\s*:)')
"""The first line of a StatementResult that stands on several."""

_STATEMENTS = re.compile(rb'[{,]\s*"statements"\s*:\s*\Z')
_IN_STRING = re.compile(rb'["\\]')
_OUTSIDE = re.compile(rb'["\[\]{},]')


class _Result(msgspec.Struct):
    statements: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


def is_document(first: bytes) -> bool:
    """Whether a file with this first line holds JSON documents and not a statement a line."""
    if first.startswith(b"["):
        return True
    try:
        return msgspec.json.decode(first, type=_Result).statements is not msgspec.UNSET
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _BEGINS.match(first) is not None


class Documents(Lines):
    """The statements of JSON documents in a stream, as lines: their number is their place.

    Objects that stand outside of arrays are statements, too. Raises FileError where the last
    document has no end.
    """

    resumable = False

    @classmethod
    def of(cls, lines: Lines) -> Self:
        """The documents of a stream that nothing was read of but its first line."""
        documents = cls(lines._stream, longest=lines._longest)
        documents._seen = lines._seen
        return documents

    def __iter__(self) -> Iterator[Line]:
        splitter = Splitter(longest=self._longest)
        while chunk := self._next(CHUNK):
            for data, is_too_long in splitter.feed(chunk):
                self.number += 1
                yield Line(self.number, data, is_too_long)
        if splitter.is_inside:
            raise FileError(
                message(
                    "the file ends inside of a document, after {number} statements: its end is "
                    "missing; get it again",
                    number=self.number,
                )
            )


Element = tuple[bytes, bool]
"""An element of an array, or its beginning, and whether it is too long to be whole."""


class Splitter:
    """Takes JSON documents apart that are fed to it in any pieces.

    ``_depth`` counts the brackets that are open; ``_base`` is the depth at which elements stand: 0
    outside of arrays, None behind the array of a StatementResult until that ends. ``_piece`` is
    what was seen of an element.
    """

    def __init__(self, *, longest: int) -> None:
        self._longest = longest
        self._piece = bytearray()
        self._is_too_long = False
        self._depth = 0
        self._base: int | None = 0
        self._in_string = False
        self._is_escaped = False

    @property
    def is_inside(self) -> bool:
        """Whether a document has begun and not ended."""
        return self._depth > 0 or bool(self._piece.removeprefix(BOM).strip(WHITESPACE))

    def feed(self, chunk: bytes) -> Iterator[Element]:
        """The elements that end in a chunk."""
        at = kept = 0
        if self._is_escaped and chunk:
            self._is_escaped, at = False, 1
        while found := (_IN_STRING if self._in_string else _OUTSIDE).search(chunk, at):
            mark, at = found[0], found.end()
            if mark == b'"':
                self._in_string = not self._in_string
            elif mark == b"\\":
                self._is_escaped = at == len(chunk)
                at += 1
            else:
                self._keep(chunk[kept : at - 1])
                kept = at
                yield from self._bracket(mark) if mark != b"," else self._comma()
        self._keep(chunk[kept:])

    def _comma(self) -> Iterator[Element]:
        if self._depth == self._base:
            yield from self._whole()
        else:
            self._keep(b",")

    def _bracket(self, mark: bytes) -> Iterator[Element]:
        if mark in b"[{":
            is_array = mark == b"[" and self._begins_array()
            self._depth += 1
            if is_array:
                yield from self._whole() if self._depth == 1 else ()
                self._piece.clear()
                self._base = self._depth
            else:
                self._keep(mark)
            return
        if self._depth == self._base and self._base > 0:
            yield from self._whole()
            self._base = None
        else:
            self._keep(mark)
        self._depth = max(self._depth - 1, 0)
        if self._depth == 0:
            yield from self._whole()
            self._base = 0

    def _begins_array(self) -> bool:
        """Whether the bracket that comes is that of an array of statements."""
        if self._base != 0:
            return False
        return self._depth == 0 or (
            self._depth == 1 and _STATEMENTS.search(self._piece[-SHOWN:]) is not None
        )

    def _whole(self) -> Iterator[Element]:
        """The element that ends here, unless there is nothing of it."""
        data = bytes(self._piece).removeprefix(BOM).strip(WHITESPACE)
        if data:
            yield data, self._is_too_long
        self._piece.clear()
        self._is_too_long = False

    def _keep(self, seen: bytes) -> None:
        if self._base is None or self._is_too_long:
            return
        self._piece += seen
        if len(self._piece) > self._longest:
            self._is_too_long = True
            del self._piece[SHOWN:]
