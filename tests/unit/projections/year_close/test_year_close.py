"""Years are closed, published, opened again; what they rest on, and what moved them (R17, R20)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from projections.answers.cut_off import close_of
from projections.case.decisions import AsOf
from projections.compliance.duties import plan_days, plan_duty, result_duty
from projections.compliance.members import member_of
from projections.policy.folder import load_packaged
from projections.policy.succession import succession_of
from projections.policy.years import ENDED
from projections.verdicts import SENTENCES, Verdict
from projections.year_close.circular import Circular, circular_of, seen_of
from projections.year_close.drift import because
from projections.year_close.year_state import YearState, year_state
from tests.unit.projections.cities import city
from tests.unit.projections.history import BAOJI, History

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("close_at", "expected"),
    [
        ("12-31T24:00", datetime(2010, 12, 31, 23, 59, 59, 999999, ZONE)),
        ("12-31T12:00", datetime(2010, 12, 31, 11, 59, 59, 999999, ZONE)),
        ("01-15T24:00", datetime(2011, 1, 15, 23, 59, 59, 999999, ZONE)),
        ("12-20T24:00", datetime(2010, 12, 20, 23, 59, 59, 999999, ZONE)),
    ],
)
def test_the_close_is_the_last_instant_that_counts(close_at: str, expected: datetime) -> None:
    assert (
        close_of(2010, succession_of(BAOJI.with_overrides({"assessment.close_at": close_at})))
        == expected
    )


@pytest.mark.parametrize(
    ("due", "grace", "days"),
    [
        ("12-31", "01-31", (date(2010, 12, 31), date(2011, 1, 31))),
        ("01-15", "01-31", (date(2011, 1, 15), date(2011, 1, 31))),
        ("12-15", "12-15", (date(2010, 12, 15), date(2010, 12, 15))),
    ],
)
def test_the_days_of_a_plan_lie_around_the_years_start(
    due: str, grace: str, days: tuple[date, date]
) -> None:
    changed = {"assessment.plan_due": due, "assessment.plan_grace": grace}
    assert plan_days(2011, succession_of(BAOJI.with_overrides(changed))) == days


def test_a_policy_that_asks_for_no_plan_and_no_result_makes_no_duties() -> None:
    policies = succession_of(load_packaged("nanjing"))
    as_of = AsOf(known=99, today=date(2012, 1, 1), zone=ZONE)
    assert plan_days(2011, policies) is None
    assert plan_duty("A", 2011, History().reference, as_of, policies) is None
    assert result_duty("A", 2011, History().reference, as_of, policies) is None


def test_a_plan_without_a_grace_is_forgiven_nothing() -> None:
    due = date(2010, 12, 31)
    assert plan_days(2011, succession_of(city({"assessment.plan_due": "12-31"}))) == (due, due)


def state(*facts: tuple[str, dict[str, Any]]) -> YearState:
    history = History()
    for number, (fact, data) in enumerate(facts):
        history.record(fact, f"f{number}", year=2010, occurred=f"2011-01-{number + 1:02}", **data)
    as_of = AsOf(known=99, today=date(2012, 1, 1), zone=ZONE)
    return year_state("A", 2010, history.reference, as_of)


A: dict[str, Any] = {"unit": "A"}


def test_a_late_step_back_moves_nothing() -> None:
    found = state(("unit_assessment.inspected", A), ("annual_result.reported", A))
    assert (found.state, found.since) == ("inspected", date(2011, 1, 1))


def test_only_a_published_year_can_be_opened_again() -> None:
    found = state(("annual_result.reported", A), ("year.reopened", {}))
    assert found.state == "reported"
    assert found.steps[-1].reason is Verdict.NOT_PUBLISHED


def test_a_year_can_be_opened_again_more_than_once() -> None:
    again: list[tuple[str, dict[str, Any]]] = [
        ("year.reopened", {}),
        ("annual_result.reported", A),
        ("corrigendum.issued", {}),
    ]
    assert state(("circular.issued", {}), *again, *again).state == "corrigendum"
    assert state(("circular.issued", {}), *again, again[0]).state == "reopened"


def test_the_state_of_a_unit_is_not_that_of_its_neighbour() -> None:
    assert state(("year.published", {"unit": "B"})).state == "open"
    assert state(("year.published", {})).state == "published"


def close(*days: str | None) -> Circular:
    """The circular on 2010 over members of units A, B, ... who attended so many days each."""
    members = []
    for number, attended in enumerate(days):
        history, person = History(), f"c{number}"
        unit = "AB"[number // 2]
        history.record("unit.assigned", "m", cadre=person, unit=unit, occurred="2009-01-01")
        if attended:
            history.attended("k", "K", "2010-03-20", attended, cadre=person)
        members.append(member_of(history.dossier(person=person), 2010))
    seen = [one for one in map(seen_of, members) if one]
    return circular_of(2010, seen, succession_of(BAOJI), state=ENDED)


def test_the_circular_ranks_units_by_rate_then_mean_and_shares_ranks() -> None:
    found = close("12", None, "12", "13")
    assert [(one.unit, one.rank, one.verdict) for one in found.units] == [
        ("A", 2, "barred_from_advanced"),
        ("B", 1, "clear"),
    ]
    assert [one.rank for one in close("12", "13", "13", "12").units] == [1, 1]


def test_the_circular_has_means_of_credits_and_hours_and_names_its_evidence() -> None:
    found = close("12", "3", None)
    assert found.figures.mean_credits == Decimal("25.00")
    assert found.figures.mean_hours == Decimal("37.50")
    named = {one.cadre: one for one in found.lists.criticised_persons}
    assert set(named) == {"c1", "c2"}
    assert len(named["c1"].evidence) == 1
    assert named["c2"].reason is Verdict.CREDITS_SHORT


def test_every_verdict_has_a_sentence_in_both_languages() -> None:
    assert set(SENTENCES) == set(Verdict)
    assert all(sentence.keys() == {"zh", "en"} for sentence in SENTENCES.values())


ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))


def test_because_names_what_each_alone_would_make_the_difference_another_one() -> None:
    def counted(without: frozenset[UUID]) -> Decimal:
        return Decimal(10 * (3 - len(without & {ONE, TWO})))

    assert because(counted, [ONE, TWO, THREE], Decimal(30)) == (ONE, TWO)


def test_what_is_told_without_a_fold_is_not_folded() -> None:
    def counted(without: frozenset[UUID]) -> Decimal:
        raise AssertionError(f"folded without {without}")

    told = {ONE: True, TWO: False}
    assert because(counted, [ONE, TWO], Decimal(30), told.get) == (ONE,)


def test_where_facts_stand_in_for_each_other_the_earliest_explains() -> None:
    def counted(without: frozenset[UUID]) -> Decimal:
        return Decimal(60 if {ONE, TWO} <= without else 0)

    assert because(counted, [ONE, TWO, THREE], Decimal(0)) == (ONE,)


def test_what_no_fact_made_is_because_of_none() -> None:
    assert because(lambda _: Decimal(5), [ONE, TWO], Decimal(5)) == ()
