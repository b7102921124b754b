"""The demonstration shows its city whatever an earlier one left behind."""

import fcntl
from pathlib import Path

import psycopg
import pytest

from lrs.evidence.folder import EvidenceFolder
from lrs.postgres.cluster import DATABASE, OWNER, Layout
from lrs.postgres.embedded import EmbeddedServer
from lrs.postgres.postgres import Database
from tests.cli.conftest import Run, run_until_killed


@pytest.fixture
def place(environment: Database, monkeypatch: pytest.MonkeyPatch, home: Path) -> Path:
    """A home of its own, beside the settings of a database that is not the demonstration's."""
    monkeypatch.setenv("LRS_HOME", str(home))
    monkeypatch.setenv("LRS_PORT", "0")
    home.chmod(0o711)  # root runs the server as nobody
    return home / "demo"


def stored(conninfo: str) -> int:
    with psycopg.connect(conninfo) as conn:
        row = conn.execute("SELECT count(*) FROM lrs.log").fetchone()
    assert row
    return int(row[0])


def test_a_demonstration_that_was_killed_begins_anew_and_the_next_is_quick(
    lrs: Run, place: Path, environment: Database
) -> None:
    run_until_killed("demo", "--exit", most=1000)
    with Layout(home=place).server_lock.open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
    shown = lrs("demo", "--exit")
    assert shown.code == 0, shown.err
    for text in (
        "a resend changed nothing",
        "restoring its log",
        "Ledger of ",
        "Balances of ",
        "unqualified",
    ):
        assert text in shown.out
    assert EvidenceFolder(place / "evidence").key() is not None
    with EmbeddedServer(place) as server:
        owner = server.conninfo(user=OWNER, dbname=DATABASE)
        before = stored(owner)
        with psycopg.connect(owner) as conn:
            conn.execute("TRUNCATE projections.ledger_entry")
    again = lrs("demo", "--exit")
    assert again.code == 0, again.err
    assert "restoring" not in again.out
    assert "Ledger of " in again.out
    with EmbeddedServer(place) as server:
        assert stored(server.conninfo(user=OWNER, dbname=DATABASE)) > before
    assert environment.owner
    assert stored(environment.owner) == 0


def test_another_years_city_in_use_is_left_alone(lrs: Run, place: Path) -> None:
    with EmbeddedServer(place):
        refused = lrs("demo", "--exit")
        assert refused.code == 1
        assert "is in use" in refused.err
        assert "Traceback" not in refused.err
        assert Layout(home=place).data.exists()
