"""Whether a class had to be declared, and whether it was in time (M4-2, R46, Q47)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from projections.amiss import Amiss
from projections.case.subject import Subject
from projections.case.training_class import first_day, planned_persons, trainees
from projections.facts.class_facts import ClassDeclared
from projections.policy.terms import Terms

NOT_APPLICABLE: Final = "not_applicable"
NOT_REQUIRED: Final = "not_required"
ON_TIME: Final = "on_time"
LATE: Final = "late"
MISSING: Final = "missing"

AT_START: Final = "at_start"

_REASONS: Final = {LATE: Amiss.DECLARED_LATE, MISSING: Amiss.UNDECLARED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """The declaration of a class to the organisation department."""

    required: bool
    """whether the class is of a size that has to be declared"""
    latest: date | None
    """the last day on which it is in time, that day included; null where none is required or nobody
    says when the class begins"""
    declared_on: date | None
    """the day of the first declaration that stands; null before one"""
    verdict: str
    """`on_time`, `late` or `missing`; `not_required` of a smaller class, `not_applicable` where the
    policy asks for no declarations"""
    reason: Amiss | None
    rule: str
    article: str | None
    evidence: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """From how many persons on a class has to be declared, how many days before its first day, and
    whose number counts: those planned or, where the class was attended, those `at_start`."""

    persons: int
    days: int
    count: str
    article: str


def bounds_of(subject: Subject) -> Bounds | None:
    """What the policy asks of a class, by its first day; None where it asks for no declaration."""
    terms = terms_of(subject)
    persons = terms.get(Terms.class_declaration.min_persons)
    days = terms.get(Terms.class_declaration.days_before)
    if persons is None or days is None:
        return None
    return Bounds(
        persons=persons,
        days=days,
        count=terms.get(Terms.class_declaration.count) or "planned",
        article=terms.article(Terms.class_declaration.min_persons),
    )


def terms_of(subject: Subject) -> Terms:
    """What the policies say on the first day of a class, on `today` where nobody knows that."""
    return subject.terms(first_day(subject) or subject.as_of.today)


def declaration(subject: Subject) -> Declaration:
    """The declaration of a class on `today`; the first that stands counts."""
    bounds, first = bounds_of(subject), declared(subject)
    declared_on = None if first is None else subject.day(first)
    required = bounds is not None and counted(subject, bounds) >= bounds.persons
    latest = latest_day(subject, bounds) if required and bounds is not None else None
    verdict = NOT_APPLICABLE if bounds is None else _verdict(required, latest, declared_on)
    return Declaration(
        required=required,
        latest=latest,
        declared_on=declared_on,
        verdict=verdict,
        reason=_REASONS.get(verdict),
        rule="R46",
        article=None if bounds is None else bounds.article,
        evidence=() if first is None else (first.statement_id,),
    )


def declared(subject: Subject) -> ClassDeclared | None:
    """The first declaration that stands; a later one of the same class mends it."""
    return next(iter(subject.standing(ClassDeclared)), None)


def counted(subject: Subject, bounds: Bounds) -> int:
    """How many persons decide whether the class has to be declared (Q47)."""
    here = len(trainees(subject))
    return here if bounds.count == AT_START and here else planned_persons(subject)


def latest_day(subject: Subject, bounds: Bounds) -> date | None:
    """The last day on which a declaration is in time."""
    begins = first_day(subject)
    if begins is None:
        return None
    room = (begins - date.min).days
    return begins - timedelta(days=min(bounds.days, room))


def _verdict(required: bool, latest: date | None, declared_on: date | None) -> str:
    if not required:
        return NOT_REQUIRED
    if declared_on is None:
        return MISSING
    return ON_TIME if latest is None or declared_on <= latest else LATE
