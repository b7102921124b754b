"""The answer on a cadre: the one to three years after each of his classes, as lines of time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from projections.answers.basis import Basis
from projections.answers.follow_up import OfCadre
from projections.case.dossier import Dossier
from projections.case.membership import unit_on
from projections.case.training_class import name_of, said_of
from projections.follow_up.effect import GradeOfYear, Stretch
from projections.follow_up.history import FollowUpEntry
from projections.follow_up.schedule import FollowUpItem
from projections.policy.terms import Terms
from projections.reports import answer
from projections.reports.answer import OfPart, Page, part_of


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpOfCadre:
    """The one to three years of a cadre after a class, and what he learned around it."""

    training_class: str
    class_name: str | None
    theme: str | None
    """Its theme; null where nobody said."""
    institution: str | None
    """The training institution that held it; null where nobody said."""
    first: date
    """The first day of the class."""
    last: date
    """The last day of the class."""
    ends: date
    """The last day of the follow-up."""
    state: str
    """Open through that day, then closed."""
    self_evaluation: FollowUpItem
    """His self-evaluation (A4-6(1))."""
    learning_summary: FollowUpItem
    """His learning summary (A4-7(1))."""
    visits: tuple[FollowUpItem, ...]
    """The visits to him, year by year, where he was drawn."""
    entries: tuple[FollowUpEntry, ...]
    """What happened, by instant and position."""
    around: tuple[Stretch, ...]
    """What he learned before, during and after the class."""
    years: tuple[GradeOfYear, ...]
    """His credit years around the class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CadreEntry:
    """A line of the history of a cadre."""

    training_class: str
    """The class that is followed up."""
    day: date
    fact: str
    subject: str | None
    """What it was about: a class, a course, a work, a kind of service."""
    of_class: bool
    """Whether it belongs to the follow-up; else it is something learned since."""
    statement_id: UUID
    position: int


@dataclass(frozen=True, kw_only=True)
class CadreFollowUpAnswer(OfPart, Page):
    """The histories of a cadre after his classes, the earliest class first."""

    cadre: str
    name: str | None
    unit: str | None
    """The unit that he belongs to on the day."""
    unit_name: str | None
    classes: tuple[FollowUpOfCadre, ...]
    """The classes on this page."""

    def rows(self) -> tuple[CadreEntry, ...]:
        """A row for each entry of each class."""
        return tuple(
            CadreEntry(
                training_class=one.training_class,
                day=entry.day,
                fact=entry.fact,
                subject=entry.subject,
                of_class=entry.of_class,
                statement_id=entry.statement_id,
                position=entry.position,
            )
            for one in self.classes
            for entry in one.entries
        )


def cadre_answer(
    dossier: Dossier, found: Iterable[OfCadre], basis: Basis, *, following: str | None
) -> CadreFollowUpAnswer:
    """A page of the histories of a cadre."""
    unit = unit_on(dossier.case.memberships, basis.today)
    return CadreFollowUpAnswer(
        **answer.basis_of(basis),
        part=part_of(basis, Terms.follow_up),
        cadre=dossier.person,
        name=dossier.roster.name(basis.today),
        unit=unit,
        unit_name=answer.unit_name(unit, basis),
        classes=tuple(_of_cadre(one, dossier.person) for one in found),
        next=following,
    )


def _of_cadre(found: OfCadre, cadre: str) -> FollowUpOfCadre:
    told, items = found.follow_up, found.follow_up.trainees[cadre]
    return FollowUpOfCadre(
        training_class=found.subject.key,
        class_name=name_of(found.subject),
        theme=said_of(found.subject, "theme"),
        institution=told.run.institution,
        first=told.run.first,
        last=told.run.last,
        ends=found.history.ends,
        state=found.history.state,
        self_evaluation=items.self_evaluation,
        learning_summary=items.learning_summary,
        visits=told.visits.get(cadre, ()),
        entries=found.history.entries,
        around=found.around.stretches,
        years=found.around.years,
    )
