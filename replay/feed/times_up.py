"""On which days a time is up for somebody: a year of study, a training for a post, the grace of a
higher level."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property

from lrs.event.log import Log
from projections.calendar import day_after, months_after
from projections.facts.credit_facts import DegreeAdmitted
from projections.facts.fact import Fact
from projections.facts.learning_act import facts_with_verb, read_fact, verbs_of
from projections.facts.roster_facts import AppointmentMade, LevelChanged, Tagged, UnitAssigned
from projections.policy.mechanisms import TARGETS
from projections.policy.succession import Succession
from projections.policy.terms import Terms

Stated = tuple[int, str]
"""The position of what was stated, and the name under which."""


class TimesUp:
    """The days up to a last one, by all that was stated up to a position: read once, and reckoned
    once for each of the policies."""

    def __init__(self, log: Log, *, until: int, last: date) -> None:
        self._log, self._until, self._last = log, until, last
        self._calendars: dict[str, Mapping[date, Collection[Stated]]] = {}

    def waking(self, policies: Succession) -> Mapping[date, Collection[Stated]]:
        """The days on which a time is up, each with what was stated of whom it is up for."""
        if policies.digest not in self._calendars:
            found: dict[date, set[Stated]] = {}
            for day, fact in self._days(policies):
                found.setdefault(day, set()).add((fact.position, fact.person or ""))
            self._calendars[policies.digest] = found
        return self._calendars[policies.digest]

    def _days(self, policies: Succession) -> Iterator[tuple[date, Fact]]:
        for fact in self._degrees:
            yield from ((day, fact) for day in self._years_of_study(fact, policies))
        for fact in self._posts:
            day = fact.occurred.astimezone(policies.zone).date()
            months = policies.of_day(day).get(Terms.in_post.within_months)
            if months is not None:
                yield day_after(months_after(day, months)), fact
        graces = {one.grace_months for one in policies.ever(TARGETS)} - {0, None}
        for fact in self._levels if graces else ():
            day = fact.occurred.astimezone(policies.zone).date()
            for end in (months_after(day, months) for months in graces if months):
                yield from ((one, fact) for one in (end, day_after(end)))

    def _years_of_study(self, fact: Fact, policies: Succession) -> Iterator[date]:
        """The days on which a year of study is full, and those after them, from which on it may be
        too long."""
        begun = fact.occurred.astimezone(policies.zone).date()
        for year in range(begun.year + 1, self._last.year + 1):
            full = months_after(begun, 12 * (year - begun.year))
            yield from (full, day_after(full))

    @cached_property
    def _degrees(self) -> list[Fact]:
        return self._stated(DegreeAdmitted)

    @cached_property
    def _posts(self) -> list[Fact]:
        return self._stated(AppointmentMade)

    @cached_property
    def _levels(self) -> list[Fact]:
        kinds = (LevelChanged, Tagged, UnitAssigned)
        return _of(kinds, facts_with_verb(self._log, *verbs_of(*kinds), until=self._until))

    def _stated(self, *kinds: type[Fact]) -> list[Fact]:
        found = self._log.with_verb(*verbs_of(*kinds), until=self._until)
        return _of(kinds, map(read_fact, found))


def _of(kinds: tuple[type[Fact], ...], facts: Iterable[Fact]) -> list[Fact]:
    return [fact for fact in facts if isinstance(fact, kinds) and fact.person is not None]
