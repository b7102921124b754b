"""Whose numbers a day may have moved by itself: what is known ahead happens, a time is up."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time

from lrs.event.log import Log, pages
from projections.answers.acts import load_targets, subject_of
from projections.answers.basis import Basis
from projections.answers.between import Ahead
from projections.calendar import day_after
from projections.facts.fact import Fact
from projections.facts.learning_act import read_fact
from projections.policy.succession import Succession
from replay.feed.classes import ClassIndex
from replay.feed.shared_facts import is_shared
from replay.feed.times_up import TimesUp
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
    begins. Of classes these move those alone of which nobody says when they began: any other is
    judged by the policy of its own days. `shared` are the decisions on years, and the units, that
    were recorded ahead of these days.
    """

    def __init__(
        self,
        log: Log,
        basis: Basis,
        judges: Judges,
        ahead: Ahead,
        classes: ClassIndex,
        times: TimesUp,
        *,
        known: int,
        between: tuple[date, date],
    ) -> None:
        self._log, self._basis, self._known, self._classes = log, basis, known, classes
        self._times = times
        self._after, self._until = after, until = between
        self._policies = judges.at(known)
        self.turns = {day for day in judges.turns(after, until) if after < day <= until}
        self.whom: dict[date, set[Whom]] = {}
        self.shared: dict[date, list[Fact]] = {}
        policies = self._policies
        if policies is not None and after < until:
            self._add(self._happening(policies, ahead))
            self._add(self._waking(policies))
            self._add(self._waking_classes(policies))

    @property
    def days(self) -> list[date]:
        """The days in order."""
        return sorted({*self.whom, *self.turns, *self.shared})

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
            if is_shared(fact, subject, is_recorded=False):
                for day in coming[fact.position]:
                    self._share(day, fact)

    def _share(self, day: date, fact: Fact) -> None:
        if self._after < day <= self._until:
            self.shared.setdefault(day, []).append(fact)

    def _waking(self, policies: Succession) -> Iterator[Touched]:
        """Those for whom a time is up, by what was known."""
        waking = self._times.waking(policies)
        for day in self._passing():
            known = [name for position, name in waking.get(day, ()) if position <= self._known]
            yield day, related(self._basis, known)

    def _waking_classes(self, policies: Succession) -> Iterator[Touched]:
        """The classes that begin or have ended, or of whose follow-up an item opens or is
        overdue."""
        waking = self._classes.waking(policies)
        yield from ((day, of_classes(waking.get(day, ()))) for day in self._passing())

    def _passing(self) -> Iterator[date]:
        day = self._after
        while day < self._until:
            day = day_after(day)
            yield day
