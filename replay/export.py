"""Exports the log as newline-delimited JSON: every statement, voided ones too, in log order.

A line is what a reader of the Statement resource gets, `stored` and `authority` included: any
learning record store can read the file, and `lrs restore` brings the log back from it.
"""

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from psycopg import Connection
from psycopg.rows import tuple_row

from lrs.events import StatementRecorded
from lrs.log_reader import LogReader
from lrs.ndjson import STDIN
from projections.profile.writing import POLICY_ZONE

PAGE = 2000
"""Statements read at once."""

STATEMENTS_AFTER = """
SELECT notification_id, originator_id, stored, state FROM lrs.log
WHERE notification_id > %s AND notification_id <= %s AND topic = 'StatementRecorded'
ORDER BY notification_id LIMIT %s
"""

STDOUT = STDIN


class RangeError(ValueError):
    """A bound of an export that is neither a position nor a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written: how many statements, their first and last position, the bytes' digest."""

    count: int = 0
    first: int | None = None
    last: int | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The positions after < position <= until."""

    after: int
    until: int

    @classmethod
    def of(cls, reader: LogReader, *, first: str | None, last: str | None) -> "Range":
        """The range of two bounds, both included: positions, or days in the policy's zone on which
        statements were stored. None is the beginning or the end. Raises RangeError."""
        until = reader.head()
        return cls(
            after=_until(reader, first, before=True) if first else 0,
            until=min(until, _until(reader, last, before=False)) if last else until,
        )


def _until(reader: LogReader, bound: str, *, before: bool) -> int:
    """The last position of a bound, or the last one before it."""
    if bound.isdecimal():
        return int(bound) - before
    try:
        day = date.fromisoformat(bound)
    except ValueError:
        raise RangeError(f"{bound!r} is neither a position nor a day like 2026-01-31") from None
    begins = datetime.combine(day, time(), POLICY_ZONE) + timedelta(days=not before)
    return reader.position_at(begins - timedelta(microseconds=1))


def export(conn: Connection[Any], positions: Range, target: Path) -> Iterator[Exported]:
    """Writes the statements of a range to a file; yields how far it is after each page.

    The file takes its name when it is whole and durable. ``-`` is standard output. Raises OSError.
    """
    digest = hashlib.sha256()
    state = Exported(sha256=digest.hexdigest())
    with _opened(target) as file:
        while page := _page(conn, state.last or positions.after, positions.until):
            text = b"".join(line for _, line in page)
            file.write(text)
            digest.update(text)
            state = replace(
                state,
                count=state.count + len(page),
                first=state.first or page[0][0],
                last=page[-1][0],
                sha256=digest.hexdigest(),
            )
            yield state
    yield state


def _page(conn: Connection[Any], after: int, until: int) -> list[tuple[int, bytes]]:
    """Positions and lines of the next statements."""
    cursor = conn.cursor(row_factory=tuple_row, binary=True)
    rows = cursor.execute(STATEMENTS_AFTER, (after, until, PAGE)).fetchall()
    return [
        (position, _line(StatementRecorded.from_state(statement_id, bytes(state)), stored))
        for position, statement_id, stored, state in rows
    ]


def _line(event: StatementRecorded, stored: datetime) -> bytes:
    """A statement on a line of its own: a line feed in JSON is white space, never text."""
    return event.returned(stored).replace(b"\r", b" ").replace(b"\n", b" ") + b"\n"


@contextmanager
def _opened(target: Path) -> Iterator[BinaryIO]:
    if target == STDOUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    partial = target.with_name(f"{target.name}.partial")
    try:
        with partial.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
        _make_durable(target.parent)
    finally:
        partial.unlink(missing_ok=True)


def _make_durable(directory: Path) -> None:
    """Makes the names in a directory survive a crash."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
