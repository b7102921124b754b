"""A record store on a database of the test's own, with a clock in the test's hands."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from tests.posting import Hands


@pytest.fixture
def hands() -> Hands:
    """The clock of the store."""
    return Hands(datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def store(database: Database, hands: Hands) -> Iterator[RecordStore]:
    """An empty store."""
    store = RecordStore(database.service, clock=hands)
    yield store
    store.close()


@pytest.fixture
def conn(database: Database) -> Iterator[Connection[Any]]:
    """A connection as the projections have one: under their own role."""
    with psycopg.connect(database.projector, autocommit=True) as opened:
        yield opened
