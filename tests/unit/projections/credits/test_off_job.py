"""Credits of off-the-job training, rule by rule and parameter by parameter (R4)."""

from typing import Any

import pytest

from projections.exact import plain
from projections.reasons import Reason
from tests.unit.projections.history import History, entry, reason


def one(days: str = "5", /, parameters: dict[str, Any] | None = None, **data: Any) -> Any:
    """What one class earned, or the reason why nothing."""
    history = History()
    history.attended("k", "K", data.pop("end", "2010-04-16"), days, **data)
    line = entry(history.ledger(parameters), "k")
    return line.reason or plain(line.credits)


P = "basic.off_job."


@pytest.mark.parametrize(
    ("days", "data", "parameters", "expected"),
    [
        ("5", {}, {}, "25"),
        ("3", {}, {}, "15"),
        ("2.9", {}, {}, Reason.BELOW_MIN_DAYS),
        ("3.5", {}, {}, "17.5"),
        ("10", {"attended_days": "7.5"}, {}, "37.5"),
        ("10", {"attended_days": "7.9"}, {}, "37.5"),
        ("10", {"attended_days": "2"}, {}, "10"),
        ("10", {"attended_days": "0"}, {}, Reason.BELOW_MIN_DAYS),
        ("10", {"attended_days": "0.4"}, {}, Reason.BELOW_MIN_DAYS),
        ("10", {"attended_days": "10.5"}, {}, Reason.UNKNOWN_VALUE),
        ("0", {}, {}, Reason.UNKNOWN_VALUE),
        ("5", {"start": "2010-04-17"}, {}, Reason.UNKNOWN_VALUE),
        ("5", {"appraisal": "excellent"}, {}, "25"),
        ("5", {"appraisal": "pass"}, {}, "25"),
        ("5", {"appraisal": "fail"}, {}, Reason.APPRAISAL_FAILED),
        ("5", {"appraisal": "splendid"}, {}, Reason.UNKNOWN_VALUE),
        ("5", {"appraisal": "pass"}, {"appraisal_factor": {"pass": "0.8"}}, "20"),
        ("5", {}, {P + "credits_per_day": "4"}, "20"),
        ("5", {}, {P + "credits_per_day": "0"}, Reason.NOT_VALUED),
        ("5", {}, {P + "min_days": "5.5"}, Reason.BELOW_MIN_DAYS),
        ("5", {"attended_days": "2"}, {P + "min_days_basis": "attended"}, Reason.BELOW_MIN_DAYS),
        ("5", {"attended_days": "3"}, {P + "min_days_basis": "attended"}, "15"),
        ("3.5", {}, {P + "day_step": "1"}, "15"),
        ("7", {"attended_days": "6"}, {P + "max_leave_ratio": [1, 7]}, "30"),
        ("7", {"attended_days": "5.9"}, {P + "max_leave_ratio": [1, 7]}, Reason.LEAVE_EXCEEDED),
        ("7", {}, {P + "max_leave_ratio": [0, 1]}, "35"),
    ],
)
def test_what_a_class_earns(
    days: str, data: dict[str, Any], parameters: dict[str, Any], expected: str
) -> None:
    assert one(days, parameters, **data) == expected


def test_a_line_names_rule_article_and_statement() -> None:
    history = History()
    fact = history.attended("k", "K", "2010-04-16", "5")
    line = entry(history.ledger(), "k")
    assert (line.rule, line.article, line.category) == ("R4", "A3-7(1)", "basic.off_job")
    assert (line.fact, line.subject) == ("class.completed", "K")
    assert (line.statement_id, line.position) == (fact.statement_id, fact.position)


SPANNING: dict[str, Any] = {"start": "2009-12-28", "end": "2010-01-08"}


def years(parameters: dict[str, Any], **data: Any) -> dict[int, str]:
    """What each year got of a class that spans New Year, 10 days of it planned."""
    history = History()
    history.record(
        "class.completed", "k", **{"class": "K", "scheduled_days": "10", **SPANNING, **data}
    )
    return {
        line.year: line.reason or plain(line.credits) for line in history.ledger(parameters).entries
    }


@pytest.mark.parametrize(
    ("year_of", "data", "expected"),
    [
        ("end_date", {}, {2010: "50"}),
        ("start_date", {}, {2009: "50"}),
        ("split_by_day", {"days_before_new_year": "4"}, {2009: "20", 2010: "30"}),
        ("split_by_day", {"days_before_new_year": "0"}, {2010: "50"}),
        ("split_by_day", {"days_before_new_year": "10"}, {2009: "50"}),
        ("split_by_day", {"days_before_new_year": "11"}, {2010: Reason.UNKNOWN_VALUE}),
        ("split_by_day", {}, {2010: Reason.UNKNOWN_VALUE}),
        (
            "split_by_day",
            {"days_before_new_year": "4", "attended_days": "7.5"},
            {2009: "15", 2010: "22.5"},
        ),
        (
            "split_by_day",
            {"days_before_new_year": "3", "attended_days": "9"},
            {2009: "12.5", 2010: "32.5"},
        ),
        ("split_by_day", {"start": "2010-01-01", "end": "2010-01-10"}, {2010: "50"}),
    ],
)
def test_the_year_of_a_class_that_spans_new_year(
    year_of: str, data: dict[str, str], expected: dict[int, str]
) -> None:
    assert years({P + "year_of": year_of}, **data) == expected


def test_a_start_is_needed_only_where_the_year_depends_on_it() -> None:
    history = History()
    history.record("class.completed", "k", end="2010-01-08", scheduled_days="5", **{"class": "K"})
    assert reason(history.ledger(), "k") is None
    late = history.ledger({P + "year_of": "start_date"})
    assert reason(late, "k") is Reason.UNKNOWN_VALUE


def test_a_class_happens_on_its_end_and_not_when_it_was_written_down() -> None:
    history = History()
    history.attended("k", "K", "2009-12-31", "5", occurred_at="2010-02-01T00:00:00Z")
    assert entry(history.ledger(), "k").year == 2009
    assert reason(history.ledger(today="2009-12-30"), "k") is Reason.NOT_YET_HAPPENED


def test_one_class_counts_once_the_earliest() -> None:
    history = History()
    history.attended("late", "K", "2010-05-16", "5")
    history.attended("early", "K", "2010-04-16", "4")
    history.attended("other", "L", "2010-04-16", "4")
    ledger = history.ledger()
    assert [reason(ledger, id_) for id_ in ("early", "late", "other")] == [
        None,
        Reason.DUPLICATE_CLASS,
        None,
    ]
    assert entry(ledger, "late").evidence == (entry(ledger, "early").statement_id,)


@pytest.mark.parametrize(
    ("data", "first"),
    [
        ({"appraisal": "fail"}, Reason.APPRAISAL_FAILED),
        ({"scheduled_days": "2"}, Reason.BELOW_MIN_DAYS),
        ({"attended_days": "9"}, Reason.UNKNOWN_VALUE),
    ],
)
def test_a_class_refused_for_its_value_is_not_used_up(data: dict[str, str], first: Reason) -> None:
    history = History()
    history.attended("e1", "K", "2010-04-16", data.pop("scheduled_days", "5"), **data)
    history.attended("e2", "K", "2010-05-16", "5")
    ledger = history.ledger()
    assert (reason(ledger, "e1"), reason(ledger, "e2")) == (first, None)


def test_only_a_standing_class_blocks_another() -> None:
    history = History()
    history.attended("e1", "K", "2010-04-16", "5")
    history.attended("e2", "K", "2010-05-16", "5")
    history.record("act.voided", "v", target="e1", occurred="2010-06-01")
    before, after = history.ledger(known=2), history.ledger()
    assert (reason(before, "e1"), reason(before, "e2")) == (None, Reason.DUPLICATE_CLASS)
    assert (reason(after, "e1"), reason(after, "e2")) == (Reason.VOIDED, None)


@pytest.mark.parametrize(
    ("organiser", "expected"),
    [
        ("county", Reason.PENDING_OR_REJECTED),
        ("unit", Reason.PENDING_OR_REJECTED),
        ("city", "25"),
        ("province", "25"),
    ],
)
def test_own_classes_may_need_an_application_first(organiser: str, expected: str) -> None:
    assert one("5", {"apply_first": True}, organiser=organiser) == expected
    assert one("5", {}, organiser=organiser) == "25"


def test_an_approval_credits_and_a_rejection_refuses() -> None:
    history = History()
    history.attended("k", "K", "2010-12-28", "5", organiser="unit")
    history.record("credit.approved", "a", target="k", occurred="2011-01-10")
    history.record("credit.rejected", "r", target="k", occurred="2011-02-10")
    parameters = {"apply_first": "true", "late_registration": "registration_year"}
    waiting, approved, rejected = (history.ledger(parameters, known=n) for n in (1, 2, 3))
    assert reason(waiting, "k") is Reason.PENDING_OR_REJECTED
    assert (reason(approved, "k"), entry(approved, "k").year) == (None, 2011)
    assert reason(rejected, "k") is Reason.PENDING_OR_REJECTED
    assert entry(history.ledger(known=2), "k").year == 2010
    assert reason(history.ledger(), "k") is Reason.PENDING_OR_REJECTED


def test_late_registration_may_move_a_class_to_the_year_it_became_known() -> None:
    history = History()
    history.attended("k", "K", "2009-10-15", "5", recorded="2010-03-08")
    assert entry(history.ledger(), "k").year == 2009
    moved = history.ledger({"late_registration": "registration_year"})
    assert entry(moved, "k").year == 2010
    split = {"late_registration": "registration_year", P + "year_of": "split_by_day"}
    assert entry(history.ledger(split), "k").year == 2010
