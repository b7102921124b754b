"""Answers are compared with what a scenario expects, exactly and in full where it says so."""

from typing import Any

import pytest

from projections.plain_yaml import load
from replay.scenarios.expectation import ExpectationError, compare, read_expectation


def differences(expected: str, answer: dict[str, Any]) -> list[str]:
    return compare(read_expectation("expect[0]", load(expected)), answer)


YEAR = {
    "by_category": {"basic.off_job": "25.0", "basic.online": "0"},
    "earned": "25.0",
    "carried_in": "0",
    "counted": "25.0",
    "carried_out": "0",
    "grade": "unqualified",
}


@pytest.mark.parametrize(
    ("expected", "lines"),
    [
        ("earned: 25", []),
        ("earned: 25.00, carried_in: 0, counted: 25, carried_out: 0, grade: unqualified", []),
        ("by_category: {basic.off_job: 25}", []),
        ("earned: 60", ["earned: expected 60, got 25.0"]),
        ("grade: qualified", ["grade: expected qualified, got unqualified"]),
        ("by_category: {}", ["by_category.basic.off_job: expected nothing, got 25.0"]),
        (
            "by_category: {basic.off_job: 25, reward.book: 10}",
            ["by_category.reward.book: expected 10, got nothing"],
        ),
    ],
)
def test_a_year_is_compared_where_it_says_something(expected: str, lines: list[str]) -> None:
    found = differences(
        f"{{cadre: c1, annual: {{2010: {{{expected}}}}}}}", {"annual": {"2010": YEAR}}
    )
    assert found == [f"expect[0].annual.2010.{line}" for line in lines]


def test_a_year_that_the_answer_does_not_have_is_a_difference() -> None:
    found = differences("{cadre: c1, annual: {2011: {earned: 0}}}", {"annual": {"2010": YEAR}})
    assert found == ["expect[0].annual.2011: expected {'earned': '0'}, got nothing"]


def test_a_part_that_the_answer_does_not_have_is_a_difference() -> None:
    found = differences("{cadre: c1, zero_reasons: {e7: not_passed}}", {})
    assert found == ["expect[0].zero_reasons: expected {'e7': 'not_passed'}, got nothing"]


def test_zero_reasons_are_compared_by_id() -> None:
    answer = {"zero_reasons": {"e7": "voided", "e9": "not_passed"}}
    assert differences("{cadre: c1, zero_reasons: {e7: voided}}", answer) == []
    assert differences("{cadre: c1, zero_reasons: {e8: voided}}", answer) == [
        "expect[0].zero_reasons.e8: expected voided, got nothing"
    ]


def test_a_unit_is_compared_whole() -> None:
    answer = {"units": {"A": {"assessed": 2, "unqualified": 0, "verdict": "clear"}, "B": {}}}
    whole = "{year: 2010, units: {A: {assessed: 2, unqualified: 0, verdict: clear}}}"
    assert differences(whole, answer) == []
    assert differences("{year: 2010, units: {A: {assessed: 2, unqualified: 0}}}", answer) == [
        "expect[0].units.A.verdict: expected nothing, got clear"
    ]


def test_a_cycle() -> None:
    answer = {"cycle": {"cycle": "2008-2012", "total": "200.0", "grade": "unqualified"}}
    assert differences("{cadre: c1, cycle: {cycle: 2008-2012, total: 200}}", answer) == []
    assert differences("{cadre: c1, cycle: {cycle: 2013-2017, total: 200}}", answer) == [
        "expect[0].cycle.cycle: expected 2013-2017, got 2008-2012"
    ]


def test_today_is_the_day_of_known_at_where_it_is_not_given() -> None:
    year = "cadre: c1, annual: {2010: {earned: 5}}"
    both = read_expectation("e", load(f"{{known_at: 2010-12-31, today: 2011-02-01, {year}}}"))
    known = read_expectation("e", load(f"{{known_at: 2010-12-31, {year}}}"))
    neither = read_expectation("e", load(f"{{{year}}}"))
    assert (str(both.known_at), str(both.today)) == ("2010-12-31", "2011-02-01")
    assert (str(known.known_at), str(known.today)) == ("2010-12-31", "2010-12-31")
    assert (neither.known_at, neither.today) == (None, None)


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        ("{cadre: c1, seminar: {held: 60}}", "expect[0]: cannot be read yet: seminar"),
        ("{cadre: c1, anual: {2010: {earned: 5}}}", "expect[0]: cannot be read yet: anual"),
        ("{class: F1, today: 2010-01-01, units: {A: {}}}", "cannot be read yet: class"),
        ("{cadre: c1, annual: {2010: {earnt: 5}}}", "annual.2010: cannot be read yet: earnt"),
        ("{cadre: c1, annual: {2010: 5}}", "annual.2010: expected keys and values, got '5'"),
        ("{cadre: c1, annual: {2010: {earned: }}}", "earned: expected one value, got None"),
        ("{cadre: c1, annual: {soon: {earned: 5}}}", "'soon' is not a year"),
        ("{annual: {2010: {earned: 5}}}", "expect[0].annual: cadre is missing"),
        ("{cadre: c1, units: {A: {assessed: 5}}}", "expect[0].units: year is missing"),
        ("{cadre: [c1], annual: {2010: {earned: 5}}}", "cadre: ['c1'] is not a text"),
        ("{cadre: c1, known_at: June, annual: {2010: {earned: 5}}}", "'June' is not a day"),
        ("{cadre: c1}", "expect[0]: expects nothing"),
        ("c1", "expect[0]: expected keys and values, got 'c1'"),
    ],
)
def test_what_cannot_be_asked_is_refused(expected: str, message: str) -> None:
    with pytest.raises(ExpectationError) as refused:
        differences(expected, {})
    assert message in str(refused.value)
