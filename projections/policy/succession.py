"""Which policy holds: the policies that judge one after the other, each from a day on.

An act is valued by what is in force on its own day, a credit year and a cycle are judged by what is
in force on their last day.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo
from typing import Any

from projections.calendar import day_after, day_before
from projections.policy import years
from projections.policy.declaration import Named
from projections.policy.kinds import INDIVIDUAL
from projections.policy.levels import levels_of
from projections.policy.mechanisms import family_of
from projections.policy.parameter import Policy
from projections.policy.terms import Terms
from projections.policy.years import Cycle, Reached
from projections.policy.zones import Zones


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """A policy that is in force from `since` on, until the next tenure begins.

    `position` is that of its publication; None for a policy that nobody published.
    """

    policy: Policy
    since: date
    position: int | None = None

    def admits(self, successor: Policy, since: date) -> bool:
        """Whether another policy may follow on a day.

        Where it counts years, days or cycles in another way, it has to begin with a credit year of
        this one, so that no year is judged by halves.
        """
        policy = self.policy
        same = (policy.year_start, policy.zone, policy.cycle) == (
            successor.year_start,
            successor.zone,
            successor.cycle,
        )
        return same or years.first_day(policy.year_of(since), policy) == since


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """The tenures, the earliest first, at least one.

    The first also stands for the days before it: their acts earn nothing, but their years can still
    be shown. `digest` names all of them together (one alone has its policy's), `zone` decides days,
    facts before `effective_from` earn nothing.
    """

    tenures: tuple[Tenure, ...]
    digest: str = field(init=False, compare=False)
    zone: tzinfo = field(init=False, compare=False)
    effective_from: date = field(init=False, compare=False)
    _begins: tuple[date, ...] = field(init=False, compare=False, repr=False)
    _since: tuple[date, ...] = field(init=False, compare=False, repr=False)
    _terms: tuple[Terms, ...] = field(init=False, compare=False, repr=False)
    _one_calendar: bool = field(init=False, compare=False, repr=False)
    _calendar_years: bool = field(init=False, compare=False, repr=False)
    _of_year: dict[int, Terms] = field(default_factory=dict, init=False, compare=False, repr=False)
    _levels: list[frozenset[str]] = field(
        default_factory=list, init=False, compare=False, repr=False
    )
    _cycles: dict[int, Cycle] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        first = self.tenures[0]
        timeline = tuple(_timeline(self.tenures))
        starts = {tenure.policy.year_start for tenure in self.tenures}
        derived = {
            "digest": _digest(self.tenures),
            "zone": _zone(self.tenures),
            "effective_from": max(first.since, first.policy.effective_from),
            "_begins": tuple(tenure.since for tenure in self.tenures[1:]),
            "_since": tuple(day for day, _ in timeline),
            "_terms": tuple(terms for _, terms in timeline),
            "_one_calendar": len(starts) == 1,
            "_calendar_years": starts == {(1, 1)},
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    @property
    def levels(self) -> frozenset[str]:
        """Every level that one of the policies names on any day."""
        if not self._levels:
            self._levels.append(frozenset().union(*(levels_of(one.policy) for one in self.tenures)))
        return self._levels[0]

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
        return self.tenures[bisect_right(self._begins, day)]

    def covers(self, day: date) -> bool:
        """Whether acts of a day may earn something at all."""
        if day < self.effective_from:
            return False
        return len(self.tenures) == 1 or day >= self.tenure(day).policy.effective_from

    def states(self, what: Named) -> bool:
        """Whether any of the policies states a parameter, any of a group or any of a family such as
        `items`, on whatever day."""
        return any(tenure.policy.states(what) for tenure in self.tenures)

    def ever(self, family: str) -> Iterator[Any]:
        """Every value that a parameter of a family, such as `targets`, has on any day."""
        return (
            dated.value
            for tenure in self.tenures
            if tenure.policy.states(family)
            for name, values in tenure.policy.parameters.items()
            if family_of(name) == family
            for dated in values
            if dated.value is not None
        )

    def year_of(self, day: date) -> int:
        """The credit year of a day; a year is named for the calendar year in which it ends."""
        if self._calendar_years:
            return day.year
        return self.tenure(day).policy.year_of(day)

    def first_day(self, year: int) -> date:
        """The first day of a credit year; where another policy comes with the year, its own."""
        if self._one_calendar:
            return years.first_day(year, self.tenures[0].policy)
        starts = (
            (max(years.first_day(year, tenure.policy), begin), tenure.policy, end)
            for tenure, begin, end in self._spans()
        )
        return next(
            day for day, policy, end in starts if day <= end and policy.year_of(day) == year
        )

    def last_day(self, year: int) -> date:
        """The last day of a credit year; where another policy comes with the next, the day before
        it."""
        if self._one_calendar:
            return years.last_day(year, self.tenures[0].policy)
        ends = (
            (min(years.last_day(year, tenure.policy), end), tenure.policy, begin)
            for tenure, begin, end in reversed(self._spans())
        )
        return next(
            day for day, policy, begin in ends if day >= begin and policy.year_of(day) == year
        )

    def cycle_of(self, year: int) -> Cycle:
        """The cycle that a credit year is judged in (Q4), by the policy that judges the year.

        It holds only the years that lie in it by the policies that judge them: one that another
        count of cycles cuts off is `cut_short`.
        """
        cycle = self._cycles.get(year)
        if cycle is None:
            cycle = self._cycles[year] = self._cut(self._whole_cycle(year), year)
        return cycle

    def reached_on(self, day: date) -> Reached:
        """How far the credit years have come on a day."""
        year = self.year_of(day)
        return Reached(year=year, over=day == date.max or self.year_of(day_after(day)) > year)

    def anchored(self, day: date) -> "Succession":
        """The succession for somebody whose cycles are his own, where its policies say so: the
        first begins with the credit year of `day`, or with that in which his cycles came in."""
        own = [one for one in self.tenures if one.policy.cycle[0] == INDIVIDUAL]
        if not own:
            return self
        first = own[0]
        start = max(day, self.effective_from if first is self.tenures[0] else first.since)
        year = self.year_of(start)
        return Succession(
            tenures=tuple(replace(one, policy=one.policy.anchored(year)) for one in self.tenures)
        )

    def with_overrides(self, overrides: Mapping[str, Any]) -> "Succession":
        """The same succession with some parameters set to one value for all time: a what-if.

        Names and values as in `Policy.with_overrides`; each holds in every policy that has the
        name. Raises PolicyError for a name that none of them has.
        """
        for name, raw in overrides.items():
            if not any(tenure.policy.has(name, raw) for tenure in self.tenures):
                self.tenures[-1].policy.with_overrides({name: raw})  # says what is wrong with it
        first, *others = (
            replace(one, policy=_tried(one.policy, overrides)) for one in self.tenures
        )
        first = replace(first, since=min(first.since, first.policy.effective_from))
        return Succession(tenures=(first, *others))

    def _spans(self) -> list[tuple[Tenure, date, date]]:
        """Each tenure with its first and its last day; the first has all days before it, too."""
        begins = (date.min, *self._begins)
        ends = (*map(day_before, self._begins), date.max)
        return list(zip(self.tenures, begins, ends, strict=True))

    def _whole_cycle(self, year: int) -> Cycle:
        return years.cycle_of(year, self.tenure(self.last_day(year)).policy)

    def _cut(self, whole: Cycle, year: int) -> Cycle:
        """What is left of a cycle around a year; cycles that roll look back over any years."""
        anchor, _ = self.tenure(self.last_day(year)).policy.cycle
        if not isinstance(anchor, int) or len({one.policy.cycle for one in self.tenures}) == 1:
            return whole
        first = last = year
        while first > whole.first and self._whole_cycle(first - 1) == whole:
            first -= 1
        while last < whole.last and self._whole_cycle(last + 1) == whole:
            last += 1
        return Cycle(first=first, last=last, cut_short=(first, last) != (whole.first, whole.last))


def succession_of(policy: Policy, *, position: int | None = None) -> Succession:
    """The succession in which one policy judges all time; `position` is that of its publication."""
    tenure = Tenure(policy=policy, since=policy.effective_from, position=position)
    return Succession(tenures=(tenure,))


def _tried(policy: Policy, overrides: Mapping[str, Any]) -> Policy:
    own = {name: raw for name, raw in overrides.items() if policy.has(name, raw)}
    return policy.with_overrides(own) if own else policy


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


def _digest(tenures: Sequence[Tenure]) -> str:
    """One digest for all: from when on which policy judges. Since when the first does is its own
    matter, so one alone has the digest of its policy."""
    first, *others = tenures
    if not others:
        return first.policy.digest
    lines = [first.policy.digest, *(f"{one.since} {one.policy.digest}" for one in others)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _zone(tenures: Sequence[Tenure]) -> tzinfo:
    """The zone that decides days; one that changes with the tenures where theirs differ."""
    zones = [tenure.policy.zone for tenure in tenures]
    if len(set(zones)) == 1:
        return zones[0]
    return Zones(first=zones[0], others=[(one.since, one.policy.zone) for one in tenures[1:]])
