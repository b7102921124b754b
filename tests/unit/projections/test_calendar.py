"""How long it is from one day to another, in months and days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.calendar import months_after, months_and_days


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
