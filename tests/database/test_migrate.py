"""The migrations build the database of schema.sql, in order, each once and unchanged."""

import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import psycopg
import pytest

from lrs.clock import system_clock
from lrs.log.record_store import RecordStore
from lrs.postgres.cluster import ENVIRONMENT, Layout, binaries
from lrs.postgres.migrate import Migration, MigrationError, migrate, packaged, pending
from lrs.postgres.postgres import Database
from tests.conftest import Postgres
from tests.database.logbook import log, statement
from tests.database.test_roles import EVENT
from tests.posting import post

SCHEMA = files("lrs") / "sql" / "schema.sql"

FIRST = Migration.of("0001_first.sql", b"CREATE SCHEMA lrs; CREATE TABLE lrs.a (x int)")
SECOND = Migration.of("0002_second.sql", b"CREATE TABLE lrs.b (x int); SELECT 1 % 2")
BROKEN = Migration.of("0003_broken.sql", b"CREATE TABLE lrs.c (x int); SELECT 1 / 0")


def dump(conninfo: str | None) -> str:
    """The schema of a database as `pg_dump` writes it: tables, indexes, functions, grants."""
    assert conninfo
    program = binaries(Layout(home=Path()), None) / "pg_dump"
    command = [str(program), "--schema-only", "--restrict-key=none", f"--dbname={conninfo}"]
    output = subprocess.check_output(command, env=ENVIRONMENT)
    return output.decode()


def tables(conninfo: str | None) -> set[str]:
    assert conninfo
    with psycopg.connect(conninfo) as conn:
        found = conn.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'lrs'").fetchall()
    return {name for (name,) in found}


def test_the_migrations_build_the_database_of_the_schema(
    database: Database, empty_database: Database
) -> None:
    migrate(empty_database, migrations=[Migration.of("0001_schema.sql", SCHEMA.read_bytes())])
    assert dump(database.owner) == dump(empty_database.owner)


def test_the_comparison_sees_columns_indexes_functions_and_grants(database: Database) -> None:
    assert database.owner
    before = dump(database.owner)
    for change in (
        "ALTER TABLE lrs.log ALTER COLUMN topic DROP NOT NULL",
        "CREATE INDEX extra ON lrs.log (stored)",
        "GRANT DELETE ON lrs.log TO lrs_service",
        "REVOKE EXECUTE ON FUNCTION lrs.position_at FROM lrs_projector",
    ):
        with psycopg.connect(database.owner) as conn:
            conn.execute(change)
        after = dump(database.owner)
        assert after != before, change
        before = after


def test_each_is_applied_once_and_in_order(empty_database: Database) -> None:
    assert migrate(empty_database, migrations=[FIRST]) == [FIRST]
    assert migrate(empty_database, migrations=[FIRST, SECOND]) == [SECOND]
    assert migrate(empty_database, migrations=[FIRST, SECOND]) == []
    assert tables(empty_database.owner) == {"a", "b", "migration"}


def test_the_service_may_ask_what_is_pending(empty_database: Database) -> None:
    with psycopg.connect(empty_database.app) as conn:
        assert pending(conn, migrations=[FIRST]) == [FIRST]
    migrate(empty_database)
    with psycopg.connect(empty_database.service) as conn:
        assert pending(conn) == []


def test_a_log_that_an_older_program_wrote_goes_on(empty_database: Database) -> None:
    migrate(empty_database, migrations=packaged()[:2])
    with psycopg.connect(empty_database.service) as conn:
        conn.execute(EVENT)
    migrate(empty_database)
    with closing(RecordStore(empty_database.service, clock=system_clock)) as store:
        assert store.record([post(statement(1))]) == [None]
        assert len(log(store)) == 2


def test_a_failing_one_leaves_nothing_of_itself(empty_database: Database) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(empty_database, migrations=[FIRST, SECOND, BROKEN])
    assert tables(empty_database.owner) == {"a", "b", "migration"}
    mended = Migration.of("0003_mended.sql", b"CREATE TABLE lrs.c (x int)")
    assert migrate(empty_database, migrations=[FIRST, SECOND, mended]) == [mended]


def test_a_file_that_changed_after_it_was_applied_is_refused(empty_database: Database) -> None:
    migrate(empty_database, migrations=[FIRST])
    changed = Migration.of("0001_first.sql", b"CREATE SCHEMA lrs")
    with pytest.raises(MigrationError) as error:
        migrate(empty_database, migrations=[changed])
    assert FIRST.sha256 in str(error.value)
    assert changed.sha256 in str(error.value)


def test_an_older_program_refuses_a_newer_database(empty_database: Database) -> None:
    migrate(empty_database, migrations=[FIRST, SECOND])
    with pytest.raises(MigrationError, match="has had migration 2, this program knows 1"):
        migrate(empty_database, migrations=[FIRST])


def test_two_at_a_time_apply_it_once(empty_database: Database) -> None:
    apply: Callable[[int], list[Migration]] = lambda _: migrate(empty_database)  # noqa: E731
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(apply, range(2))
    assert sorted([len(first), len(second)]) == [0, len(packaged())]


def test_the_owner_s_url_is_needed(database: Database) -> None:
    with pytest.raises(MigrationError, match="set LRS_OWNER_DATABASE_URL"):
        migrate(Database(app=database.app, owner=None))


def test_the_owner_of_a_second_database_finds_the_roles_made(postgres: Postgres) -> None:
    for _ in range(2):
        with postgres.database() as fresh:
            assert migrate(fresh) == packaged()


@pytest.mark.parametrize("name", ["1_short.sql", "0001-dash.sql", "0001_log.txt"])
def test_a_file_with_another_name_is_refused(name: str) -> None:
    with pytest.raises(MigrationError, match="not named like"):
        Migration.of(name, b"")
