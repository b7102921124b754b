"""What is amiss in the life of a class: findings, which take nobody's credits away (M4-2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from projections.amiss import Amiss
from projections.case.subject import Subject
from projections.case.training_class import attended, first_day, plan_of, planned_persons, trainees
from projections.classes.declaration import bounds_of, counted, declared, latest_day
from projections.facts.class_facts import (
    ClassApproved,
    ClassCancelled,
    ClassClosed,
    ClassObserverAssigned,
    ClassOutline,
    ClassReopened,
    ClassVerdict,
)
from projections.facts.fact import Fact
from projections.facts.order import in_order, moment
from projections.facts.selection_facts import (
    CadreNominated,
    QuotaAllocated,
    SubstitutionApproved,
    TraineeNamed,
)

ARTICLE: Final = "M4-2"

OF_A_CLASS: Final[tuple[type[Fact], ...]] = (
    *(ClassOutline, ClassVerdict, ClassCancelled, ClassClosed, ClassReopened),
    *(ClassObserverAssigned, CadreNominated, TraineeNamed, QuotaAllocated, SubstitutionApproved),
)
"""The facts about a class, except that somebody completed it; which are not heeded is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFinding:
    """Something that is amiss in a class, and the statements that show it."""

    code: Amiss
    """what is amiss"""
    day: date
    """from which day on"""
    rule: str
    article: str
    evidence: tuple[UUID, ...]
    members: tuple[str, ...] = ()
    """the data of the statement that cannot be read, where that is what is amiss"""


def findings(subject: Subject) -> tuple[ClassFinding, ...]:
    """What is amiss in the life of a class on `today`, by the order of the regulation's steps;
    nothing where the policy asks nothing of a class."""
    if bounds_of(subject) is None:
        return ()
    return (
        *_undeclared(subject),
        *_declared_late(subject),
        *_not_approved(subject),
        *_without_papers(subject),
        *_cancelled(subject),
    )


def unheeded(subject: Subject) -> tuple[ClassFinding, ...]:
    """The facts about a class that were not heeded, whole or in part: who stated one was not
    entitled to, or something in it cannot be read and stands as if it had not been said."""
    return tuple(_unheeded(subject))


def _undeclared(subject: Subject) -> Iterator[ClassFinding]:
    bounds, begins = bounds_of(subject), first_day(subject)
    if bounds is None or begins is None or begins > subject.as_of.today:
        return
    here, plan = trainees(subject), plan_of(subject)
    if max(planned_persons(subject), len(here)) < bounds.persons or declared(subject) is not None:
        return
    yield ClassFinding(
        code=Amiss.UNDECLARED,
        day=begins,
        rule="R46",
        article=bounds.article,
        evidence=_ids(*here.values()) if plan is None else _ids(plan),
    )


def _declared_late(subject: Subject) -> Iterator[ClassFinding]:
    bounds, first = bounds_of(subject), declared(subject)
    if bounds is None or first is None or counted(subject, bounds) < bounds.persons:
        return
    latest = latest_day(subject, bounds)
    if latest is not None and subject.day(first) > latest:
        yield _finding(subject, Amiss.DECLARED_LATE, first, article=bounds.article)


def _not_approved(subject: Subject) -> Iterator[ClassFinding]:
    bounds, begins, first = bounds_of(subject), first_day(subject), declared(subject)
    if bounds is None or begins is None or first is None or begins > subject.as_of.today:
        return
    if counted(subject, bounds) < bounds.persons:
        return
    by_then = [one for one in subject.standing(ClassVerdict) if subject.day(one) <= begins]
    if not by_then or not isinstance(by_then[-1], ClassApproved):
        yield ClassFinding(
            code=Amiss.NOT_APPROVED,
            day=begins,
            rule="R46",
            article=bounds.article,
            evidence=_ids(first, *by_then[-1:]),
        )


def _without_papers(subject: Subject) -> Iterator[ClassFinding]:
    for closing in subject.standing(ClassClosed)[-1:]:
        if not (closing.sign_in_sheet and closing.timetable):
            yield _finding(subject, Amiss.CLOSED_WITHOUT_PAPERS, closing)


def _cancelled(subject: Subject) -> Iterator[ClassFinding]:
    """Cancellations that contradict the attendances: too late, or not heeded."""
    cancelled = subject.standing(ClassCancelled)
    held = sorted(attended(subject), key=lambda fact: (subject.day(fact), *moment(fact)))
    if not cancelled or not held:
        return
    first, last = held[0], held[-1]
    late = [one for one in cancelled if subject.day(one) >= subject.day(first)]
    if late:
        yield _finding(subject, Amiss.CANCELLED_AFTER_COMPLETION, late[0], first)
    before = [one for one in cancelled if subject.day(one) < subject.day(last)]
    if before:
        yield _finding(subject, Amiss.HELD_THOUGH_CANCELLED, last, before[0])


def _unheeded(subject: Subject) -> Iterator[ClassFinding]:
    for fact in in_order(subject.kinds.of(*OF_A_CLASS)):
        if subject.day(fact) > subject.as_of.today or subject.void_of(fact) is not None:
            continue
        if not subject.stands(fact):
            yield _finding(subject, Amiss.NOT_AUTHORISED, fact)
        elif fact.unreadable:
            yield _finding(subject, Amiss.VALUE_NOT_READ, fact, members=fact.unreadable)
        elif isinstance(fact, ClassObserverAssigned) and fact.person is None:
            yield _finding(subject, Amiss.OBSERVER_NOT_A_PERSON, fact)


def _finding(
    subject: Subject,
    code: Amiss,
    fact: Fact,
    *others: Fact,
    article: str = ARTICLE,
    members: tuple[str, ...] = (),
) -> ClassFinding:
    """A finding from the day of a fact on."""
    return ClassFinding(
        code=code,
        day=subject.day(fact),
        rule="R46",
        article=article,
        evidence=_ids(fact, *others),
        members=members,
    )


def _ids(*facts: Fact) -> tuple[UUID, ...]:
    return tuple(fact.statement_id for fact in facts)
