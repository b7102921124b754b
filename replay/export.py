"""Exports the log as newline-delimited JSON: every event a line, in log order.

A statement's line is what a reader of the Statement resource gets, `stored` and `authority`
included, voided ones too: any learning record store can read it. The lines of other events (changes
of credentials, documents, the clock) hold the event's own bytes, which have neither a secret nor
its hash nor the content of a document; they say what a credential might state, and keep every
position what it was. `lrs restore` brings the log back from the file. A part that does not begin at
position 1 says first where it begins (replay.parts).
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson
from psycopg import Connection
from psycopg.rows import tuple_row

from lrs.event.events import STATEMENT_RECORDED, StatementRecorded, timestamp_text
from lrs.event.log import Log
from lrs.files.ndjson import EVENT
from lrs.message import message
from lrs.postgres.queries import load
from lrs.statement import formats
from projections.profile.writing import POLICY_ZONE
from replay.parts import part_line
from replay.target import opened

PAGE = 2000
"""Events read at once."""

QUERIES: Final = load("replay")


class RangeError(ValueError):
    """A bound of an export that is neither a position nor a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """What was written: how many statements and other events, their first and last position, and
    the digest of the lines, before they were packed."""

    count: int = 0
    events: int = 0
    first: int | None = None
    last: int | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The positions after < position <= until."""

    after: int
    until: int

    @classmethod
    def of(cls, reader: Log, *, first: str | None, last: str | None) -> "Range":
        """The range of two bounds, both included: positions, or days in the policy's zone on which
        statements were stored. None is the beginning or the end. Raises RangeError."""
        until = reader.head()
        return cls(
            after=_until(reader, first, before=True) if first else 0,
            until=min(until, _until(reader, last, before=False)) if last else until,
        )


def _until(reader: Log, bound: str, *, before: bool) -> int:
    """The last position of a bound, or the last one before it."""
    if bound.isascii() and bound.isdigit():
        return int(bound) - before
    try:
        day = formats.day(bound)
    except ValueError:
        raise RangeError(
            message("{bound!r} is neither a position nor a day like 2026-01-31", bound=bound)
        ) from None
    begins = datetime.combine(day, time(), POLICY_ZONE) + timedelta(days=not before)
    return reader.position_at(begins - timedelta(microseconds=1))


def export(
    conn: Connection[Any], positions: Range, target: Path, *, statements_only: bool = False
) -> Iterator[Exported]:
    """Writes the events of a range to a target (replay.target); yields how far it is after each
    page. Raises OSError.
    """
    digest = hashlib.sha256()
    state = Exported(sha256=digest.hexdigest())
    after = positions.after
    with opened(target) as file:
        if positions.after and not statements_only:
            beginning = part_line(positions.after + 1)
            file.write(beginning)
            digest.update(beginning)
            state = replace(state, sha256=digest.hexdigest())
        while page := _page(conn, after, positions.until):
            after = page[-1].position
            lines = [one for one in page if one.is_statement or not statements_only]
            text = b"".join(one.line for one in lines)
            file.write(text)
            digest.update(text)
            statements = sum(one.is_statement for one in lines)
            state = replace(
                state,
                count=state.count + statements,
                events=state.events + len(lines) - statements,
                first=state.first or (lines[0].position if lines else None),
                last=lines[-1].position if lines else state.last,
                sha256=digest.hexdigest(),
            )
            yield state
    yield state


class _Written(NamedTuple):
    """An event and its line."""

    position: int
    is_statement: bool
    line: bytes


def _page(conn: Connection[Any], after: int, until: int) -> list[_Written]:
    """The next events."""
    cursor = conn.cursor(row_factory=tuple_row, binary=True)
    return [
        _Written(position, topic == STATEMENT_RECORDED, _line(originator, version, topic, *rest))
        for position, originator, version, topic, *rest in cursor.execute(
            QUERIES["events_between"], (after, until, PAGE)
        ).fetchall()
    ]


def _line(originator: UUID, version: int, topic: str, stored: datetime, state: bytes) -> bytes:
    if topic == STATEMENT_RECORDED:
        return _statement_line(originator, stored, bytes(state))
    # Its bytes are compact JSON, and stand in the line as they are.
    head = {"originator": originator, "version": version, "stored": timestamp_text(stored)}
    members = orjson.dumps(topic) + b"," + orjson.dumps(head)[1:-1]
    return EVENT + members + b',"state":' + bytes(state) + b"}\n"


def _statement_line(statement_id: UUID, stored: datetime, state: bytes) -> bytes:
    """A statement on a line of its own: a line feed in JSON is white space, never text."""
    event = StatementRecorded.from_state(statement_id, state)
    return event.returned(stored).replace(b"\r", b" ").replace(b"\n", b" ") + b"\n"
