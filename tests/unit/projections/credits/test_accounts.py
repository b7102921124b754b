"""Balances under targets: windows, levels, shares, caps, grades, and carry-over in every mode."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.compliance.members import member_of
from projections.compliance.unit_compliance import UnitCompliance, compliance
from projections.credits.balances import Balance
from projections.credits.credit_ledger import Ledger
from projections.exact import ZERO, plain
from projections.policy.parameter import Policy
from projections.policy.succession import succession_of
from projections.policy.years import ENDED
from tests.unit.projections.cities import city, item, rate
from tests.unit.projections.history import BAOJI, History

ITEMS = {
    "items.required": item(kinds=["r"], category="required.class", worth=rate("days")),
    "items.elective": item(kinds=["e"], category="elective", worth=rate("days")),
    "items.penalty": item("activity", category="penalty", worth={"flat": "-4"}),
}


def target(*of: str, least: Any = 10, window: str = "year", **members: Any) -> dict[str, Any]:
    """A target over categories; `least` for every level unless it is a map."""
    by_level = least if isinstance(least, dict) else {"other": least}
    return {"of": list(of), "window": window, "least": by_level, **members}


def recorded(
    days: Mapping[int, tuple[str, str]], *, penalties: int = 0, level: str | None = None
) -> History:
    """In each year so many days of required and of elective class."""
    history = History()
    if level:
        history.record("unit.assigned", "u", unit="U", level=level, occurred="2007-01-01")
    for year, amounts in days.items():
        for kind, amount in zip("re", amounts, strict=True):
            if amount != "0":
                name = f"{kind}{year}"
                history.attended(name, name, f"{year}-06-01", amount, kind=kind)
    for number in range(penalties):
        history.record(
            "other_activity.done", f"p{number}", cadre="c1", kind="x", occurred="2010-01-01"
        )
    return history


def ledger(policy: Policy, days: Mapping[int, tuple[str, str]], **data: Any) -> Ledger:
    """The ledger of such years at the end of 2013."""
    return recorded(days, **data).ledger(policy=policy, today="2013-12-31", years=[2008])


def unit(policy: Policy, days: str) -> UnitCompliance:
    """A unit in 2010 whose one member had so many days of required class."""
    dossier = recorded({2010: (days, "0")}, level="x").dossier(policy=policy)
    return compliance("U", 2010, [member_of(dossier, 2010)], succession_of(policy), state=ENDED)


def standing(found: Ledger, period: str, name: str = "a") -> tuple[str, str, str]:
    """What is there of a target, what is missing, and the grade."""
    (one,) = [one for one in found.standings if (one.period, one.target) == (period, name)]
    return plain(one.have), plain(one.missing), one.grade


def test_several_targets_and_windows_at_once() -> None:
    targets = {
        "targets.a": target("required", least=10),
        "targets.b": target("required", "elective", least=15),
        "targets.c": target("elective", least=30, window="cycle"),
    }
    found = ledger(city({**ITEMS, **targets}), {2010: ("12", "2"), 2011: ("10", "20")})
    assert standing(found, "2010") == ("12", "0", "qualified")
    assert standing(found, "2010", "b") == ("14", "1", "unqualified")
    assert found.balance(2010).grade == "unqualified"
    assert found.balance(2011).grade == "qualified"
    assert [found.balance(2010).required, found.balance(2010).missing] == [None, None]
    (lacking,) = found.balance(2010).missing_by_target
    assert (lacking.target, plain(lacking.missing), lacking.unit) == ("b", "1", "credits")
    assert lacking.least == 15
    assert found.balance(2011).missing_by_target == ()
    assert standing(found, "2008-2012", "c") == ("22", "8", "unqualified")
    assert found.cycle("2008-2012").grade == "unqualified"


@pytest.mark.parametrize(
    ("level", "grade"), [("chief", "unqualified"), ("clerk", "qualified"), (None, "ungraded")]
)
def test_a_target_binds_by_level(level: str | None, grade: str) -> None:
    policy = city({**ITEMS, "targets.a": target("required", least={"chief": 12, "clerk": 10})})
    assert ledger(policy, {2010: ("10", "0")}, level=level).balance(2010).grade == grade


@pytest.mark.parametrize(
    ("days", "grade"),
    [("9", "unqualified"), ("10", "qualified"), ("19", "qualified"), ("20", "excellent")],
)
def test_the_third_grade(days: str, grade: str) -> None:
    values = {
        "targets.a": target("required", excellent={"other": 20}),
        "targets.b": target("required", least=5),
    }
    found = ledger(city({**ITEMS, **values}), {2010: (days, "0")})
    assert found.balance(2010).grade == grade


def test_a_minimum_share_of_the_task() -> None:
    policy = city(
        {**ITEMS, "targets.a": target("required", "elective", shares={"required": "0.7"})}
    )
    found = ledger(policy, {2010: ("6.5", "20"), 2011: ("7", "3")})
    assert found.balance(2010).grade == "unqualified"
    assert found.balance(2010).short_shares == {"required": Decimal("0.5")}
    assert found.balance(2011).grade == "qualified"


def test_a_penalty_takes_away_and_may_leave_less_than_nothing() -> None:
    values = {"targets.a": target("required", "penalty")}
    found = ledger(city({**ITEMS, **values}), {2010: ("3", "0")}, penalties=2)
    assert found.balance(2010).by_category == {"penalty": -8, "required.class": 3}
    assert standing(found, "2010") == ("-5", "15", "unqualified")
    assert found.balance(2010).carried_out == 0


def test_caps_of_a_category_and_of_the_year() -> None:
    values = {"category_cap": {"required": 5}, "year_cap": 8, "targets.a": target("required")}
    found = ledger(city({**ITEMS, **values}), {2010: ("9", "7"), 2011: ("2", "3")})
    assert found.balance(2010).by_category == {"elective": 3, "required.class": 5}
    assert found.balance(2010).earned == 8
    assert found.balance(2011).earned == 5


def test_typed_carry_goes_into_another_category() -> None:
    rule = {
        "of": ["required"],
        "over": {"other": 10},
        "to": "elective",
        "chained": False,
        "cross_cycle": True,
    }
    values = {"carry_over.a": rule, "targets.a": target("elective")}
    found = ledger(city({**ITEMS, **values}), {2010: ("25", "3"), 2011: ("11", "0")})
    assert standing(found, "2010") == ("3", "7", "unqualified")
    assert standing(found, "2011") == ("15", "0", "qualified")
    assert standing(found, "2012") == ("1", "9", "unqualified")


def test_a_unit_is_tested_by_the_mean() -> None:
    values = {**ITEMS, "targets.a": target("required"), "unit_mean": "6.5"}
    for days, verdict in (("6", "barred_from_advanced"), ("6.5", "clear"), ("20", "clear")):
        found = unit(city(values), days)
        assert (found.verdict, found.mean_test and found.mean_test.persons) == (verdict, 1)
    both = {**values, "thresholds.unit_unqualified_ratio": [1, 1], "unit_mean": 1}
    assert unit(city(both), "5").verdict == "barred_from_advanced"


def test_a_policy_without_a_unit_test_bars_nobody() -> None:
    found = unit(city(ITEMS), "5")
    assert (found.verdict, found.limit, found.to_clear) == ("not_applicable", 0, 0)


whole_days = st.integers(0, 30).map(str)
histories = st.dictionaries(st.integers(2008, 2013), st.tuples(whole_days, whole_days), max_size=5)
modes = st.fixed_dictionaries(
    {
        "of": st.sampled_from([["required"], ["elective"], ["required", "elective"]]),
        "over": st.integers(0, 20).map(lambda over: {"other": over}),
        "to": st.sampled_from(["elective", "required.carried", "elsewhere"]),
        "chained": st.booleans(),
        "cross_cycle": st.booleans(),
    },
    optional={"cap": st.integers(0, 15)},
)


caps = st.fixed_dictionaries(
    {},
    optional={
        "category_cap": st.dictionaries(
            st.sampled_from(["required", "elective"]), st.integers(0, 9)
        ),
        "year_cap": st.integers(0, 20),
    },
)


@given(histories, modes, st.integers(0, 3), caps)
def test_carry_is_conserved_in_every_mode(
    days: dict[int, tuple[str, str]], rule: dict[str, Any], penalties: int, capped: dict[str, Any]
) -> None:
    values = {**ITEMS, "carry_over.a": rule, "targets.a": target("required", "elective"), **capped}
    found = ledger(city(values), days, penalties=penalties)
    carried = ZERO
    for balance in found.balances:
        assert balance.carried_in == carried
        assert balance.counted == balance.earned + balance.carried_in
        assert balance.earned == sum(balance.by_category.values(), ZERO)
        lines = [line for line in found.entries if line.year == balance.year]
        assert balance.earned == sum((line.credits - line.cut for line in lines), ZERO)
        assert 0 <= balance.carried_out <= rule.get("cap", 10**6)
        if balance.year == 2012 and not rule["cross_cycle"]:
            assert balance.carried_out == 0
        carried = balance.carried_out
    earned = sum((balance.earned for balance in found.balances), ZERO)
    assert sum((cycle.total for cycle in found.cycles), ZERO) == earned
    for one in found.standings:
        assert one.have == one.earned + one.carried_in


@given(
    st.dictionaries(st.integers(2008, 2013), st.tuples(whole_days, st.just("0")), max_size=5),
    st.booleans(),
    st.booleans(),
    st.one_of(st.none(), st.integers(0, 15)),
)
def test_one_rule_over_all_is_baojis_carry(
    days: dict[int, tuple[str, str]], chained: bool, cross: bool, cap: int | None
) -> None:
    rule = {
        "of": ["required"],
        "over": {"other": 12},
        "to": "required.carried",
        "chained": chained,
        "cross_cycle": cross,
        **({} if cap is None else {"cap": cap}),
    }
    target_ = target("required", least=12)
    ours = ledger(city({**ITEMS, "carry_over.a": rule, "targets.a": target_}), days)
    baoji = BAOJI.with_overrides(
        {
            "carry.mode": "chained" if chained else "next_year_only",
            "carry.cross_cycle": cross,
            "carry.cap": cap,
            "basic.off_job.credits_per_day": 1,
            "basic.off_job.min_days": 0,
            "thresholds.annual_credits": 12,
        }
    )
    theirs = ledger(baoji, days)
    named = {"by_category", "article", "carry_article", "missing_by_target"}
    same = set(Balance.__struct_fields__) - named
    for own, other in zip(ours.balances, theirs.balances, strict=True):
        assert {name: getattr(own, name) for name in same} == {
            name: getattr(other, name) for name in same
        }
