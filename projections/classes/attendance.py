"""Who attended a class, with what is recorded of it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from projections.case.subject import Subject
from projections.case.training_class import trainees


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """A cadre's attendance at a class, as it was recorded first of all that stands."""

    cadre: str
    start: date | None
    """his first day; null where nobody said it"""
    end: date
    """his last day, on which it counts"""
    theme: str | None
    """the theme of the class, as it was said of him"""
    scheduled_days: Decimal | None
    """days of training that the class had for him"""
    attended_days: Decimal | None
    """days on which he was there; null: on all"""
    hours: Decimal | None
    """its hours; null where nobody said them"""
    appraisal: str | None
    """how the institution appraised him: excellent, pass or fail"""
    certificate: str | None
    """the number of his certificate"""
    substitute_for: str | None
    """for whom he came; null: for himself"""
    statement_id: UUID


def attendance(subject: Subject) -> tuple[Attended, ...]:
    """Everybody who attended the class, by name."""
    return tuple(
        Attended(
            cadre=cadre,
            start=fact.start,
            end=subject.day(fact),
            theme=fact.theme,
            scheduled_days=fact.scheduled_days,
            attended_days=fact.attended_days,
            hours=fact.hours,
            appraisal=fact.appraisal,
            certificate=fact.certificate,
            substitute_for=subject.cadre_of(fact.substitute_for, fact),
            statement_id=fact.statement_id,
        )
        for cadre, fact in trainees(subject).items()
    )
