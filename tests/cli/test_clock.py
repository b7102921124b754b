"""`lrs clock`: a log that a wrong clock put ahead of the time, the way out, and its export."""

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from lrs.clock import system_clock
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from tests.cli.conftest import Run
from tests.cli.statements import line
from tests.cli.test_restore_events import LOG, rows
from tests.conftest import Postgres
from tests.database.logbook import statement
from tests.posting import Hands, post


@pytest.fixture
def ahead(environment: Database) -> Database:
    """A store that a clock of tomorrow wrote to."""
    clock = Hands(system_clock() + timedelta(days=1))
    with closing(RecordStore(environment.service, clock=clock)) as store:
        store.record([post(statement(1))])
    return environment


def test_a_log_that_is_ahead_is_told_acknowledged_and_written_again(
    lrs: Run, ahead: Database, tmp_path: Path
) -> None:
    (tmp_path / "some").write_bytes(line(1))
    assert "the clock says" in lrs("import", tmp_path / "some").err
    shown = lrs("clock", "show")
    assert (shown.code, json.loads(shown.out)["writes"]) == (1, "refused")
    assert float(json.loads(shown.out)["ahead_seconds"]) > 86_000
    outcome = lrs("clock", "acknowledge", "--reason", "the time server was a day ahead")
    assert (outcome.code, json.loads(outcome.out)["position"]) == (0, 2)
    assert lrs("import", tmp_path / "some", "--restart").code == 0
    shown = lrs("clock", "show")
    assert (shown.code, json.loads(shown.out)["writes"]) == (0, "accepted")
    assert "acknowledged at position 2" in shown.err
    assert "the time server was a day ahead" in shown.err
    assert '"event":"ClockAcknowledged"' in lrs("export").out


def test_it_is_restored_with_a_word_of_its_own(
    lrs: Run,
    ahead: Database,
    tmp_path: Path,
    postgres: Postgres,
    migrated: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert lrs("clock", "acknowledge", "--reason", "a day ahead").code == 0
    (tmp_path / "some").write_bytes(line(1))
    assert lrs("import", tmp_path / "some").code == 0
    assert lrs("export", tmp_path / "log").code == 0
    source = rows(ahead, LOG)
    with postgres.database(template=migrated) as other:
        assert other.owner
        monkeypatch.setenv("LRS_DATABASE_URL", other.app)
        monkeypatch.setenv("LRS_OWNER_DATABASE_URL", other.owner)
        assert "restore with --ahead" in lrs("restore", tmp_path / "log").err
        outcome = lrs("restore", tmp_path / "log", "--ahead", "--processes", 2)
        assert outcome.code == 0, outcome.err
        found = rows(other, LOG)
        assert [row[:5] for row in found[:-1]] == [row[:5] for row in source]
        assert found[-1][4] - found[-2][4] == timedelta(microseconds=1)
        (tmp_path / "more").write_bytes(line(2))
        assert lrs("import", tmp_path / "more").code == 0


def test_where_nothing_is_ahead_there_is_nothing_to_acknowledge(
    lrs: Run, environment: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert json.loads(lrs("clock", "show").out)["last_stored"] is None
    outcome = lrs("clock", "acknowledge", "--reason", "none")
    assert outcome.code == 1
    assert "which stops nothing" in outcome.err
    with psycopg.connect(environment.service) as conn:
        assert conn.execute("SELECT count(*) FROM lrs.log").fetchone() == (0,)
    monkeypatch.delenv("LRS_OWNER_DATABASE_URL")
    assert "set LRS_OWNER_DATABASE_URL" in lrs("clock", "show").err
