"""The errors file of an import: a row for each line that was not stored, to be imported again."""

import os
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import orjson

from lrs.files.ndjson import WHITESPACE, Line

_BEGINS = b'{"line":'


class _Row(msgspec.Struct, forbid_unknown_fields=True):
    line: int
    error: str
    statement: msgspec.Raw
    id: str | None = None


class _Identified(msgspec.Struct):
    id: str | None = None


def row(line: Line, message: str, *, statement_id: UUID | None = None) -> bytes:
    """What is written of a line that was not stored."""
    told: dict[str, Any] = {
        "line": line.number,
        "id": statement_id or _stated_id(line.data),
        "error": message,
        "statement": line.data.decode(errors="backslashreplace"),
    }
    return orjson.dumps(told) + b"\n"


def statement_of(line: Line) -> Line:
    """The line that a row of an errors file is about, with its number there; else the line itself.

    So what was mended in an errors file is imported as it would have been from the first file. A
    statement may stand there as a text, as it was written, or as an object.
    """
    if line.is_too_long or not line.data.startswith(_BEGINS):
        return line
    try:
        found = msgspec.json.decode(line.data, type=_Row)
        raw = bytes(found.statement)
        if raw.startswith(b'"'):
            raw = msgspec.json.decode(raw, type=str).encode()
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return line
    return Line(found.line, raw.strip(WHITESPACE))


def _stated_id(line: bytes) -> str | None:
    try:
        return msgspec.json.decode(line, type=_Identified).id
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


@dataclass(frozen=True, slots=True)
class ErrorsFile:
    """The errors file on disk."""

    path: Path

    def cut(self, size: int) -> Path | None:
        """Takes away what a killed run wrote without remembering it.

        A run that begins anew puts the file of the run before aside, whose rows somebody may have
        mended, and returns where; None where there was none.
        """
        if not self.path.exists():
            return None
        if size:
            os.truncate(self.path, size)
            return None
        aside = next(one for one in map(self._aside, count(1)) if not one.exists())
        self.path.rename(aside)
        return aside

    def _aside(self, number: int) -> Path:
        return self.path.with_suffix(f".{number}{self.path.suffix}")

    def append(self, rows: list[bytes], *, size: int) -> int:
        """Makes rows durable behind the first ``size`` bytes; returns the file's new length."""
        if not rows:
            return size
        with self.path.open("ab") as file:
            file.writelines(rows)
            file.flush()
            os.fsync(file.fileno())
            return file.tell()
