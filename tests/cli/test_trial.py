"""`lrs trial`: built, killed and built on, compared, switched to, dropped."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from shutil import copytree
from typing import Any

import psycopg
import pytest

from lrs.postgres.postgres import Database
from projections.policy.folder import PACKAGED
from tests.cli.conftest import Run
from tests.killed_build import KILLED

CITY = ["--cadres", 12, "--units", 2, "--years", 2, "--until", "2024-05-01"]


@pytest.fixture
def city(lrs: Run, environment: Database, tmp_path: Path) -> Database:
    """A small city, whose tables answer."""
    past = tmp_path / "city.ndjson"
    past.write_text(lrs("simulate", *CITY).out)
    assert lrs("restore", past).code == 0
    assert lrs("rebuild").code == 0
    return environment


@pytest.fixture
def stricter(tmp_path: Path) -> Path:
    """A policy by which a year wants more than anybody has."""
    folder = tmp_path / "stricter"
    copytree(PACKAGED / "baoji-2009", folder)
    policy = folder / "policy.yaml"
    policy.write_text(policy.read_text().replace("baoji-2009", "stricter"))
    for file in folder.glob("*.yaml"):
        text = file.read_text()
        if "thresholds.annual_credits:" in text:
            head, tail = text.split("thresholds.annual_credits:", 1)
            file.write_text(f"{head}thresholds.annual_credits:{tail.replace('60', '999', 1)}")
    return folder


def lines(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_a_build_that_was_killed_goes_on(lrs: Run, city: Database) -> None:
    died = subprocess.run(
        [sys.executable, "-c", KILLED, "trial", "build"],
        env={**os.environ},
        check=False,
        capture_output=True,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    with psycopg.connect(city.service) as conn:
        query = "SELECT count(*) FROM projections_trial.{}"
        folded, stale = (conn.execute(query.format(one)).fetchone() for one in ("folded", "stale"))
    assert folded
    assert stale
    assert folded[0] > 0
    assert stale[0] > 0
    before = lrs("trial", "compare")
    built = lrs("trial", "build")
    assert (built.code, before.code) == (0, 0), "a comparison brings the trial up by itself"
    (shown,) = lines(built.out)
    assert shown["tried"] == "the rules of this release"
    assert {one["settled"] for one in shown["projections"]} == {lines(before.out)[-1]["position"]}


def test_what_a_policy_changes_is_told_and_nothing_answers_by_it(
    lrs: Run, city: Database, stricter: Path
) -> None:
    assert lrs("trial", "build", "--policy", stricter).code == 0
    assert lrs("rebuild").code == 0, "the tables that answer are as they were"
    compared = lrs("trial", "compare")
    assert compared.code == 1
    found = lines(compared.out)
    kinds = [one["kind"] for one in found]
    assert kinds == sorted(kinds, key=["cadre", "unit", "table", "totals"].index)
    first = found[0]
    assert first["stood"]["grade"] == "qualified"
    assert first["made"]["grade"] == "unqualified"
    assert first["made"]["counted"] == first["stood"]["counted"]
    unit = next(one for one in found if one["kind"] == "unit")
    assert unit["made"]["verdict"] == "barred_from_advanced"
    assert unit["made"]["unqualified"] > unit["stood"]["unqualified"]
    differing = next(one for one in found if one["kind"] == "table")
    assert (differing["table"], differing["projection"]) == ("balance", "ledgers")
    cadres = [one for one in found if one["kind"] == "cadre"]
    assert found[-1]["cadres"] == len({one["cadre"] for one in cadres}) == 12
    grades = [one for one in cadres if one["stood"]["grade"] != one["made"]["grade"]]
    assert found[-1]["grades"] == len(grades) > 0
    told = lrs("trial", "compare", "--format", "text").out.splitlines()
    assert "would be unqualified with" in told[0]
    table = lrs("trial", "compare", "--format", "csv").out.removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["kind"] for row in rows] == kinds


def test_a_policy_is_switched_to_when_it_is_published(
    lrs: Run, city: Database, stricter: Path
) -> None:
    day = ["--effective", "2023-01-01"]
    assert lrs("trial", "build", "--policy", stricter, *day).code == 0
    refused = lrs("trial", "switch")
    assert refused.code == 1
    assert "does not judge: publish it first" in refused.err
    assert lrs("policy", "publish", "baoji-2009").code == 0
    assert lrs("policy", "publish", stricter, *day).code == 0
    assert lrs("trial", "switch").code == 0
    rebuilt = lrs("rebuild")
    assert (rebuilt.code, json.loads(rebuilt.out)["matched"]) == (0, True)
    gone = lrs("trial", "show")
    assert (gone.code, "there is no trial" in gone.err) == (1, True)


def test_what_was_wrong_in_the_live_tables_shows_against_a_trial(lrs: Run, city: Database) -> None:
    assert lrs("trial", "build").code == 0
    assert lrs("trial", "compare").code == 0
    with psycopg.connect(city.projector, autocommit=True) as conn:
        conn.execute("UPDATE projections.ledger_entry SET credits = credits + 1 WHERE credits > 0")
        conn.execute("UPDATE projections.balance SET counted = counted + 1 WHERE year = 2023")
    compared = lrs("trial", "compare")
    assert compared.code == 1
    first = lines(compared.out)[0]
    assert float(first["stood"]["counted"]) == float(first["made"]["counted"]) + 1
    assert first["because"][0]["stood"]["credits"] != first["because"][0]["made"]["credits"]


def test_it_cannot_be_told_where_the_live_tables_are_behind(lrs: Run, city: Database) -> None:
    assert lrs("trial", "build").code == 0
    with psycopg.connect(city.projector, autocommit=True) as conn:
        conn.execute("UPDATE projections.tracking SET settled = 3 WHERE projection = 'ledgers'")
    compared = lrs("trial", "compare")
    assert (compared.code, compared.out) == (2, "")
    assert "do not stand at one position and day" in compared.err


def test_wrong_uses_are_told(lrs: Run, environment: Database) -> None:
    told = lrs("trial", "build", "--effective", "2026-01-01")
    assert (told.code, "name it with --policy" in told.err) == (1, True)
    for command, code in (
        ("compare", 2),
        ("switch", 1),
        ("show", 1),
    ):  # 1: compared, and it differs
        told = lrs("trial", command)
        assert (told.code, "there is no trial: begin one" in told.err) == (code, True)
    assert lrs("trial", "drop").code == 0
