"""Days and hours that no reading makes true are not read; what is hard to believe is a finding."""

from decimal import Decimal
from typing import Any

import pytest

from projections.amiss import Amiss
from projections.credits.hours import Hours, hours_of
from projections.profile.writing import to_statement
from projections.reasons import Reason
from projections.words.vocabulary import extension
from tests.unit.projections.history import History, entry

UNKNOWN = (Decimal(0), Reason.UNKNOWN_VALUE)


def attended(history: History, id_: str = "k", **data: Any) -> None:
    said = {"class": "K", "start": "2010-03-01", "end": "2010-03-10", "scheduled_days": "10"}
    history.record("class.completed", id_, **{**said, **data})


def hours(history: History) -> Hours:
    return hours_of(history.dossier())


@pytest.mark.parametrize(
    "data",
    [
        {"scheduled_days": "99"},
        {"scheduled_days": "10.5"},
        {"attended_days": "10.5"},
        {"start": "2010-03-11"},
        {"scheduled_days": "5", "attended_days": "6"},
    ],
)
def test_more_days_than_the_calendar_has_earn_nothing(data: dict[str, Any]) -> None:
    history = History()
    attended(history, **data)
    line = entry(history.ledger(), "k")
    assert line.credits == 0
    assert line.reason is Reason.UNKNOWN_VALUE
    (spent,) = hours(history).entries
    assert (spent.hours, spent.reason) == UNKNOWN


@pytest.mark.parametrize("start", ["2010-03-11", "2010-13-01", "soon"])
@pytest.mark.parametrize("data", [{}, {"hours": "60"}, {"attended_days": "10"}])
def test_dates_that_are_no_period_hold_neither_credits_nor_hours(
    start: str, data: dict[str, Any]
) -> None:
    history = History()
    said = {"class": "K", "scheduled_days": "10", "end": "2010-03-10", "cadre": "c1", **data}
    of_class = to_statement({"fact": "class.completed", "id": "k", "start": "2010-03-01", **said})
    said = {"hours": "200", "source": "file", "end": "2010-03-10", "cadre": "c1"}
    before = to_statement({"fact": "history.imported", "id": "h", "start": "2010-03-01", **said})
    for statement in (of_class, before):
        statement["context"]["extensions"][extension("start")] = start
        history.receive(statement)
    (line, earlier) = hours(history).entries
    assert [(one.hours, one.reason) for one in (line, earlier)] == [UNKNOWN] * 2
    assert entry(history.ledger(), "k").reason is Reason.UNKNOWN_VALUE


@pytest.mark.parametrize(
    ("stated", "counted", "why"),
    [("240", 240, None), ("240.5", 0, Reason.UNKNOWN_VALUE), ("9999", 0, Reason.UNKNOWN_VALUE)],
)
def test_a_day_has_24_hours(stated: str, counted: int, why: Reason | None) -> None:
    history = History()
    attended(history, hours=stated)
    (line,) = hours(history).entries
    assert line.hours == counted
    assert line.reason is why
    assert entry(history.ledger(), "k").credits == 50  # no credit depends on hours


def test_a_class_without_dates_is_held_against_its_days() -> None:
    history = History()
    history.record(
        "class.completed",
        "k",
        **{"class": "K"},
        scheduled_days="2",
        hours="49",
        occurred="2010-03-10",
    )
    (line,) = hours(history).entries
    assert line.hours == 0
    assert line.reason is Reason.UNKNOWN_VALUE


def imported(history: History, id_: str, **data: Any) -> None:
    said = {"hours": "200", "source": "personnel file", "occurred": "2009-06-30"}
    history.record("history.imported", id_, **{**said, **data})


def test_the_same_earlier_training_counts_once() -> None:
    history = History()
    for id_, data in {"a": {}, "b": {}, "c": {"subject": "law"}, "d": {"hours": "40"}}.items():
        imported(history, id_, **data)
    lines = hours(history).entries
    assert sum(line.hours for line in lines) == 440
    (twice,) = [line for line in lines if line.reason]
    assert (twice.reason, twice.evidence) == (
        Reason.DUPLICATE_CLASS,
        (next(one.statement_id for one in lines if not one.reason and one.hours == 200),),
    )


def test_earlier_training_fits_into_its_period() -> None:
    history = History()
    imported(history, "a", start="2009-06-01", end="2009-06-02", hours="49")
    (line,) = hours(history).entries
    assert line.hours == 0
    assert line.reason is Reason.UNKNOWN_VALUE


def codes(history: History, **parameters: Any) -> list[tuple[Amiss, int]]:
    found = history.ledger(parameters).findings
    return [(one.code, len(one.evidence)) for one in found if one.rule.startswith("plausibility.")]


def test_classes_whose_days_do_not_fit_beside_each_other_are_found() -> None:
    history = History()
    history.attended("a", "K1", "2010-03-05", "5")
    history.attended("b", "K2", "2010-03-06", "3")
    history.attended("c", "K3", "2010-03-08", "2")
    assert codes(history) == [(Amiss.OVERLAPPING_CLASSES, 2)]
    assert history.ledger().balance(2010).earned == 40
    assert codes(history, **{"plausibility.overlapping_classes": False}) == []


def test_a_class_spread_over_months_leaves_room_for_another() -> None:
    history = History()
    history.attended("a", "K1", "2010-06-30", "10", start="2010-03-01")
    history.attended("b", "K2", "2010-04-05", "5")
    assert codes(history) == []


def test_half_days_of_one_day_may_belong_to_two_classes() -> None:
    history = History()
    history.attended("a", "K1", "2010-03-03", "2.5", start="2010-03-01")
    history.attended("b", "K2", "2010-03-05", "2.5", start="2010-03-03")
    assert codes(history) == []


@pytest.mark.parametrize(("stated", "amiss"), [("120", False), ("120.5", True)])
def test_more_hours_a_day_than_the_policy_believes_are_found(stated: str, amiss: bool) -> None:
    history = History()
    attended(history, hours=stated)
    assert codes(history) == [(Amiss.TOO_MANY_HOURS_A_DAY, 1)] * amiss


def test_courses_of_one_day_are_added_up() -> None:
    history = History()
    for course in ("c1", "c2"):
        history.catalogue(course, "10")
        history.passed(course, course, "2010-05-05", hours="6.5")
    assert codes(history) == [(Amiss.TOO_MANY_HOURS_A_DAY, 1)]
    assert codes(history, **{"plausibility.max_hours_per_day": "13"}) == []


@pytest.mark.parametrize(
    ("duration", "amiss"),
    [("PT45M", False), ("PT44M59S", True), ("PT3S", True), ("P1M", False), ("P1D", False)],
)
def test_who_was_faster_than_the_course_lasts_is_found(duration: str, amiss: bool) -> None:
    history = History()
    history.record(
        "course.catalogued", "cat", course="c", credits="10", minutes="45", occurred="2010-01-01"
    )
    history.passed("p", "c", "2010-05-05", duration=duration)
    assert codes(history) == [(Amiss.FASTER_THAN_THE_COURSE, 2)] * amiss
    assert entry(history.ledger(), "p").credits == 10
