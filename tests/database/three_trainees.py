"""Three cadres who attended a class, folded into tables: for tests of what stands beside these."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import psycopg
import pytest
from psycopg import Connection

from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from projections.tables.runner import Runner
from projections.tables.versions import LIVE
from tests.recording import Hands, open_store, publish, record

CLASS: Final = {"fact": "class.completed", "start": "2010-03-01", "end": "2010-03-16"}


@pytest.fixture
def clock() -> Hands:
    return Hands(datetime(2010, 12, 1, tzinfo=UTC))


@pytest.fixture
def store(database: Database, clock: Hands) -> Iterator[RecordStore]:
    opened = open_store(database.service, clock)
    publish(opened)
    record(opened, *(attended(f"c{number}") for number in range(3)))
    yield opened
    opened.close()


@pytest.fixture
def conn(database: Database, store: RecordStore, clock: Hands) -> Iterator[Connection]:
    """The projector's connection; the tables answer for all of the log."""
    with psycopg.connect(database.projector, autocommit=True) as opened:
        assert Runner(clock).catch_up(opened).lag == 0
        yield opened


def attended(cadre: str, name: str = "k") -> dict[str, Any]:
    fact = {**CLASS, "id": f"{name} {cadre}", "cadre": cadre, "class": name}
    return {**fact, "scheduled_days": 12}


def earned(conn: Connection, schema: str = LIVE) -> list[int]:
    query = f"SELECT earned::int FROM {schema}.balance WHERE year = 2010 ORDER BY person"
    return [row[0] for row in conn.execute(query)]
