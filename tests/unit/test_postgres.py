"""Each role has a connection string of its own, and passwords stay out of sight."""

from psycopg.conninfo import conninfo_to_dict
from pydantic import SecretStr

from lrs.postgres import Database, as_role, connect
from lrs.settings import Settings

URL = "postgresql://app:hidden@db.example:5433/lrs?sslmode=require"


def test_a_role_is_added_to_the_options_that_are_there() -> None:
    conninfo = as_role(URL + "&options=-c%20statement_timeout%3D5s", "lrs_service")
    assert conninfo_to_dict(conninfo) == {
        "user": "app",
        "password": "hidden",
        "host": "db.example",
        "port": "5433",
        "dbname": "lrs",
        "sslmode": "require",
        "options": "-c statement_timeout=5s -c role=lrs_service",
    }


def test_a_given_url_is_taken_and_no_server_started() -> None:
    given = Settings(database_url=SecretStr(URL), owner_database_url=SecretStr(URL + "&x"))
    with connect(given) as database:
        assert (database.app, database.owner, database.embedded) == (URL, URL + "&x", False)
        for role in ("service", "projector", "report"):
            options = conninfo_to_dict(getattr(database, role))["options"]
            assert options == f"-c role=lrs_{role}"
    with connect(Settings(database_url=SecretStr(URL))) as database:
        assert database.owner is None


def test_passwords_are_not_shown() -> None:
    assert "hidden" not in repr(Database(app=URL, owner=URL))
