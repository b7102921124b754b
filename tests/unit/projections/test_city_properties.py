"""What holds of every history under policies of items and targets, as under Baoji's own rules."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from projections.exact import ZERO
from projections.policy.folder import load_packaged
from tests.unit.projections.cities import bands, city, item, rate
from tests.unit.projections.history import recorded
from tests.unit.projections.strategies import MOST, Short, arrivals, claim, histories
from tests.unit.projections.test_properties import ledger, told

ITEMS = {
    "items.short": item(to_days=5, category="required.class", worth=rate("days", "1.5")),
    "items.long": item(from_days=6, category="required.class", worth=bands((6, 20, 9))),
    "items.online": item("course", "elective.online", worth=rate("credits")),
    "items.degree": item("degree", "elective", worth={"table": {"master": 8}, "by": "level"}),
    "items.book": item("book", "reward", worth={"table": {"sole": 6, "co": 3}, "by": "role"}),
    "items.article": item(
        "article", "reward", worth={"table": {"county": 2, "national": 5}, "by": "outlet_level"}
    ),
    "items.award": item("award", "reward", worth={"flat": 4}, approval=False),
    "items.secondment": item("activity", kinds=["secondment"], worth={"flat": 2}),
    "items.penalty": item("activity", "penalty", worth={"flat": "-3"}),
    "targets.year": {
        "of": ["required", "elective", "reward", "penalty"],
        "window": "year",
        "least": {"other": 12},
        "shares": {"required": "0.5"},
    },
    "targets.cycle": {"of": ["required"], "window": "cycle", "least": {"other": 30}},
}
CARRY = {
    "of": ["required", "elective"],
    "over": {"other": 5},
    "to": "elective.carried",
    "cross_cycle": False,
}
cities = st.one_of(
    st.sampled_from([load_packaged(name) for name in ("nanjing", "huaian", "cn-national-2023")]),
    st.fixed_dictionaries(
        {
            "chained": st.booleans(),
            "once": st.sampled_from(["lifetime", "cycle", "year", "never"]),
            "category_cap": st.sampled_from([{}, {"reward": 5}]),
            "late_registration": st.sampled_from(["act_year", "registration_year"]),
            "calendar.year_start": st.sampled_from(["01-01", "12-01"]),
        }
    ).map(
        lambda chosen: city(
            {
                **ITEMS,
                "items.online": {**ITEMS["items.online"], "once": chosen.pop("once")},
                "carry_over.all": {**CARRY, "chained": chosen.pop("chained")},
                **chosen,
            }
        )
    ),
)


@given(histories.flatmap(lambda facts: st.tuples(st.just(facts), arrivals(facts))), cities)
@settings(max_examples=200)
def test_the_answer_does_not_depend_on_arrival_order(
    orders: tuple[list[Short], list[Short]], policy: Any
) -> None:
    first, second = (told(ledger(recorded(order), policy)) for order in orders)
    assert first == second


@given(histories, claim, cities)
def test_recording_and_voiding_restores_the_balances(
    facts: list[Short], act: Short, policy: Any
) -> None:
    history = recorded(facts)
    before = ledger(history, policy)
    history.record(id_="new", **act)
    history.record("act.voided", "void", target="new", occurred="2010-01-01")
    after = ledger(history, policy)
    assert (after.balances, after.standings) == (before.balances, before.standings)


@given(histories, st.integers(0, MOST), cities)
def test_an_answer_under_a_known_position_never_changes(
    facts: list[Short], known: int, policy: Any
) -> None:
    early = ledger(recorded(facts[:known]), policy, known=known)
    assert ledger(recorded(facts), policy, known=known) == early


@given(histories, cities)
def test_balances_are_bound_by_their_identities(facts: list[Short], policy: Any) -> None:
    found = ledger(recorded(facts), policy)
    carried, used = ZERO, ZERO
    for balance in found.balances:
        assert balance.carried_in == carried
        assert balance.counted == balance.earned + balance.carried_in
        assert balance.earned == sum(balance.by_category.values(), ZERO)
        assert balance.carried_out >= 0
        carried = balance.carried_out
        used += balance.counted - carried
    earned: Decimal = sum((balance.earned for balance in found.balances), ZERO)
    assert used + carried == earned
    assert sum((cycle.total for cycle in found.cycles), ZERO) == earned


@given(histories, cities)
def test_every_credit_names_its_item_and_every_zero_its_reason(
    facts: list[Short], policy: Any
) -> None:
    for line in ledger(recorded(facts), policy).entries:
        assert (line.reason is None) == (line.credits != 0)
        if line.credits:
            assert line.rule in policy.parameters
            assert line.article
