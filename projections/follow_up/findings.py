"""What is amiss with the facts of a follow-up. No finding takes anything away from a trainee."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from projections.amiss import Amiss
from projections.case.subject import Subject
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.class_facts import ClassOutline
from projections.facts.fact import Fact
from projections.facts.follow_up_facts import (
    GroupAppointed,
    HalfYearReportFiled,
    ImprovementDecided,
    ResultFedBack,
    SampleDrawn,
    SeminarHeld,
    VisitConducted,
)
from projections.facts.order import in_order
from projections.follow_up.groups import FollowedUpBy
from projections.follow_up.history import OF_TRAINEE
from projections.follow_up.numbers import Numbers
from projections.follow_up.run import Run
from projections.follow_up.sample import Sample
from projections.follow_up.schedule import Schedule
from projections.follow_up.visits import method_of
from projections.verdicts import Verdict

OF_CLASS = (
    *OF_TRAINEE,
    SeminarHeld,
    SampleDrawn,
    ResultFedBack,
    ImprovementDecided,
    HalfYearReportFiled,
    GroupAppointed,
)
"""The facts of the follow-up of a class."""

_TERMS: Final[Mapping[str, tuple[Amiss, str | None]]] = {
    "follow_up_years": (Amiss.YEARS_OUT_OF_RANGE, None),
    "class_tag": (Amiss.UNKNOWN_VALUE, "class_tag"),
}
"""What says for how long a class is followed up; what is amiss where it cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpFinding:
    """Something amiss with a follow-up; it takes nothing away from anybody."""

    code: Amiss
    """What is amiss."""
    day: date | None
    """The day of the statement; null where something is missing."""
    statement_id: UUID | None
    """In which statement; null where something is missing."""
    cadre: str | None
    """About which cadre; null where it is about the class."""
    value: str | None
    """What was found fault with; null where the code says all."""
    rule: str
    article: str


def findings_of(  # each argument is a part of the follow-up that was judged before
    subject: Subject,
    run: Run,
    schedule: Schedule,
    numbers: Numbers,
    *,
    sample: Sample | None,
    by: FollowedUpBy,
) -> tuple[FollowUpFinding, ...]:
    """All that is amiss, by day and statement; what is missing comes last."""
    found = [
        *_unread(subject),
        *_strangers(subject, run),
        *_early_seminars(subject, run),
        *_idle_reports(subject, schedule),
        *_other_methods(subject, numbers),
        *_of_sample(subject, sample),
        *_unread_terms(subject),
        *_of_years(subject, run, numbers),
    ]
    if not by.appointed:
        found.append(_missing(Amiss.NOBODY_FOLLOWS_UP, by.by, "R43", "A4-2, A4-5"))
    return tuple(sorted(found, key=_place))


def _unread(subject: Subject) -> Iterator[FollowUpFinding]:
    for fact in subject.standing(*OF_CLASS):
        for member in fact.unreadable:
            yield _in(subject, fact, Amiss.UNKNOWN_VALUE, "R34", "A4-4", value=member)


def _strangers(subject: Subject, run: Run) -> Iterator[FollowUpFinding]:
    """What is stated of cadres who did not attend the class."""
    for fact in subject.standing(*OF_TRAINEE):
        cadre = subject.cadre(fact)
        if cadre not in run.trainees:
            yield _in(subject, fact, Amiss.NOT_A_TRAINEE, "R34", "A4-4", cadre=cadre)
    for seminar in subject.standing(SeminarHeld):
        for cadre in dict.fromkeys(
            subject.cadre_of(name, seminar) for name in seminar.attendees or ()
        ):
            if cadre not in run.trainees:
                yield _in(subject, seminar, Amiss.NOT_A_TRAINEE, "R38", "A4-7(1)", cadre=cadre)


def _early_seminars(subject: Subject, run: Run) -> Iterator[FollowUpFinding]:
    for fact in subject.standing(SeminarHeld):
        if subject.day(fact) < run.last:
            yield _in(subject, fact, Amiss.SEMINAR_BEFORE_CLASS, "R38", "A4-7(1)")


def _idle_reports(subject: Subject, schedule: Schedule) -> Iterator[FollowUpFinding]:
    due = {str(half) for half in schedule.halves}
    for fact in subject.standing(HalfYearReportFiled):
        if fact.half is not None and fact.half not in due:
            code = Amiss.HALF_WITHOUT_FOLLOW_UP
            yield _in(subject, fact, code, "R39", "A4-7(3)", value=fact.half)


def _other_methods(subject: Subject, numbers: Numbers) -> Iterator[FollowUpFinding]:
    for fact in subject.standing(VisitConducted):
        method = method_of(fact)
        if method is not None and method not in numbers.visit_methods:
            code = Amiss.METHOD_NOT_ACCEPTED
            yield _in(subject, fact, code, "R37", "A4-7(2), M3-6(3)", value=method)


def _of_sample(subject: Subject, sample: Sample | None) -> Iterator[FollowUpFinding]:
    draws = subject.standing(SampleDrawn)
    if sample is None or not draws:
        return
    if sample.verdict is not Verdict.SOUND:
        code, why = Amiss.SAMPLE_NOT_SOUND, sample.verdict.value
        yield _in(subject, draws[0], code, "R37", "A4-6(2)", value=why)
    for again in draws[1:]:
        yield _in(subject, again, Amiss.SAMPLE_REDRAWN, "R37", "A4-6(2)")


def _unread_terms(subject: Subject) -> Iterator[FollowUpFinding]:
    """Years that nobody may declare, under whatever policy, and tags that no class has."""
    for fact in _declaring(subject):
        for member, (code, value) in _TERMS.items():
            if member in fact.unreadable:
                yield _in(subject, fact, code, "R35", "A4-5", value=value)


def _declaring(subject: Subject) -> list[ClassCompleted | ClassOutline]:
    """What may say for how many years a class is followed up, in order."""
    attended, outlines = subject.standing(ClassCompleted), subject.standing(ClassOutline)
    return in_order([*attended, *outlines])


def _of_years(subject: Subject, run: Run, numbers: Numbers) -> Iterator[FollowUpFinding]:
    """Years that the class declared and may not have (A4-5, Q40)."""
    least, most = numbers.key_years
    if run.years is None:
        return
    said = [fact for fact in _declaring(subject) if fact.follow_up_years == run.years]
    fact = said[-1]
    if not least <= run.years <= most:
        code = Amiss.YEARS_OUT_OF_RANGE
        yield _in(subject, fact, code, "R35", "A4-5", value=str(run.years))
    elif not run.is_tagged and run.years > numbers.default_years:
        code = Amiss.LONGER_THAN_A_CLASS_OF_ITS_KIND
        yield _in(subject, fact, code, "R35", "A4-5", value=str(run.years))


def _in(
    subject: Subject,
    fact: Fact,
    code: Amiss,
    rule: str,
    article: str,
    *,
    cadre: str | None = None,
    value: str | None = None,
) -> FollowUpFinding:
    return FollowUpFinding(
        code=code,
        day=subject.day(fact),
        statement_id=fact.statement_id,
        cadre=cadre,
        value=value,
        rule=rule,
        article=article,
    )


def _missing(code: Amiss, value: str | None, rule: str, article: str) -> FollowUpFinding:
    return FollowUpFinding(
        code=code,
        day=None,
        statement_id=None,
        cadre=None,
        value=value,
        rule=rule,
        article=article,
    )


def _place(found: FollowUpFinding) -> tuple[date, str, str, str, str]:
    return (
        found.day or date.max,
        str(found.statement_id),
        found.code,
        found.cadre or "",
        found.value or "",
    )
