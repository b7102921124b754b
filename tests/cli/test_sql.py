"""`lrs sql` and `lrs reindex`: what analysts and operators ask of the store where it is."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from lrs.postgres.postgres import Database
from tests.cli.conftest import Run
from tests.cli.test_evidence import CITY

VIEWS = {"ledger", "hours", "balances", "members", "repeated_documents", "as_of"}


@pytest.fixture
def city(lrs: Run, environment: Database, tmp_path: Path) -> Database:
    """A small city with its tables."""
    (tmp_path / "city").write_text(lrs("simulate", *CITY).out)
    assert lrs("restore", tmp_path / "city").code == 0
    assert lrs("rebuild").code == 0
    return environment


def test_the_views_are_read_with_exact_amounts(
    lrs: Run, city: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = [json.loads(row) for row in lrs("sql").out.splitlines()]
    assert {row["view"].removeprefix("projections.") for row in listed} >= VIEWS
    assert all(row["holds"] for row in listed)
    query = "SELECT person, year, earned FROM projections.balances ORDER BY 1, 2"
    found = [json.loads(row) for row in lrs("sql", query).out.splitlines()]
    assert found
    assert all(isinstance(row["year"], int) for row in found)
    assert all(isinstance(row["earned"], str) for row in found), "no amount becomes a float"
    monkeypatch.setattr("sys.stdin", io.StringIO(query))
    assert len(lrs("sql", "-").out.splitlines()) == len(found)
    header, *rows = lrs("sql", "--csv", query).out.splitlines()
    assert header.lstrip("\ufeff") == "person,year,earned"
    assert len(rows) == len(found)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * FROM lrs.log", "permission denied for schema lrs"),
        ("SELECT * FROM projections.balance", "permission denied for table balance"),
        ("SELECT set_config('role', 'lrs_service', false), 1 FROM lrs.log", "permission denied"),
        ("CREATE TEMPORARY TABLE x (y int)", "read-only transaction"),
        ("CREATE TEMPORARY TABLE x (y int)", "`lrs sql` reads; what it reads"),
        ("DELETE FROM projections.ledger", "`lrs sql` reads; what it reads"),
        ("UPDATE projections.ledger SET year = 1", "`lrs sql` reads; what it reads"),
        ("INSERT INTO projections.ledger (year) VALUES (1)", "`lrs sql` reads; what it reads"),
        ("SELECT 1; SELECT 2", "the query is refused"),
        ("SELEKT", "the query is refused"),
        ("SELECT * FROM projections.balanses", "`lrs rebuild` makes the views"),
        ("SELECT 1 / 0", "the query failed: division by zero"),
        (
            "SELECT count(*) OVER () FROM projections.as_of FOR UPDATE",
            "the query is refused: FOR UPDATE is not allowed with window functions",
        ),
    ],
)
def test_nothing_else_is_read_and_nothing_written(
    lrs: Run, city: Database, query: str, message: str
) -> None:
    outcome = lrs("sql", query)
    assert outcome.code == 1
    assert message in outcome.err
    assert "does not answer" not in outcome.err
    assert "Traceback" not in outcome.err


def test_views_of_ones_own_are_made_and_outlive_a_rebuild(lrs: Run, city: Database) -> None:
    made = "CREATE {} lrs_analysts.{} AS SELECT person, sum(credits) AS all FROM projections.ledger"
    for kind, name in (("VIEW", "v"), ("MATERIALIZED VIEW", "m")):
        query = made.format(kind, name) + " GROUP BY 1"
        assert lrs("sql", query).code == 1
        outcome = lrs("sql", "--write", query)
        assert (outcome.code, outcome.err) == (0, "")
    assert lrs("rebuild").code == 0
    (view, copy) = (lrs("sql", f"SELECT * FROM lrs_analysts.{one} ORDER BY 1") for one in "vm")
    assert view.out.splitlines()
    assert view.out == copy.out
    assert city.owner
    with psycopg.connect(city.owner) as conn:  # so that a dump of the owner's has them
        conn.execute("SELECT * FROM lrs_analysts.m")


@pytest.mark.parametrize(
    "query",
    [
        "CREATE VIEW projections.mine AS SELECT 1 AS one",
        "CREATE SCHEMA mine",
        "DELETE FROM projections.ledger",
        "SELECT * FROM lrs.log",
    ],
)
def test_nothing_is_written_anywhere_else(lrs: Run, city: Database, query: str) -> None:
    outcome = lrs("sql", "--write", query)
    assert outcome.code == 1
    assert "Traceback" not in outcome.err


def test_the_index_is_compared_and_mended(lrs: Run, city: Database) -> None:
    outcome = lrs("reindex", "--check")
    assert outcome.code == 0
    rows = [json.loads(row) for row in outcome.out.splitlines()]
    assert [row["table"] for row in rows] == ["posting", "voiding", "dangling", "document"]
    assert city.owner
    with psycopg.connect(city.owner) as conn:
        conn.execute("DELETE FROM lrs.posting WHERE position = 2")
    assert lrs("reindex", "--check").code == 1
    damaged = lrs("reindex")
    assert (damaged.code, json.loads(damaged.out.splitlines()[0])["missing"] > 0) == (1, True)
    assert lrs("reindex").code == 0


def test_only_the_owner_mends(lrs: Run, city: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LRS_OWNER_DATABASE_URL")
    assert "set LRS_OWNER_DATABASE_URL, or use --check" in lrs("reindex").err
    assert lrs("reindex", "--check").code == 0


DOCUMENT = Path(__file__).parents[2] / "docs" / "analysts.md"


def test_the_tools_of_the_document_read_what_it_says(city: Database, tmp_path: Path) -> None:
    _, _, rest = DOCUMENT.read_text(encoding="utf-8").partition("## psql, DuckDB, pandas")
    shell, query, program = re.findall(r"```(?:sh|sql|python)\n(.*?)```", rest, re.DOTALL)[:3]
    environment = {**os.environ, "LRS_SQL": city.report}
    if shutil.which("psql") is None:
        pytest.skip("psql is not at hand")
    subprocess.run(["bash", "-e", "-c", shell], check=True, cwd=tmp_path, env=environment)
    header, *rows = (tmp_path / "balances.csv").read_text().splitlines()
    assert header == "person,year,earned,grade"
    assert rows
    import duckdb

    read = query.replace("balances.csv", str(tmp_path / "balances.csv"))
    found = duckdb.connect().execute(read).fetchall()
    assert sum(row[2] for row in found) == len(rows)
    assert isinstance(found[0][3], Decimal)
    if find_spec("pandas") is not None:
        subprocess.run([sys.executable, "-c", program], check=True, cwd=tmp_path)
