"""Statements from newline-delimited JSON: lines of a bounded length, counted and digested."""

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Protocol

import msgspec

from lrs.event.events import Agent
from lrs.statement.statement import Limits, Received, StatementError, parse
from lrs.statement.strict_json import BOM
from lrs.statement.versions import V1_0_3, V2_0_0, VersionError, XapiVersion, negotiate

STDIN = Path("-")
WHITESPACE = b" \t\r\n"
CHUNK = 1 << 20

SHOWN = 2000
"""Bytes that are kept of a line that is too long."""


EVENT = b'{"event":'
"""How a line begins that is an event of a log and no statement (replay.export)."""


class FileError(ValueError):
    """A file that cannot be read as statements: what it is, and how to mend it."""


class Stream(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes: ...

    def readline(self, size: int, /) -> bytes: ...


class Line(NamedTuple):
    """A line that is not empty, without white space around it; of one too long, its beginning."""

    number: int
    data: bytes
    is_too_long: bool = False


class Lines:
    """The lines of a stream; ``number``, ``offset`` and ``sha256`` are of what was read so far.

    Lines end with LF or CRLF, the last one also without. Byte order marks are passed over.
    """

    resumable = True
    """Whether reading may begin where an earlier one ended."""

    def __init__(self, stream: Stream, *, longest: int) -> None:
        self._stream = stream
        self._longest = longest
        self._digest = hashlib.sha256()
        self._seen: deque[bytes] = deque()
        self.number = 0
        self.offset = 0
        self.ended = True

    @property
    def sha256(self) -> str:
        """The digest of all bytes read so far, in hexadecimal."""
        return self._digest.hexdigest()

    def first(self) -> bytes:
        """The first line that is not empty, or its beginning; it is still to be read."""
        while raw := self._stream.readline(self._most):
            self._seen.append(raw)
            if data := raw.removeprefix(BOM).strip(WHITESPACE):
                return data
        return b""

    def skip(self, size: int, *, lines: int) -> None:
        """Reads ``size`` bytes, which hold that many lines, without looking at them."""
        while size and (chunk := self._next(min(size, CHUNK))):
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
            data = whole.removeprefix(BOM).strip(WHITESPACE)
            if size > len(whole) or len(data) > self._longest:
                yield Line(self.number, data[:SHOWN], is_too_long=True)
            elif data:
                yield Line(self.number, data)

    @property
    def _most(self) -> int:
        """Bytes of the longest line, with a byte order mark and CRLF."""
        return self._longest + len(BOM) + 2

    def _read(self) -> bytes:
        """A line, or as much of it as there may be."""
        seen = self._seen
        return self._count(seen.popleft() if seen else self._stream.readline(self._most))

    def _next(self, size: int) -> bytes:
        """The next bytes, at most so many, wherever lines end; none at the end."""
        if not self._seen:
            return self._count(self._stream.read(size))
        seen = self._seen.popleft()
        if rest := seen[size:]:
            self._seen.appendleft(rest)
        return self._count(seen[:size])

    def _count(self, raw: bytes) -> bytes:
        self._digest.update(raw)
        self.offset += len(raw)
        return raw


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
    line: bytes, *, version: XapiVersion | None, limits: Limits
) -> tuple[Received, XapiVersion]:
    """The statement of a line, and the version of xAPI it was read as.

    Without ``version`` that is what its own member names, and 1.0.3 where it has none: there, such
    a statement is 1.0.0. What is refused as 1.0.3 may still be read as 2.0.0, which takes
    statements of either version. Raises StatementError.
    """
    if line.startswith(b"["):
        raise StatementError(index=None, path="", value="an array", expected="one object a line")
    if line.startswith(EVENT):
        raise StatementError(
            index=None,
            path="",
            value="an event of the log that the file was exported from",
            expected="a statement; only `lrs restore` brings such events back",
        )
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
