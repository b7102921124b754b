"""Acts are valued by the one item that holds them: quantities, caps, conditions, scopes."""

from decimal import Decimal
from typing import Any

import pytest

from projections.exact import plain
from projections.policy.parameter import Policy
from projections.policy.reading import policy_of
from tests.unit.projections.cities import bands, city, content, dated, item, rate
from tests.unit.projections.history import History, entry, reason


def earned(policy: Policy, *facts: dict[str, Any]) -> list[str]:
    """What each of these facts earns, or the reason why nothing."""
    history = History()
    for number, fact in enumerate(facts):
        history.record(id_=str(number), **fact)
    ledger = history.ledger(policy=policy)
    lines = [entry(ledger, str(number)) for number in range(len(facts))]
    return [line.reason.value if line.reason else plain(line.credits) for line in lines]


def attended(days: str, **data: Any) -> dict[str, Any]:
    """A class; `name` tells classes apart."""
    name = data.pop("name", f"K{days}{sorted(data.items())}")
    fact = {"fact": "class.completed", "class": name, "scheduled_days": days}
    return {**fact, "start": "2010-01-01", "end": "2010-06-01", **data}


def done(kind: str, **data: Any) -> dict[str, Any]:
    return {"fact": "other_activity.done", "cadre": "c1", "kind": kind, **data}


def third(by: str, to: Any = 1) -> dict[str, Any]:
    """One credit for three hours."""
    return {"worth": rate("hours", "1/3"), "round": {"to": to, "by": by}}


def by_level(**factors: Any) -> dict[str, Any]:
    return {"table": factors, "by": "cadre_level"}


def ends(start: str, end: str, value: str) -> tuple[dict[str, Any], str]:
    """A class of 2010 by its days, and what it earns."""
    return attended("6", start=f"2010-{start}", end=f"2010-{end}"), value


@pytest.mark.parametrize(
    ("members", "fact", "value"),
    [
        ({"worth": rate("days", "4.5")}, attended("3.5"), "15.75"),
        ({"worth": rate("half_days", 3)}, attended("2.75"), "15"),
        ({"worth": rate("hours")}, attended("3", hours="20.5"), "20.5"),
        ({"worth": rate("hours")}, attended("3"), "unknown_value"),
        ({"worth": rate("hours"), "hours_per_day": "7.5"}, attended("3"), "22.5"),
        ({"worth": rate("days"), "cap": 2}, attended("3"), "2"),
        (
            {"worth": rate("days"), "min_days": 3},
            attended("5", attended_days="2.5"),
            "below_min_days",
        ),
        ({"max_leave": [1, 7]}, attended("14", attended_days="12"), "1"),
        ({"max_leave": [1, 7]}, attended("14", attended_days="11.5"), "leave_exceeded"),
        ({}, attended("3", attended_days="4"), "unknown_value"),
        ({}, attended("3", start="2010-06-02"), "unknown_value"),
        ({}, attended("3", appraisal="fail"), "appraisal_failed"),
        ({"worth": bands((3, 5, 7))}, attended("5.5"), "7"),
        ({"worth": bands((3, 5, 7))}, attended("6"), "not_valued"),
        ({"worth": bands((1, 9, 0))}, attended("6"), "not_valued"),
        ({"worth": {"flat": "-2.5"}}, attended("6"), "-2.5"),
        ({"worth": {"table": {"good": 3}, "by": "appraisal"}}, attended("6"), "unknown_value"),
        (
            {"worth": {"table": {"good": 3}, "by": "appraisal"}},
            attended("6", appraisal="good"),
            "3",
        ),
        (
            {"worth": {"table": {"good": 3}, "by": "appraisal"}},
            attended("6", appraisal="x"),
            "not_valued",
        ),
        ({"kinds": ["a"]}, attended("6", kind="b"), "not_valued"),
        ({"kinds": ["党校主体班", "“5+X” 培训"]}, attended("6", kind="“5+X” 培训"), "1"),
        (third("down"), attended("1", hours="3"), "1"),
        (third("down"), attended("1", hours="8"), "2"),
        (third("up"), attended("1", hours="7"), "3"),
        (third("half_up", to="0.5"), attended("1", hours="5"), "1.5"),
        (third("half_even", to="0.01"), attended("1", hours="5"), "1.67"),
        ({"worth": rate("days", "-1/3"), "round": {"to": 1, "by": "down"}}, attended("5"), "-1"),
        ({"worth": rate("days", "1/4")}, attended("3"), "0.75"),
        (
            {"worth": rate("months", 30), "round": {"to": 1, "by": "down"}},
            *ends("05-01", "06-29", "59"),
        ),
        ({"worth": bands((1, 2, 20), (3, None, 30), of="months")}, *ends("03-15", "06-14", "30")),
        ({"worth": bands((1, 2, 20), (3, None, 30), of="months")}, *ends("03-15", "06-13", "20")),
        ({"worth": bands((1, None, 9), of="months")}, *ends("06-01", "06-29", "not_valued")),
        ({"worth": {"table": {"other": 3}, "by": "appraisal"}}, attended("6", appraisal="x"), "3"),
        (
            {"worth": {"table": {"city": 3, "unit": 1}, "by": "organiser"}},
            attended("6", organiser="unit"),
            "1",
        ),
        ({"kinds": ["a"]}, attended("6", kind="a"), "1"),
        ({"approval": True}, attended("6"), "pending_or_rejected"),
        ({"from_days": 7}, attended("6"), "not_valued"),
    ],
)
def test_a_class_is_valued(members: dict[str, Any], fact: dict[str, Any], value: str) -> None:
    assert earned(city({"items.a": item(**members)}), fact) == [value]


def test_the_days_decide_between_items_and_a_named_kind_excludes_the_rest() -> None:
    policy = city(
        {
            "items.short": item(kinds=["x"], to_days=5, worth={"flat": 1}),
            "items.long": item(kinds=["x"], from_days=8, worth={"flat": 2}),
            "items.any": item(worth={"flat": 3}),
        }
    )
    facts = [attended(days, kind="x") for days in ("5.5", "7", "8")]
    assert earned(policy, *facts, attended("7", kind="y"), attended("7")) == [
        *("1", "not_valued", "2"),
        *("3", "3"),
    ]


@pytest.mark.parametrize(
    ("once", "values"),
    [
        (None, ["1", "duplicate_class", "duplicate_class", "duplicate_class"]),
        ("year", ["1", "duplicate_class", "1", "1"]),
        ("cycle", ["1", "duplicate_class", "duplicate_class", "1"]),
        ("never", ["1", "1", "1", "1"]),
    ],
)
def test_a_class_counts_once_within_its_scope(once: str | None, values: list[str]) -> None:
    ends = ["2010-06-01", "2010-07-01", "2011-06-01", "2013-01-01"]
    members = {"once": once} if once else {}
    policy = city({"items.a": item(**members)})
    history = History()
    for number, end in enumerate(ends):
        history.attended(str(number), "K", end, "3")
    ledger = history.ledger(policy=policy, today="2014-01-01")
    lines = [entry(ledger, str(number)) for number in range(4)]
    assert [line.reason.value if line.reason else plain(line.credits) for line in lines] == values


def test_what_is_refused_does_not_use_up_its_class() -> None:
    policy = city({"items.a": item(min_days=3)})
    first = attended("5", attended_days="2", name="K")
    assert earned(policy, first, attended("5", name="K", end="2010-07-01")) == [
        "below_min_days",
        "1",
    ]


def test_a_course_is_valued_by_the_catalogue_and_its_category() -> None:
    policy = city(
        {
            "items.law": item("course", kinds=["law"], worth=rate("hours", 2)),
            "items.rest": item("course", worth=bands((1, 29, 1), (30, None, 2), of="minutes")),
        }
    )
    history = History()
    for course, data in {
        "o1": {"category": "law", "hours": "1.5"},
        "o2": {"minutes": "30"},
        "o3": {"category": "law"},
    }.items():
        history.record(
            "course.catalogued", f"in {course}", course=course, occurred="2008-01-01", **data
        )
        history.passed(course, course, "2010-03-01")
    history.passed("again", "o1", "2010-04-01")
    history.passed("unknown", "o9", "2010-04-01")
    history.passed("failed", "o2", "2010-02-01", success=False)
    ledger = history.ledger(policy=policy)
    assert [plain(entry(ledger, course).credits) for course in ("o1", "o2")] == ["3", "2"]
    assert [reason(ledger, name) for name in ("o3", "again", "unknown", "failed")] == [
        *("unknown_value", "duplicate_course"),
        *("not_catalogued", "not_passed"),
    ]
    assert len(entry(ledger, "o1").evidence) == 1


def test_activities_always_count_and_of_one_work_the_highest() -> None:
    table = {"table": {"municipal": 3, "national": 9}, "by": "outlet_level"}
    policy = city(
        {
            "items.talk": item("activity", kinds=["talk"], worth=rate("hours", 5)),
            "items.paper": item("article", worth=table, approval=False),
        }
    )
    paper = {"fact": "article.published", "cadre": "c1", "work": "w"}
    facts = [
        done("talk", hours="2"),
        done("talk", hours="2"),
        {**paper, "outlet_level": "municipal", "occurred": "2010-01-05"},
        {**paper, "outlet_level": "national", "occurred": "2010-02-05"},
    ]
    assert earned(policy, *facts) == ["10", "10", "duplicate_work", "9"]


def test_a_line_names_its_item_and_article() -> None:
    history = History()
    history.attended("k", "K", "2010-06-01", "3")
    line = entry(history.ledger(policy=city({"items.a": item()})), "k")
    assert (line.rule, line.article, line.category) == ("items.a", "Art. 1", "required")
    assert line.subject == "K"


def test_a_value_changes_on_its_day_and_ends_on_another() -> None:
    data = content({})
    data["parameters"]["items.a"] = [
        dated(item(worth={"flat": 1})),
        dated(item(worth={"flat": 2}), effective="2010-06-01"),
        dated(None, effective="2010-07-01"),
    ]
    policy = policy_of(data, place="city")
    ends = ["2010-05-31", "2010-06-01", "2010-07-01"]
    assert earned(policy, *(attended("3", name=end, end=end) for end in ends)) == [
        "1",
        "2",
        "not_valued",
    ]


def test_half_a_policy_of_ones_own_beside_baojis_rule() -> None:
    values = {
        "basic.off_job.appraisal_factor": {"pass": 1},
        "basic.off_job.credits_per_day": 5,
        "basic.off_job.day_step": 1,
        "basic.off_job.max_leave_ratio": None,
        "basic.off_job.min_days": 3,
        "basic.off_job.min_days_basis": "scheduled",
        "basic.off_job.year_of": "end_date",
        "items.talk": item("activity", worth={"flat": "0.5"}),
    }
    assert earned(city(values), attended("4"), done("talk")) == ["20", "0.5"]


def test_leaving_a_degree_is_no_claim() -> None:
    history = History()
    degree = {"cadre": "c1", "programme": "g"}
    history.record("degree.admitted", "in", level="master", occurred="2010-01-01", **degree)
    history.record("degree.withdrawn", "out", occurred="2010-06-01", **degree)
    ledger = history.ledger(policy=city({"items.a": item()}))
    assert [line.reason for line in ledger.entries] == ["not_valued"]


def test_amounts_are_exact() -> None:
    policy = city({"items.a": item(worth=rate("days", "0.1"))})
    history = History()
    history.attended("k", "K", "2010-06-01", "3")
    assert entry(history.ledger(policy=policy), "k").credits == Decimal("0.3")


@pytest.mark.parametrize(
    ("members", "level", "value"),
    [
        ({"worth": {"table": {"county": 6, "other": 4}, "by": "cadre_level"}}, "county", "6"),
        ({"worth": {"table": {"county": 6, "other": 4}, "by": "cadre_level"}}, "clerk", "4"),
        ({"worth": {"table": {"county": 6}, "by": "cadre_level"}}, "clerk", "not_valued"),
        ({"worth": rate("days"), "factor": by_level(county="1.5")}, "county", "4.5"),
        ({"worth": rate("days"), "factor": by_level(county="1.5")}, "clerk", "3"),
        ({"worth": rate("days"), "factor": by_level(other="0.8")}, "clerk", "2.4"),
        ({"worth": rate("days"), "factor": by_level(clerk=0)}, "clerk", "not_valued"),
        ({"worth": rate("days"), "factor": by_level(county="1.5"), "cap": 4}, "county", "4"),
    ],
)
def test_a_value_or_a_factor_by_the_level_of_the_day(
    members: dict[str, Any], level: str, value: str
) -> None:
    enrolled = {"fact": "unit.assigned", "unit": "U", "level": level, "occurred": "2008-01-01"}
    promoted = {"fact": "level.changed", "level": "later", "occurred": "2010-06-02"}
    history = History()
    for number, fact in enumerate((enrolled, attended("3"), promoted)):
        history.record(id_=str(number), **fact)
    line = entry(history.ledger(policy=city({"items.a": item(**members)})), "1")
    assert (line.reason.value if line.reason else plain(line.credits)) == value
