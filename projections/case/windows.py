"""When something is to be done, and how far it is on a day; half-years, which many reports are of.

Every due day is included.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from lrs.statement.years import FIRST_YEAR, LAST_YEAR


class State(StrEnum):
    """How far something is. What is done before it opens is accepted, and flagged."""

    NOT_YET_OPEN = "not_yet_open"
    OPEN = "open"
    DONE = "done"
    DONE_EARLY = "done_early"
    DONE_LATE = "done_late"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The days from which and until which something is to be done, both included."""

    opens: date
    due: date

    def state(self, done: date | None, today: date) -> State:
        """How far that is on a day, when it was done on another one or not at all."""
        if done is not None:
            if done < self.opens:
                return State.DONE_EARLY
            return State.DONE if done <= self.due else State.DONE_LATE
        if today < self.opens:
            return State.NOT_YET_OPEN
        return State.OPEN if today <= self.due else State.OVERDUE


_HALF: Final = re.compile(r"([0-9]{4})-H([12])")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Half:
    """A half of a calendar year, written as 2010-H1."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-H{self.number}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 1 if self.number == 1 else 7, 1)

    @property
    def last(self) -> date:
        """Its last day, on which its reports are due."""
        return date(self.year, 6, 30) if self.number == 1 else date(self.year, 12, 31)

    @property
    def next(self) -> "Half":
        """The half after it."""
        second = self.number == 1
        return Half(year=self.year if second else self.year + 1, number=2 if second else 1)


def half_of(day: date) -> Half:
    """The half-year of a day."""
    return Half(year=day.year, number=1 if day.month <= 6 else 2)


def half_named(text: str) -> Half | None:
    """The half-year of a text such as 2010-H1, of a year that any history may have; None where it
    names none."""
    found = _HALF.fullmatch(text)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return None
    return Half(year=int(found[1]), number=int(found[2]))


def halves(first: date, last: date) -> tuple[Half, ...]:
    """Every half-year that has one of these days, in order."""
    found = [half_of(first)]
    while found[-1].last < last:
        found.append(found[-1].next)
    return tuple(found)
