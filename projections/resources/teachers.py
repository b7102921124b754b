"""Who is in the pool of teachers, and whether they were trained enough themselves (M4-6, R59)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from projections.amiss import Amiss
from projections.case.finding import Found, found, unheeded, unread
from projections.case.subject import Subject
from projections.exact import ZERO
from projections.facts.resource_facts import (
    TeacherFact,
    TeacherPooled,
    TeacherRemoved,
    TeacherTrained,
)
from projections.policy.years import ENDED
from projections.resources.asked import asked_of_year
from projections.resources.years import by_now, happened_in, of_days_in
from projections.verdicts import Verdict
from projections.words.closed_lists import FULL_TIME
from projections.words.names import name_in

RULE: Final = "R59"


@dataclass(frozen=True, slots=True, kw_only=True)
class TeacherYear:
    """A teacher in the pool at the end of a credit year, or by now, with his own training."""

    teacher: str
    """His short id in the pool."""
    name: str | None
    """His name as it was stated last, in Chinese where it has been; null where it never was."""
    unit: str | None
    """The school that he teaches at; null where nobody said."""
    kind: str | None
    """full_time, part_time or invited; null where that is not known."""
    pooled_on: date
    """Since when he is in the pool as what he is."""
    days: Decimal
    """The days of his own training in the year, also from before he came into the pool."""
    required: Decimal | None
    """The days that he needs; null where none are asked of him."""
    met: bool | None
    """Whether he has them; null where none are asked of him."""
    reason: Verdict | None
    evidence: tuple[UUID, ...]
    rule: str
    article: str


def teacher_year(subject: Subject, year: int) -> TeacherYear | None:
    """A teacher in a credit year; None where he is not in the pool at its end, or by now."""
    pooled = _in_pool(subject, by_now(subject, year))
    if pooled is None:
        return None
    trained = happened_in(subject, year, TeacherTrained)
    days = sum((one.days for one in trained if one.days is not None), ZERO)
    asked = asked_of_year(subject.policies, year)
    required = asked.teacher_days if pooled.kind == FULL_TIME else None
    met = None if required is None else days >= required
    ended = subject.policies.reached_on(subject.as_of.today).of_year(year) == ENDED
    return TeacherYear(
        teacher=subject.key,
        name=_name(subject),
        unit=pooled.unit,
        kind=pooled.kind,
        pooled_on=subject.day(pooled),
        days=days,
        required=required,
        met=met,
        reason=Verdict.TEACHER_DAYS_SHORT if met is False and ended else None,
        evidence=tuple(one.statement_id for one in (pooled, *trained)),
        rule=RULE,
        article=asked.article("teacher_days"),
    )


def _name(subject: Subject) -> str | None:
    named = [one.label for one in subject.standing(TeacherFact) if one.label]
    return name_in(named[-1]) if named else None


def findings_on_teacher(subject: Subject, year: int) -> tuple[Found, ...]:
    """What is amiss about what was stated of a teacher for days of a credit year."""
    return tuple(_findings(subject, year))


def _in_pool(subject: Subject, day: date) -> TeacherPooled | None:
    """How the teacher stands in the pool on a day; None where he does not."""
    moves = [one for one in _moves(subject) if subject.day(one) <= day]
    last = moves[-1] if moves else None
    return last if isinstance(last, TeacherPooled) else None


def _moves(subject: Subject) -> Sequence[TeacherFact]:
    return [move for move, is_heeded in _judged(subject) if is_heeded]


def _judged(subject: Subject) -> Iterable[tuple[TeacherFact, bool]]:
    """What moves a teacher in the pool, and whether it is heeded: whoever states it of a teacher of
    some unit has to answer for that unit, too, lest one unit takes over another's teacher."""
    unit: str | None = None
    for move in subject.standing(TeacherPooled, TeacherRemoved):
        is_heeded = unit is None or subject.reference.authorises(move, unit)
        if is_heeded:
            unit = move.unit if isinstance(move, TeacherPooled) else None
        yield move, is_heeded


def _findings(subject: Subject, year: int) -> Iterable[Found]:
    own = happened_in(subject, year, TeacherFact)
    yield from of_days_in(subject, year, unheeded(subject, TeacherFact, rule=RULE))
    yield from unread(own, subject, rule=RULE)
    inside = False
    for move, is_heeded in _judged(subject):
        if not is_heeded:
            if move in own:
                yield found(Amiss.NOT_AUTHORISED, move, subject, rule=RULE)
            continue
        if isinstance(move, TeacherRemoved) and not inside and move in own:
            yield found(Amiss.NOT_IN_POOL, move, subject, rule=RULE)
        inside = isinstance(move, TeacherPooled)
    yield from _too_many(subject, year)


def _too_many(subject: Subject, year: int) -> Iterable[Found]:
    """The first training with which the days of a year are more than the year has."""
    policies, total = subject.policies, ZERO
    most = (policies.last_day(year) - policies.first_day(year)).days + 1
    for one in happened_in(subject, year, TeacherTrained):
        total += one.days or ZERO
        if total > most:
            yield found(Amiss.TOO_MANY_DAYS, one, subject, rule=RULE)
            return
