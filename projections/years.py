"""Credit years and cycles (R2, A3-5): which year a day belongs to, and which cycle a year."""

from dataclasses import dataclass
from datetime import date, timedelta

from projections.policy.parameter import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """A cycle by its first and last credit year, both inclusive."""

    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"


def credit_year(day: date, policy: Policy) -> int:
    """The credit year of a day. A year is named for the calendar year in which it ends."""
    start = policy.year_start
    later = start != (1, 1) and (day.month, day.day) >= start
    return day.year + 1 if later else day.year


def first_day(year: int, policy: Policy) -> date:
    """The first day of a credit year."""
    start = policy.year_start
    return date(year if start == (1, 1) else year - 1, *start)


def last_day(year: int, policy: Policy) -> date:
    """The last day of a credit year."""
    start = policy.year_start
    return date(year, 12, 31) if start == (1, 1) else date(year, *start) - timedelta(days=1)


def cycle_of(year: int, policy: Policy) -> Cycle:
    """The cycle that holds a credit year; cycles follow each other on both sides of the anchor."""
    anchor, length = policy.cycle
    first = anchor + (year - anchor) // length * length
    return Cycle(first=first, last=first + length - 1)
