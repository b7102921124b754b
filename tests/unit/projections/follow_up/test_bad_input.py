"""What a follow-up says wrongly is refused by its template, else kept, not said, and found."""

import json
from typing import Any

import pytest

from lrs.event.list_log import ListLog
from projections.answers.follow_up import class_follow_up
from projections.facts.follow_up_facts import SampleDrawn, VisitConducted
from projections.follow_up.follow_up import FollowUp
from projections.profile.templates import faults
from projections.profile.writing import to_statement
from projections.words.statement import decode
from tests.unit.projections.history import History

CLASS: dict[str, Any] = {"class": "K"}


def attended(history: History, **more: Any) -> History:
    history.attended("k1", "K", "2010-03-31", "5", cadre="c1", **more)
    return history


def follow_up(history: History, today: str = "2010-12-31") -> FollowUp:
    basis = history.basis(history.dossier(today=today).case.as_of.today)
    found = class_follow_up(ListLog(history.rows), "K", basis).follow_up
    assert found is not None
    return found


def codes(history: History) -> list[str]:
    found = follow_up(history).findings
    return [one.code.value for one in found if one.code.value != "nobody_follows_up"]


@pytest.mark.parametrize(
    ("short", "place", "mend"),
    [
        (
            {"fact": "class.completed", "cadre": "c1", "end": "2010-03-31", "follow_up_years": 4},
            "follow_up_years",
            "a whole number from 1 to 3",
        ),
        (
            {"fact": "class.completed", "cadre": "c1", "end": "2010-03-31", "follow_up_years": 0},
            "follow_up_years",
            "a whole number from 1 to 3",
        ),
        (
            {"fact": "sample.drawn", "seed": "s", "frame": ["c1", "c2"], "n": 3, "drawn": ["c1"]},
            "n",
            "at most 2, as many as frame has",
        ),
        (
            {"fact": "visit.conducted", "cadre": "c1", "headings": {"cheer": "laughs"}},
            "headings",
            "theory",
        ),
        (
            {"fact": "half_year_report.filed", "kind": "digest", "half": "2010-H3"},
            "half",
            "2010-H1",
        ),
        (
            {"fact": "class.planned", "persons": 30, "start": "2010-03-01", "class_tag": "VIP"},
            "class_tag",
            "one of key, pilot",
        ),
        (
            {"fact": "service.given", "cadre": "c1", "kind": "tea"},
            "kind",
            "one of tutoring, one_to_one, long_term_advice",
        ),
    ],
)
def test_a_template_names_the_place_and_the_mend(
    short: dict[str, Any], place: str, mend: str
) -> None:
    statement = to_statement({"id": "x", "occurred": "2010-04-01", **CLASS, **short})
    found = {
        one.path.rpartition("/")[2]: one.expected
        for one in faults(decode(json.dumps(statement).encode()))
    }
    assert mend in found[place]


@pytest.mark.parametrize("years", [0, 4])
def test_years_that_nobody_may_declare_are_not_said_and_cost_no_credits(years: int) -> None:
    history = attended(History(), follow_up_years=years, class_tag="key")
    found = follow_up(history)
    assert found.schedule.ends.isoformat() == "2011-03-31"
    assert codes(history) == ["years_out_of_range"]
    assert history.ledger().balance(2010).earned == 25


def test_a_tag_that_is_none_is_not_said_and_costs_no_credits() -> None:
    history = attended(History(), class_tag="VIP")
    assert follow_up(history).run.tag is None
    assert codes(history) == ["unknown_value"]
    assert history.ledger().balance(2010).earned == 25


def test_more_drawn_than_there_are_is_not_said() -> None:
    history = attended(History())
    draw: dict[str, Any] = {"seed": "s", "frame": ["c1"], "n": 9, "drawn": ["c1"]}
    fact = history.record("sample.drawn", "s1", occurred="2010-04-10", **CLASS, **draw)
    assert isinstance(fact, SampleDrawn)
    assert (fact.n, fact.unreadable) == (None, ("n",))
    sample = follow_up(history).sample
    assert sample is not None
    assert (sample.n, sample.verdict.value) == (1, "sound")
    assert codes(history) == ["unknown_value"]


def test_a_heading_that_is_none_is_not_said() -> None:
    history = attended(History())
    fact = history.record(
        "visit.conducted", "v", occurred="2010-05-01", headings={"cheer": "laughs"}, **CLASS
    )
    assert isinstance(fact, VisitConducted)
    assert fact.headings is None
    assert follow_up(history).visited.headings == {}
    assert codes(history) == ["unknown_value"]


def test_what_other_facts_show_is_found() -> None:
    history = attended(History())
    history.record("seminar.held", "h", occurred="2010-03-30", attendees=["c1", "c9"], **CLASS)
    history.record("self_evaluation.submitted", "e", cadre="c9", occurred="2010-03-31", **CLASS)
    assert codes(history) == ["not_a_trainee", "seminar_before_class", "not_a_trainee"]
    assert history.ledger().balance(2010).earned == 25


def test_a_draw_by_who_may_not_draw_is_none() -> None:
    history = attended(History())
    history.reference.grant(position=1, credential="x", asserts=("self_evaluation.submitted",))
    draw: dict[str, Any] = {
        "seed": "s",
        "frame": ["c1"],
        "n": 1,
        "drawn": ["c1"],
        "occurred": "2010-04-10",
    }
    history.record("sample.drawn", "s1", credential="x", **CLASS, **draw)
    assert follow_up(history).sample is None
    history.record("sample.drawn", "s2", **CLASS, **draw)
    sample = follow_up(history).sample
    assert sample is not None
    assert sample.redraws == 0
