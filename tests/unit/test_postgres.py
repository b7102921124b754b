"""Each role has a connection string of its own, and passwords stay out of sight."""

from psycopg.conninfo import conninfo_to_dict
from pydantic import SecretStr

from lrs.postgres.postgres import Database, as_role, as_session, connect
from lrs.settings import Settings

URL = "postgresql://app:hidden@db.example:5433/lrs?sslmode=require"


def test_a_session_sets_what_is_relied_on_behind_the_options_of_the_url() -> None:
    conninfo = as_role(as_session(URL + "&options=-c%20statement_timeout%3D5s"), "lrs_service")
    found = conninfo_to_dict(conninfo)
    options = str(found.pop("options"))
    assert found == {
        "user": "app",
        "password": "hidden",
        "host": "db.example",
        "port": "5433",
        "dbname": "lrs",
        "sslmode": "require",
        "client_encoding": "UTF8",
    }
    given = "-c statement_timeout=5s"
    before, after = options.split(given)
    assert "-c statement_timeout=0" in before
    assert "-c timezone=UTC" in after
    assert "-c default_transaction_isolation=read\\ committed" in after
    assert options.endswith(" -c role=lrs_service")


def test_a_given_url_is_taken_and_no_server_started() -> None:
    with connect(Settings(database_url=SecretStr(URL))) as database:
        assert not database.embedded
        assert database.owner is None
        assert conninfo_to_dict(database.app)["host"] == "db.example"
        for role in ("service", "projector", "report"):
            options = str(conninfo_to_dict(getattr(database, role))["options"])
            assert options.endswith(f" -c role=lrs_{role}")
    given = Database(app=URL, owner=URL + "&port=1")
    assert conninfo_to_dict(str(given.owner))["port"] == "1"


def test_passwords_are_not_shown() -> None:
    assert "hidden" not in repr(Database(app=URL, owner=URL))
