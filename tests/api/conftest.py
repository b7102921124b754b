"""Servers over real PostgreSQL: one for all tests here that only add to a log, and its clients."""

from collections.abc import Iterator
from contextlib import closing

import httpx
import psycopg
import pytest

from api.app import create_app
from lrs.clock import system_clock
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.statement.versions import VERSIONS
from tests.api.conversation import Conversation, Log
from tests.api.serving import KEY, SECRET, serving, settings
from tests.conftest import Postgres
from tests.recording import Hands

MAX_BODY_BYTES = 300_000
MAX_BATCH = 600


@pytest.fixture(scope="module")
def shared_database(postgres: Postgres, migrated: str) -> Iterator[Database]:
    """The database of the shared server."""
    with postgres.database(template=migrated) as database:
        yield database


@pytest.fixture(scope="module")
def address(shared_database: Database) -> Iterator[str]:
    """The address of the shared server. Its log begins with the bootstrap credential alone."""
    small = settings(max_body_bytes=MAX_BODY_BYTES, max_batch=MAX_BATCH, page_limit=50)
    app = create_app(small, database=shared_database, on_empty_store=lambda _: None)
    with serving(app) as address:
        yield address


@pytest.fixture(scope="module")
def store(shared_database: Database, address: str) -> Iterator[RecordStore]:
    """A record store beside the shared server, on its database, as the command line opens one."""
    with closing(RecordStore(shared_database.service, clock=system_clock)) as store:
        yield store


@pytest.fixture(scope="module")
def log(shared_database: Database) -> Iterator[Log]:
    """The log of the shared server."""
    with psycopg.connect(shared_database.service, autocommit=True) as conn:
        yield Log(conn)


@pytest.fixture
def client(database: Database, store: RecordStore, clock: Hands) -> Iterator[httpx.Client]:
    """Who may ask everything of a server on the store that a test has of its own, at its clock."""
    app = create_app(settings(), database=database, clock=clock)
    with (
        serving(app) as address,
        httpx.Client(base_url=address, auth=(KEY, SECRET), timeout=30) as opened,
    ):
        yield opened


@pytest.fixture(params=VERSIONS)
def xapi(request: pytest.FixtureRequest, address: str) -> Iterator[Conversation]:
    """A client that may do everything, in each version of xAPI."""
    with conversation(address, version=request.param) as opened:
        yield opened


def conversation(
    address: str, *, key: str = KEY, secret: str = SECRET, version: str = "1.0.3"
) -> Conversation:
    """A client with a credential."""
    headers = {"X-Experience-API-Version": version}
    return Conversation(base_url=address, auth=httpx.BasicAuth(key, secret), headers=headers)
