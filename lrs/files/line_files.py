"""Opens files of statements: lines, or JSON documents that hold them, packed or not."""

import gzip
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

from lrs.files.json_documents import Documents, is_document
from lrs.files.ndjson import STDIN, FileError, Lines, Stream
from lrs.message import message, message_of

GZIP = b"\x1f\x8b"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")

Read = TypeVar("Read")


@contextmanager
def open_lines(path: Path, *, longest: int) -> Iterator[Lines]:
    """The statements of a file, unpacked where its name ends in .gz; of standard input for ``-``.

    They stand a line each, or in JSON arrays or the StatementResults of a learning record store.
    Raises FileError, also later, where a packed file is broken.
    """
    if path == STDIN:
        yield _lines(path, cast(BinaryIO, sys.stdin.buffer), longest=longest)
        return
    with path.open("rb") as stream:
        yield _lines(path, stream, longest=longest)


def _lines(path: Path, stream: BinaryIO, *, longest: int) -> Lines:
    begin: bytes = stream.peek(2)[:2]  # type: ignore[attr-defined]
    packed = path.suffix == ".gz"
    if begin and packed != (begin == GZIP):
        raise FileError(
            message(
                "{path}: its name ends in .gz but it is not packed by gzip: give it another name",
                path=path,
            )
            if packed
            else message(
                "{path}: it is packed by gzip: let its name end in .gz, or unpack it (gunzip)",
                path=path,
            )
        )
    if packed:
        unpacked = _Unpacked(path, stream)
        return _of(path, unpacked, unpacked.peek(), longest=longest)
    return _of(path, stream, begin, longest=longest)


def _of(path: Path, stream: Stream, begin: bytes, *, longest: int) -> Lines:
    if begin[:2] in UTF_16:
        raise FileError(
            message(
                "{path}: it is in UTF-16, expected UTF-8: convert it, for example by `iconv "
                "-f UTF-16 -t UTF-8`",
                path=path,
            )
        )
    lines = Lines(stream, longest=longest)
    first = lines.first()
    return Documents.of(lines) if is_document(first) else lines


class _Unpacked:
    """What is packed in a gzip file; raises FileError where that is broken."""

    def __init__(self, path: Path, stream: BinaryIO) -> None:
        self._path = path
        self._file = gzip.GzipFile(fileobj=stream, mode="rb")

    def read(self, size: int, /) -> bytes:
        return self._guarded(lambda: self._file.read(size))

    def readline(self, size: int, /) -> bytes:
        return self._guarded(lambda: self._file.readline(size))

    def peek(self) -> bytes:
        """The first bytes, without reading on."""
        return self._guarded(lambda: self._file.peek(2))[:2]

    def _guarded(self, read: Callable[[], Read]) -> Read:
        try:
            return read()
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise FileError(
                message(
                    "{path}: it is broken after {tell} unpacked bytes ({error}): get it again",
                    path=self._path,
                    tell=self._file.tell(),
                    error=message_of(error),
                )
            ) from error
