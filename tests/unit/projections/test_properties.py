"""What holds of every history: order, repetition, voids, sums and knowledge."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from projections.credit_ledger import Ledger, fold
from projections.exact import ZERO, jsonable
from projections.facts import ClassCompleted, CoursePassed, Fact
from projections.profile.writing import statement_id
from tests.unit.projections.history import BAOJI, History

Short = dict[str, Any]
"""A fact in short form."""

TODAY = date(2014, 6, 30)
DAYS = st.dates(date(2007, 11, 1), date(2014, 12, 31)).map(date.isoformat)
COURSES = st.sampled_from(["o1", "o2", "o3"])

catalogued = st.fixed_dictionaries(
    {
        "fact": st.just("course.catalogued"),
        "course": COURSES,
        "credits": st.sampled_from(["2", "5", "10", "12.5", "20"]),
        "occurred": st.dates(date(2007, 1, 1), date(2011, 1, 1)).map(date.isoformat),
    }
)
passed = st.fixed_dictionaries(
    {"fact": st.just("course.passed"), "course": COURSES, "occurred": DAYS},
    optional={"success": st.booleans(), "by": st.sampled_from(["exam", "paper"])},
)
attended = st.fixed_dictionaries(
    {
        "fact": st.just("class.completed"),
        "class": st.sampled_from(["K1", "K2", "K3"]),
        "start": st.just("2007-10-31"),
        "end": DAYS,
        "scheduled_days": st.sampled_from(["2", "3", "3.5", "10", "30"]),
        "days_before_new_year": st.just("1"),
    },
    optional={
        "attended_days": st.sampled_from(["0.3", "2", "3", "11"]),
        "appraisal": st.sampled_from(["pass", "fail", "odd"]),
        "organiser": st.sampled_from(["unit", "city"]),
    },
)
assigned = st.fixed_dictionaries(
    {"fact": st.just("unit.assigned"), "unit": st.sampled_from(["A", "B"]), "occurred": DAYS}
)
decision = st.fixed_dictionaries(
    {
        "fact": st.sampled_from(
            ["act.voided", "void.withdrawn", "credit.approved", "credit.rejected"]
        ),
        "target": st.integers(0, 12).map(lambda number: f"f{number}"),
        "occurred": DAYS,
    }
)


def numbered(shorts: Iterable[Short]) -> list[Short]:
    return [{"id_": f"f{number}", **short} for number, short in enumerate(shorts)]


histories = st.lists(
    st.one_of(catalogued, passed, attended, passed, attended, assigned, decision), max_size=13
).map(numbered)

policies = st.fixed_dictionaries(
    {},
    optional={
        "carry.mode": st.sampled_from(["chained", "next_year_only", "none"]),
        "carry.cross_cycle": st.booleans(),
        "carry.cap": st.sampled_from([None, "0", "7.5", "40"]),
        "basic.online.dedupe": st.sampled_from(["lifetime", "cycle", "year"]),
        "basic.off_job.year_of": st.sampled_from(["end_date", "start_date", "split_by_day"]),
        "basic.off_job.min_days_basis": st.sampled_from(["scheduled", "attended"]),
        "basic.off_job.max_leave_ratio": st.sampled_from([None, [1, 7]]),
        "apply_first": st.booleans(),
        "calendar.year_start": st.sampled_from(["01-01", "12-01"]),
        "thresholds.annual_excellent": st.sampled_from([None, "100"]),
    },
).map(BAOJI.with_overrides)


def recorded(shorts: Iterable[Short]) -> History:
    history = History()
    for short in shorts:
        history.record(**short)
    return history


def ledger(
    history: History, policy: Any = BAOJI, *, acts: Iterable[Fact] | None = None, known: int = 99
) -> Ledger:
    facts = history.facts if acts is None else acts
    return fold(
        history.reference, "c1", facts, policy, known=known, today=TODAY, years=range(2007, 2016)
    )


def told(found: Ledger) -> Any:
    """The ledger apart from where and when its statements entered the log."""
    data = jsonable(found)
    for line in data["entries"]:
        del line["position"], line["stored"]
    return data


def earned(found: Ledger) -> dict[int, Decimal]:
    return {balance.year: balance.earned for balance in found.balances}


@given(histories.flatmap(lambda facts: st.tuples(st.just(facts), st.permutations(facts))), policies)
@settings(max_examples=200)
def test_the_answer_does_not_depend_on_arrival_order(
    orders: tuple[list[Short], list[Short]], policy: Any
) -> None:
    first, second = (told(ledger(recorded(order), policy)) for order in orders)
    assert first == second


@given(histories, policies)
def test_posting_twice_changes_nothing(facts: list[Short], policy: Any) -> None:
    history = recorded(facts)
    once = ledger(history, policy)
    for fact in list(history.facts):
        history.reference.learn(fact)
    assert ledger(history, policy, acts=[*reversed(history.facts), *history.facts]) == once


@given(histories, st.one_of(passed, attended), policies)
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


@given(histories, st.integers(0, 12), policies)
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


@given(histories, policies, st.sets(st.sampled_from(["o1", "o2", "o3", "K1", "K2", "K3"])))
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
    return fact.training_class if isinstance(fact, ClassCompleted) else None


@given(histories, st.integers(0, 13), policies)
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
    assert sum(cycle.total for cycle in found.cycles) == sum(earned(found).values())


@given(histories, policies)
def test_every_line_names_its_statement_and_every_zero_its_reason(
    facts: list[Short], policy: Any
) -> None:
    found = ledger(recorded(facts), policy)
    claims = {
        statement_id(short["id_"])
        for short in facts
        if short["fact"] in {"course.passed", "class.completed"}
        and (short.get("occurred") or short["end"]) <= TODAY.isoformat()
    }
    assert {line.statement_id for line in found.entries} == claims
    for line in found.entries:
        assert (line.reason is None) == (line.credits > 0)
        assert line.rule
        assert line.article
    assert len({(line.statement_id, line.year) for line in found.entries}) == len(found.entries)
