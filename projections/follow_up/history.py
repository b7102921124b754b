"""The one to three years of a trainee after a class, as one line of time (R34, R35, R40, R42)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from projections.case.dossier import Dossier
from projections.case.membership import unit_on
from projections.case.subject import Subject
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.course_facts import CoursePassed
from projections.facts.credit_facts import DegreeFact, OtherActivityDone, Reward
from projections.facts.fact import Fact
from projections.facts.follow_up_facts import (
    FeedbackSubmitted,
    LearningSummarySubmitted,
    ResultFedBack,
    SelfEvaluationSubmitted,
    SeminarHeld,
    ServiceGiven,
    VisitConducted,
)
from projections.facts.order import in_order
from projections.follow_up.run import Run
from projections.follow_up.schedule import Schedule

OPEN: Final = "open"
CLOSED: Final = "closed"

OF_TRAINEE: Final = (
    SelfEvaluationSubmitted,
    LearningSummarySubmitted,
    FeedbackSubmitted,
    ServiceGiven,
    VisitConducted,
)
"""What is stated of a trainee in the follow-up of his class."""

LEARNING: Final = (ClassCompleted, CoursePassed, DegreeFact, Reward, OtherActivityDone)
"""The learning acts of a cadre."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpEntry:
    """Something that happened to a trainee."""

    day: date
    fact: str
    statement_id: UUID
    position: int
    subject: str | None
    """What it was about: a class, a course, a work, a kind of service; null where nothing is
    named."""
    of_class: bool
    """Whether it belongs to the follow-up of the class; else it is something learned since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpHistory:
    """What is known of a trainee since his class."""

    ends: date
    """The last day of the follow-up."""
    state: str
    """Open through that day, then closed."""
    entries: tuple[FollowUpEntry, ...]
    """What happened, by instant and position."""


def history_of(
    subject: Subject, dossier: Dossier, acts: Iterable[Fact], *, run: Run, schedule: Schedule
) -> FollowUpHistory:
    """The history of a cadre since a class that he has completed, by instant and position; `acts`
    are his learning acts that stand."""
    cadre = dossier.person
    unit = unit_on(dossier.case.memberships, run.last)
    own = list(_own(subject, cadre, unit))
    since = list(_since(dossier, acts, subject.key, after=run.last, until=schedule.ends))
    of_class = {fact.position for fact in own}
    entries = [
        FollowUpEntry(
            day=subject.day(fact),
            fact=fact.name,
            statement_id=fact.statement_id,
            position=fact.position,
            subject=_about(fact),
            of_class=fact.position in of_class,
        )
        for fact in in_order([*own, *since])
    ]
    closed = subject.as_of.today > schedule.ends
    return FollowUpHistory(
        ends=schedule.ends, state=CLOSED if closed else OPEN, entries=tuple(entries)
    )


def _own(subject: Subject, cadre: str, unit: str | None) -> Iterator[Fact]:
    """What the follow-up of the class tells of a trainee and of his unit."""
    for fact in subject.standing(ClassCompleted, *OF_TRAINEE):
        if subject.cadre(fact) == cadre:
            yield fact
    for seminar in subject.standing(SeminarHeld):
        if cadre in {subject.cadre_of(name, seminar) for name in seminar.attendees or ()}:
            yield seminar
    for told in subject.standing(ResultFedBack):
        if told.unit is None or told.unit == unit:
            yield told


def _since(
    dossier: Dossier, acts: Iterable[Fact], training_class: str, *, after: date, until: date
) -> Iterator[Fact]:
    """What a cadre learned after a class and until the end of its follow-up."""
    for fact in acts:
        this = isinstance(fact, ClassCompleted) and fact.training_class == training_class
        passed = not isinstance(fact, CoursePassed) or fact.success
        if not this and passed and after < dossier.case.day(fact) <= until:
            yield fact


def _about(fact: Fact) -> str | None:
    """What a learning act is about, or which batch came to a seminar."""
    match fact:
        case ClassCompleted():
            return fact.training_class
        case CoursePassed():
            return fact.course
        case DegreeFact():
            return fact.programme
        case Reward():
            return fact.subject
        case OtherActivityDone() | ServiceGiven():
            return fact.kind
        case SeminarHeld():
            return fact.batch
        case VisitConducted():
            return fact.method
    return None
