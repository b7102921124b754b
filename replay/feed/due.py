"""Whose numbers a day may have moved by itself: what is known ahead happens, a time is up."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time

from lrs.event.log import Log, pages
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
from replay.feed.classes import ClassIndex
from replay.feed.touched import of_classes, related
from replay.feed.whom import Whom
from replay.history.causes import days_of
from replay.history.judges import Judges

Touched = tuple[date, Collection[Whom]]
"""A day, and those of whom it may have moved the numbers."""


class Due:
    """The days after one and up to another, as known at a position, that may have moved somebody.

    `whom` are those of whom a day may have moved the numbers; `turns` are the days that may have
    moved those of every cadre: a credit year begins or has ended, a policy or one of its values
    begins. No class is moved by these: it is judged by the policy of its last day.
    """

    def __init__(
        self,
        log: Log,
        basis: Basis,
        judges: Judges,
        ahead: Ahead,
        classes: ClassIndex,
        *,
        known: int,
        between: tuple[date, date],
    ) -> None:
        self._log, self._basis, self._known, self._classes = log, basis, known, classes
        self._after, self._until = after, until = between
        self._policies = judges.at(known)
        self.turns = {day for day in judges.turns(after, until) if after < day <= until}
        self.whom: dict[date, set[Whom]] = {}
        policies = self._policies
        if policies is not None and after < until:
            self._add(self._happening(policies, ahead))
            self._add((day, related(basis, [name])) for day, name in self._waking(policies))
            self._add(self._waking_classes(policies))

    @property
    def days(self) -> list[date]:
        """The days in order."""
        return sorted({*self.whom, *self.turns})

    def _add(self, found: Iterable[tuple[date, Collection[Whom]]]) -> None:
        for day, whom in found:
            if whom and self._after < day <= self._until:
                self.whom.setdefault(day, set()).update(whom)

    def _happening(self, policies: Succession, ahead: Ahead) -> Iterator[Touched]:
        """Those of whom something happens that was recorded before, or a decision on that."""
        end = datetime.combine(self._after, time.max, policies.zone)
        at = min(self._log.position_at(end), ahead.until, self._known)
        yield from self._on_their_days(
            policies,
            [read_fact(one) for one in self._log.by_ids(ahead.statements, until=self._known)],
        )
        for page in pages(self._log, after=at, until=self._known):
            yield from self._on_their_days(policies, list(map(read_fact, page)))

    def _on_their_days(self, policies: Succession, facts: list[Fact]) -> Iterator[Touched]:
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
            if subject is not None:
                of_cadre = subject.of_cadre and subject.person is not None
                names = [subject.person or ""] if of_cadre else []
                whom = related(self._basis, names) | of_classes(self._classes.of(subject))
                yield from ((day, whom) for day in coming[fact.position])

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

    def _waking_classes(self, policies: Succession) -> Iterator[Touched]:
        """The classes that begin or have ended, or of whose follow-up an item opens or is
        overdue."""
        waking = self._classes.waking(policies)
        day = self._after
        while day < self._until:
            day = day_after(day)
            yield day, of_classes(waking.get(day, ()))

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
