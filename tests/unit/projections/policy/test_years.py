"""Credit years and cycles."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.policy.parameter import Policy
from projections.policy.years import cycle_of, first_day, last_day
from tests.unit.projections.history import BAOJI

LULIANG = BAOJI.with_overrides({"calendar.year_start": "12-01"})


@pytest.mark.parametrize(
    ("day", "year"), [("2010-11-30", 2010), ("2010-12-01", 2011), ("2010-01-01", 2010)]
)
def test_a_year_is_named_for_the_one_in_which_it_ends(day: str, year: int) -> None:
    assert LULIANG.year_of(date.fromisoformat(day)) == year
    assert BAOJI.year_of(date.fromisoformat(day)) == 2010


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.sampled_from([BAOJI, LULIANG]))
def test_every_day_lies_in_its_year(day: date, policy: Policy) -> None:
    year = policy.year_of(day)
    assert first_day(year, policy) <= day <= last_day(year, policy)
    assert (first_day(year + 1, policy) - last_day(year, policy)).days == 1


@pytest.mark.parametrize(
    ("year", "cycle"),
    [(2008, "2008-2012"), (2012, "2008-2012"), (2013, "2013-2017"), (2007, "2003-2007")],
)
def test_cycles_lie_on_a_fixed_grid(year: int, cycle: str) -> None:
    assert str(cycle_of(year, BAOJI)) == cycle


def test_anchor_and_length_are_parameters() -> None:
    policy = BAOJI.with_overrides({"calendar.cycle_anchor": "2003", "calendar.cycle_years": "3"})
    assert str(cycle_of(2010, policy)) == "2009-2011"
