"""The events of a log as the rows of its export."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
import pyarrow as pa
from psycopg import Connection
from psycopg.rows import tuple_row

from lrs.event.events import STATEMENT_RECORDED
from lrs.postgres.queries import load
from projections.facts.fact import Fact
from replay.parquet.layout import SCHEMA

QUERIES: Final = load("replay")

PAGE: Final = 5000
"""Events read at a time."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """An event as it stands in the log."""

    position: int
    id: UUID
    version: int
    topic: str
    stored: datetime
    state: bytes


def events_after(conn: Connection[Any], after: int, until: int) -> list[Event]:
    """The next events after a position."""
    return _events(conn, QUERIES["events_between"], (after, until, PAGE))


def events_at(conn: Connection[Any], positions: Sequence[int]) -> list[Event]:
    """The events at some positions, in their order."""
    return _events(conn, QUERIES["events_at"], (list(positions),))


def _events(conn: Connection[Any], query: str, asked: tuple[object, ...]) -> list[Event]:
    cursor = conn.cursor(row_factory=tuple_row, binary=True)
    found = cursor.execute(query, asked).fetchall()
    return [
        Event(
            position=position,
            id=originator,
            version=version,
            topic=topic,
            stored=stored,
            state=bytes(state),
        )
        for position, originator, version, topic, stored, state in found
    ]


def batch_of(
    events: list[Event], facts: Mapping[int, Fact], names: Mapping[int, str]
) -> pa.RecordBatch:
    """The rows of some events."""
    rows = [_row(one, facts.get(one.position), names.get(one.position)) for one in events]
    return pa.RecordBatch.from_pylist(rows, SCHEMA)


def _row(event: Event, fact: Fact | None, name: str | None) -> dict[str, Any]:
    is_statement = event.topic == STATEMENT_RECORDED
    header, _, body = event.state.decode().partition("\n") if is_statement else ("", "", "")
    return {
        "position": event.position,
        "stored": event.stored,
        "id": str(event.id),
        "version": event.version,
        "topic": event.topic,
        "fact": fact.name if fact else None,
        "occurred": fact.occurred if fact else None,
        "person": name,
        "header": header if is_statement else None,
        "body": body if is_statement else event.state.decode(),
    }
