"""PostgreSQL itself keeps the log append-only; the product refuses a login that could change it."""

import psycopg
import pytest

from lrs.postgres.migrate import migrate
from lrs.postgres.postgres import Database
from lrs.postgres.roles import GROUPS, RolesError, refuse_owner
from tests.conftest import Postgres, database_name

EVENT = """
INSERT INTO lrs.log
    (notification_id, originator_id, originator_version, topic, state, nonce, stored)
VALUES (1, gen_random_uuid(), 1, 'StatementRecorded', '', decode(repeat('00', 16), 'hex'), now())
"""

INDEX_ROWS = (
    "INSERT INTO lrs.posting VALUES (1, 1)",
    "INSERT INTO lrs.voiding VALUES (1, gen_random_uuid(), NULL)",
    "INSERT INTO lrs.dangling VALUES (gen_random_uuid(), 1)",
)
ACTING_AS_OWNER = """
SELECT proname::text, proconfig FROM pg_proc
WHERE pronamespace = 'lrs'::regnamespace AND prosecdef ORDER BY proname
"""


@pytest.fixture
def roles(database: Database) -> dict[str, str]:
    return {
        "lrs_service": database.service,
        "lrs_projector": database.projector,
        "lrs_report": database.report,
        "nobody": database.app,
    }


@pytest.mark.parametrize("role", ["lrs_service", "lrs_projector", "lrs_report", "nobody"])
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE lrs.log SET topic = 'x'",
        "DELETE FROM lrs.log",
        "TRUNCATE lrs.log",
        "DROP TABLE lrs.log",
        "ALTER TABLE lrs.log DISABLE TRIGGER ALL",
        "SET ROLE lrs_owner",
    ],
)
def test_postgresql_refuses_to_change_the_log(
    database: Database, roles: dict[str, str], role: str, change: str
) -> None:
    assert database.owner
    with psycopg.connect(database.owner) as conn:
        conn.execute(EVENT)
    with psycopg.connect(roles[role]) as conn:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute(change)
        conn.rollback()
    with psycopg.connect(database.owner) as conn:
        assert conn.execute("SELECT count(*) FROM lrs.log").fetchone() == (1,)


def test_nobody_inserts_into_the_log_and_only_service_and_projector_read(
    database: Database, roles: dict[str, str]
) -> None:
    """Who could insert could choose a position, a time, or leave a gap: `lrs.append` alone may."""
    assert database.owner
    with psycopg.connect(database.owner) as conn:
        conn.execute(EVENT)
    for role in roles.values():
        for insert in (EVENT, *INDEX_ROWS):
            with (
                psycopg.connect(role) as conn,
                pytest.raises(psycopg.errors.InsufficientPrivilege),
            ):
                conn.execute(insert)
    for role in (database.service, database.projector):
        with psycopg.connect(role) as conn:
            assert conn.execute("SELECT count(*) FROM lrs.log").fetchone() == (1,)
    for role in (database.report, database.app):
        with (
            psycopg.connect(role) as conn,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            conn.execute("SELECT count(*) FROM lrs.log")


def test_what_acts_as_the_owner_looks_nowhere_else(database: Database) -> None:
    """A function with the owner's rights must not find a table of another's in its path."""
    with psycopg.connect(database.service) as conn:
        found = conn.execute(ACTING_AS_OWNER).fetchall()
    assert found == [
        ("append", ["search_path=pg_catalog, pg_temp"]),
        ("index_late", ["search_path=pg_catalog, pg_temp"]),
    ]


def test_a_role_is_what_a_session_returns_to(database: Database) -> None:
    with psycopg.connect(database.service) as conn:
        conn.execute("RESET ROLE")
        assert conn.execute("SELECT session_user, current_user").fetchone() == (
            "lrs_app",
            "lrs_service",
        )


def test_the_login_of_the_product_is_accepted(database: Database) -> None:
    for conninfo in (database.app, database.service):
        with psycopg.connect(conninfo) as conn:
            refuse_owner(conn)


def test_a_database_without_the_log_refuses_nobody(empty_database: Database) -> None:
    assert empty_database.owner
    with psycopg.connect(empty_database.owner) as conn:
        refuse_owner(conn)


def test_owner_and_superuser_are_refused(database: Database, postgres: Postgres) -> None:
    assert database.owner
    with (
        psycopg.connect(database.owner) as conn,
        pytest.raises(RolesError, match="login lrs_owner could change or delete the log:"),
    ):
        refuse_owner(conn)
    admin = psycopg.conninfo.make_conninfo(postgres.admin, dbname=database_name(database))
    with psycopg.connect(admin) as conn, pytest.raises(RolesError, match="could change or delete"):
        refuse_owner(conn)


@pytest.mark.parametrize("grant", ["lrs_owner", "pg_write_all_data"])
def test_a_member_of_a_dangerous_role_is_refused(
    database: Database, postgres: Postgres, grant: str
) -> None:
    postgres.execute(f"GRANT {grant} TO lrs_app")
    try:
        with (
            psycopg.connect(database.service) as conn,
            pytest.raises(RolesError, match=f"lrs_app could .* as a member of {grant}"),
        ):
            refuse_owner(conn)
    finally:
        postgres.execute(f"REVOKE {grant} FROM lrs_app")


def test_a_login_that_could_insert_into_the_log_is_refused(database: Database) -> None:
    assert database.owner
    with psycopg.connect(database.owner) as conn:
        conn.execute("GRANT INSERT ON lrs.log TO lrs_service")
    with (
        psycopg.connect(database.service) as conn,
        pytest.raises(RolesError, match=r"lrs_app could .* as a member of lrs_service"),
    ):
        refuse_owner(conn)


def test_an_owner_that_may_not_make_roles_is_told_the_sql(
    empty_database: Database, postgres: Postgres
) -> None:
    name = database_name(empty_database)
    postgres.execute("CREATE ROLE lrs_weak LOGIN PASSWORD 'only-in-tests'")
    postgres.execute(f"ALTER DATABASE {name} OWNER TO lrs_weak")
    weak = psycopg.conninfo.make_conninfo(empty_database.app, user="lrs_weak")
    try:
        with pytest.raises(RolesError) as error:
            migrate(Database(app=weak, owner=weak))
    finally:
        postgres.execute(f"ALTER DATABASE {name} OWNER TO lrs_owner")
        postgres.execute("DROP ROLE lrs_weak")
    for group in GROUPS:
        assert f'GRANT "{group}" TO "lrs_weak";' in str(error.value)
