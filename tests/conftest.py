"""What every test may ask for: a PostgreSQL, and a migrated database of its own in it.

`LRS_TEST_DATABASE_URL` (a superuser's, of a server that holds nothing else) takes the place of the
embedded server.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings
from psycopg.conninfo import make_conninfo

from lrs.log.record_store import RecordStore
from lrs.postgres.cluster import APP, OWNER, SUPERUSER
from lrs.postgres.embedded import EmbeddedServer
from lrs.postgres.migrate import migrate
from lrs.postgres.postgres import Database, as_session
from tests.recording import Hands, open_store, publish

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
UNLIKE_OURS = {
    "timezone": "Asia/Shanghai",
    "datestyle": "German,DMY",
    "intervalstyle": "sql_standard",
    "extra_float_digits": "-15",
    "client_encoding": "GBK",
    "bytea_output": "escape",
    "array_nulls": "off",
    "transform_null_equals": "on",
    "search_path": "pg_temp",
    "standard_conforming_strings": "off",
    "default_transaction_isolation": "serializable",
    "default_transaction_read_only": "on",
    "default_transaction_deferrable": "on",
    "statement_timeout": "1ms",
    "lock_timeout": "1ms",
}
"""A server as others may have set it up: sessions of the product must not notice."""
PASSWORD = "only-in-tests"
LOGINS = f"""
DO $$ BEGIN
    IF to_regrole('{OWNER}') IS NULL THEN
        CREATE ROLE {OWNER} LOGIN CREATEROLE PASSWORD '{PASSWORD}';
        CREATE ROLE {APP} LOGIN NOINHERIT PASSWORD '{PASSWORD}';
    END IF;
END $$
"""


class Postgres:
    """A server in which tests make databases; `admin` connects as its superuser."""

    def __init__(self, admin: str, *, prefix: str) -> None:
        self.admin = as_session(admin)
        self._prefix = prefix
        self._numbers = count()
        self.execute(LOGINS)

    def execute(self, query: str) -> None:
        with psycopg.connect(self.admin, autocommit=True) as conn:
            conn.execute(query)

    @contextmanager
    def database(self, *, template: str = "template0") -> Iterator[Database]:
        """A new database of the owner's; it is dropped at the end, whoever is connected."""
        name = f"{self._prefix}_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template} STRATEGY file_copy")
        try:
            yield Database(
                app=make_conninfo(self.admin, dbname=name, user=APP, password=PASSWORD),
                owner=make_conninfo(self.admin, dbname=name, user=OWNER, password=PASSWORD),
                embedded=True,
            )
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def temporary_home() -> Iterator[Path]:
    """A home outside of pytest's own directory, which is closed to the user PostgreSQL runs as."""
    with tempfile.TemporaryDirectory(prefix="lrs-test-") as directory:
        yield Path(directory)


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty home for an embedded server of the test's own."""
    with temporary_home() as directory:
        yield directory


@pytest.fixture(scope="session")
def postgres(worker_id: str) -> Iterator[Postgres]:
    """The server of this test process: embedded, not durable and set up unlike ours, or the one
    that was given."""
    prefix = f"lrs_test_{worker_id}"
    if given := os.environ.get("LRS_TEST_DATABASE_URL"):
        yield Postgres(given, prefix=prefix)
        return
    with (
        temporary_home() as directory,
        EmbeddedServer(directory, configuration=NOT_DURABLE | UNLIKE_OURS) as server,
    ):
        yield Postgres(server.conninfo(user=SUPERUSER, dbname="postgres"), prefix=prefix)


@pytest.fixture(scope="session")
def migrated(postgres: Postgres) -> Iterator[str]:
    """The name of a migrated database, to be copied."""
    with postgres.database() as template:
        migrate(template)
        yield database_name(template)


@pytest.fixture
def empty_database(postgres: Postgres) -> Iterator[Database]:
    """A database that was never migrated."""
    with postgres.database() as database:
        yield database


@pytest.fixture
def database(postgres: Postgres, migrated: str) -> Iterator[Database]:
    """A migrated, empty database of the test's own."""
    with postgres.database(template=migrated) as database:
        yield database


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> Hands:
    """A clock in the test's hands; its module says by `NOW` where it stands at first."""
    return Hands(request.module.NOW)


@pytest.fixture
def published(database: Database, clock: Hands) -> Iterator[RecordStore]:
    """A store in which the default policy was published and nothing else."""
    with closing(open_store(database.service, clock)) as store:
        publish(store)
        yield store


def database_name(database: Database) -> str:
    """The name of a database."""
    return str(psycopg.conninfo.conninfo_to_dict(database.app)["dbname"])
