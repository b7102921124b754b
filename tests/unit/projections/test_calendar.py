"""How long it is from one day to another, in months and days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.calendar import day_after, days_from, months_after, months_and_days
from projections.policy.years import cycle_of, first_day, last_day
from tests.unit.projections.history import BAOJI


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        ("2023-03-01", "2023-05-31", (3, 0)),
        ("2023-02-01", "2023-04-30", (3, 0)),
        ("2023-02-01", "2023-02-28", (1, 0)),
        ("2023-02-01", "2023-02-27", (0, 27)),
        ("2023-09-10", "2023-10-08", (0, 29)),
        ("2023-12-28", "2024-01-08", (0, 12)),
        ("2024-01-31", "2024-02-28", (1, 0)),
        ("2023-05-05", "2023-05-05", (0, 1)),
        ("2023-05-05", "2023-05-04", (0, 0)),
        ("2023-05-05", "2023-05-01", (0, 0)),
    ],
)
def test_whole_months_and_the_days_beyond(begin: str, end: str, expected: tuple[int, int]) -> None:
    assert months_and_days(date.fromisoformat(begin), date.fromisoformat(end)) == expected


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 2000))
def test_months_and_days_lead_from_the_first_day_to_the_last(begin: date, more: int) -> None:
    end = begin + timedelta(days=more)
    months, days = months_and_days(begin, end)
    assert months_after(begin, months) + timedelta(days=days - 1) == end
    assert months_after(begin, months + 1) > end + timedelta(days=1)


@given(st.dates(), st.dates(), st.integers(0, 10**9))
def test_no_date_from_year_1_to_9999_raises(one: date, other: date, months: int) -> None:
    assert months_after(one, months) >= one
    assert day_after(one) >= one
    assert days_from(one, other) >= 0
    assert all(part >= 0 for part in months_and_days(one, other))
    assert BAOJI.on(one).since


@pytest.mark.parametrize("start", ["01-01", "09-01", "03-31"])
@given(st.integers(-50, 12_000))
def test_no_year_raises(start: str, year: int) -> None:
    policy = BAOJI.with_overrides({"calendar.year_start": start})
    assert first_day(year, policy) <= last_day(year, policy)
    assert first_day(cycle_of(year, policy).first, policy) <= first_day(year, policy)
