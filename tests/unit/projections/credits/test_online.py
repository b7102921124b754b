"""Credits of online courses, rule by rule and parameter by parameter (R5, R6)."""

from typing import Any

import pytest

from projections.profile.writing import statement_id
from projections.reasons import Reason
from projections.words import vocabulary as v
from tests.unit.projections.history import History, entry, reason

P = "basic.online."


def one(credits_: str | None, /, parameters: dict[str, Any] | None = None, **data: Any) -> Any:
    """What a pass of a course earned, or the reason why nothing."""
    history = History()
    if credits_ is not None:
        history.catalogue("o", credits_)
    history.passed("e", "o", "2010-06-01", **data)
    line = entry(history.ledger(parameters), "e")
    return line.reason or str(line.credits)


@pytest.mark.parametrize(
    ("credits_", "data", "parameters", "expected"),
    [
        ("10", {}, {}, "10"),
        ("5", {}, {}, "5"),
        ("20", {}, {}, "20"),
        ("12.5", {}, {}, "12.5"),
        ("4.9", {}, {}, Reason.CATALOGUE_CREDITS_OUT_OF_RANGE),
        ("20.1", {}, {}, Reason.CATALOGUE_CREDITS_OUT_OF_RANGE),
        ("2", {}, {P + "min": "1"}, "2"),
        ("2", {}, {P + "min": "1", P + "max": "1"}, Reason.CATALOGUE_CREDITS_OUT_OF_RANGE),
        ("0", {}, {P + "min": "0"}, Reason.NOT_VALUED),
        (None, {}, {}, Reason.NOT_CATALOGUED),
        ("10", {"success": False}, {}, Reason.NOT_PASSED),
        ("10", {"by": "paper"}, {}, "10"),
        ("10", {"by": "paper"}, {P + "pass_by": ["exam"]}, Reason.NOT_PASSED),
        ("10", {}, {P + "pass_by": ["paper"]}, Reason.NOT_PASSED),
    ],
)
def test_what_a_pass_earns(
    credits_: str | None, data: dict[str, Any], parameters: dict[str, Any], expected: str
) -> None:
    assert one(credits_, parameters, **data) == expected


def test_a_line_names_rule_article_and_the_catalogue_entry() -> None:
    history = History()
    catalogued = history.catalogue("o", "10")
    history.passed("e", "o", "2010-06-01")
    line = entry(history.ledger(), "e")
    assert (line.rule, line.article, line.category) == ("R5", "A3-7(2)", "basic.online")
    assert (line.fact, line.subject) == ("course.passed", "o")
    assert line.evidence == (catalogued.statement_id,)


def test_the_value_of_the_day_counts_and_what_is_known_later_may_change_it() -> None:
    history = History()
    history.catalogue("o", "10", "2010-01-01")
    history.passed("e", "o", "2010-06-01")
    history.catalogue("o", "15", "2010-07-01")
    history.catalogue("o", "12", "2010-05-01")
    assert [str(entry(history.ledger(known=n), "e").credits) for n in (2, 3, 4)] == [
        "10",
        "10",
        "12",
    ]


def test_a_course_catalogued_only_afterwards_was_not_catalogued() -> None:
    history = History()
    history.passed("e", "o", "2010-06-01")
    history.catalogue("o", "10", "2010-06-02")
    assert reason(history.ledger(), "e") is Reason.NOT_CATALOGUED


def test_a_catalogue_value_that_cannot_be_read_is_unknown() -> None:
    history = History()
    history.catalogue("o", "10", "2009-01-01")
    bad = history.record("course.catalogued", "bad", course="o", occurred="2010-01-01")
    history.passed("e", "o", "2010-06-01")
    line = entry(history.ledger(), "e")
    assert (line.reason, line.evidence) == (Reason.UNKNOWN_VALUE, (bad.statement_id,))


BANDS = [
    {"from": "16", "to": "30", "value": "5"},
    {"from": "31", "to": None, "value": "10"},
]


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ("16", "5"),
        ("30.5", "5"),
        ("90", "10"),
        ("10", Reason.CATALOGUE_CREDITS_OUT_OF_RANGE),
        (None, Reason.UNKNOWN_VALUE),
    ],
)
def test_minutes_may_decide_by_bands(minutes: str | None, expected: str) -> None:
    history = History()
    data = {} if minutes is None else {"minutes": minutes}
    history.record("course.catalogued", "c", course="o", occurred="2009-01-01", **data)
    history.passed("e", "o", "2010-06-01")
    policy = {"online.value_from": "duration_bands", P + "duration_bands": BANDS}
    line = entry(history.ledger(policy), "e")
    assert (line.reason or str(line.credits)) == expected


def passes() -> History:
    """One course passed four times, recorded out of order."""
    history = History()
    history.catalogue("o", "10")
    for id_, day in (
        ("d", "2013-02-01"),
        ("b", "2010-11-01"),
        ("a", "2010-03-01"),
        ("c", "2011-02-01"),
    ):
        history.passed(id_, "o", day)
    return history


@pytest.mark.parametrize(
    ("dedupe", "counted"),
    [("lifetime", ["a"]), ("cycle", ["a", "d"]), ("year", ["a", "c", "d"])],
)
def test_a_course_counts_once_within_its_scope_the_earliest(
    dedupe: str, counted: list[str]
) -> None:
    ledger = passes().ledger({P + "dedupe": dedupe}, today="2013-12-31")
    assert [id_ for id_ in "abcd" if reason(ledger, id_) is None] == counted
    rest = {reason(ledger, id_) for id_ in "abcd" if id_ not in counted}
    assert rest <= {Reason.DUPLICATE_COURSE}


def test_a_duplicate_names_the_pass_that_counted() -> None:
    assert entry(passes().ledger(), "b").evidence == (statement_id("a"),)


def test_a_late_record_of_an_earlier_pass_moves_the_credit() -> None:
    history = passes()
    assert reason(history.ledger(known=3), "b") is None
    assert reason(history.ledger(known=4), "b") is Reason.DUPLICATE_COURSE


@pytest.mark.parametrize(
    ("first", "why"),
    [
        ({"success": False}, Reason.NOT_PASSED),
        ({"occurred": "2007-05-01"}, Reason.BEFORE_EFFECTIVE_FROM),
        ({"occurred": "2008-06-01"}, Reason.NOT_CATALOGUED),
        ({"credential": "nobody"}, Reason.NOT_AUTHORISED),
    ],
)
def test_a_pass_that_earned_nothing_does_not_use_up_its_course(
    first: dict[str, Any], why: Reason
) -> None:
    history = History()
    history.catalogue("o", "10", "2009-01-01")
    history.record("course.passed", "e1", **{"course": "o", "occurred": "2010-01-01", **first})
    history.passed("e2", "o", "2010-06-01")
    ledger = history.ledger()
    assert (reason(ledger, "e1"), reason(ledger, "e2")) == (why, None)


def test_a_voided_pass_gives_its_course_back() -> None:
    history = History()
    history.catalogue("o", "10")
    history.passed("e1", "o", "2010-01-01")
    history.passed("e2", "o", "2010-06-01")
    history.record("act.voided", "v", target="e1", occurred="2010-07-01")
    history.record("void.withdrawn", "w", target="e1", occurred="2010-08-01")
    reasons = [
        (reason(history.ledger(known=n), "e1"), reason(history.ledger(known=n), "e2"))
        for n in (3, 4, 5)
    ]
    assert reasons == [
        (None, Reason.DUPLICATE_COURSE),
        (Reason.VOIDED, None),
        (None, Reason.DUPLICATE_COURSE),
    ]


def bare(object_: dict[str, Any]) -> History:
    history = History()
    history.receive(
        {
            "id": str(statement_id("e")),
            "actor": v.cadre_agent("c1"),
            "verb": {"id": v.PASSED},
            "object": object_,
            "timestamp": "2010-06-01T00:00:00Z",
        }
    )
    return history


def test_a_bare_pass_is_worth_what_the_catalogue_says_of_the_activity() -> None:
    history = bare({"id": "https://learn.example/law"})
    assert reason(history.ledger(), "e") is Reason.NOT_CATALOGUED
    history.catalogue("https://learn.example/law", "10")
    assert str(entry(history.ledger(), "e").credits) == "10"


def test_a_course_of_a_stated_type_that_nobody_catalogued_is_a_known_fact() -> None:
    history = bare({"id": "https://learn.example/law", "definition": {"type": v.COURSE}})
    assert reason(history.ledger(), "e") is Reason.NOT_CATALOGUED


def test_late_registration_may_move_a_pass_and_the_scope_of_its_course() -> None:
    history = History()
    history.catalogue("o", "10")
    history.passed("e1", "o", "2009-12-01", recorded="2010-01-15")
    history.passed("e2", "o", "2010-03-01")
    both = {"late_registration": "registration_year", P + "dedupe": "year"}
    moved = history.ledger(both)
    assert (entry(moved, "e1").year, reason(moved, "e2")) == (2010, Reason.DUPLICATE_COURSE)
    assert reason(history.ledger({P + "dedupe": "year"}), "e2") is None


def test_the_credit_year_is_decided_in_the_policys_zone() -> None:
    history = History()
    history.catalogue("o", "10")
    history.passed("e", "o", "2010-12-31", occurred_at="2010-12-31T16:00:00Z")
    assert entry(history.ledger(), "e").year == 2011
    assert entry(history.ledger({"time_zone": "UTC"}), "e").year == 2010
