"""A report that is issued can be made again, whatever came into the log or the rules since."""

import json
from pathlib import Path
from typing import Any

import psycopg
import pytest
from eventsourcing.persistence import ProgrammingError

from api.reports.stamp import VERSIONS
from lrs.postgres.postgres import Database
from projections.profile.writing import to_statement
from tests.cli.conftest import Run

CITY = ["--cadres", 8, "--units", 2, "--years", 2, "--until", "2024-05-01"]
CIRCULAR = "/reports/circular?year=2023"


@pytest.fixture
def city(lrs: Run, environment: Database, tmp_path: Path) -> Database:
    """A small city with a past."""
    past = tmp_path / "city.ndjson"
    past.write_text(lrs("simulate", *CITY).out)
    assert lrs("restore", past).code == 0
    return environment


def record(lrs: Run, folder: Path, *facts: dict[str, Any]) -> None:
    file = folder / f"{facts[0]['id']}.ndjson"
    file.write_text("".join(json.dumps(to_statement(fact)) + "\n" for fact in facts))
    assert lrs("import", file).code == 0


def issued(lrs: Run, request: str, *more: object) -> dict[str, Any]:
    outcome = lrs("report", "issue", request, *more)
    assert outcome.code == 0, outcome.err
    found: dict[str, Any] = json.loads(outcome.out)
    return found


@pytest.mark.parametrize(
    "request_",
    [
        CIRCULAR,
        "/reports/cycle?year=2023",
        "/reports/at-risk",
        "/reports/assessment?year=2023",
        "/cadres/{cadre}/handbook",
        "/cadres/{cadre}/ledger?known_at=2024-01-15",
        "/reports/at-risk?limit=2",
        "/reports/drift?year=2023&against=2023-06-30",
        "/reports/drift?year=2023&against=2023-06-30&limit=3",
        "/classes",
        "/follow-up",
        "/units/u001/members?year=2023",
    ],
)
def test_what_came_later_has_no_say(
    lrs: Run, city: Database, tmp_path: Path, request_: str
) -> None:
    cadre = "c000001"
    report = issued(lrs, request_.format(cadre=cadre))
    published = {"fact": "year.published", "id": "y", "year": 2023, "known_at": "2024-04-01"}
    attended = {"fact": "class.completed", "start": "2023-03-01", "end": "2023-03-30"}
    record(
        lrs,
        tmp_path,
        {**published, "occurred": "2024-02-01"},
        {**attended, "id": "k", "cadre": cadre, "class": "late", "scheduled_days": "20"},
        {"fact": "credit.rejected", "id": "no", "target": "k", "occurred": "2023-04-01"},
    )
    assert lrs("policy", "publish", "baoji-2009").code == 0
    assert (
        lrs("policy", "publish", "nanjing", "--effective", "2024-01-01", "--replace-default").code
        == 0
    )
    assert lrs("rebuild").code == 0
    again = lrs("reproduce", report["report"])
    told = json.loads(again.out)
    assert (again.code, told["same"], told["first_difference"]) == (0, True, None), again.err
    assert told["made"] == told["issued"] == report["answer"]
    anew = issued(lrs, request_.format(cadre=cadre))
    assert anew["answer"] != report["answer"] or "known_at" in request_


def test_a_report_says_what_it_rests_on_and_is_found_by_its_number(
    lrs: Run, city: Database, tmp_path: Path
) -> None:
    report = issued(lrs, CIRCULAR, "--number", "12")
    (listed,) = [json.loads(line) for line in lrs("report", "list").out.splitlines()]
    assert listed["report"] == report["report"]
    assert (listed["number"], listed["request"], listed["stands"]) == ("12", CIRCULAR, True)
    assert listed["issued"].endswith("Z")
    assert listed["position"] == int(report["position"])
    assert lrs("reproduce", "12").code == 0
    void = {"fact": "act.voided", "id": "v", "target": report["report"]}
    record(lrs, tmp_path, {**void, "occurred": "2026-01-01"})
    for name in (report["report"], "12"):
        told = lrs("reproduce", name)
        assert (told.code, json.loads(told.out)["stands"]) == (0, False)


def test_a_number_is_given_once_and_one_that_several_have_names_none(
    lrs: Run, city: Database, tmp_path: Path
) -> None:
    report = issued(lrs, CIRCULAR, "--number", "12")
    head = len(lrs("export").out.splitlines())
    twice = lrs("report", "issue", "/reports/at-risk", "--number", "12")
    assert (twice.code, twice.out) == (2, "")
    assert f"the report {report['report']} has the number '12' already" in twice.err
    assert len(lrs("export").out.splitlines()) == head
    forge(lrs, tmp_path, report, number="12")
    both = lrs("reproduce", "12")
    assert (both.code, both.out) == (2, "")
    assert "several reports have the number '12'" in both.err
    assert lrs("reproduce", report["report"]).code == 0
    again = lrs("report", "issue", CIRCULAR, "--number", "12")
    assert (again.code, again.out) == (2, "")


def test_a_file_is_compared_to_the_first_value_that_differs(
    lrs: Run, city: Database, tmp_path: Path
) -> None:
    file, table = tmp_path / "circular.json", tmp_path / "circular.csv"
    report = issued(lrs, CIRCULAR, "--json", file, "--csv", table)["report"]
    for one in (file, table):
        same = lrs("reproduce", report, "--against", one)
        told = json.loads(same.out)
        assert (same.code, told["file_difference"]) == (0, None)
        assert told.get("file_is_issued", True) is True
    answer = json.loads(file.read_text())
    answer["units"][0]["mean_credits"] = "999"
    file.write_text(json.dumps(answer))
    forged = lrs("reproduce", report, "--against", file)
    told = json.loads(forged.out)
    assert (forged.code, told["same"], told["file_is_issued"]) == (1, True, False)
    assert told["file_difference"].startswith("[0].units[0].mean_credits: '999' → ")
    table.write_bytes(table.read_bytes().replace(b"units,", b"forged,", 1))
    forged = lrs("reproduce", report, "--against", table)
    assert forged.code == 1
    assert json.loads(forged.out)["file_difference"].startswith("line ")
    assert "the file is another" in forged.err


def forge(lrs: Run, folder: Path, report: dict[str, Any], **other: Any) -> str:
    """States as the operator that another report was issued."""
    same = {name: report[name] for name in ("request", "position", "today", "policies", "answer")}
    fact = {**same, "fact": "report.issued", "report": "x", "versions": dict(VERSIONS)}
    record(lrs, folder, {**fact, "number": "x", "occurred": "2026-01-01", "id": "x", **other})
    return "x"


def test_a_digest_that_is_not_that_of_the_answer_is_told_with_the_part(
    lrs: Run, city: Database, tmp_path: Path
) -> None:
    report = issued(lrs, CIRCULAR)
    forged = lrs("reproduce", forge(lrs, tmp_path, report, answer="0" * 64, parts={"year": "0"}))
    told = json.loads(forged.out)
    assert (forged.code, told["same"]) == (1, False)
    assert told["first_difference"] is not None
    assert "by the same versions of the rules" in forged.err


def test_another_version_is_told_and_a_difference_then_proves_nothing(
    lrs: Run, city: Database, tmp_path: Path
) -> None:
    versions = {**VERSIONS, "ledgers": "1", "gone": "3"}
    report = issued(lrs, CIRCULAR)
    older = forge(lrs, tmp_path, report, versions=versions)
    same = lrs("reproduce", older)
    told = json.loads(same.out)
    assert same.code in (0, 2), "the day of the forged one is another"
    assert told["versions"]["ledgers"] == ["1", VERSIONS["ledgers"]]
    assert told["versions"]["gone"] == ["3", None]
    changed = forge(lrs, tmp_path, report, id="z", number="z", answer="1" * 64, versions=versions)
    assert changed == "x"
    differs = lrs("reproduce", "z")
    assert differs.code == 2
    assert "make it again with those that issued it" in differs.err


def test_what_cannot_be_made_again_is_not_issued(lrs: Run, city: Database) -> None:
    head = len(lrs("export").out.splitlines())
    for request, why in {
        "/reports/nothing": "there is nothing at this path",
        "/reports/circular?year=x": "year",
        "https://elsewhere/reports/circular": "expected the path and the query",
        "/cadres": "read from the tables",
        "/health": "there is nothing at this path",
    }.items():
        refused = lrs("report", "issue", request)
        assert (refused.code, refused.out) == (1, ""), request
        assert why in refused.err, refused.err
    assert len(lrs("export").out.splitlines()) == head, "nothing was stated"
    lost = lrs("report", "issue", CIRCULAR, "--json", "/nowhere/circular.json")
    assert (lost.code, "No such file or directory" in lost.err) == (1, True)
    assert len(lrs("export").out.splitlines()) == head, "nothing was issued that nobody was handed"
    unknown = lrs("reproduce", "nowhere")
    assert (unknown.code, "no report 'nowhere' was issued" in unknown.err) == (2, True)


def test_a_report_that_rests_on_what_is_not_there_cannot_be_told(
    lrs: Run, city: Database, tmp_path: Path
) -> None:
    report = issued(lrs, CIRCULAR)
    told = lrs("reproduce", forge(lrs, tmp_path, report, position=999999))
    assert told.code == 2
    assert "rests on position 999999; the log ends at" in told.err


def test_whoever_may_only_read_makes_a_report_again_and_tries_a_policy(
    lrs: Run, city: Database
) -> None:
    report = issued(lrs, CIRCULAR)["report"]
    assert lrs("rebuild").code == 0
    assert lrs("trial", "build").code == 0
    assert city.owner
    with psycopg.connect(city.owner, autocommit=True) as conn:
        conn.execute("REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA lrs FROM lrs_service")
        conn.execute("GRANT EXECUTE ON FUNCTION lrs.position_at TO lrs_service")
        for schema in ("lrs", "projections", "projections_trial"):
            conn.execute(
                f"REVOKE INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} FROM lrs_service"
            )
    for command in (
        ("reproduce", report),
        ("report", "list"),
        ("rebuild", "--found"),
        ("trial", "show"),
        ("trial", "compare"),
        ("policy", "compare", "nanjing", "--year", 2023),
    ):
        outcome = lrs(*command)
        assert outcome.code == 0, (command, outcome.err)
    with pytest.raises(ProgrammingError, match="permission denied"):
        lrs("report", "issue", CIRCULAR)
