"""Which facts of a cadre can touch each other's lines: those about one class, one course, one work.

What counts once counts once within such a thing, so the lines of a thing follow from the facts
about it and from what holds for the whole cadre: where he belonged, his level, his exemptions.
"""

from collections.abc import Hashable, Iterable, Mapping
from typing import Final, TypeAlias
from uuid import UUID

from projections.answers.acts import subject_of
from projections.facts.account_facts import HistoryImported
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.course_facts import CourseCatalogued, CoursePassed
from projections.facts.credit_facts import DegreeFact, OtherActivityDone, Reward
from projections.facts.exemption_facts import CadreExempted, ExemptionGranted
from projections.facts.fact import Fact
from projections.facts.policy_facts import PolicyPublished
from projections.facts.roster_facts import (
    MOVES,
    AppointmentMade,
    CadreIdentified,
    LevelChanged,
    Tagged,
)
from projections.facts.selection_facts import SubstitutionApproved

Thing: TypeAlias = tuple[str, Hashable]
"""A sort of thing, and which one it is."""

WHOLE_CADRE: Final[Thing] = ("cadre", "")
"""What holds for the whole cadre."""

STUDIES: Final[Thing] = ("degree", "")
"""All studies for degrees, which days alone credit."""

_SORTS: Final[tuple[tuple[type[Fact], str, str], ...]] = (
    (ClassCompleted, "class", "training_class"),
    (SubstitutionApproved, "class", "training_class"),
    (Reward, "work", "subject"),
    (OtherActivityDone, "activity", "kind"),
    (DegreeFact, "degree", ""),
    (HistoryImported, "imported", ""),
)
"""The sorts of things that a fact is about, and the member that says which one; all where none
does."""

_OF_THE_WHOLE: Final = (*MOVES, LevelChanged, Tagged, CadreExempted, AppointmentMade)
_OF_ALL: Final = (CadreIdentified, PolicyPublished)


class Things:
    """The facts of a cadre by thing, whenever they were recorded."""

    def __init__(self, own: Iterable[Fact], beside: Iterable[Fact]) -> None:
        found = {fact.statement_id: fact for fact in (*own, *beside)}
        self._roots = _Roots()
        for fact in found.values():
            if isinstance(fact, CourseCatalogued) and fact.same_as is not None:
                self._roots.join(fact.course, fact.same_as)
        self._touched: dict[int, Thing | None] = {}
        self.facts: dict[Thing, list[Fact]] = {WHOLE_CADRE: []}
        mine = {fact.position for fact in own}
        for fact in found.values():
            thing = self._touched[fact.position] = self._of(subject_of(fact, found))
            if fact.position in mine:
                self.facts.setdefault(thing or WHOLE_CADRE, []).append(fact)
        self.facts[WHOLE_CADRE] += self._exemptions(found)

    def touched(self, position: int) -> Thing | None:
        """The thing whose lines a position may change; None: those of all."""
        return self._touched.get(position)

    def _of(self, subject: Fact | None) -> Thing | None:
        """The thing that a fact is about, or that a decision is about in the end."""
        if subject is None:
            return "nothing", ""
        for kind, sort, member in _SORTS:
            if isinstance(subject, kind):
                return sort, getattr(subject, member) if member else ""
        if isinstance(subject, CoursePassed | CourseCatalogued):
            return "course", self._roots.of(subject.course)
        if isinstance(subject, _OF_THE_WHOLE):
            return WHOLE_CADRE
        return None if isinstance(subject, _OF_ALL) else ("other", subject.statement_id)

    def _exemptions(self, found: Mapping[UUID, Fact]) -> list[Fact]:
        """What exempts from a year, with what it is about and what was decided on it: it holds for
        the whole cadre, whatever it is stated of."""
        things = {
            self._touched[fact.position]
            for fact in found.values()
            if isinstance(fact, ExemptionGranted)
        }
        others = [thing for thing in things if thing not in (None, WHOLE_CADRE)]
        for thing in others:
            for fact in self.facts.get(thing, ()):
                self._touched[fact.position] = WHOLE_CADRE
        return [fact for thing in others for fact in self.facts.get(thing, ())]


class _Roots:
    """Courses that were ever called runs of each other, under one of their names."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def of(self, course: str) -> str:
        while (parent := self._parents.get(course)) is not None:
            course = parent
        return course

    def join(self, one: str, other: str) -> None:
        first, second = self.of(one), self.of(other)
        if first != second:
            self._parents[max(first, second)] = min(first, second)
