"""Until when the log is complete, beside writers of every kind."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from api.http.reads import Reads
from api.xapi.completeness import BEGINNING, PAUSE, WRITING, Completeness
from lrs.postgres.postgres import Database
from tests.posting import Hands

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def reads(database: Database) -> Iterator[Reads]:
    with Reads(database.service, connections=1, seconds=60, check_room=lambda: None) as reads:
        yield reads


def test_it_is_complete_beyond_its_end_only_where_nobody_writes(
    database: Database, reads: Reads
) -> None:
    clock = Hands(BEGIN)
    completeness = Completeness(reads, clock)

    def looked() -> datetime:
        asyncio.run(completeness.look())
        return completeness.until

    with psycopg.connect(database.service) as writer:
        writer.execute("SELECT FROM lrs.store FOR UPDATE")
        assert looked() == BEGINNING
    assert looked() == BEGINNING, "it is not asked again so soon"
    clock.now += PAUSE
    assert looked() == clock.now - WRITING
    clock.now -= timedelta(hours=1)
    assert looked() == BEGIN + PAUSE - WRITING, "it never goes back"


def test_a_snapshot_is_complete_as_far_as_its_last_event(database: Database, reads: Reads) -> None:
    completeness = Completeness(reads, Hands(BEGIN))
    with psycopg.connect(database.service) as conn:
        assert completeness.of(conn, BEGINNING) == BEGINNING
        assert completeness.of(conn, BEGIN) == BEGIN
