"""What was recorded or happened between two bases, and whose year it may have moved.

The drift of a year folds only those persons. Whoever is left out has the same balance by both: no
fact that reaches the year was learned of about him, and none happened that was known before.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from lrs.event.log import Log, pages
from projections.answers.acts import load_targets, subject_of
from projections.answers.basis import Basis
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.course_facts import CourseCatalogued, CoursePassed
from projections.facts.credit_facts import DegreeAdmitted
from projections.facts.decision_facts import ActVoided, Decision, VoidWithdrawn
from projections.facts.fact import Fact, Unknown
from projections.facts.learning_act import read_fact, verbs_of
from projections.facts.policy_facts import PolicyPublished
from projections.policy.succession import Succession
from projections.policy.terms import Terms
from projections.words.things import COURSE

_BY_ITS_DAY: Final = ((Terms.late_registration, "act_year"), (Terms.off_job.year_of, "end_date"))
"""The values under which what is learned counts in the year of its day alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """Statements up to position `until` that were recorded before they happened, on some days.

    The default says nothing of any.
    """

    until: int = 0
    statements: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """`persons` are the names whose year may differ, None: everybody's may. `courses` and
    `policies` are what was recorded on the catalogue's entries and on policies, by position."""

    persons: frozenset[str] | None
    courses: dict[str, dict[int, UUID]]
    policies: dict[int, UUID]


def between(reader: Log, year: int, *, then: Basis, now: Basis, ahead: Ahead) -> Between:
    """What lies between two bases, whichever is the earlier. The log is read from the earlier one
    on, or, where a day passed between them, from where `ahead` ends."""
    look = _Look(reader, year, then=then, now=now)
    for facts in look.pages(ahead):
        look.at(facts)
    return Between(
        persons=None if look.moves_everybody() else look.persons(),
        courses=look.courses,
        policies=look.policies,
    )


class _Look:
    """The facts in between, as they are read."""

    def __init__(self, reader: Log, year: int, *, then: Basis, now: Basis) -> None:
        self._reader, self._year, self._then, self._now = reader, year, then, now
        self._positions = sorted((then.position, now.position))
        self._days = sorted((then.today, now.today))
        self._names: set[str] = set()
        self.courses: dict[str, dict[int, UUID]] = {}
        self.policies: dict[int, UUID] = {}

    def pages(self, ahead: Ahead) -> Iterator[list[Fact]]:
        """The facts that may lie in between: those known ahead, and all from a position on.

        What was recorded by the end of the earlier day and is not ahead had happened by then; where
        both are of one day nothing happens in between, and what was recorded is all.
        """
        after, high = self._positions
        if self._days[0] < self._days[1]:
            end = datetime.combine(self._days[0], time.max, self._now.policies.zone)
            after = min(after, ahead.until, self._reader.position_at(end))
            yield [read_fact(one) for one in self._reader.by_ids(ahead.statements, until=after)]
        for page in pages(self._reader, after=after, until=high):
            yield list(map(read_fact, page))

    def at(self, facts: Iterable[Fact]) -> None:
        """Takes in those of the facts that do lie in between."""
        moved = [fact for fact in facts if self._recorded(fact) or self._happens(fact)]
        known = {fact.statement_id: fact for fact in moved}
        load_targets(known, self._reader, self._positions[1])
        for fact in moved:
            subject = subject_of(fact, known)
            if isinstance(subject, CourseCatalogued):
                for course in self._now.reference.with_runs(subject.course):
                    self.courses.setdefault(course, {})[fact.position] = fact.statement_id
            elif isinstance(subject, PolicyPublished):
                self.policies[fact.position] = fact.statement_id
            elif subject is not None:
                self._touch(subject)

    def moves_everybody(self) -> bool:
        """Whether anybody's year may differ: since the two bases are judged by different policies,
        or since a policy gives opening balances on a day between them."""
        then, now = self._then.policies, self._now.policies
        starts = [one.policy.effective_from for one in now.tenures]
        low, high = self._days
        opens = now.states(Terms.opening_balance) and any(low < start <= high for start in starts)
        return then.digest != now.digest or opens

    def persons(self) -> frozenset[str]:
        """The names whose year may differ, with all that links have to do with them."""
        names = self._names | self._concerned() | self._studying()
        related = self._now.reference.identities.related
        return frozenset(one for name in names for one in related(name))

    def _recorded(self, fact: Fact) -> bool:
        low, high = self._positions
        return low < fact.position <= high

    def _happens(self, fact: Fact) -> bool:
        """Whether time alone made the fact count; a void counts from when it is known."""
        if isinstance(fact, ActVoided | VoidWithdrawn):
            return False
        low, high = self._days
        return any(low < day <= high for day in _days(fact, self._now))

    def _touch(self, fact: Fact) -> None:
        if fact.person and fact.of_cadre and reaches(fact, self._year, self._now):
            self._names.add(fact.person)

    def _concerned(self) -> set[str]:
        """Who learned something in the year or before it that the catalogue has changed on."""
        iris = [COURSE.iri(course) for course in self.courses]
        found = self._reader.with_activity(*iris, until=self._positions[1]) if iris else []
        return self._learners(read_fact(recorded) for recorded in found)

    def _studying(self) -> set[str]:
        """Who studies for a degree, while the year still goes on: time alone credits him."""
        if self._days[0] >= self._now.policies.last_day(self._year):
            return set()
        found = self._reader.with_verb(*verbs_of(DegreeAdmitted), until=self._positions[1])
        facts = (read_fact(recorded) for recorded in found)
        return self._learners(fact for fact in facts if isinstance(fact, DegreeAdmitted))

    def _learners(self, facts: Iterable[Fact]) -> set[str]:
        return {
            fact.person
            for fact in facts
            if fact.person
            and fact.of_cadre
            and not isinstance(fact, Decision)
            and reaches(fact, self._year, self._now)
        }


def reaches(fact: Fact, year: int, basis: Basis) -> bool:
    """Whether a fact, or a decision on it, can matter to a credit year at all.

    Courses and classes of later years cannot where each counts in the year of its day: of what
    counts once, the earliest does.
    """
    if isinstance(fact, Unknown):
        return False
    if not isinstance(fact, CoursePassed | ClassCompleted) or not _counts_by_day(basis.policies):
        return True
    return _days(fact, basis)[-1] <= basis.policies.last_day(year)


def _days(fact: Fact, basis: Basis) -> list[date]:
    """The days on which a fact begins to count for anything; the last is its own."""
    end = fact.end if isinstance(fact, ClassCompleted) else None
    return [basis.as_of.day(fact.occurred), *([end] if end else [])]


def _counts_by_day(policies: Succession) -> bool:
    return all(
        dated.value == value
        for tenure in policies.tenures
        for parameter, value in _BY_ITS_DAY
        for dated in tenure.policy.parameters.get(parameter.name, ())
    )


def recent(found: Iterable[dict[int, UUID]], own: Collection[Fact], *, after: int) -> list[UUID]:
    """The ids of facts on several things and of a person's own that were recorded after a position,
    in the order of the log."""
    known = {fact.position: fact.statement_id for fact in own}
    for one in found:
        known |= one
    return [known[position] for position in sorted(known) if position > after]
