"""Which classes a fact reaches, and on which days the time of one is up: by what was ever said."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, tzinfo
from functools import cached_property, partial
from typing import Final

from lrs.event.log import Log
from projections.answers.basis import Answers, Basis
from projections.answers.class_files import TOPICS
from projections.calendar import day_after
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.class_facts import ClassClosed, ClassFact
from projections.facts.fact import Fact
from projections.facts.follow_up_facts import InstitutionFact, SampleDrawn, SeminarHeld
from projections.facts.learning_act import facts_with_verb, read_fact, verbs_of
from projections.facts.roster_facts import MOVES, CadreIdentified
from projections.follow_up.numbers import Numbers, numbers
from projections.follow_up.run import Run
from projections.follow_up.schedule import Schedule, schedule_of
from projections.policy.succession import Succession
from projections.words.persons import identifier_of
from replay.history.class_findings import LEARNED

_SAY: Final[tuple[type[Fact], ...]] = (*TOPICS, SampleDrawn, SeminarHeld, *LEARNED)
"""The facts that give a class a state, its days or its institution, that show a finding on it, or
that name cadres beside whom they are about."""


class ClassesSaid:
    """What was ever said of all classes by a position, read once: a superset of what counts at any
    moment before it, which costs folds and never tells anything itself.

    `years` has the lengths of follow-up that each class was ever said to have, `by_institution` the
    classes that an institution was ever said to hold, `by_name` those that ever drew somebody for
    visits, had him at a seminar or had somebody come for him. `turning` are those that were ever
    closed without their papers, or in which something was learned: as long as nobody says when one
    began, the policy of the day judges it.
    """

    def __init__(self, log: Log, *, until: int) -> None:
        self.years: dict[str, set[int | None]] = {}
        self.by_institution: dict[str, set[str]] = {}
        self.by_name: dict[str, set[str]] = {}
        self.turning: set[str] = set()
        self._days: dict[str, set[date | datetime]] = {}
        self._calendars: dict[str, Mapping[date, Collection[str]]] = {}
        for fact in facts_with_verb(log, *verbs_of(*_SAY), until=until):
            if isinstance(fact, ClassFact):
                self._take(fact)

    def waking(self, policies: Succession) -> Mapping[date, Collection[str]]:
        """The days on which a class may begin or have ended, or an item of its follow-up open or be
        overdue, each with these classes."""
        if policies.digest not in self._calendars:
            found: dict[date, set[str]] = {}
            for name, said in self._days.items():
                days = {_day(one, policies.zone) for one in said}
                for day in _waking(days, self.years[name], policies):
                    found.setdefault(day, set()).add(name)
            self._calendars[policies.digest] = found
        return self._calendars[policies.digest]

    def _take(self, fact: ClassFact) -> None:
        name = fact.training_class
        self.years.setdefault(name, {None}).add(getattr(fact, "follow_up_years", None))
        institution = getattr(fact, "institution", None)
        if institution is not None:
            self.by_institution.setdefault(institution, set()).add(name)
        for person in _beside(fact):
            self.by_name.setdefault(person, set()).add(name)
        is_bare = isinstance(fact, ClassClosed) and not (fact.sign_in_sheet and fact.timetable)
        if is_bare or isinstance(fact, LEARNED):
            self.turning.add(name)
        days = self._days.setdefault(name, set())
        days |= {day for one in ("start", "end") if (day := getattr(fact, one, None)) is not None}
        if isinstance(fact, ClassCompleted) and fact.end is None:
            days.add(fact.occurred)


Said = Callable[[], ClassesSaid]
"""Reads what was ever said of all classes by the position of a basis."""


def said_of_classes(answers: Answers, log: Log, basis: Basis) -> Said:
    """Reads what was ever said of all classes, once for each basis, whichever page asks."""

    def read() -> ClassesSaid:
        return answers.once(
            basis, "said of classes", partial(ClassesSaid, log, until=basis.position)
        )

    return read


class ClassIndex:
    """Finds the classes that something may have moved; what was ever said of all of them is asked
    for where it is needed alone."""

    def __init__(self, log: Log, basis: Basis, read: Said) -> None:
        self._log, self._basis, self._read = log, basis, read

    def every(self) -> Collection[str]:
        """The classes that ever had a state."""
        return self._said.years.keys()

    def waking(self, policies: Succession) -> Mapping[date, Collection[str]]:
        """The days on which a class may change by itself, each with these classes."""
        return self._said.waking(policies)

    def turning(self) -> Collection[str]:
        """The classes that may change where a policy, one of its values or a year turns."""
        return self._said.turning

    def of(self, subject: Fact) -> set[str]:
        """The classes whose state, or the state of whose follow-up, a fact may move: its own, all
        of its institution, those of whom it registers."""
        if isinstance(subject, ClassFact):
            return {subject.training_class}
        if isinstance(subject, InstitutionFact):
            return self._said.by_institution.get(subject.institution, set())
        if isinstance(subject, (CadreIdentified, *MOVES)) and subject.person is not None:
            return self._of_names(self._basis.reference.identities.related(subject.person))
        return set()

    @cached_property
    def _said(self) -> ClassesSaid:
        return self._read()

    def _of_names(self, names: Collection[str]) -> set[str]:
        """The classes of which something was stated under a name, or that named it beside."""
        found = self._log.concerning(map(identifier_of, names), until=self._basis.position)
        own = (read_fact(one) for one in found)
        stated = {one.training_class for one in own if isinstance(one, ClassFact)}
        return stated.union(*(self._said.by_name.get(name, ()) for name in names))


def _beside(fact: ClassFact) -> Iterator[str]:
    """The names of those whom a fact names beside whom it is about."""
    for member in ("attendees", "frame", "drawn"):
        yield from getattr(fact, member, None) or ()
    if isinstance(fact, ClassCompleted) and fact.substitute_for is not None:
        yield fact.substitute_for


def _day(said: date | datetime, zone: tzinfo) -> date:
    return said.astimezone(zone).date() if isinstance(said, datetime) else said


def _waking(
    days: Iterable[date], years: Collection[int | None], policies: Succession
) -> Iterator[date]:
    """The days on which something may wake of a class whose first and last day are among some."""
    for day in days:
        yield from (day, day_after(day))
        stated = numbers(policies.of_day(day))
        if stated is not None:
            yield from _of_schedules(day, years, stated)


def _of_schedules(last: date, years: Iterable[int | None], stated: Numbers) -> set[date]:
    found: set[date] = set()
    for length in years:
        for tag in (None, "key"):
            found.update(_turns(schedule_of(_run(last, length, tag), stated)))
    return found


def _turns(schedule: Schedule) -> Iterator[date]:
    """The days on which an item opens, and those after it was due."""
    yield day_after(schedule.ends)
    windows = [schedule.self_evaluation, schedule.feedback, schedule.seminar, *schedule.visits]
    for window in (*windows, *map(schedule.report, schedule.halves)):
        yield from (window.opens, day_after(window.due))


def _run(last: date, years: int | None, tag: str | None) -> Run:
    return Run(
        name=None,
        first=last,
        last=last,
        trainees={},
        institution=None,
        organiser=None,
        tag=tag,
        years=years,
    )
