"""`lrs policy`, `lrs rebuild`, `lrs simulate` and `lrs scenario test`."""

import json
from pathlib import Path
from shutil import copytree

import psycopg
import pytest

from lrs.postgres.postgres import Database
from projections.policy.folder import PACKAGED
from projections.profile.writing import to_statement
from tests.cli.conftest import Run

SCENARIO = Path(__file__).parent.parent / "scenarios" / "G01.yaml"
CITY = ["--cadres", 5, "--units", 2, "--years", 1, "--until", "2024-05-01"]


def test_policies_are_listed_as_published(lrs: Run, environment: Database) -> None:
    assert lrs("policy", "list").out == ""
    published = lrs("policy", "publish", "baoji-2009")
    assert published.code == 0
    assert lrs("policy", "publish", "baoji-2009").code == 0
    default, listed = map(json.loads, lrs("policy", "list").out.splitlines())
    assert (default["default"], default["fate"]) == (True, "unconfirmed_default")
    assert listed["digest"] == json.loads(published.out)["digest"]
    assert (listed["fate"], listed["fault"]) == ("judges", None)
    later = lrs("policy", "publish", "baoji-2009", "--effective", "2030-01-01")
    assert later.code == 0
    days = [json.loads(line)["effective"] for line in lrs("policy", "list").out.splitlines()]
    assert days[-1] == "2030-01-01"
    assert "there are baoji-2009" in lrs("policy", "publish", "nowhere").err


def test_the_default_is_not_replaced_unawares_under_published_results(
    lrs: Run, environment: Database, tmp_path: Path
) -> None:
    assert lrs("policy", "list").code == 0
    facts = tmp_path / "facts.ndjson"
    published = {"fact": "year.published", "id": "y", "year": 2024, "known_at": "2024-12-31"}
    statement = to_statement({**published, "occurred": "2025-01-10"})
    facts.write_text(json.dumps(statement) + "\n")
    assert lrs("import", str(facts)).code == 0
    refused = lrs("policy", "publish", "nanjing", "--effective", "2026-01-01")
    assert refused.code == 1
    assert "the results of 2024 were published under it" in refused.err
    assert lrs("policy", "publish", "baoji-2009").code == 0
    kept = lrs("policy", "publish", "nanjing", "--effective", "2026-01-01")
    assert json.loads(kept.out)["judges"] == [
        "baoji-2009 from 2008-01-01 to 2025-12-31",
        "nanjing from 2026-01-01",
    ]
    tried = lrs("policy", "compare", "nanjing", "--effective", "2026-01-01")
    assert {json.loads(line)["kind"] for line in tried.out.splitlines()} == {"totals"}
    both = lrs("policy", "compare", "baoji-2009", "nanjing", "--effective", "2026-01-01")
    assert both.code == 1
    assert "--effective is the day of a publication" in both.err


def test_a_comparison_tells_the_cycles_that_it_would_cut_short(
    lrs: Run, environment: Database, tmp_path: Path
) -> None:
    city = tmp_path / "city"
    copytree(PACKAGED / "baoji-2009", city)
    calendar = city / "calendar.yaml"
    calendar.write_text(calendar.read_text().replace("value: 2008,", "value: 2006,"))
    policy = city / "policy.yaml"
    policy.write_text(policy.read_text().replace("baoji-2009", "city"))
    assert lrs("policy", "publish", "baoji-2009").code == 0
    told = lrs("policy", "compare", city, "--effective", "2026-01-01")
    assert told.code == 0
    assert {json.loads(line)["grades_changed"] for line in told.out.splitlines()} == {0}
    assert "The cycle 2023-2027 would be 2023-2025, cut short" in told.err
    assert "nobody has a verdict on it" in told.err


def test_a_policy_says_nothing_before_it_begins(lrs: Run) -> None:
    shown = lrs("policy", "show", "baoji-2009", "--on", "1999-01-01")
    assert (shown.code, shown.out) == (0, "")
    assert "it begins on 2008-01-01" in shown.err


def test_a_rebuild_finds_what_it_made(lrs: Run, environment: Database, tmp_path: Path) -> None:
    city = tmp_path / "city.ndjson"
    city.write_text(lrs("simulate", *CITY).out)
    assert lrs("restore", city).code == 0
    first, second = (json.loads(lrs("rebuild").out) for _ in range(2))
    assert first["matched"] is None
    assert second["matched"] is True
    assert first["digest"] == second["digest"]


def test_a_rebuild_without_a_policy_says_so(lrs: Run, environment: Database) -> None:
    outcome = lrs("rebuild")
    assert outcome.code == 1
    assert "no policy was published: publish one" in outcome.err


def test_a_city_is_the_same_each_time_and_begins_with_its_policy(lrs: Run) -> None:
    past = lrs("simulate", *CITY)
    assert past.code == 0
    assert past.out == lrs("simulate", *CITY).out != lrs("simulate", *CITY, "--seed", 2).out
    assert json.loads(past.out.splitlines()[0])["verb"]["id"].endswith("published-policy")
    assert "stored" not in json.loads(lrs("simulate", *CITY, "--today").out.splitlines()[0])


def test_scenarios_report_each_difference_and_what_cannot_be_read(lrs: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SCENARIO.read_text())
    wrong = SCENARIO.read_text().replace("earned: 60", "earned: 61")
    assert wrong != SCENARIO.read_text()
    (tmp_path / "b.yaml").write_text(wrong)
    (tmp_path / "c.yaml").write_text("id: [")
    outcome = lrs("scenario", "test", tmp_path, tmp_path / "nowhere.yaml")
    assert outcome.code == 1
    named = {Path(line.split(": ")[0]).name for line in outcome.out.splitlines()}
    assert named == {"b.yaml", "c.yaml", "nowhere.yaml"}
    assert "1 of 4 scenarios" in outcome.err
    assert lrs("scenario", "test", SCENARIO).code == 0


FACTS = """
id: X01
policy: baoji-2009
facts:
  - {id: p, fact: course.passed, cadre: c1, course: o-x, occurred: 2010-03-01, recorded: 2010-03-01}
expect:
"""
QUESTIONS = {
    "in_post": "{cadre: c1, in_post_training: {probation: extended}}",
    "hours": "{cadre: c1, hours: {cycle: 1999-2000, hours: 1}}",
    "cycle": "{cadre: c1, cycle: {cycle: 1999-2000, total: 1}}",
    "no_cycle": "{cadre: c1, hours: {hours: 1}}",
    "targets": "{cadre: c1, targets: {some year: {a: {required: 1}}}}",
    "eligibility": "{cadre: c1, promotion_eligibility: {reference: soon}}",
}


def test_a_question_without_an_answer_costs_only_itself(lrs: Run, tmp_path: Path) -> None:
    right = "  - {cadre: c1, annual: {2010: {earned: 0}}}\n"
    for name, question in QUESTIONS.items():
        (tmp_path / f"{name}.yaml").write_text(f"{FACTS}  - {question}\n{right}")
    (tmp_path / "right.yaml").write_text(FACTS + right)
    outcome = lrs("scenario", "test", tmp_path)
    assert outcome.code == 1
    assert "Traceback" not in outcome.err
    told = {Path(line.split(": ")[0]).stem: line for line in outcome.out.splitlines()}
    assert told.keys() == QUESTIONS.keys()
    assert "1 of 7 scenarios" in outcome.err
    assert "expect[0]: cannot be answered: in_post_training" in told["in_post"]
    assert "'1999-2000' is no cycle" in told["hours"]
    assert "by a fault of this program" not in outcome.out


def test_a_fault_of_ours_costs_only_the_file_that_shows_it(
    lrs: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.yaml").write_text(
        FACTS.replace("X01", "A") + "  - {cadre: c1, annual: {2010: {}}}"
    )
    (tmp_path / "b.yaml").write_text(SCENARIO.read_text())

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("no such thing")

    monkeypatch.setattr("replay.scenarios.part.ledger_of", fails)
    outcome = lrs("scenario", "test", tmp_path)
    assert outcome.code == 1
    assert outcome.out.count("by a fault of this program: RuntimeError('no such thing')") == 2


def test_no_scenario_at_all_fails(lrs: Run, tmp_path: Path) -> None:
    assert lrs("scenario", "test", tmp_path).code == 1


def test_a_rebuild_that_finds_a_difference_fails_and_remembers_it(
    lrs: Run, environment: Database, tmp_path: Path
) -> None:
    city = tmp_path / "city.ndjson"
    city.write_text(lrs("simulate", *CITY).out)
    assert lrs("restore", city).code == 0
    assert lrs("rebuild").code == 0
    with psycopg.connect(environment.projector, autocommit=True) as conn:
        changed = "UPDATE projections.balance SET counted = counted + 1 RETURNING person"
        persons = {row[0] for row in conn.execute(changed)}
    told = lrs("rebuild")
    assert told.code == 1
    assert "what stood there was wrong" in told.err
    (difference,) = json.loads(told.out)["differences"]
    assert (difference["table"], difference["keys"]) == ("balance", len(persons))
    assert lrs("rebuild").code == 0
    listed = [json.loads(line) for line in lrs("rebuild", "--found").out.splitlines()]
    assert {one["key"] for one in listed} == persons
    assert all(one["stood"] != one["rebuilt"] for one in listed)
