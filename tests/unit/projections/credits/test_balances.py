"""Balances of years and cycles: carry-over, caps and grades (R19, R22)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from projections.credits.credit_ledger import Ledger
from projections.exact import plain
from tests.unit.projections.history import BAOJI, History


def ledger(days: Mapping[int, str], parameters: dict[str, Any] | None = None) -> Ledger:
    """One class in each year, of so many days (5 credits each), seen from 2013."""
    history = History()
    for year, length in days.items():
        history.attended(f"k{year}", f"K{year}", f"{year}-06-01", length)
    return history.ledger(parameters, today="2013-12-31", years=[2008])


def column(found: Ledger, name: str, years: range = range(2008, 2013)) -> list[str]:
    return [plain(getattr(found.balance(year), name)) for year in years]


HISTORY = {2008: "30", 2009: "6", 2010: "4"}


@pytest.mark.parametrize(
    ("parameters", "carried_out", "counted"),
    [
        ({}, ["90", "60", "20", "0", "0"], ["150", "120", "80", "20", "0"]),
        (
            {"carry.mode": "next_year_only"},
            ["90", "0", "0", "0", "0"],
            ["150", "120", "20", "0", "0"],
        ),
        ({"carry.mode": "none"}, ["0", "0", "0", "0", "0"], ["150", "30", "20", "0", "0"]),
        ({"carry.cap": "40"}, ["40", "10", "0", "0", "0"], ["150", "70", "30", "0", "0"]),
        ({"carry.cap": "0"}, ["0", "0", "0", "0", "0"], ["150", "30", "20", "0", "0"]),
        (
            {"carry.cross_cycle": False, "calendar.cycle_years": "2"},
            ["90", "0", "0", "0", "0"],
            ["150", "120", "20", "0", "0"],
        ),
    ],
)
def test_carry_over_in_its_modes(
    parameters: dict[str, Any], carried_out: list[str], counted: list[str]
) -> None:
    found = ledger(HISTORY, parameters)
    assert column(found, "carried_out") == carried_out
    assert column(found, "counted") == counted
    assert column(found, "carried_in", range(2009, 2014)) == carried_out


@pytest.mark.parametrize(("cross", "carried_in"), [(True, "40"), (False, "0")])
def test_carry_into_the_next_cycle(cross: bool, carried_in: str) -> None:
    found = ledger({2012: "20"}, {"carry.cross_cycle": cross})
    assert plain(found.balance(2013).carried_in) == carried_in


@pytest.mark.parametrize(
    ("days", "parameters", "grade"),
    [
        ("12", {}, "qualified"),
        ("11.5", {}, "unqualified"),
        ("20", {}, "qualified"),
        ("20", {"thresholds.annual_excellent": "100"}, "excellent"),
        ("19.5", {"thresholds.annual_excellent": "100"}, "qualified"),
        ("11.5", {"thresholds.annual_credits": "57.5"}, "qualified"),
    ],
)
def test_grades_include_their_threshold(days: str, parameters: dict[str, Any], grade: str) -> None:
    assert ledger({2010: days}, parameters).balance(2010).grade == grade


def test_what_is_missing_and_by_which_article() -> None:
    balance = ledger({2010: "11.5"}).balance(2010)
    assert (balance.required, balance.missing) == (Decimal(60), Decimal("2.5"))
    assert (balance.article, balance.carry_article) == ("A3-17", "A3-15, Q26")
    assert ledger({2010: "13"}).balance(2010).missing == 0


def test_a_threshold_changes_with_the_year_on_whose_last_day_it_holds() -> None:
    history = History()
    history.attended("k1", "K1", "2010-06-01", "12")
    history.attended("k2", "K2", "2011-06-01", "12")
    values = BAOJI.parameters["thresholds.annual_credits"]
    later = replace(values[0], value=Decimal(70), effective=date(2011, 7, 1))
    policy = replace(
        BAOJI, parameters={**BAOJI.parameters, "thresholds.annual_credits": (*values, later)}
    )
    found = history.ledger(policy=policy)
    assert [found.balance(year).grade for year in (2010, 2011)] == ["qualified", "unqualified"]


def test_a_cycle_sums_what_its_years_earned_and_no_carry() -> None:
    found = ledger(HISTORY)
    cycle = found.cycle("2008-2012")
    assert (plain(cycle.total), cycle.grade, cycle.missing) == ("200", "unqualified", Decimal(100))
    assert cycle.article == "A3-17"
    assert ledger({2008: "60"}).cycle("2008-2012").grade == "qualified"
    assert plain(found.cycle("2013-2017").total) == "0"


def test_a_category_cap_takes_the_excess_off_the_year() -> None:
    history = History()
    for number in range(4):
        history.catalogue(f"o{number}", "20")
        history.passed(f"e{number}", f"o{number}", "2010-03-01")
    history.attended("k", "K", "2010-06-01", "10")

    def balance(cap: dict[str, str]) -> dict[str, str]:
        found = history.ledger({"category_cap": cap}).balance(2010)
        assert found.earned == sum(found.by_category.values())
        return {category: plain(total) for category, total in found.by_category.items()}

    assert balance({}) == {"basic.off_job": "50", "basic.online": "80"}
    assert balance({"basic.online": "30"}) == {"basic.off_job": "50", "basic.online": "30"}
    assert balance({"basic.online": "0"}) == {"basic.off_job": "50"}
    assert balance({"basic": "60"}) == {"basic.online": "60"}  # the class came last
    assert balance({"reward": "0"}) == {"basic.off_job": "50", "basic.online": "80"}


def test_years_of_another_start() -> None:
    history = History()
    history.attended("k", "K", "2010-12-01", "5")
    found = history.ledger({"calendar.year_start": "12-01"}, years=[2010])
    assert [plain(found.balance(year).earned) for year in (2010, 2011)] == ["0", "25"]
