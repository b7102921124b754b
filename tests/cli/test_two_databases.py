"""The addresses of the product's login and of the owner must lead to one database."""

from pathlib import Path

import pytest

from lrs.postgres.postgres import Database
from tests.cli.conftest import Run
from tests.conftest import database_name


@pytest.mark.parametrize(
    "command", ["migrate", "restore FILE", "clock show", "reindex", "policy list"]
)
def test_an_owner_of_another_database_is_refused(
    lrs: Run,
    environment: Database,
    empty_database: Database,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    command: str,
) -> None:
    assert empty_database.owner
    monkeypatch.setenv("LRS_OWNER_DATABASE_URL", empty_database.owner)
    ended = lrs(*command.replace("FILE", str(tmp_path / "none")).split())
    assert ended.code == 1
    assert "LRS_OWNER_DATABASE_URL leads to the database" in ended.err
    for database in (environment, empty_database):
        assert database_name(database) in ended.err
    assert "another database" in ended.err
    assert "Traceback" not in ended.err
