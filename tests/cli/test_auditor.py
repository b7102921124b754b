"""An auditor's own login, of a database that was restored from a dump: it reads and can do nothing
else."""

from collections.abc import Iterator
from pathlib import Path
from subprocess import check_output, run

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from lrs.evidence.folder import EvidenceFolder
from lrs.evidence.sequencer import Sequencer
from lrs.postgres.cluster import ENVIRONMENT, Layout, binaries
from lrs.postgres.postgres import Database
from tests.cli.conftest import Run
from tests.conftest import PASSWORD, Postgres, database_name

CITY = ["--cadres", 6, "--units", 2, "--years", 2, "--until", "2024-05-01"]
CIRCULAR = "/reports/circular?year=2023"

READING = (
    "as-of c000001 --known-at 2023-12-31",
    "as-of --unit u001 --year 2023 --known-at 2023-12-31",
    "as-of --year 2023 --known-at 2023-12-31",
    "history c000001 --year 2023",
    "explain c000001 --year 2023",
    "findings",
    "findings --known-at 2023-12-31",
    "changes --after 0",
    "access",
    "find c000001",
    "report list",
    "reproduce 7",
    "policy list",
    "policy compare nanjing --year 2023",
    "policy compare nanjing --effective 2023-01-01 --year 2023",
    "rebuild --found",
    "reindex --check",
    "trial show",
    "trial compare",
    "evidence checkpoint",
    "verify live --key {key} --offline",
    "export {folder}/log.ndjson",
    "evidence export {folder}/bundle",
)
WRITING = (
    "policy publish nanjing --effective 2026-01-01",
    "report issue /reports/circular?year=2023",
    "credential add stranger --scope reports/read",
    "rebuild",
    "trial build",
    "trial switch",
    "trial drop",
    "import {folder}/none.ndjson",
    "project",
    "retain",
    "serve",
)
EXECUTABLE = """
SELECT proname::text FROM pg_proc
WHERE pronamespace = 'lrs'::regnamespace AND has_function_privilege(oid, 'EXECUTE')
"""


@pytest.fixture
def folder(lrs: Run, environment: Database, tmp_path: Path) -> EvidenceFolder:
    """A small city with a past, tables, a trial, a report that was issued, and a signed tree."""
    past = tmp_path / "city.ndjson"
    past.write_text(lrs("simulate", *CITY).out)
    assert lrs("restore", past).code == 0
    assert lrs("credential", "add", "Academy", "--scope", "reports/read").code == 0
    assert lrs("rebuild").code == 0
    assert lrs("report", "issue", CIRCULAR, "--number", 7).code == 0
    assert lrs("rebuild").code == 0
    assert lrs("trial", "build").code == 0
    folder = EvidenceFolder(tmp_path / "evidence")
    folder.make_key("city.example/log", bytes(32))
    with psycopg.connect(environment.sequencer, autocommit=True) as conn:
        Sequencer(folder).catch_up(conn)
    return folder


@pytest.fixture
def auditor(
    postgres: Postgres,
    environment: Database,
    folder: EvidenceFolder,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[str]:
    """The dump of the city, restored elsewhere, read by a login that is an auditor's alone."""
    programs = binaries(Layout(home=Path()), None)
    source = make_conninfo(postgres.admin, dbname=database_name(environment))
    dump = check_output([programs / "pg_dump", f"--dbname={source}"], env=ENVIRONMENT)
    with postgres.database() as restored:
        name = database_name(restored)
        login = f"{name}_auditor"
        target = make_conninfo(postgres.admin, dbname=name)
        psql = [str(programs / "psql"), "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1"]
        run([*psql, f"--dbname={target}"], input=dump, env=ENVIRONMENT, check=True)
        postgres.execute(f"CREATE ROLE {login} LOGIN PASSWORD '{PASSWORD}' IN ROLE lrs_auditor")
        monkeypatch.setenv("LRS_DATABASE_URL", make_conninfo(restored.app, user=login))
        monkeypatch.delenv("LRS_OWNER_DATABASE_URL")
        yield login
    postgres.execute(f"DROP ROLE {login}")


def test_an_auditor_reads_a_restored_dump_and_changes_nothing(
    lrs: Run, folder: EvidenceFolder, auditor: str, tmp_path: Path
) -> None:
    key = folder.path / "signing.pub"
    for command in READING:
        outcome = lrs(*(one.format(key=key, folder=tmp_path) for one in command.split()))
        assert outcome.code == 0, (command, outcome.out[-500:], outcome.err)
        assert outcome.out or command == "rebuild --found", command
    for command in WRITING:
        outcome = lrs(*(one.format(folder=tmp_path) for one in command.split()))
        assert outcome.code == 1, (command, outcome.out)
        assert f"the login {auditor} of LRS_DATABASE_URL only reads" in outcome.err, outcome.err
    for command in ("migrate", "erase c000001", "evidence rotate"):
        outcome = lrs(*command.split())
        assert outcome.code, (command, outcome.out)
        assert "Traceback" not in outcome.err


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM lrs.log",
        "SELECT * FROM lrs.secret",
        "SELECT * FROM lrs.session",
        "UPDATE lrs.store SET only_row = true",
        "CREATE TABLE projections.own (x int)",
        "CREATE TABLE lrs_analysts.own (x int)",
    ],
)
def test_postgresql_itself_refuses_what_is_no_reading(
    database: Database, postgres: Postgres, statement: str
) -> None:
    postgres.execute("DROP ROLE IF EXISTS lrs_test_auditor")
    postgres.execute(
        f"CREATE ROLE lrs_test_auditor LOGIN PASSWORD '{PASSWORD}' IN ROLE lrs_auditor"
    )
    login = make_conninfo(database.app, user="lrs_test_auditor")
    with psycopg.connect(login) as conn:
        conn.execute("SELECT count(*) FROM lrs.log")
        assert conn.execute(EXECUTABLE).fetchall() == [("position_at",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute(statement)
    postgres.execute("DROP ROLE lrs_test_auditor")


def test_a_store_that_does_not_answer_is_not_called_tampered_with(
    lrs: Run, environment: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = EvidenceFolder(tmp_path / "evidence")
    folder.make_key("city.example/log", bytes(32))
    monkeypatch.delenv("LRS_OWNER_DATABASE_URL")
    gone = make_conninfo(environment.app, dbname="nowhere_at_all")
    monkeypatch.setenv("LRS_DATABASE_URL", gone)
    outcome = lrs("verify", "live", "--key", folder.path / "signing.pub", "--offline")
    assert outcome.code == 2, outcome.err
    assert "the database does not answer" in outcome.err
