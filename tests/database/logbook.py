"""Statements for tests of the log, and what is in the log and its index."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from lrs.event.credentials import Credential, agent_of
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.statement.statement import VOIDED

ANN = Credential(
    key="ann",
    name="Ann",
    agent=agent_of("ann", "Ann"),
    scopes=frozenset({"statements/write", "statements/read/mine"}),
    asserts=(),
)
BOB = Credential(
    key="bob",
    name="Bob",
    agent=agent_of("bob", "Bob"),
    scopes=frozenset({"statements/write", "statements/read"}),
    asserts=(),
)
WARDEN = Credential(
    key="warden",
    name="Warden",
    agent=agent_of("warden", "Warden"),
    scopes=frozenset({"all"}),
    asserts=("act.voided",),
)

Statement = dict[str, Any]


def identity(number: int) -> str:
    """The id of the statement of a number."""
    return str(UUID(int=number, version=4))


def statement(number: int, **members: Any) -> Statement:
    """A valid statement; equal numbers make equal statements."""
    return {
        "id": identity(number),
        "actor": {"mbox": f"mailto:actor{number}@example.com"},
        "verb": {"id": f"http://example.com/verbs/{number}"},
        "object": {"id": f"http://example.com/activities/{number}"},
        **members,
    }


def reference(number: int, target: int, **members: Any) -> Statement:
    """A statement about another statement."""
    aim = {"objectType": "StatementRef", "id": identity(target)}
    return statement(number, object=aim, **members)


def void(number: int, target: int) -> Statement:
    """A statement that voids another one."""
    return reference(number, target, verb={"id": VOIDED})


def positions(store: RecordStore) -> list[tuple[int, int]]:
    """Position and number of the statements in the log, in order."""
    return [(row["notification_id"], row["originator_id"].int & 0xFFFF) for row in log(store)]


def numbers(store: RecordStore) -> list[int]:
    """The numbers of the statements in the log, in order; positions must be 1, 2, 3, ..."""
    found = positions(store)
    assert [position for position, _ in found] == list(range(1, len(found) + 1))
    return [number for _, number in found]


def times(store: RecordStore) -> list[datetime]:
    """When each event was stored, in order of position."""
    return [row["stored"] for row in log(store)]


def log(store: RecordStore) -> list[dict[str, Any]]:
    """The rows of the log, in order."""
    with store.connection() as conn:
        return conn.execute("SELECT * FROM lrs.log ORDER BY notification_id").fetchall()


def index(store: RecordStore) -> set[tuple[int, UUID]]:
    """Term and statement of each posting."""
    with store.connection() as conn:
        rows = conn.execute(
            "SELECT term, originator_id FROM lrs.posting"
            " LEFT JOIN lrs.log ON notification_id = position"
        ).fetchall()
    return {(row["term"], row["originator_id"]) for row in rows}


def ids(statements: Iterable[int]) -> list[UUID]:
    """The ids of the statements of these numbers."""
    return [UUID(identity(number)) for number in statements]


def clear(database: Database) -> None:
    """Empties the log and its index, as only the owner can: one example of a property is done."""
    assert database.owner
    with psycopg.connect(database.owner) as conn:
        conn.execute("TRUNCATE lrs.log, lrs.posting, lrs.voiding, lrs.dangling, lrs.secret")
