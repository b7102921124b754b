"""Which facts of a subject belong to a credit year, and as of which day the year is judged."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from projections.case.decisions import AsOf
from projections.case.finding import Found
from projections.case.subject import Subject
from projections.facts.fact import Fact

_F = TypeVar("_F", bound=Fact)


def happened_in(subject: Subject, year: int, *kinds: type[_F]) -> list[_F]:
    """The facts of these kinds that stand and happened in a credit year, in order."""
    policies = subject.policies
    return [one for one in subject.standing(*kinds) if policies.year_of(subject.day(one)) == year]


def by_now(subject: Subject, year: int) -> date:
    """The day as of which a year is judged: its last, or `today` as long as that has not come."""
    return min(subject.policies.last_day(year), subject.as_of.today)


def as_of_year(subject: Subject, year: int) -> AsOf:
    """What is known, as of the day on which the year is judged."""
    return replace(subject.as_of, today=by_now(subject, year))


def day_in_year(subject: Subject, year: int, month_day: str) -> date:
    """The day of a credit year that has this month and day."""
    month, day = map(int, month_day.split("-"))
    first, last = subject.policies.first_day(year), subject.policies.last_day(year)
    found = date(first.year, month, day)
    return found if found >= first else date(last.year, month, day)


def of_days_in(subject: Subject, year: int, findings: Iterable[Found]) -> list[Found]:
    """Those of some findings whose statement happened in a credit year."""
    return [one for one in findings if subject.policies.year_of(one.day) == year]
