"""What must hold of a log and of the projections after every fault."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

import orjson
import psycopg
from psycopg import Connection

from lrs.clock import system_clock
from lrs.event.events import STATEMENT_RECORDED, StatementRecorded
from lrs.postgres.postgres import Database
from lrs.progress import unwatched
from projections.tables import tracking
from projections.tables.registry import PROJECTIONS
from replay.rebuild import rebuild
from tests.faults.clients import Statement, ids_of
from tests.faults.waiting import eventually


class Row(NamedTuple):
    """An event of the log, with everything that may never change."""

    position: int
    originator_id: UUID
    version: int
    topic: str
    state: bytes
    nonce: bytes
    stored: Any


def log_of(database: Database) -> list[Row]:
    """The whole log, in the order of its positions."""
    with psycopg.connect(database.service) as conn:
        rows = conn.execute("SELECT * FROM lrs.log ORDER BY notification_id").fetchall()
    return [Row(*row) for row in rows]


def head_of(database: Database) -> int:
    """The last position."""
    return len(log_of(database))


def statements_of(log: Sequence[Row]) -> dict[UUID, Any]:
    """The statements of a log as they were posted."""
    return {
        row.originator_id: orjson.loads(
            StatementRecorded.from_state(row.originator_id, row.state).body
        )
        for row in log
        if row.topic == STATEMENT_RECORDED
    }


def assert_sound(database: Database) -> None:
    """No gap, no time that stands still, no event twice, no statement that cannot be found."""
    log = log_of(database)
    assert [row.position for row in log] == list(range(1, len(log) + 1))
    assert all(one.stored < next_.stored for one, next_ in pairwise(log))
    events = Counter((row.originator_id, row.version) for row in log)
    assert set(events.values()) <= {1}
    with psycopg.connect(database.service) as conn:
        indexed = {row[0] for row in conn.execute("SELECT DISTINCT position FROM lrs.posting")}
    assert indexed == {row.position for row in log if row.topic == STATEMENT_RECORDED}


def assert_kept(
    database: Database,
    *,
    acknowledged: Collection[Sequence[Statement]],
    unknown: Collection[Sequence[Statement]] = (),
) -> None:
    """What was acknowledged is there, what was not is there whole or not at all, nothing else is.

    Statements that the server itself wrote at its first start are passed over.
    """
    stored = statements_of(log_of(database))
    for request in acknowledged:
        for statement in request:
            assert stored.get(UUID(statement["id"])) == statement
    for request in unknown:
        there = [stored.get(statement_id) for statement_id in ids_of(request)]
        assert there == request or set(map(type, there)) == {type(None)}
    posted = {key for request in (*acknowledged, *unknown) for key in ids_of(request)}
    own = stored.keys() - posted
    assert len(own) <= 1, "there is more than was posted, besides the default policy"


def settled(database: Database) -> bool:
    """Whether the projections answer for the whole log."""
    with projector(database) as conn:
        try:
            names = [one.name for one in PROJECTIONS]
            return tracking.answering(conn, names).settled == head_of(database)
        except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
            return False  # no runner has come so far


def assert_projected(database: Database) -> None:
    """The projections come to answer for the whole log, and a rebuild changes nothing of them."""
    eventually(lambda: settled(database))
    with projector(database) as conn:
        rebuilt = rebuild(conn, unwatched, clock=system_clock)
    assert rebuilt.before == rebuilt.after
    assert rebuilt.position == head_of(database)


@contextmanager
def projector(database: Database) -> Iterator[Connection[Any]]:
    """A connection as the projector."""
    with psycopg.connect(database.projector, autocommit=True) as conn:
        yield conn
