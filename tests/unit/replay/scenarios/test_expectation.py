"""Answers are compared with what a scenario expects, exactly and in full where it says so."""

from typing import Any

import pytest

from projections.plain_yaml import load
from replay.scenarios import parts
from replay.scenarios.expectation import ExpectationError, compare, read_expectation
from replay.scenarios.part import Asked, Part
from replay.scenarios.shape import WHOLE, Shape, whole
from replay.scenarios.shape import differences as of_shape


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
        ("{cadre: c1, diploma: {held: 60}}", "expect[0]: cannot be read yet: diploma"),
        ("{cadre: c1, anual: {2010: {earned: 5}}}", "expect[0]: cannot be read yet: anual"),
        ("{class: F1, today: 2010-01-01, units: {A: {}}}", "expect[0].units: year is missing"),
        ("{klass: F1, today: 2010-01-01, anual: 1}", "cannot be read yet: klass, anual"),
        ("{cadre: c1, class: 5, bars: {}, unit: [A]}", "unit: ['A'] is not a text"),
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


@pytest.mark.parametrize(
    ("shape", "wanted", "got", "lines"),
    [
        (WHOLE, "{a: {b: 1.50}}", {"a": {"b": "1.5"}}, []),
        (WHOLE, "{a: {b: 1}}", {"a": {"b": 1, "c": 0}}, ["e.a.c: expected nothing, got 0"]),
        (WHOLE, "{a: {b: null}}", {"a": {"b": None}}, []),
        (WHOLE, "{a: {b: null}}", {"a": {}}, ["e.a.b: expected null, got nothing"]),
        (WHOLE, "{a: {}}", {"a": {"b": None}}, ["e.a.b: expected nothing, got null"]),
        (WHOLE, "{a: [x, y]}", {"a": ["y", "x"]}, []),
        (WHOLE, "{a: [[x, 1], [y, 2]]}", {"a": [["y", "2.0"], ["x", 1]]}, []),
        (WHOLE, "[]", ["undeclared"], ["e: expected [], got ['undeclared']"]),
        (WHOLE, "null", {"a": 1}, ["e: expected nothing, got {'a': 1}"]),
        (WHOLE, "{a: 1}", None, ["e: expected {'a': '1'}, got nothing"]),
        (WHOLE, "{met: true}", {"met": True}, []),
        (WHOLE, "{met: true}", {"met": False}, ["e.met: expected True, got False"]),
        (whole(ordered=("t",)), "{t: [2, 1], u: [2, 1]}", {"t": [2, 1], "u": [1, 2]}, []),
        (
            whole(ordered=("t",)),
            "{t: [2, 1]}",
            {"t": [1, 2]},
            ["e.t: expected ['2', '1'], got [1, 2]"],
        ),
        (
            whole(ordered=("t",)),
            "{t: [[x, y]]}",
            {"t": [["y", "x"]]},
            ["e.t: expected [['x', 'y']], got [['y', 'x']]"],
        ),
        (Shape(each=whole(ordered=("t",))), "{c1: {t: [2, 1]}}", {"c1": {"t": [2, 1]}}, []),
    ],
)
def test_a_free_part_is_compared_with_all_it_has(
    shape: Shape, wanted: str, got: Any, lines: list[str]
) -> None:
    assert list(of_shape("e", shape, load(wanted), got)) == lines


def test_a_part_is_of_one_key_and_about_what_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*found: Part) -> None:
        module = type("Module", (), {"PARTS": found})
        monkeypatch.setattr(parts, "import_module", lambda _: module)
        monkeypatch.setattr(parts, "iter_modules", lambda _: [type("Found", (), {"name": "area"})])
        parts.parts.__wrapped__()

    def take(asked: Asked, _: Any) -> Any:
        return asked.year

    read(Part(key="seminar", about=("class",), take=take), Part(key="census", take=take))
    with pytest.raises(ValueError, match=r"area: seminar is the key of another"):
        read(Part(key="seminar", take=take), Part(key="seminar", take=take))
    with pytest.raises(ValueError, match=r"area: cadre is the key of another"):
        read(Part(key="cadre", take=take))
    with pytest.raises(ValueError, match=r"area\.seminar: about \('klass',\)"):
        read(Part(key="seminar", about=("klass",), take=take))
