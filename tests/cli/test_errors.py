"""Expected failures are one sentence and exit code 1."""

import pytest

from lrs.postgres.postgres import Database
from tests.cli.conftest import Run


def test_serve_refuses_the_owner(
    lrs: Run, environment: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert environment.owner
    monkeypatch.setenv("LRS_DATABASE_URL", environment.owner)
    outcome = lrs("serve", "--port", 0)
    assert outcome.code == 1
    assert "could change or delete the log" in outcome.err
    assert "Traceback" not in outcome.err
    assert not outcome.out


def test_a_database_without_the_schema_says_what_to_run(
    lrs: Run,
    environment: Database,
    empty_database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert empty_database.owner
    monkeypatch.setenv("LRS_DATABASE_URL", empty_database.app)
    monkeypatch.setenv("LRS_OWNER_DATABASE_URL", empty_database.owner)
    assert "lrs: " in (refused := lrs("export")).err
    assert refused.code == 1
    assert lrs("migrate").code == 0
    assert lrs("export").code == 0
    again = lrs("migrate")
    assert (again.code, again.out) == (0, "")
    assert "up to date" in again.err


def test_wrong_settings(lrs: Run, environment: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "postgres//secret@host"
    monkeypatch.setenv("LRS_DATABASE_URL", secret)
    outcome = lrs("export")
    assert outcome.code == 1
    assert "LRS_DATABASE_URL" in outcome.err
    assert "secret" not in outcome.err
    monkeypatch.setenv("LRS_DATABSE_URL", "x")
    assert "LRS_DATABSE_URL is not a setting" in lrs("export").err


def test_nobody_answers(lrs: Run, environment: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LRS_DATABASE_URL", "postgresql://lrs@127.0.0.1:1/lrs")
    outcome = lrs("export")
    assert outcome.code == 1
    assert outcome.err.startswith("lrs: the database does not answer")


def test_a_file_that_is_not_there(lrs: Run, environment: Database) -> None:
    outcome = lrs("import", "/nowhere/at.all")
    assert outcome.code == 1
    assert outcome.err.splitlines()[-1] == "lrs: /nowhere/at.all: No such file or directory"
