"""The moments after a place that may have moved somebody, in order."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from projections.calendar import day_before
from projections.case.decisions import AsOf
from projections.facts.fact import Fact
from projections.facts.roster_facts import CadreLeft
from replay.feed.asked import Asked
from replay.feed.classes import ClassIndex
from replay.feed.due import Due
from replay.feed.papers_said import PaperIndex
from replay.feed.place import Place
from replay.feed.shared_facts import moved_by
from replay.feed.times_up import TimesUp
from replay.feed.touched import Touch, of_classes, touched_by
from replay.feed.whom import Of, Whom
from replay.history.judges import Judges
from replay.history.moments import Moment

SCANNED: Final = 500
"""Positions that a page scans at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A moment with those whom it may have moved, in order, and what was known just before it.

    `cadres` are all cadres whose years it may have moved, those told before included. `resumed` is
    whether the page goes on within it. `done` is where the feed stands when all of it is told.
    """

    moment: Moment
    before: Moment
    whom: Iterable[Whom]
    cadres: frozenset[str]
    resumed: bool
    done: Place


class Steps:
    """The moments after a place that may have moved somebody, in order, so many positions at most.

    Once all were walked through, `end` is where the feed stands, and `more` is whether it goes on.
    """

    def __init__(self, asked: Asked, after: Place) -> None:
        self._log, self._basis, self._asked = asked.log, asked.basis, asked
        self._judges = Judges(asked.basis)
        self._classes = ClassIndex(asked.log, asked.basis, asked.classes)
        self._papers = PaperIndex(asked.log, asked.basis, asked.papers)
        self._after = after
        self._resumes_position = after.whom is not None and after.day is None
        known = after.position - 1 if self._resumes_position else after.position
        self._known = max(known, 0)
        page = self._log.read(after=self._known, until=asked.basis.position, limit=SCANNED)
        self.more = len(page) == SCANNED
        self._last = page[-1].position if self.more else asked.basis.position
        self._times = TimesUp(self._log, until=self._last, last=asked.basis.today)
        self._stored = {one.position: one.stored for one in page}
        self._touched = touched_by(self._log, asked.basis, self._classes, page)
        for position in self._judges.positions:
            is_next = self._known < position <= self._last
            if is_next and (stored := self._log.stored_at(position)) is not None:
                self._stored[position] = stored

    @property
    def end(self) -> Place:
        """Where the feed stands behind the last of the moments; a clock that was set back takes
        nobody back."""
        if self.more:
            return Place(position=self._last)
        after = self._after
        if after.position == self._last and after.day and after.day > self._basis.today:
            return after
        begun = self._day_of(self._last)
        passed = begun is not None and begun < self._basis.today
        return Place(position=self._last, day=self._basis.today if passed else None)

    def stands_on(self, place: Place) -> date | None:
        """The day of a place: that up to which it has told all, or within which it lies; never
        after today. None before the first position."""
        begun = self._day_of(place.position)
        if place.day is None or begun is None:
            return begun
        return max(begun, min(place.day, self._basis.today))

    def __iter__(self) -> Iterator[Step]:
        today = self._begun()
        known = self._known
        for position in sorted(self._stored):
            day = self._judges.day(self._stored[position], position)
            if today is not None:
                yield from self._days(known, today, day)
            today = max(day, today or day)
            yield self._position(position, today)
            known = position
        if not self.more and today is not None:
            yield from self._days(known, today, self._basis.today)

    def _begun(self) -> date | None:
        """The day up to which all is told, whatever day a place names: not before that of its
        position, nor after today; None before the first position."""
        after = self._after
        if after.day is not None and after.whom is not None:
            after = replace(after, day=day_before(after.day))
        return self.stands_on(after)

    def _day_of(self, position: int) -> date | None:
        stored = self._log.stored_at(position) if position else None
        return None if stored is None else self._judges.day(stored, position)

    def _days(self, known: int, after: date, until: date) -> Iterator[Step]:
        """The days after one and up to another that may have moved somebody."""
        if after >= until:
            return
        ahead = self._asked.ahead(after, until)
        due = Due(
            self._log,
            self._basis,
            self._judges,
            ahead,
            self._classes,
            self._times,
            known=known,
            between=(after, until),
        )
        for day in due.days:
            moment = Moment(position=None, known=known, today=day)
            done = Place(position=known, day=day)
            everybody = self._at_a_turn(moment) if day in due.turns else frozenset()
            before = replace(moment, today=day_before(day))
            whom = everybody | due.whom.get(day, set())
            others = self._by_shared(due.shared.get(day, ()), before, moment)
            yield self._step(moment, before, whom, others, done=done)

    def _position(self, position: int, today: date) -> Step:
        moment = Moment(position=position, known=position, today=today)
        before = Moment(position=None, known=position - 1, today=today)
        all_move = position in self._judges.positions
        whom, shared = self._touched.get(position, Touch())
        if all_move:
            whom = whom | self._everybody(moment) | of_classes(self._classes.every())
        others = self._by_shared([] if shared is None else [shared], before, moment)
        return self._step(moment, before, whom, others, done=Place(position=position))

    def _by_shared(
        self, shared: Iterable[Fact], before: Moment, moment: Moment
    ) -> Collection[Whom]:
        """Those of whom findings alone may be others, by what many share."""
        as_of = {"before": self._judges.as_of(before), "after": self._judges.as_of(moment)}
        return [
            Whom(Of.CADRE, name)
            for one in shared
            for name in moved_by(one, self._basis, self._asked.everybody, **as_of)
        ]

    def _step(
        self,
        moment: Moment,
        before: Moment,
        whom: Collection[Whom],
        others: Collection[Whom],
        *,
        done: Place,
    ) -> Step:
        """A step; of the one that the place lies within, what is left of it. Of the `others`, whose
        findings alone may have moved, no unit or paper hears."""
        of_place = done.position, done.day
        resumed = (self._after.position, self._after.day) == of_place
        told = self._after.whom if resumed else None
        cadres = frozenset(one.key for one in whom if one.of is Of.CADRE)
        units = (Whom(Of.UNIT, one) for one in self._units(cadres))
        named = self._papers.of(cadres, known=moment.known)
        papers = (Whom(Of.PAPER, one) for one in named)
        every = {*whom, *others, *papers, *units}
        left = sorted(one for one in every if told is None or one > told)
        return Step(
            moment=moment,
            before=before,
            whom=left,
            cadres=cadres,
            resumed=told is not None,
            done=done,
        )

    def _units(self, cadres: Collection[str]) -> set[str]:
        """The units to which some cadres were ever said to belong, under any of their names."""
        reference = self._basis.reference
        names = {name for one in cadres for name in reference.identities.related(one)}
        moves = reference.register.moves(names)
        return {one.unit for one in moves if not isinstance(one, CadreLeft) and one.unit}

    def _at_a_turn(self, moment: Moment) -> frozenset[Whom]:
        return self._everybody(moment) | of_classes(self._classes.turning())

    def _everybody(self, moment: Moment) -> frozenset[Whom]:
        policies = self._judges.at(moment.known)
        if policies is None:
            return frozenset()
        as_of = AsOf(known=moment.known, today=moment.today, zone=policies.zone)
        return frozenset(Whom(Of.CADRE, one) for one in self._asked.everybody(as_of))
