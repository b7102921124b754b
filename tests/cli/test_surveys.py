"""`lrs survey`: what was collected without names becomes statements that tell of nobody."""

import json
from pathlib import Path
from typing import Any

import pytest

from lrs.postgres.postgres import Database
from projections.facts.learning_act import read_fact
from projections.facts.needs_facts import SurveyAnswered, SurveyClosed
from projections.profile.templates import faults
from projections.words.anonymity import is_institution
from projections.words.statement import decode
from tests.cli.conftest import Run
from tests.cli.statements import recorded

ENDED = "2026-06-30T18:00:00+08:00"
OPTIONS = ("--survey", "S1", "--institution", "party-school", "--ended", ENDED)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Answers in the order in which they were given."""
    path = tmp_path / "answers.csv"
    rows = ["question,choice", *["内容,law", "方式,class", "内容,economy"] * 6]
    path.write_text("\n".join(rows), encoding="utf-8-sig")
    return path


def statements(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_answers_are_sorted_with_one_timestamp_and_the_closing_last(lrs: Run, table: Path) -> None:
    outcome = lrs("survey", "publish", table, *OPTIONS)
    assert outcome.code == 0
    lines = outcome.out.splitlines()
    made = statements(outcome.out)
    assert len(made) == 19
    assert lines[:-1] == sorted(lines[:-1])
    assert {one["timestamp"] for one in made} == {ENDED}
    assert len({one["id"] for one in made}) == 19
    assert all(is_institution(one["actor"]) for one in made)
    assert made[-1]["verb"]["id"].endswith("closed-survey")
    assert not any(faults(decode(line.encode())) for line in lines)


def test_the_order_of_collection_leaves_no_trace(lrs: Run, table: Path) -> None:
    before = lrs("survey", "publish", table, *OPTIONS).out
    head, *rows = table.read_text(encoding="utf-8-sig").splitlines()
    table.write_text("\n".join([head, *reversed(rows)]))
    assert lrs("survey", "publish", table, *OPTIONS).out == before
    table.write_text("question,choice,count\n内容,law,6\n内容,economy,6\n方式,class,6")
    assert lrs("survey", "publish", table, *OPTIONS).out == before


def test_what_is_made_can_be_imported_twice(
    lrs: Run, table: Path, tmp_path: Path, environment: Database
) -> None:
    output = tmp_path / "answers.ndjson"
    assert lrs("survey", "publish", table, *OPTIONS, "--output", output).code == 0
    assert lrs("import", output).code == 0
    facts = [read_fact(one) for one in recorded(environment)]
    assert sum(isinstance(one, SurveyAnswered) for one in facts) == 18
    assert isinstance(facts[-1], SurveyClosed)
    assert lrs("import", output, "--restart").code == 0
    assert len(recorded(environment)) == len(facts)


def test_ratings_name_who_is_rated_and_nobody_else(lrs: Run, tmp_path: Path) -> None:
    table = tmp_path / "ratings.csv"
    table.write_text("cadre,rating,count\nc1,5,3\nc1,4,2\nc2,3,1")
    outcome = lrs("survey", "ratings", table, *OPTIONS, "--year", "2026")
    made = statements(outcome.out)
    assert (outcome.code, len(made)) == (0, 7)
    assert {one["actor"]["account"]["name"] for one in made} == {"party-school"}
    assert not any(faults(decode(line.encode())) for line in outcome.out.splitlines())


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("question,choice,cadre\na,b,c1", "no other"),
        ("question\na", "question and choice"),
        ("question,choice\na,", "line 2"),
        ("question,choice,count\na,b,many", "line 2"),
    ],
)
def test_a_table_that_says_more_or_less_is_refused(
    lrs: Run, table: Path, content: str, told: str
) -> None:
    table.write_text(content)
    outcome = lrs("survey", "publish", table, *OPTIONS)
    assert outcome.code == 1
    assert told in outcome.err
    assert "c1" not in outcome.err


def test_an_end_without_an_offset_is_refused(lrs: Run, table: Path) -> None:
    outcome = lrs("survey", "publish", table, *OPTIONS[:-1], "2026-06-30T18:00:00")
    assert outcome.code == 1
    assert "+08:00" in outcome.err
