"""Whose numbers a day may have moved by itself: what is known ahead happens, a time is up."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from lrs.event.log import Log
from projections.answers.acts import load_targets, subject_of
from projections.answers.basis import Basis
from projections.answers.between import Ahead
from projections.calendar import day_after, months_after
from projections.facts.credit_facts import DegreeAdmitted
from projections.facts.fact import Fact
from projections.facts.learning_act import read_fact, verbs_of
from projections.facts.roster_facts import AppointmentMade, LevelChanged, Tagged, UnitAssigned
from projections.policy.mechanisms import TARGETS
from projections.policy.succession import Succession
from projections.policy.terms import Terms
from replay.feed.touched import related
from replay.history.causes import days_of
from replay.history.judges import Judges

PAGE = 5000
"""Statements read at a time."""


class Due:
    """The days after one and up to another, as known at a position, that may have moved somebody.

    `names` are those of whom a day may have moved the numbers; `turns` are the days that may have
    moved everybody's: a credit year begins or has ended, a policy or one of its values begins.
    """

    def __init__(
        self,
        log: Log,
        basis: Basis,
        judges: Judges,
        ahead: Ahead,
        *,
        known: int,
        between: tuple[date, date],
    ) -> None:
        self._log, self._basis, self._known = log, basis, known
        self._after, self._until = after, until = between
        self._policies = judges.at(known)
        self.turns = {day for day in judges.turns(after, until) if after < day <= until}
        self.names: dict[date, set[str]] = {}
        policies = self._policies
        if policies is not None and after < until:
            self._add(self._happening(policies, ahead))
            self._add(self._waking(policies))

    @property
    def days(self) -> list[date]:
        """The days in order."""
        return sorted({*self.names, *self.turns})

    def _add(self, found: Iterable[tuple[date, str]]) -> None:
        for day, name in found:
            if self._after < day <= self._until:
                self.names.setdefault(day, set()).update(related(self._basis, [name]))

    def _happening(self, policies: Succession, ahead: Ahead) -> Iterator[tuple[date, str]]:
        """Those of whom something happens that was recorded before, or a decision on that."""
        end = datetime.combine(self._after, time.max, policies.zone)
        at = min(self._log.position_at(end), ahead.until, self._known)
        yield from self._on_their_days(
            policies,
            [read_fact(one) for one in self._log.by_ids(ahead.statements, until=self._known)],
        )
        while page := self._log.read(after=at, until=self._known, limit=PAGE):
            yield from self._on_their_days(policies, [read_fact(one) for one in page])
            at = page[-1].position

    def _on_their_days(self, policies: Succession, facts: list[Fact]) -> Iterator[tuple[date, str]]:
        coming = {
            fact.position: days
            for fact in facts
            if (days := [day for day in days_of(fact, policies.zone) if day > self._after])
        }
        some = [fact for fact in facts if fact.position in coming]
        known = {fact.statement_id: fact for fact in some}
        load_targets(known, self._log, self._known)
        for fact in some:
            subject = subject_of(fact, known)
            if subject is not None and subject.of_cadre and subject.person is not None:
                for day in coming[fact.position]:
                    yield day, subject.person

    def _waking(self, policies: Succession) -> Iterator[tuple[date, str]]:
        """Those for whom a time is up: a year of study, a training for a post, the grace of a
        higher level."""
        for fact in self._stated(DegreeAdmitted):
            yield from ((day, fact.person or "") for day in self._years_of_study(fact, policies))
        for fact in self._stated(AppointmentMade):
            day = fact.occurred.astimezone(policies.zone).date()
            months = policies.of_day(day).get(Terms.in_post.within_months)
            if months is not None:
                yield day_after(months_after(day, months)), fact.person or ""
        graces = {one.grace_months for one in policies.ever(TARGETS)} - {0, None}
        for fact in self._stated(LevelChanged, Tagged, UnitAssigned) if graces else ():
            day = fact.occurred.astimezone(policies.zone).date()
            for end in (months_after(day, months) for months in graces if months):
                yield from ((one, fact.person or "") for one in (end, day_after(end)))

    def _stated(self, *kinds: type[Fact]) -> Iterator[Fact]:
        found = self._log.with_verb(*verbs_of(*kinds), until=self._known)
        for fact in map(read_fact, found):
            if isinstance(fact, kinds) and fact.person is not None:
                yield fact

    def _years_of_study(self, fact: Fact, policies: Succession) -> Iterator[date]:
        """The days on which a year of study is full, and those after them, from which on it may be
        too long."""
        begun = fact.occurred.astimezone(policies.zone).date()
        for year in range(max(begun.year + 1, self._after.year - 1), self._until.year + 1):
            full = months_after(begun, 12 * (year - begun.year))
            yield from (full, day_after(full))
