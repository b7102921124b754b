"""A fact in its short form becomes one statement that any xAPI client reads."""

import json
from typing import Any

import pytest
from tincan import Statement

from projections.profile.forms import FORMS
from projections.profile.writing import FactError, statement_id, to_statement
from projections.words import things
from projections.words import vocabulary as v
from projections.words.persons import person_of
from tests.unit.projections.short_forms import SHORT_FORMS

FACTS: list[dict[str, Any]] = [
    {"fact": "course.catalogued", "course": "o-law", "credits": "20", "occurred": "2010-01-01"},
    {
        "fact": "course.passed",
        "cadre": "c1",
        "course": "o-law",
        "by": "paper",
        "score": "86.5",
        "success": True,
        "hours": "12",
        "occurred": "2010-06-01",
    },
    {
        "fact": "class.completed",
        "cadre": "c1",
        "class": "K1",
        "start": "2010-04-12",
        "end": "2010-04-16",
        "scheduled_days": "3.5",
    },
    {"fact": "unit.assigned", "cadre": "c1", "unit": "财政局", "occurred": "2010-01-01"},
    {
        "fact": "cadre.enrolled",
        "cadre": "c1",
        "unit": "A",
        "level": "other",
        "recorded": "2010-01-01",
    },
    {"fact": "act.voided", "target": "e1", "reason": "wrong learner", "recorded": "2010-09-01"},
    {"fact": "void.withdrawn", "target": "e1", "recorded": "2010-10-01"},
    {"fact": "credit.approved", "target": "e1", "person": "c1", "recorded": "2010-10-01"},
    {"fact": "credit.rejected", "target": "e1", "recorded": "2010-10-01"},
    {
        "fact": "policy.published",
        "policy": "baoji-2009",
        "digest": "sha256:0",
        "effective": "2008-01-01",
        "content": {"carry": {"mode": "chained"}},
        "occurred": "2008-01-01",
    },
    *SHORT_FORMS,
]


def fact(name: str, **changes: Any) -> dict[str, Any]:
    return {"id": "e1", **next(each for each in FACTS if each["fact"] == name), **changes}


@pytest.mark.parametrize("name", FORMS)
def test_every_fact_round_trips_through_the_public_client(name: str) -> None:
    written = json.loads(json.dumps(to_statement(fact(name))))
    read = json.loads(Statement(written).to_json())
    assert read["id"] == written["id"]
    assert read["verb"]["id"] == written["verb"]["id"]
    assert read["object"].get("id") == written["object"].get("id")
    assert read["context"].get("extensions") == written["context"].get("extensions")
    assert read["context"].get("registration") == written["context"].get("registration")


@pytest.mark.parametrize("name", FORMS)
def test_every_statement_names_the_profile_and_leaves_the_servers_members_alone(name: str) -> None:
    written = to_statement(fact(name))
    (category,) = written["context"]["contextActivities"]["category"]
    assert category["id"] == v.PROFILE
    assert not written.keys() & {"stored", "authority", "version"}
    assert written["object"].get("definition", {}).keys() <= {"type", "name"}


def test_a_class_is_written_in_full() -> None:
    assert to_statement(fact("class.completed")) == {
        "id": str(statement_id("e1")),
        "actor": {
            "objectType": "Agent",
            "account": {"homePage": "https://w3id.org/xapi/cadre-training/cadres", "name": "c1"},
        },
        "verb": {
            "id": "http://adlnet.gov/expapi/verbs/attended",
            "display": {"en": "attended", "zh-CN": "参加培训"},
        },
        "object": {
            "objectType": "Activity",
            "id": "https://w3id.org/xapi/cadre-training/classes/K1",
            "definition": {"type": "https://w3id.org/xapi/cadre-training/type/training-class"},
        },
        "context": {
            "contextActivities": {"category": [{"id": "https://w3id.org/xapi/cadre-training/"}]},
            "registration": "29f91c2b-569d-5444-9987-a6db8772e160",
            "extensions": {
                "https://w3id.org/xapi/cadre-training/ext/start": "2010-04-12",
                "https://w3id.org/xapi/cadre-training/ext/end": "2010-04-16",
                "https://w3id.org/xapi/cadre-training/ext/scheduled_days": "3.5",
            },
        },
        "timestamp": "2010-04-16T12:00:00+08:00",
    }


def test_score_and_success_stand_in_the_result() -> None:
    written = to_statement(fact("course.passed"))
    assert written["result"] == {"score": {"raw": 86.5}, "success": True}
    assert set(written["context"]["extensions"]) == {v.extension("by"), v.extension("hours")}


@pytest.mark.parametrize(
    ("changes", "timestamp"),
    [
        ({}, "2010-06-01T12:00:00+08:00"),
        ({"occurred_at": "2010-12-31T16:00:00Z"}, "2010-12-31T16:00:00Z"),
        ({"recorded": "2011-01-05"}, "2010-06-01T12:00:00+08:00"),
    ],
)
def test_a_day_is_a_day_in_the_policys_zone(changes: dict[str, str], timestamp: str) -> None:
    assert to_statement(fact("course.passed", **changes))["timestamp"] == timestamp


def test_what_is_in_force_on_a_day_comes_before_what_is_done_on_it() -> None:
    catalogued = to_statement(fact("course.catalogued", occurred="2010-06-01"))
    passed = to_statement(fact("course.passed", occurred="2010-06-01"))
    assert catalogued["timestamp"] == "2010-06-01T00:00:00+08:00"
    assert catalogued["timestamp"] < passed["timestamp"]


def test_a_target_is_found_under_its_short_id_and_only_under_the_same_salt() -> None:
    act = to_statement(fact("course.passed", id="e34"), salt="G09")
    decision = to_statement(fact("credit.approved", id="e35", target="e34"), salt="G09")
    assert decision["object"] == {"objectType": "StatementRef", "id": act["id"]}
    assert act["id"] != to_statement(fact("course.passed", id="e34"), salt="G10")["id"]


def test_an_id_that_is_a_uuid_stays_itself() -> None:
    given = "6690E6C9-3EF0-4ED3-8B37-7F3964730BEE"
    assert to_statement(fact("course.passed", id=given))["id"] == given.lower()


def test_the_trainees_of_one_class_share_its_registration() -> None:
    one, other = (to_statement(fact("class.completed", cadre=c, id=c)) for c in ("c1", "c2"))
    assert one["context"]["registration"] == other["context"]["registration"]
    assert one["id"] != other["id"]


def test_decisions_on_one_act_share_a_registration() -> None:
    rejected, approved = (
        to_statement(fact(n, id=n)) for n in ("credit.rejected", "credit.approved")
    )
    assert rejected["context"]["registration"] == approved["context"]["registration"]


def test_the_officer_acts_where_a_fact_is_not_a_cadres_own() -> None:
    assert person_of(to_statement(fact("credit.approved"))["actor"]) == "c1"
    registrar = to_statement(fact("credit.rejected"))["actor"]
    assert registrar["account"] == {"homePage": v.OFFICERS, "name": "registrar"}


def test_a_cadre_applies_himself_or_somebody_for_him() -> None:
    applied = {"fact": "credit.applied", "id": "p", "target": "e1", "recorded": "2010-06-01"}
    for key in ("cadre", "person"):
        assert person_of(to_statement({**applied, key: "c1"})["actor"]) == "c1"
    assert to_statement(applied)["actor"]["account"]["homePage"] == v.OFFICERS


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"fact": "course.imagined"}, "fact e1 (course.imagined): no such fact"),
        ({"credits": "5"}, "credits: no such key in this fact"),
        ({"target": "e0"}, "target: no such key in this fact"),
        ({"cadre": None}, "cadre: got None, expected a text"),
        ({"hours": 7.5}, "hours: got 7.5, expected a decimal number, not a float"),
        ({"hours": "many"}, "hours: got 'many', expected a decimal number"),
        ({"hours": "NaN"}, "expected a finite decimal number"),
        ({"success": "yes"}, "success: got 'yes', expected true or false"),
        ({"occurred": "June"}, "occurred: got 'June', "),
        ({"occurred_at": "2010-06-01T00:00:00"}, "expected an instant with a time zone"),
    ],
)
def test_what_cannot_be_written_is_refused_with_its_place(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(FactError) as refused:
        to_statement({**fact("course.passed"), **changes})
    assert message in str(refused.value)


def test_amounts_keep_their_digits() -> None:
    data = to_statement(fact("class.completed", scheduled_days="17.50"))["context"]["extensions"]
    assert data[v.extension("scheduled_days")] == "17.50"
    data = to_statement(fact("class.completed", scheduled_days="1e2"))["context"]["extensions"]
    assert data[v.extension("scheduled_days")] == "100"


@pytest.mark.parametrize("short", ["o-law", "财政局", "a b/c?d#e%20", "x'\"<>"])
def test_short_ids_and_iris_belong_together(short: str) -> None:
    for to_iri, to_id in [
        (things.COURSE.iri, things.COURSE.id),
        (things.CLASS.iri, things.CLASS.id),
        (things.UNIT.iri, things.UNIT.id),
        (things.POLICY.iri, things.POLICY.id),
    ]:
        iri = to_iri(short)
        assert iri.startswith(v.PROFILE)
        assert iri.isascii()
        assert to_id(iri) == short


@pytest.mark.parametrize("encoded", ["a%00b", "%ff", "%ED%A0%80"])
def test_an_iri_that_encodes_no_text_of_a_table_stays_itself(encoded: str) -> None:
    for thing in (things.COURSE, things.CLASS, things.UNIT, things.SURVEY, things.TEACHER):
        iri = thing.base + encoded
        assert thing.id(iri) == iri == thing.iri(iri)


def test_a_full_iri_stays_itself() -> None:
    foreign = "http://example.org/course/7?x=1"
    assert things.COURSE.iri(foreign) == foreign == things.COURSE.id(foreign)
