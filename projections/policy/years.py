"""Credit years and cycles (R2, A3-5): which year a day belongs to, and which cycle a year."""

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import Final

from projections.policy.parameter import Policy

NOT_BEGUN: Final = "not_begun"
OPEN: Final = "open"
ENDED: Final = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """A cycle by its first and last credit year, both inclusive.

    One that is `cut_short` is not as long as it was meant to be, since another count of cycles came
    in; it has no verdict.
    """

    first: int
    last: int
    cut_short: bool = False

    def __contains__(self, year: int) -> bool:
        return self.first <= year <= self.last

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"


def first_day(year: int, policy: Policy) -> date:
    """The first day of a credit year; of one before all others, the first day that there is."""
    start = policy.year_start
    begins = year if start == (1, 1) else year - 1
    return date(min(begins, MAXYEAR), *start) if begins >= MINYEAR else date.min


def last_day(year: int, policy: Policy) -> date:
    """The last day of a credit year; of one after all others, the last day that there is."""
    start = policy.year_start
    if year > MAXYEAR:
        return date.max
    if start == (1, 1):
        return date(max(year, MINYEAR), 12, 31)
    return date(year, *start) - timedelta(days=1) if year > MINYEAR else date(MINYEAR, *start)


def cycle_of(year: int, policy: Policy) -> Cycle:
    """The cycle that a credit year is judged in (Q4).

    Cycles follow each other on both sides of the anchor. Rolling ones each end with their year, and
    so do individual ones where the policy is not `anchored` to a cadre.
    """
    anchor, length = policy.cycle
    if not isinstance(anchor, int):
        return Cycle(first=year - length + 1, last=year)
    first = anchor + (year - anchor) // length * length
    return Cycle(first=first, last=first + length - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How far the years have come on a day: into `year`, which is `over` on its last day."""

    year: int
    over: bool

    def of_year(self, year: int) -> str:
        """Whether a credit year has not begun, is open, or has ended: on its last day it has."""
        return self._state(year, year)

    def of_cycle(self, cycle: Cycle) -> str:
        """Whether a cycle has not begun, is open, or has ended, as its years have."""
        return self._state(cycle.first, cycle.last)

    def _state(self, first: int, last: int) -> str:
        if self.year < first:
            return NOT_BEGUN
        ended = last < self.year or (last == self.year and self.over)
        return ENDED if ended else OPEN
