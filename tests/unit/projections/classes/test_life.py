"""The life of a class beyond its worked examples: ties, bad data, who was entitled to state it."""

import json
from typing import Any

import pytest

from projections.case.training_class import first_day, last_day, said_of, trainees
from projections.profile.templates import faults
from projections.profile.writing import statement_id, to_statement
from projections.words.statement import decode
from tests.unit.projections.classes.opened import HELD, K, opened, told
from tests.unit.projections.history import History


def codes(history: History, **asked: Any) -> list[str]:
    return [one.code.value for one in told(history, **asked)[0].findings]


def unheeded(history: History, **asked: Any) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.code.value, one.members) for one in told(history, **asked)[0].unheeded]


def planned(**said: Any) -> History:
    history = History()
    outline: dict[str, Any] = {"persons": 32, "start": "2010-06-10", "end": "2010-06-14", **said}
    history.record("class.planned", "p", **K, **outline, occurred="2010-02-01")
    return history


def test_of_a_closing_and_a_reopening_at_one_instant_the_later_in_the_log_holds() -> None:
    history = History()
    history.record("class.completed", "k", **HELD)
    papers: dict[str, Any] = {"sign_in_sheet": True, "timetable": True}
    history.record("class.reopened", "y", **K, occurred="2010-06-20")
    history.record("class.closed", "z", **K, **papers, occurred="2010-06-20")
    assert told(history)[0].state == "closed"
    history.record("class.reopened", "y2", **K, occurred="2010-06-20")
    assert told(history)[0].state == "completed"


def test_the_days_of_a_class_are_those_of_all_who_attended_it() -> None:
    history = planned()
    history.record("class.completed", "k1", **{**HELD, "start": "2010-06-11"})
    early = {"cadre": "c2", "start": "2010-06-09", "end": "2010-06-12"}
    history.record("class.completed", "k2", **{**HELD, **early})
    subject = opened(history)
    assert (str(first_day(subject)), str(last_day(subject))) == ("2010-06-09", "2010-06-14")
    before = opened(history, today="2010-06-12")
    assert (str(first_day(before)), str(last_day(before))) == ("2010-06-09", "2010-06-12")


def test_attendance_says_what_a_class_is_before_its_plan_does() -> None:
    history = planned(kind="in_post", theme="law")
    history.record("class.completed", "k", **HELD, theme="economy")
    subject = opened(history)
    assert (said_of(subject, "kind"), said_of(subject, "theme")) == ("in_post", "economy")


def test_a_cadre_who_is_stated_twice_attended_once() -> None:
    history = History()
    history.record("class.completed", "k1", **HELD)
    history.record("class.completed", "k2", **HELD)
    assert {cadre: fact.statement_id for cadre, fact in trainees(opened(history)).items()} == {
        "c1": statement_id("k1")
    }


def test_a_plan_without_a_last_day_is_never_not_held() -> None:
    history = History()
    history.record("class.planned", "p", **K, persons=3, start="2010-06-10", occurred="2010-02-01")
    assert told(history, today="2019-01-01")[0].state == "running"


def test_a_declaration_says_what_the_plan_leaves_out() -> None:
    history = History()
    said: dict[str, Any] = {"persons": 30, "start": "2010-06-10"}
    history.record("class.declared", "d", **K, **said, occurred="2010-05-11")
    found = told(history)[0]
    assert (found.planned, found.declaration.verdict) == (30, "on_time")
    assert found.state == "running"


def test_what_cannot_be_read_stands_as_if_it_had_not_been_said_and_costs_no_credit() -> None:
    history = planned(end="2010-06-01")
    bad = to_statement(
        {"fact": "class.planned", "id": "p2", **K, "persons": 3, "start": "2010-06-10"}
        | {"occurred": "2010-02-02"}
    )
    bad["context"]["extensions"] = {
        name: "many" if name.endswith("persons") else value
        for name, value in bad["context"]["extensions"].items()
    }
    history.receive(bad)
    history.record("class.completed", "k", **HELD)
    assert unheeded(history) == [("value_not_read", ("end",)), ("value_not_read", ("persons",))]
    assert told(history)[0].planned == 0
    assert history.ledger().balance(2010).earned == 25


def test_an_observer_who_is_a_group_is_nobody() -> None:
    history = planned()
    said = {"fact": "class.observer_assigned", "id": "o", **K, "person": "officer-7"}
    group = to_statement({**said, "occurred": "2010-05-01"})
    group["actor"] = {"objectType": "Group", "account": group["actor"]["account"]}
    history.receive(group)
    found = told(history)[0]
    assert found.observers == ()
    assert [one.code.value for one in found.unheeded] == ["observer_not_a_person"]


@pytest.mark.parametrize(
    ("short", "place", "expected"),
    [
        (
            {"fact": "class.planned", "persons": 3, "start": "2010-06-10", "end": "2010-06-09"},
            "end",
            "a day that is not before its start, 2010-06-10",
        ),
        ({"fact": "class.planned", "persons": -3, "start": "2010-06-10"}, "persons", "a whole"),
        ({"fact": "class.planned", "start": "2010-06-10"}, "persons", "a value"),
        ({"fact": "quota.allocated", "unit": "A", "persons": -1}, "persons", "a whole number"),
        ({"fact": "substitution.approved", "cadre": "c1"}, "substitute", "a value"),
    ],
)
def test_a_template_refuses_what_the_bytes_show(
    short: dict[str, Any], place: str, expected: str
) -> None:
    made = to_statement({**short, **K, "id": "x", "occurred": "2010-02-01"})
    (fault,) = faults(decode(json.dumps(made).encode()))
    assert fault.path.endswith(f"/ext/{place}")
    assert expected in fault.expected


def test_who_is_not_entitled_to_a_class_is_not_heeded() -> None:
    history = planned()
    history.reference.grant(position=1, credential="school", asserts=("class.completed",))
    history.record("class.approved", "a", **K, occurred="2010-05-01", credential="school")
    found = told(history)[0]
    assert found.state == "not_held"
    assert [one.code.value for one in found.unheeded] == ["not_authorised"]


def test_a_void_of_the_only_declaration_makes_it_missing_from_then_on() -> None:
    history = planned()
    history.record("class.declared", "d", **K, occurred="2010-05-01")
    history.record("class.approved", "a", **K, occurred="2010-05-02")
    assert codes(history) == []
    history.record("act.voided", "v", target="d", occurred="2010-12-01")
    assert codes(history, known=3) == []
    assert codes(history) == ["undeclared"]
