"""Statements from newline-delimited JSON: lines of a bounded length, counted and digested."""

import gzip
import hashlib
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

import msgspec

from lrs.events import Agent
from lrs.statement import Limits, Received, StatementError, parse
from lrs.versions import V1_0_3, V2_0_0, VersionError, XapiVersion, negotiate

STDIN = Path("-")
_BOM = b"\xef\xbb\xbf"
_WHITESPACE = b" \t\r\n"
_CHUNK = 1 << 20

SHOWN = 2000
"""Bytes that are kept of a line that is too long."""


class Line(NamedTuple):
    """A line that is not empty, without white space around it; of one too long, its beginning."""

    number: int
    data: bytes
    is_too_long: bool = False


class Lines:
    """The lines of a stream; ``number``, ``offset`` and ``sha256`` are of what was read so far.

    Lines end with LF or CRLF, the last one also without. A byte order mark is passed over.
    """

    def __init__(self, stream: BinaryIO, *, longest: int) -> None:
        self._stream = stream
        self._longest = longest
        self._digest = hashlib.sha256()
        self.number = 0
        self.offset = 0
        self.ended = True

    @property
    def sha256(self) -> str:
        """The digest of all bytes read so far, in hexadecimal."""
        return self._digest.hexdigest()

    def skip(self, size: int, *, lines: int) -> None:
        """Reads ``size`` bytes, which hold that many lines, without looking at them."""
        while size and (chunk := self._stream.read(min(size, _CHUNK))):
            self._digest.update(chunk)
            self.offset += len(chunk)
            size -= len(chunk)
        self.number = lines

    def __iter__(self) -> Iterator[Line]:
        """The lines from here on. ``ended`` says whether the last one was ended by a line feed."""
        while raw := self._read():
            self.number += 1
            size, whole = len(raw), raw
            while not raw.endswith(b"\n") and (raw := self._read()):
                size += len(raw)
            self.ended = raw.endswith(b"\n")
            data = (whole if self.number > 1 else whole.removeprefix(_BOM)).strip(_WHITESPACE)
            if size > len(whole) or len(data) > self._longest:
                yield Line(self.number, data[:SHOWN], is_too_long=True)
            elif data:
                yield Line(self.number, data)

    def _read(self) -> bytes:
        """A line, or as much of it as there may be with a byte order mark and CRLF."""
        raw = self._stream.readline(self._longest + len(_BOM) + 2)
        self._digest.update(raw)
        self.offset += len(raw)
        return raw


@contextmanager
def open_lines(path: Path, *, longest: int) -> Iterator[Lines]:
    """The lines of a file, unpacked where its name ends in .gz; of standard input for ``-``."""
    if path == STDIN:
        yield Lines(sys.stdin.buffer, longest=longest)
    elif path.suffix == ".gz":
        with gzip.open(path, "rb") as unpacked:
            yield Lines(cast(BinaryIO, unpacked), longest=longest)
    else:
        with path.open("rb") as stream:
            yield Lines(stream, longest=longest)


def batches(lines: Iterable[Line], *, size: int, most_bytes: int) -> Iterator[list[Line]]:
    """Runs of up to ``size`` lines; one that reaches ``most_bytes`` ends there."""
    batch: list[Line] = []
    held = 0
    for line in lines:
        batch.append(line)
        held += len(line.data)
        if len(batch) >= size or held >= most_bytes:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


class ServerMembers(msgspec.Struct, frozen=True):
    """The members of a line that the store it came from had set, as they stand."""

    stored: str | None = None
    authority: Agent | None = None
    version: str | None = None


_SERVER_MEMBERS = msgspec.json.Decoder(ServerMembers)


def server_members(line: bytes) -> ServerMembers:
    """The members of a line that ``read_statement`` accepted, as far as they are there."""
    return _SERVER_MEMBERS.decode(line)


def read_statement(
    line: bytes, *, version: XapiVersion | None, bounded: bool = True
) -> tuple[Received, XapiVersion]:
    """The statement of a line, and the version of xAPI it was read as.

    Without ``version`` that is what its own member names, and 1.0.3 where it has none: there, such
    a statement is 1.0.0. What is refused as 1.0.3 may still be read as 2.0.0, which takes
    statements of either version. `bounded` as in lrs.statement.Limits. Raises StatementError.
    """
    limits = Limits(bounded=bounded)
    if line.startswith(b"["):
        raise StatementError(index=None, path="", value="an array", expected="one object a line")
    own = version or _own_version(line)
    try:
        return parse(line, own, limits=limits)[0], own
    except StatementError:
        if version is None and own is V1_0_3:
            with suppress(StatementError):
                return parse(line, V2_0_0, limits=limits)[0], V2_0_0
        raise


def _own_version(line: bytes) -> XapiVersion:
    try:
        return negotiate(_SERVER_MEMBERS.decode(line).version)
    except (VersionError, msgspec.MsgspecError, UnicodeDecodeError):
        return V1_0_3
