"""Teachers, funds and sharing: bad input is a finding, and a policy without a part asks nothing."""

from decimal import Decimal
from typing import Any

import pytest

from lrs.event.list_log import ListLog
from projections.answers.basis import Basis
from projections.answers.resources import funds_of, sharing_of, teachers_of
from projections.case.finding import Found
from projections.policy.folder import load_packaged
from projections.policy.succession import succession_of
from projections.profile.writing import statement_id
from projections.reports import resources as reports
from projections.verdicts import Verdict
from tests.unit.projections.history import BAOJI, History


def basis_of(history: History, *, today: str = "2011-06-01", policy: str = "") -> Basis:
    return history.basis(today, policies=succession_of(load_packaged(policy) if policy else BAOJI))


def stated(*facts: dict[str, Any]) -> History:
    history = History()
    for number, fact in enumerate(facts):
        history.record(**{"id_": f"f{number}", "occurred": "2010-05-01", **fact})
    return history


def amiss(findings: tuple[Found, ...]) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.reason.value, one.members) for one in findings]


@pytest.mark.parametrize(
    ("fact", "member"),
    [
        ({"fact": "teacher.trained", "teacher": "t1", "days": "400"}, "days"),
        ({"fact": "teacher.trained", "teacher": "t1", "days": "-1"}, "days"),
        ({"fact": "teacher.pooled", "teacher": "t1", "kind": "half_time"}, "kind"),
    ],
)
def test_what_cannot_be_read_of_a_teacher_counts_as_not_said(
    fact: dict[str, Any], member: str
) -> None:
    history = stated({"fact": "teacher.pooled", "teacher": "t0", "kind": "full_time"}, fact)
    found = teachers_of(ListLog(history.rows), basis_of(history), 2010)
    assert amiss(found.findings) == [("unknown_value", (member,))]
    (asked,) = [one for one in found.teachers if one.met is not None]
    assert (asked.teacher, asked.days, asked.met) == ("t0", Decimal(0), False)


def test_a_year_that_is_none_leaves_a_budget_out_and_is_found_in_the_year_of_its_day() -> None:
    budget = {"fact": "budget.recorded", "unit": "A", "payroll": "100", "amount": "2"}
    history = stated({**budget, "year": "0"}, {**budget, "year": 2010, "amount": "-2"})
    found = funds_of(ListLog(history.rows), basis_of(history), 2010)
    (funds,) = found.funds
    assert (funds.required, funds.amount, funds.met) == (None, None, None)
    assert amiss(found.findings) == [("unknown_value", ("amount",)), ("unknown_value", ("year",))]


def test_money_spent_without_a_budget_is_told_with_the_reason() -> None:
    history = stated({"fact": "fund.spent", "unit": "A", "year": 2010, "amount": "3"})
    (funds,) = funds_of(ListLog(history.rows), basis_of(history), 2010).funds
    assert (funds.spent, funds.amount, funds.reason) == (
        Decimal(3),
        None,
        Verdict.BUDGET_MISSING,
    )


def test_a_short_year_of_training_has_its_reason_once_the_year_has_ended() -> None:
    history = stated({"fact": "teacher.pooled", "teacher": "t1", "kind": "full_time"})
    log = ListLog(history.rows)
    (open_,) = teachers_of(log, basis_of(history, today="2010-12-30"), 2010).teachers
    (ended,) = teachers_of(log, basis_of(history, today="2010-12-31"), 2010).teachers
    assert (open_.reason, ended.reason) == (None, Verdict.TEACHER_DAYS_SHORT)


def test_a_loan_before_the_letter_is_found_and_counts() -> None:
    history = stated(
        {"fact": "teacher.lent", "agreement": "X", "days": "2", "fee": "9", "teacher": "t1"},
        {"fact": "responsibility_letter.signed", "agreement": "X", "year": 2010},
    )
    found = sharing_of(ListLog(history.rows), basis_of(history), 2010)
    (agreement,) = found.agreements
    assert (agreement.lent_days, agreement.fees) == (Decimal(2), Decimal(9))
    assert [(one.reason.value, one.statement_id) for one in found.findings] == [
        ("lent_before_letter", statement_id("f0"))
    ]


def test_units_that_are_asked_for_are_told_of_alone() -> None:
    history = stated(
        {"fact": "teacher.pooled", "teacher": "t1", "kind": "full_time", "unit": "A"},
        {"fact": "teacher.pooled", "teacher": "t2", "kind": "full_time"},
        {"fact": "fund.spent", "unit": "A", "year": 2010, "amount": "3"},
        {"fact": "fund.spent", "unit": "B", "year": 2010, "amount": "3"},
        {
            "fact": "responsibility_letter.signed",
            "agreement": "X",
            "year": 2010,
            "parties": ["A", "B"],
        },
        {"fact": "mid_year.reviewed", "agreement": "Y", "year": 2010},
        {"fact": "county_plan.approved", "unit": "B", "year": 2010},
    )
    log, basis = ListLog(history.rows), basis_of(history)
    assert [one.teacher for one in teachers_of(log, basis, 2010, units={"A"}).teachers] == ["t1"]
    assert [one.unit for one in funds_of(log, basis, 2010, units={"A"}).funds] == ["A"]
    sharing = sharing_of(log, basis, 2010, units={"A"})
    assert ([one.agreement for one in sharing.agreements], sharing.counties) == (["X"], ())


def test_a_grant_for_a_unit_covers_the_funds_of_that_unit_alone() -> None:
    history = History()
    history.reference.grant(position=1, credential="a", asserts=("fund.spent@A",))
    for unit in ("A", "B"):
        spent = {"unit": unit, "year": 2010, "amount": "3", "occurred": "2010-05-01"}
        history.record("fund.spent", f"s{unit}", credential="a", **spent)
    found = funds_of(ListLog(history.rows), basis_of(history), 2010)
    assert [one.unit for one in found.funds] == ["A"]
    assert [(one.reason.value, one.subject) for one in found.findings] == [("not_authorised", "B")]


@pytest.mark.parametrize("policy", ["cn-national-2023", "nanjing", "huaian"])
def test_a_policy_without_these_parts_says_that_they_do_not_apply(policy: str) -> None:
    history = stated(
        {"fact": "teacher.pooled", "teacher": "t1", "kind": "full_time"},
        {"fact": "fund.spent", "unit": "A", "year": 2010, "amount": "3"},
        {"fact": "mid_year.reviewed", "agreement": "Y", "year": 2010},
    )
    log, basis = ListLog(history.rows), basis_of(history, policy=policy)
    pages: dict[str, Any] = {"after": "", "limit": None}
    answers = (
        reports.teachers(teachers_of(log, basis, 2010), basis, 2010, **pages),
        reports.funds(funds_of(log, basis, 2010), basis, 2010, **pages),
        reports.sharing(sharing_of(log, basis, 2010), basis, 2010, **pages),
    )
    assert {(one.state, one.total) for one in answers} == {("not_applicable", 0)}


def test_a_unit_does_not_take_over_the_teacher_of_another() -> None:
    pooled = {"fact": "teacher.pooled", "teacher": "t1", "kind": "full_time"}
    history = stated({**pooled, "unit": "B", "occurred": "2010-02-01"})
    history.reference.grant(position=1, credential="a", asserts=("teacher.pooled@A",))
    taken = {**pooled, "unit": "A", "kind": "invited", "occurred": "2010-04-01"}
    history.record(**{"id_": "taken", "credential": "a", **taken})
    history.record(**{"id_": "own", "credential": "a", **taken, "teacher": "t2"})
    found = teachers_of(ListLog(history.rows), basis_of(history), 2010)
    assert {one.teacher: (one.unit, one.kind) for one in found.teachers} == {
        "t1": ("B", "full_time"),
        "t2": ("A", "invited"),
    }
    assert amiss(found.findings) == [("not_authorised", ())]
    history.record("teacher.removed", "gone", teacher="t1", occurred="2010-05-01")
    history.record(**{"id_": "free", "credential": "a", **taken, "occurred": "2010-06-01"})
    found = teachers_of(ListLog(history.rows), basis_of(history), 2010)
    assert {one.unit for one in found.teachers} == {"A"}
