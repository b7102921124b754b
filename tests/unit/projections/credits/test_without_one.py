"""What lines tell without a fold is what a fold tells; and they tell it of most statements."""

from datetime import date
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from projections.answers.acts import by_person
from projections.case.decisions import AsOf
from projections.case.dossier import Dossier, open_dossier
from projections.credits.credit_ledger import credits_of
from projections.credits.without_one import WithoutOne
from projections.facts.fact import Fact
from projections.policy.folder import load_packaged
from projections.policy.parameter import Policy
from projections.policy.succession import succession_of
from tests.unit.projections.history import BAOJI, History

YEAR = 2010
DAYS = st.sampled_from(["2009-06-01", "2010-02-01", "2010-06-01", "2010-12-30", "2011-02-01"])
TARGET = st.integers(0, 9).map(lambda number: f"f{number}")


def fact(name: str, **members: Any) -> st.SearchStrategy[dict[str, Any]]:
    drawn = {
        key: value if isinstance(value, st.SearchStrategy) else st.just(value)
        for key, value in members.items()
    }
    return st.fixed_dictionaries({"fact": st.just(name), "occurred": DAYS, **drawn})


learned = st.one_of(
    fact("course.passed", course=st.sampled_from(["o1", "o2", "o9"]), by="exam"),
    fact("class.completed", **{"class": "K"}, start="2009-01-30", end=DAYS, scheduled_days="30"),
    fact("book.published", work="w1", role=st.sampled_from(["sole", "co"])),
    fact("award.won", achievement="w1", level="municipal", grade="first"),
    fact("other_activity.done", kind=st.sampled_from(["secondment", "research"]), days="3"),
    fact("degree.admitted", programme="m1", level="master"),
)
decided = st.one_of(
    fact("act.voided", target=TARGET),
    fact("void.withdrawn", target=TARGET),
    *(fact("credit.approved", target=TARGET) for _ in range(3)),
    fact("credit.rejected", target=TARGET),
    fact("credit.applied", target=TARGET),
    fact("credit.registered", target=TARGET, role="unit_hr"),
    fact("unit.assigned", unit="A"),
    fact("level.changed", level="county_and_above"),
)
policies = st.fixed_dictionaries(
    {},
    optional={
        "late_registration": st.just("registration_year"),
        "basic.online.dedupe": st.just("year"),
        "thresholds.annual_credits": st.just("10"),
        "category_cap": st.just({"basic.online": "5"}),
        "other_activities": st.just({"secondment": "4"}),
    },
).map(BAOJI.with_overrides) | st.sampled_from(["nanjing", "huaian"]).map(load_packaged)


def dossier(history: History, policy: Policy, *, without: Fact | None = None) -> Dossier:
    as_of = AsOf(
        known=len(history.facts),
        today=date(2011, 6, 1),
        zone=policy.zone,
        without=frozenset([without.statement_id] if without else []),
    )
    acts = by_person(as_of.known_of(history.facts), history.reference, as_of).get("c1", [])
    return open_dossier(history.reference, "c1", acts, succession_of(policy), as_of)


def history_of(facts: list[dict[str, Any]]) -> History:
    history = History()
    for course in ("o1", "o2"):
        history.catalogue(course, "10")
    for number, one in enumerate(facts):
        history.record(**one, id_=f"f{number}", recorded="2011-03-01")
    return history


@given(st.lists(st.one_of(learned, learned, decided), min_size=2, max_size=10), policies)
@settings(max_examples=300, deadline=None)
def test_what_lines_tell_is_what_a_fold_tells(facts: list[dict[str, Any]], policy: Policy) -> None:
    history = history_of(facts)
    opened = dossier(history, policy)
    earned = credits_of(opened, years=[YEAR])
    lines = WithoutOne(opened, earned, year=YEAR)
    for one in history.facts:
        told = lines.differs(one)
        event(f"{one.name}: {told}")
        if told is not None:
            other = credits_of(dossier(history, policy, without=one), years=[YEAR])
            assert told == (other.balance(YEAR).counted != earned.balance(YEAR).counted), one


def test_a_late_approval_and_what_was_approved_are_told_without_a_fold() -> None:
    history = History()
    book = history.approved("book.published", "w", "2010-06-01", work="w1", role="sole")
    opened = dossier(history, BAOJI)
    lines = WithoutOne(opened, credits_of(opened, years=[YEAR]), year=YEAR)
    assert [lines.differs(one) for one in (book, history.facts[-1])] == [True, True]
