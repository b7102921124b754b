"""What holds of every history: order, repetition, voids, sums and knowledge."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from projections.credits.credit_ledger import Ledger, fold
from projections.exact import ZERO, jsonable
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.course_facts import CoursePassed
from projections.facts.credit_facts import DegreeFact, OtherActivityDone, Reward
from projections.facts.fact import Fact
from projections.policy.parameter import Policy
from projections.policy.succession import Succession, Tenure, succession_of
from projections.profile.writing import statement_id
from tests.unit.projections.history import BAOJI, History, recorded
from tests.unit.projections.strategies import (
    CLAIMS,
    MOST,
    Short,
    arrivals,
    claim,
    conferred,
    histories,
    policies,
    withdrawn,
)

TODAY = date(2014, 6, 30)
SUBJECTS = ["o1", "o2", "o3", "K1", "K2", "K3", "m1", "m2", "w1", "w2", "secondment", "research"]


def ledger(
    history: History,
    policy: Policy | Succession = BAOJI,
    *,
    acts: Iterable[Fact] | None = None,
    known: int = 99,
) -> Ledger:
    facts = history.facts if acts is None else acts
    judged_by = policy if isinstance(policy, Succession) else succession_of(policy)
    return fold(
        history.reference, "c1", facts, judged_by, known=known, today=TODAY, years=range(2007, 2016)
    )


def told(found: Ledger) -> Any:
    """The ledger apart from where and when its statements entered the log, and so from the order in
    which lines of one day are listed."""
    data = jsonable(found)
    for line in data["entries"]:
        del line["stored"]
    for lines in (data["entries"], data["findings"], data["steps"], data["applications"]):
        for line in lines:
            del line["position"]
        lines.sort(key=lambda line: line["statement_id"])
    for lines in (data["hours"], data["papers"]):
        lines.sort(key=lambda line: line["statement_id"])
    return data


def earned(found: Ledger) -> dict[int, Decimal]:
    return {balance.year: balance.earned for balance in found.balances}


@given(histories.flatmap(lambda facts: st.tuples(st.just(facts), arrivals(facts))), policies)
@settings(max_examples=200)
def test_the_answer_does_not_depend_on_arrival_order(
    orders: tuple[list[Short], list[Short]], policy: Any
) -> None:
    first, second = (told(ledger(recorded(order), policy)) for order in orders)
    assert first == second


@given(histories.flatmap(lambda facts: st.tuples(st.just(facts), arrivals(facts))), policies)
def test_nor_where_one_policy_follows_another(
    orders: tuple[list[Short], list[Short]], second: Policy
) -> None:
    alone = succession_of(BAOJI)
    later = Tenure(policy=second, since=alone.first_day(2010))
    judged_by = Succession(tenures=(*alone.tenures, later))
    one, other = (told(ledger(recorded(order), judged_by)) for order in orders)
    assert one == other


@given(histories, policies)
def test_posting_twice_changes_nothing(facts: list[Short], policy: Any) -> None:
    history = recorded(facts)
    once = ledger(history, policy)
    for fact in list(history.facts):
        history.reference.learn(fact)
    assert ledger(history, policy, acts=[*reversed(history.facts), *history.facts]) == once


@given(histories, st.one_of(claim, conferred, withdrawn), policies)
def test_recording_and_voiding_restores_the_balances(
    facts: list[Short], act: Short, policy: Any
) -> None:
    history = recorded(facts)
    before = ledger(history, policy)
    history.record(id_="new", **act)
    history.record("act.voided", "void", target="new", occurred="2010-01-01")
    after = ledger(history, policy)
    assert after.balances == before.balances
    assert after.cycles == before.cycles


@given(histories, st.integers(0, MOST - 1), policies)
def test_voiding_and_reinstating_restores_the_ledger(
    facts: list[Short], number: int, policy: Any
) -> None:
    target = f"f{number}"
    facts = [one for one in facts if one.get("target") != target]
    history = recorded(facts)
    before = ledger(history, policy)
    history.record("act.voided", "void", target=target, occurred="2010-01-01")
    history.record("void.withdrawn", "back", target=target, occurred="2010-01-02")
    assert told(ledger(history, policy))["entries"] == told(before)["entries"]


@given(histories, policies, st.sets(st.sampled_from(SUBJECTS)))
def test_what_is_earned_adds_up_over_any_split_by_subject(
    facts: list[Short], policy: Any, subjects: set[str]
) -> None:
    history = recorded(facts)

    def of(part: bool) -> dict[int, Decimal]:
        acts = [fact for fact in history.facts if (_subject(fact) in subjects) is part]
        decisions = [fact for fact in history.facts if _subject(fact) is None]
        return earned(ledger(history, policy, acts=[*acts, *decisions]))

    first, second = of(True), of(False)
    whole = earned(ledger(history, policy))
    assert {year: first[year] + second[year] for year in whole} == whole


def _subject(fact: Fact) -> str | None:
    if isinstance(fact, CoursePassed):
        return fact.course
    if isinstance(fact, ClassCompleted):
        return fact.training_class
    if isinstance(fact, DegreeFact):
        return fact.programme
    if isinstance(fact, Reward):
        return fact.subject
    return fact.kind if isinstance(fact, OtherActivityDone) else None


@given(histories, st.integers(0, MOST), policies)
def test_an_answer_under_a_known_position_never_changes(
    facts: list[Short], known: int, policy: Any
) -> None:
    early = ledger(recorded(facts[:known]), policy, known=known)
    assert ledger(recorded(facts), policy, known=known) == early


@given(histories, policies)
def test_balances_are_bound_by_their_identities(facts: list[Short], policy: Any) -> None:
    found = ledger(recorded(facts), policy)
    carried = ZERO
    for balance in found.balances:
        assert balance.carried_in == carried
        assert balance.counted == balance.earned + balance.carried_in
        assert balance.earned == sum(balance.by_category.values(), ZERO)
        assert 0 <= balance.carried_out <= balance.counted
        carried = balance.carried_out
    used = sum((balance.counted - balance.carried_out for balance in found.balances), ZERO)
    assert used + carried == sum(earned(found).values())
    assert sum(cycle.total for cycle in found.cycles) == sum(earned(found).values())


@given(histories, policies)
def test_every_line_names_its_statement_and_every_zero_its_reason(
    facts: list[Short], policy: Any
) -> None:
    found = ledger(recorded(facts), policy)
    claims = {statement_id(short["id_"]) for short in facts if short["fact"] in CLAIMS}
    assert {line.statement_id for line in found.entries} == claims
    for line in found.entries:
        assert (line.reason is None) == (line.credits > 0)
        assert line.rule
        assert line.article
    assert len({(line.statement_id, line.year) for line in found.entries}) == len(found.entries)


@given(histories, policies)
def test_nothing_is_credited_twice_nor_without_the_approval_it_wants(
    facts: list[Short], policy: Any
) -> None:
    found = ledger(recorded(facts), policy)
    credited = [line for line in found.entries if line.credits]
    yearly = [
        (line.subject, line.year) for line in credited if line.category == "additional.annual"
    ]
    assert len(set(yearly)) == len(yearly)
    conferrals = [line.subject for line in credited if line.category == "additional.conferral"]
    assert len(set(conferrals)) == len(conferrals)
    unapproved = {one.statement_id for one in found.applications if one.state != "approved"}
    assert unapproved.isdisjoint(line.statement_id for line in credited)
    awaited = {one.statement_id for one in found.applications}
    for line in credited:
        if line.category and not line.category.startswith("basic."):
            assert line.statement_id in awaited


@given(histories, policies)
def test_a_finding_takes_no_credit_away(facts: list[Short], policy: Any) -> None:
    handling = ("credit.assessed", "credit.registered", "credit.applied")
    void = [one for one in facts if one["fact"] not in handling]
    handled = {f"{one['id_']}" for one in facts if one["fact"] in handling}
    kept = [one for one in void if one.get("target") not in handled]
    bare = ledger(recorded(kept), policy)
    whole = ledger(recorded(facts), policy)
    assert told(bare)["balances"] == told(whole)["balances"]
