"""Statements as lines, and the log as tests look at it."""

from typing import Any
from uuid import UUID

import orjson
import psycopg

from lrs.event.log import Recorded
from lrs.log.log_reader import LogReader
from lrs.postgres.postgres import Database


def statement(number: int | None, **members: Any) -> dict[str, Any]:
    """A statement; the number is that of its id."""
    return {
        **({} if number is None else {"id": str(UUID(int=number))}),
        "actor": {"mbox": "mailto:cadre@example.com"},
        "verb": {"id": "http://example.com/verbs/did"},
        "object": {"id": "http://example.com/things/1"},
        **members,
    }


def line(number: int | None, **members: Any) -> bytes:
    """The same as a line."""
    return orjson.dumps(statement(number, **members)) + b"\n"


def recorded(database: Database) -> list[Recorded]:
    """The statements of the log; what a store begins with left out."""
    with psycopg.connect(database.service, autocommit=True) as conn:
        reader = LogReader(conn)
        rows = reader.read(after=0, until=reader.head(), limit=100_000)
    return [row for row in rows if b"published-policy" not in row.body]


def numbers(database: Database) -> list[int]:
    """The ids of the statements of the log as numbers."""
    return [row.statement_id.int for row in recorded(database)]
