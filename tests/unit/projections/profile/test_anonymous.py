"""Answers and ratings name nobody: what their bytes show is refused, else not said, and found."""

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from projections.facts.assessment_facts import PeerRated
from projections.facts.learning_act import read_fact
from projections.facts.needs_facts import SurveyAnswered
from projections.profile.templates import faults
from projections.profile.writing import to_statement
from projections.words import vocabulary as v
from projections.words.statement import decode
from tests.unit.projections.history import row

ANSWER = to_statement(
    {
        "fact": "survey.answered",
        "id": "a",
        "survey": "S1",
        "question": "content",
        "choice": "law",
        "occurred": "2010-09-30",
    }
)
RATING = to_statement(
    {
        "fact": "peer.rated",
        "id": "r",
        "cadre": "c1",
        "year": 2010,
        "rating": 5,
        "occurred": "2010-12-28",
    }
)
DOCUMENT = Path(__file__).parents[4] / "docs" / "integrators.md"
EXTENSION = "https://school.example/ext/sheet"
PERSON: dict[str, Any] = {"mbox": "mailto:zhang@example.com"}
GROUP = {"objectType": "Group", "member": [v.cadre_agent("c2")]}
SCHOOL = {"homePage": "https://school.example", "name": "party-school"}

NAMING: dict[str, tuple[dict[str, Any], str]] = {
    "a cadre": ({"actor": v.cadre_agent("c2")}, "actor"),
    "an officer": ({"actor": v.officer_agent("o1")}, "actor"),
    "a mailbox": ({"actor": PERSON}, "actor"),
    "an openid": ({"actor": {"openid": "https://id.example/zhang"}}, "actor"),
    "a group": ({"actor": GROUP}, "actor"),
    "members": ({"actor": {**GROUP, "account": SCHOOL}}, "actor"),
    "an instructor": ({"context": {"instructor": PERSON}}, "context.instructor"),
    "a team": ({"context": {"team": GROUP}}, "context.team"),
    "another statement": (
        {"context": {"statement": {"objectType": "StatementRef", "id": ANSWER["id"]}}},
        "context.statement",
    ),
    "an agent in an extension": (
        {"context": {"extensions": {EXTENSION: {"by": [PERSON]}}}},
        f"context.extensions.{EXTENSION}",
    ),
    "a mailbox in an extension": (
        {"context": {"extensions": {EXTENSION: "mailto:zhang@example.com"}}},
        f"context.extensions.{EXTENSION}",
    ),
    "a cadre in an extension of ours": (
        {"context": {"extensions": {v.extension("cadre"): "c2"}}},
        f"context.extensions.{v.extension('cadre')}",
    ),
    "an agent in the result": (
        {"result": {"extensions": {EXTENSION: PERSON}}},
        f"result.extensions.{EXTENSION}",
    ),
}


def merged(statement: dict[str, Any], members: dict[str, Any]) -> dict[str, Any]:
    """A statement with further members, within those that it has."""
    made = deepcopy(statement)
    for name, value in members.items():
        within = isinstance(value, dict) and isinstance(made.get(name), dict) and name != "actor"
        made[name] = merged(made[name], value) if within else value
    return made


def paths(statement: dict[str, Any]) -> set[str]:
    return {one.path for one in faults(decode(json.dumps(statement).encode()))}


def test_the_examples_for_institutions_are_what_they_say() -> None:
    text = DOCUMENT.read_text(encoding="utf-8").split("## Answers and ratings without names")[1]
    found = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    facts = [read_fact(row(json.loads(block))) for block in found]
    assert [one.name for one in facts] == [
        *("survey.opened", "survey.answered", "survey.closed", "peer.rated")
    ]
    assert not any(one.unreadable for one in facts)
    assert not any(faults(decode(block.encode())) for block in found)


@pytest.mark.parametrize("naming", NAMING)
@pytest.mark.parametrize("statement", [ANSWER, RATING], ids=["answer", "rating"])
def test_who_is_named_is_a_fault_with_its_place_and_mend(
    statement: dict[str, Any], naming: str
) -> None:
    members, path = NAMING[naming]
    made = merged(statement, members)
    found = [one for one in faults(decode(json.dumps(made).encode())) if one.path == path]
    assert found
    assert "institution" in found[0].expected
    assert not any("zhang" in one.got or "c2" in one.got for one in found)


@pytest.mark.parametrize("naming", NAMING)
def test_who_is_named_counts_as_not_said(naming: str) -> None:
    members, path = NAMING[naming]
    answer = read_fact(row(merged(ANSWER, members)))
    assert isinstance(answer, SurveyAnswered)
    assert answer.named == (path,)
    assert (answer.question, answer.choice) == ("content", "law")
    assert answer.person is None
    rating = read_fact(row(merged(RATING, members)))
    assert isinstance(rating, PeerRated)
    assert (rating.named, rating.person, rating.rating) == ((path,), "c1", 5)
    assert rating.actor is None


@pytest.mark.parametrize(
    "actor",
    [
        v.institution_agent("party-school"),
        {"account": SCHOOL},
        {"objectType": "Group", "account": SCHOOL},
    ],
)
@pytest.mark.parametrize("statement", [ANSWER, RATING], ids=["answer", "rating"])
def test_an_institution_may_be_the_actor(statement: dict[str, Any], actor: dict[str, Any]) -> None:
    made = merged(statement, {"actor": actor, "context": {"extensions": {EXTENSION: "web"}}})
    assert paths(made) == set()
    fact = read_fact(row(made))
    assert isinstance(fact, SurveyAnswered | PeerRated)
    assert fact.named == ()


@pytest.mark.parametrize("rating", ["0", "6", "4.5", "-1", ""])
def test_a_rating_is_a_whole_number_from_1_to_5(rating: Any) -> None:
    iri = v.extension("rating")
    made = merged(RATING, {"context": {"extensions": {iri: rating}}})
    assert paths(made) == {f"context.extensions.{iri}"}
    fact = read_fact(row(made))
    assert isinstance(fact, PeerRated)
    assert (fact.rating, fact.unreadable) == (None, ("rating",))
