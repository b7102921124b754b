"""Which policy holds: the policies that judge one after the other, each from a day on.

An act is valued by what is in force on its own day, a credit year and a cycle are judged by what is
in force on their last day.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from projections import years
from projections.calendar import day_after
from projections.policy.parameter import Policy, Terms
from projections.years import Cycle, Reached


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """A policy that is in force from `since` on, until the next tenure begins.

    `position` is that of its publication; None for a policy that nobody published.
    """

    policy: Policy
    since: date
    position: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """The tenures, the earliest first, at least one.

    The first also stands for the days before it: their acts earn nothing, but their years can still
    be shown. `digest` names all of them together, `zone` decides days, facts before
    `effective_from` earn nothing.
    """

    tenures: tuple[Tenure, ...]
    digest: str = field(init=False, compare=False)
    zone: ZoneInfo = field(init=False, compare=False)
    effective_from: date = field(init=False, compare=False)
    _since: tuple[date, ...] = field(init=False, compare=False, repr=False)
    _terms: tuple[Terms, ...] = field(init=False, compare=False, repr=False)
    _of_year: dict[int, Terms] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        first = self.tenures[0]
        timeline = tuple(_timeline(self.tenures))
        derived = {
            "digest": first.policy.digest,
            "zone": first.policy.zone,
            "effective_from": first.since,
            "_since": tuple(day for day, _ in timeline),
            "_terms": tuple(terms for _, terms in timeline),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    def of_day(self, day: date) -> Terms:
        """The terms that value an act of a day."""
        return self._terms[bisect_right(self._since, day) - 1]

    def of_year(self, year: int) -> Terms:
        """The terms that judge a credit year: those of its last day."""
        terms = self._of_year.get(year)
        if terms is None:
            terms = self._of_year[year] = self.of_day(self.last_day(year))
        return terms

    def of_cycle(self, cycle: Cycle) -> Terms:
        """The terms that judge a cycle: those of its last day."""
        return self.of_year(cycle.last)

    def tenure(self, day: date) -> Tenure:
        """Which policy is in force on a day, and since when."""
        since = [tenure.since for tenure in self.tenures[1:]]
        return self.tenures[bisect_right(since, day)]

    def covers(self, day: date) -> bool:
        """Whether acts of a day may earn something at all."""
        return day >= self.effective_from

    def states(self, group: str) -> bool:
        """Whether any of the policies has parameters of a family or group such as `items`."""
        return any(tenure.policy.states(group) for tenure in self.tenures)

    def year_of(self, day: date) -> int:
        """The credit year of a day; a year is named for the calendar year in which it ends."""
        return self.tenures[0].policy.year_of(day)

    def first_day(self, year: int) -> date:
        """The first day of a credit year."""
        return years.first_day(year, self.tenures[0].policy)

    def last_day(self, year: int) -> date:
        """The last day of a credit year."""
        return years.last_day(year, self.tenures[0].policy)

    def cycle_of(self, year: int) -> Cycle:
        """The cycle that a credit year is judged in (Q4)."""
        return years.cycle_of(year, self.tenures[0].policy)

    def reached_on(self, day: date) -> Reached:
        """How far the credit years have come on a day."""
        year = self.year_of(day)
        return Reached(year=year, over=day == date.max or self.year_of(day_after(day)) > year)

    def anchored(self, day: date) -> "Succession":
        """The succession for somebody whose cycles are his own, if its policies say so: the first
        begins with the credit year of `day`."""
        own = tuple(replace(one, policy=one.policy.anchored(day)) for one in self.tenures)
        if all(one.policy is other.policy for one, other in zip(own, self.tenures, strict=True)):
            return self
        anchored = copy(self)
        object.__setattr__(anchored, "tenures", own)
        return anchored

    def with_overrides(self, overrides: Mapping[str, Any]) -> "Succession":
        """The same succession with some parameters set to one value for all time: a what-if.

        Names and values as in `Policy.with_overrides`. Raises PolicyError.
        """
        first = self.tenures[0]
        return succession_of(first.policy.with_overrides(overrides), position=first.position)


def succession_of(policy: Policy, *, position: int | None = None) -> Succession:
    """The succession in which one policy judges all time; `position` is that of its publication."""
    tenure = Tenure(policy=policy, since=policy.effective_from, position=position)
    return Succession(tenures=(tenure,))


def _timeline(tenures: Sequence[Tenure]) -> Iterator[tuple[date, Terms]]:
    """The days on which other terms begin to hold, each with them, the earliest first."""
    ends = [*(tenure.since for tenure in tenures[1:]), None]
    begin = date.min
    for tenure, end in zip(tenures, ends, strict=True):
        policy = tenure.policy
        yield begin, policy.on(begin)
        for day in policy.days:
            if max(begin, policy.effective_from) < day and (end is None or day < end):
                yield day, policy.on(day)
        begin = end or begin
