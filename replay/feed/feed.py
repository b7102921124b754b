"""The feed of results, page by page: what each position of the log, and each day that passed, did
to the numbers of cadres.

It is a function of the log alone: of each moment those are folded, before it and after it, whom it
may have moved. So it says the same while statements come in, a year later and after a rebuild,
whichever pages it is asked for in.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from lrs.event.log import Log
from projections.answers.acts import by_person
from projections.answers.basis import Basis
from projections.answers.between import Ahead
from projections.calendar import day_before
from projections.case.decisions import AsOf
from projections.case.dossier import Dossier, open_dossier
from projections.case.membership import unit_on
from projections.case.sifting import folded_or_sifted
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.course_facts import CoursePassed
from projections.facts.fact import Fact
from replay.feed.due import Due
from replay.feed.place import Place
from replay.feed.touched import Everybody, touched_by
from replay.history.cadre import LifeOfCadre, life_of_cadre
from replay.history.causes import with_causes
from replay.history.change import Change, Parts, moved_between
from replay.history.judges import Judges
from replay.history.moments import Moment
from replay.history.state import state_of

SCANNED: Final = 500
"""Positions that a page scans at most."""

FOLDED: Final = 200
"""Cadres that a page folds at most, each once for every moment that may have moved him."""

AheadOf = Callable[[date, date], Ahead]
"""Tells of the statements that happen after a day and by another, recorded before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CadreChange:
    """What a moment did to a cadre."""

    cadre: str
    """The cadre's id in the register, else the identifier under which he is known."""
    name: str | None
    """His name in the register at that moment; null where none was stated by then."""
    unit: str | None
    """The unit that he belonged to at that moment; null where he belonged to none."""
    known: int
    """The position up to which all was known at that moment."""
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """A page of the feed: `next` is where the following one begins; `more` whether there is more to
    tell already."""

    changes: tuple[CadreChange, ...]
    next: Place
    more: bool


Visible = Callable[[str | None, AsOf], bool]
"""Whether who asks sees those who belong to a unit, as of a moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Of what the feed is told, and to whom."""

    log: Log
    basis: Basis
    everybody: Everybody
    ahead: AheadOf = lambda _, __: Ahead()
    visible: Visible = lambda _, __: True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A moment with those whom it may have moved, in order, and what was known just before it.

    `done` is where the feed stands when all of it is told.
    """

    moment: Moment
    before: Moment
    names: Iterable[str]
    done: Place


def page_of(asked: Asked, after: Place, *, limit: int) -> FeedPage:
    """What became known after a place, up to `limit` changes of cadres, in the order of moments and
    within each of cadres.

    A page scans and folds so much at most, so that it may be empty while more is to come. A day
    comes before all that was stored on it.
    """
    if after.position > asked.basis.position:  # of a standby that is behind, or a later log
        return FeedPage(changes=(), next=after, more=False)
    steps, lives = _Steps(asked, after), _Lives(asked)
    found: list[CadreChange] = []
    place = after
    for step in steps:
        for name in step.names:
            if len(found) >= limit or lives.folded >= FOLDED:
                return FeedPage(changes=tuple(found), next=place, more=True)
            change = lives.change(name, step)
            if change is not None:
                found.append(change)
            place = replace(step.done, cadre=name)
        place = step.done
    return FeedPage(changes=tuple(found), next=steps.end, more=steps.more)


class _Steps:
    """The moments after a place that may have moved somebody, in order, so many positions at most.

    Once all were walked through, `end` is where the feed stands, and `more` is whether it goes on.
    """

    def __init__(self, asked: Asked, after: Place) -> None:
        self._log, self._basis, self._asked = asked.log, asked.basis, asked
        self._judges = Judges(asked.basis)
        self._after = after
        self._resumes_position = after.cadre is not None and after.day is None
        known = after.position - 1 if self._resumes_position else after.position
        self._known = max(known, 0)
        page = self._log.read(after=self._known, until=asked.basis.position, limit=SCANNED)
        self.more = len(page) == SCANNED
        self._last = page[-1].position if self.more else asked.basis.position
        self._stored = {one.position: one.stored for one in page}
        self._touched = touched_by(self._log, asked.basis, page)
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

    def __iter__(self) -> Iterator[_Step]:
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
        begun = self._day_of(after.position)
        if self._resumes_position or after.day is None or begun is None:
            return begun
        told = after.day if after.cadre is None else day_before(after.day)
        return max(begun, min(told, self._basis.today))

    def _day_of(self, position: int) -> date | None:
        stored = self._log.stored_at(position) if position else None
        return None if stored is None else self._judges.day(stored, position)

    def _days(self, known: int, after: date, until: date) -> Iterator[_Step]:
        """The days after one and up to another that may have moved somebody."""
        if after >= until:
            return
        ahead = self._asked.ahead(after, until)
        due = Due(self._log, self._basis, self._judges, ahead, known=known, between=(after, until))
        for day in due.days:
            moment = Moment(position=None, known=known, today=day)
            done = Place(position=known, day=day)
            names = self._everybody(moment) if day in due.turns else due.names[day]
            before = replace(moment, today=day_before(day))
            yield self._step(moment, before, names, done=done)

    def _position(self, position: int, today: date) -> _Step:
        moment = Moment(position=position, known=position, today=today)
        before = Moment(position=None, known=position - 1, today=today)
        all_move = position in self._judges.positions
        names = self._everybody(moment) if all_move else self._touched[position]
        done = Place(position=position)
        return self._step(moment, before, names, done=done)

    def _step(
        self,
        moment: Moment,
        before: Moment,
        names: Collection[str],
        *,
        done: Place,
    ) -> _Step:
        """A step; of the one that the place lies within, what is left of it."""
        of_place = done.position, done.day
        resumed = (self._after.position, self._after.day) == of_place
        told = self._after.cadre if resumed else None
        left = sorted(one for one in names if told is None or one > told)
        return _Step(moment=moment, before=before, names=left, done=done)

    def _everybody(self, moment: Moment) -> Collection[str]:
        policies = self._judges.at(moment.known)
        if policies is None:
            return ()
        as_of = AsOf(known=moment.known, today=moment.today, zone=policies.zone)
        return self._asked.everybody(as_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A cadre at a moment."""

    numbers: Parts
    name: str | None
    unit: str | None


class _Lives:
    """The cadres of a page, each read from the log once, and folded once for each moment between
    which something may have moved him."""

    def __init__(self, asked: Asked) -> None:
        self._asked, self._judges = asked, Judges(asked.basis)
        self._lives: dict[str, tuple[LifeOfCadre, list[int]]] = {}
        self._seen: dict[tuple[str, int, date], _Seen | None] = {}

    @property
    def folded(self) -> int:
        """How often somebody was folded."""
        return len(self._seen)

    def change(self, name: str, step: _Step) -> CadreChange | None:
        """What a moment did to a cadre; None where nothing, or where who asks does not see him."""
        before, after = self._at(name, step.before), self._at(name, step.moment)
        seen = after or before
        if seen is None or not self._sees(seen.unit, step.moment):
            return None
        moved = moved_between(before.numbers if before else {}, after.numbers if after else {})
        if not moved:
            return None
        moment = step.moment
        by_day = moment.position is None
        facts = self._known_of(name, moment) if by_day else self._life(name)[0].facts
        (change,) = with_causes(self._asked.log, [(moment, moved)], self._judges, facts)
        return CadreChange(
            cadre=name, name=seen.name, unit=seen.unit, known=moment.known, change=change
        )

    def _at(self, name: str, moment: Moment) -> _Seen | None:
        """A cadre at a moment, who changes at no positions but those of what touches him."""
        life, positions = self._life(name)
        place = bisect_right(positions, moment.known)
        key = name, positions[place - 1] if place else 0, moment.today
        if key not in self._seen:
            self._seen[key] = self._fold(life, moment)
        return self._seen[key]

    def _fold(self, life: LifeOfCadre, moment: Moment) -> _Seen | None:
        """A cadre folded from all that is known of him at a moment; None while no policy is known,
        or nothing of him."""
        policies = self._judges.at(moment.known)
        as_of, reference = self._as_of(moment), self._judges.reference
        acts = by_person(as_of.known_of(life.own), reference, as_of).get(life.person)
        if policies is None or not acts:
            return None
        return folded_or_sifted(
            lambda some: _seen(open_dossier(reference, life.person, some, policies, as_of)), acts
        )

    def _life(self, name: str) -> tuple[LifeOfCadre, list[int]]:
        if name not in self._lives:
            life = life_of_cadre(self._asked.log, name, self._asked.basis, self._judges)
            of_facts = (one.position for one in life.facts)
            self._lives[name] = life, sorted({*of_facts, *self._judges.positions})
        return self._lives[name]

    def _known_of(self, name: str, moment: Moment) -> list[Fact]:
        """What is known of a cadre at a moment, with what that rests on."""
        as_of, reference = self._as_of(moment), self._asked.basis.reference
        life, _ = self._life(name)
        acts = by_person(as_of.known_of(life.own), reference, as_of).get(name, [])
        courses = {one.course for one in acts if isinstance(one, CoursePassed)}
        classes = {one.training_class for one in acts if isinstance(one, ClassCompleted)}
        return [*acts, *reference.ever_catalogued(courses), *reference.ever_substituted(classes)]

    def _sees(self, unit: str | None, moment: Moment) -> bool:
        return self._asked.visible(unit, self._as_of(moment))

    def _as_of(self, moment: Moment) -> AsOf:
        policies = self._judges.at(moment.known) or self._judges.last
        return AsOf(known=moment.known, today=moment.today, zone=policies.zone)


def _seen(dossier: Dossier) -> _Seen:
    today = dossier.case.as_of.today
    return _Seen(
        numbers=state_of(dossier).state,
        name=dossier.roster.name(today),
        unit=unit_on(dossier.case.memberships, today),
    )
