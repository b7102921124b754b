"""The life of a class as its reports show it: all that is judged of one class, put together."""

from dataclasses import dataclass
from datetime import date

from projections.amiss import Amiss
from projections.case.subject import Subject
from projections.case.training_class import (
    first_day,
    last_day,
    name_of,
    planned_persons,
    said_of,
    trainees,
)
from projections.classes.declaration import Declaration, declaration
from projections.classes.findings import ClassFinding, findings, unheeded
from projections.classes.state import state
from projections.facts.class_facts import ClassObserverAssigned


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassLife:
    """What is known and judged of a class on a day."""

    training_class: str
    class_name: str | None
    """what it is called; null where nobody said it"""
    state: str | None
    """how far its life has come: planned, declared, returned, approved, rejected, running,
    not_held, cancelled, completed or closed; null where nothing is known but who is to attend it"""
    year: int | None
    """the credit year of its last day or, while nobody says that, of its first"""
    first_day: date | None
    """the earliest first day of those who attended it, else of the plan"""
    last_day: date | None
    """the latest last day of those who attended it, else of the plan"""
    kind: str | None
    """its kind, such as in_post (M3-4)"""
    theme: str | None
    """its theme"""
    class_tag: str | None
    """key or pilot, where it is one"""
    organiser: str | None
    """at whose level it is called: city, county, province, unit"""
    institution: str | None
    """the training institution that holds it"""
    planned: int
    """how many persons the plan wants to enrol; 0 where nobody says"""
    trainees: int
    """how many attended it"""
    declaration: Declaration
    """whether it had to be declared, and was in time (M4-2)"""
    observers: tuple[str, ...]
    """whom the organisation department assigned to watch it (R48)"""
    findings: tuple[ClassFinding, ...]
    """what is amiss in its life"""
    unheeded: tuple[ClassFinding, ...]
    """the statements that are not heeded, whole or in part: not entitled, or not to be read"""


def life(subject: Subject) -> ClassLife:
    """The life of a class on `today`."""
    ends = last_day(subject)
    begins = first_day(subject)
    dated = ends or begins
    return ClassLife(
        training_class=subject.key,
        class_name=name_of(subject),
        state=state(subject),
        year=None if dated is None else subject.policies.year_of(dated),
        first_day=begins,
        last_day=ends,
        kind=said_of(subject, "kind"),
        theme=said_of(subject, "theme"),
        class_tag=said_of(subject, "class_tag"),
        organiser=said_of(subject, "organiser"),
        institution=said_of(subject, "institution"),
        planned=planned_persons(subject),
        trainees=len(trainees(subject)),
        declaration=declaration(subject),
        observers=observers(subject),
        findings=findings(subject),
        unheeded=unheeded(subject),
    )


def observers(subject: Subject) -> tuple[str, ...]:
    """Who was assigned to watch the class (R48), by name."""
    assigned = subject.standing(ClassObserverAssigned)
    named = {subject.cadre_of(one.person, one) for one in assigned}
    return tuple(sorted(name for name in named if name is not None))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRow:
    """A class in a list."""

    training_class: str
    class_name: str | None
    """what it is called; null where nobody said it"""
    state: str | None
    """how far its life has come, such as planned, running or closed"""
    year: int | None
    """the credit year of its last day or, while nobody says that, of its first"""
    first_day: date | None
    """its first day"""
    last_day: date | None
    """its last day"""
    kind: str | None
    """its kind, such as in_post (M3-4)"""
    theme: str | None
    """its theme"""
    class_tag: str | None
    """key or pilot, where it is one"""
    organiser: str | None
    """at whose level it is called"""
    institution: str | None
    """the training institution that holds it"""
    planned: int
    """how many persons the plan wants to enrol"""
    trainees: int
    """how many attended it"""
    declaration: str
    """whether its declaration was on_time, late, missing, not_required or not_applicable"""
    findings: tuple[Amiss, ...]
    """what is amiss in its life"""


def row_of(found: ClassLife) -> ClassRow:
    """A class as a list shows it."""
    return ClassRow(
        training_class=found.training_class,
        class_name=found.class_name,
        state=found.state,
        year=found.year,
        first_day=found.first_day,
        last_day=found.last_day,
        kind=found.kind,
        theme=found.theme,
        class_tag=found.class_tag,
        organiser=found.organiser,
        institution=found.institution,
        planned=found.planned,
        trainees=found.trainees,
        declaration=found.declaration.verdict,
        findings=tuple(one.code for one in (*found.findings, *found.unheeded)),
    )
