"""What a target wants of somebody: parts of windows, shares of totals, tags, time after a rise."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.compliance.members import member_of
from projections.compliance.pace import at_risk
from projections.compliance.unit_compliance import compliance
from projections.credits.credit_ledger import Ledger
from projections.credits.targets import Standing
from projections.exact import plain
from projections.policy.parameter import Policy
from projections.policy.succession import succession_of
from projections.policy.years import ENDED
from tests.unit.projections.cities import city, item, rate
from tests.unit.projections.history import History

ITEMS = {
    "items.required": item(kinds=["r"], category="required", worth=rate("days")),
    "items.elective": item(kinds=["e"], category="elective", worth=rate("days")),
}


def target(*of: str, least: Any = 12, window: str = "year", **members: Any) -> dict[str, Any]:
    by_level = least if isinstance(least, dict) else {"other": least}
    return {"of": list(of) or ["required"], "window": window, "least": by_level, **members}


def policy_with(**members: Any) -> Policy:
    """A city of one target."""
    return city({**ITEMS, "targets.a": target(**members)})


def joined(day: str, level: str = "clerk") -> History:
    history = History()
    history.record("cadre.enrolled", "n", unit="U", level=level, occurred=day)
    return history


def ledger(history: History, policy: Policy, today: str = "2010-12-31") -> Ledger:
    return history.ledger(policy=policy, today=today, years=[2008])


def standing(found: Ledger, period: str = "2010") -> Standing:
    (one,) = [one for one in found.standings if one.period == period]
    return one


@pytest.mark.parametrize(
    ("day", "basis", "least", "part"),
    [
        ("2009-05-01", "begun_months", "12", None),
        ("2010-01-01", "whole_months", "12", None),
        ("2010-01-02", "begun_months", "12", None),
        ("2010-01-02", "whole_months", "11", (11, 12)),
        ("2010-07-31", "begun_months", "6", (6, 12)),
        ("2010-07-31", "whole_months", "5", (5, 12)),
        ("2010-12-31", "begun_months", "1", (1, 12)),
    ],
)
def test_who_joins_within_a_year_owes_its_months(
    day: str, basis: str, least: str, part: tuple[int, int] | None
) -> None:
    found = standing(ledger(joined(day), policy_with(pro_rata=basis)))
    assert (plain(found.least), found.part) == (least, part)


def test_who_joins_too_late_for_a_whole_month_owes_nothing() -> None:
    found = ledger(joined("2010-12-02"), policy_with(pro_rata="whole_months"))
    assert found.balance(2010).grade == "ungraded"


def test_a_part_is_compared_exactly_and_shown_rounded_up() -> None:
    policy = policy_with(least=10, pro_rata="begun_months")
    for days, missing, grade in (("1.66", "0.01", "unqualified"), ("1.67", "0", "qualified")):
        history = joined("2010-11-01")
        history.attended("k", "K", "2010-12-10", days, kind="r")
        found = standing(ledger(history, policy))
        assert (plain(found.least), plain(found.missing), found.grade) == ("1.67", missing, grade)


def test_the_third_grade_and_days_instead_are_lessened_alike() -> None:
    members = {"excellent": {"other": 24}, "or_days": {"other": 6}, "pro_rata": "begun_months"}
    history = joined("2010-07-01")
    history.attended("k", "K", "2010-12-10", "3", kind="r")
    found = standing(ledger(history, policy_with(**members)))
    assert [one and plain(one) for one in (found.excellent, found.or_days)] == ["12", "3"]
    assert found.grade == "qualified"


@pytest.mark.parametrize(("part", "grade"), [("61", "unqualified"), ("100", "qualified")])
def test_a_share_of_the_total_grows_with_it(part: str, grade: str) -> None:
    members: dict[str, Any] = {"least": 90, "shares": {"required": "2/3"}}
    history = joined("2009-01-01")
    history.attended("k1", "K1", "2010-06-30", part, kind="r")
    history.attended("k2", "K2", "2010-09-30", str(150 - int(part)), kind="e")
    values = {**ITEMS, "targets.a": target("required", "elective", **members, shares_of="total")}
    assert ledger(history, city(values)).balance(2010).grade == grade
    values["targets.a"] = target("required", "elective", **members)
    assert ledger(history, city(values)).balance(2010).grade == "qualified"


def test_a_share_of_the_total_is_one_of_the_least_at_least() -> None:
    values = {
        **ITEMS,
        "targets.a": target("required", "elective", least=90, shares={"required": "2/3"})
        | {"shares_of": "total"},
    }
    history = joined("2009-01-01")
    history.attended("k1", "K1", "2010-06-30", "30", kind="r")
    found = standing(ledger(history, city(values)))
    assert {name: plain(one) for name, one in found.short_shares.items()} == {"required": "30"}
    assert plain(found.missing) == "60"


@pytest.mark.parametrize(
    ("on", "today", "grade"),
    [
        ("last_day", "2010-12-31", "ungraded"),
        ("first_day", "2010-12-31", "unqualified"),
        ("last_day", "2009-12-31", "unqualified"),
        ("first_day", "2009-12-31", "ungraded"),
    ],
)
def test_a_target_for_holders_of_a_tag_on_a_day(on: str, today: str, grade: str) -> None:
    history = joined("2008-01-01")
    history.record("tag.given", "g", tag="后备干部", occurred="2009-07-01")
    history.record("tag.withdrawn", "w", tag="后备干部", occurred="2010-07-01")
    history.record("tag.given", "other", tag="other", occurred="2008-07-01")
    policy = policy_with(holders=["reserve", "后备干部"], holders_on=on)
    assert ledger(history, policy, today).balance(int(today[:4])).grade == grade


def test_a_voided_tag_binds_nobody() -> None:
    history = joined("2008-01-01")
    history.record("tag.given", "g", tag="reserve", occurred="2009-07-01")
    history.record("act.voided", "v", target="g", occurred="2009-08-01")
    found = ledger(history, policy_with(holders=["reserve"]))
    assert found.balance(2010).grade == "ungraded"


GRACE = {"least": {"county": 30, "section": 20, "clerk": 10}, "grace_months": 12}


@pytest.mark.parametrize(
    ("rises", "least", "due"),
    [
        ((("2010-12-01", "county"),), "10", "2011-12-01"),
        # of two rises neither is over; of the next two the first was over by the end of the year
        ((("2010-03-01", "section"), ("2010-12-01", "county")), "10", "2011-12-01"),
        ((("2009-03-01", "section"), ("2010-12-01", "county")), "20", "2011-12-01"),
        ((("2010-06-01", "county"), ("2010-12-01", "clerk")), "10", None),
        ((("2009-12-31", "county"),), "30", None),
        ((("2010-01-01", "county"),), "10", "2011-01-01"),
    ],
)
def test_who_rises_has_time_for_it(
    rises: tuple[tuple[str, str], ...], least: str, due: str | None
) -> None:
    history = joined("2008-01-01")
    for number, (day, level) in enumerate(rises):
        history.record("level.changed", str(number), level=level, occurred=day)
    found = standing(ledger(history, policy_with(**GRACE)))
    assert (plain(found.least), found.due and found.due.isoformat()) == (least, due)


def test_a_rise_that_is_over_is_judged_with_all_until_then() -> None:
    history = joined("2008-01-01")
    history.attended("k1", "K1", "2010-06-10", "12", kind="r")
    history.record("level.changed", "l", level="county", occurred="2010-12-01")
    history.attended("k2", "K2", "2011-12-01", "18", kind="r")
    history.attended("k3", "K3", "2011-12-02", "5", kind="r")
    for today, have, least in (("2011-12-01", "12", "10"), ("2011-12-02", "30", "30")):
        found = standing(ledger(history, policy_with(**GRACE), today))
        assert (plain(found.have), plain(found.least), found.grade) == (have, least, "qualified")
    # the new year is judged by the new level, and what helped the old one helps it, too
    assert plain(standing(ledger(history, policy_with(**GRACE), "2011-12-31"), "2011").have) == "23"


def test_a_unit_of_which_too_few_were_trained_is_barred() -> None:
    values = {**ITEMS, "unit_coverage": {"of": ["required"], "least": 2, "rate": "2/3"}}
    policy = city({**values, "targets.a": target()})

    def verdict(*days: str) -> tuple[str, int]:
        members = []
        for number, amount in enumerate(days):
            history = joined("2008-01-01")
            history.attended(f"k{number}", "K", "2010-06-10", amount, kind="r")
            members.append(member_of(history.dossier(policy=policy), 2010))
        found = compliance("U", 2010, members, succession_of(policy), state=ENDED)
        assert found.coverage_test
        return found.verdict, found.coverage_test.trained

    assert verdict("2", "5", "1.5") == ("clear", 2)
    assert verdict("2", "1", "1.5") == ("barred_from_advanced", 1)


@given(
    st.integers(0, 15),
    st.integers(0, 15),
    st.integers(1, 364),
    st.sampled_from(["begun_months", None]),
    st.sampled_from([{}, {"shares": {"required": "1/2"}}, {"or_days": {"other": 3}}]),
)
def test_on_the_last_day_those_lag_who_lack_something(
    required: int, elective: int, joins: int, pro_rata: str | None, members: dict[str, Any]
) -> None:
    day = date(2010, 1, 1) + timedelta(days=joins)
    history = joined(day.isoformat())
    for kind, days in (("r", required), ("e", elective)):
        if days:
            end = date(2010, 12, 31).isoformat()
            history.attended(kind, kind, end, str(days), kind=kind)
    wanted = target("required", "elective", least=20, **members)
    if pro_rata:
        wanted["pro_rata"] = pro_rata
    policy = city({**ITEMS, "targets.a": wanted})
    member = member_of(history.dossier(policy=policy, today="2010-12-31"), 2010)
    found = at_risk([member], date(2010, 12, 31), succession_of(policy))
    assert bool(found) == bool(standing(ledger(history, policy)).missing)
