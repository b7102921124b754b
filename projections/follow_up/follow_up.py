"""The follow-up of one class as a whole, and what each of its parts found (A4, R34 to R45)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from projections.case.subject import Subject
from projections.case.windows import Half
from projections.facts.follow_up_facts import (
    FeedbackSubmitted,
    ImprovementDecided,
    InstitutionReportFiled,
    SeminarHeld,
    ServiceGiven,
)
from projections.follow_up.findings import FollowUpFinding, findings_of
from projections.follow_up.groups import FollowedUpBy, FollowUpGroup, followed_up_by, groups_of
from projections.follow_up.history import CLOSED, OPEN
from projections.follow_up.items import (
    HalfYearReports,
    TraineeItems,
    UnitFeedback,
    feedback_of,
    of_trainees,
    reports_of,
    seminar_of,
)
from projections.follow_up.numbers import BY_INSTITUTION, Numbers, numbers
from projections.follow_up.run import Run, run_of
from projections.follow_up.sample import Sample, sample_of
from projections.follow_up.schedule import FollowUpItem, Schedule, schedule_of
from projections.follow_up.visits import Visit, VisitFigures, visited, visits_of, yearly


@dataclass(frozen=True, slots=True, kw_only=True)
class SeminarBatch:
    """A batch of a seminar (R38)."""

    batch: str | None
    """Which batch, as stated."""
    day: date
    attendees: tuple[str, ...]
    """The cadres who came."""
    statement_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpService:
    """A service that a trainee was given (R42)."""

    cadre: str
    kind: str | None
    """Tutoring, one_to_one or long_term_advice; null where nobody said."""
    day: date
    statement_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpImprovement:
    """What is improved by what was found (R41)."""

    aspect: str | None
    """What is improved: content or method; null where nobody said."""
    decision: str | None
    """What was decided, in words."""
    day: date
    statement_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """The follow-up of a class that was held, as of a day.

    `state` is open through the last day of the schedule, then closed. `visits` has the items of
    each cadre who was drawn, year by year; `all_visits` are those to anybody. `web_feedback`
    are the days on which trainees said something of their own accord (R40).
    """

    run: Run
    numbers: Numbers
    schedule: Schedule
    state: str
    trainees: Mapping[str, TraineeItems]
    seminar: FollowUpItem
    batches: tuple[SeminarBatch, ...]
    feedback: UnitFeedback
    reports: Mapping[Half, HalfYearReports]
    sample: Sample | None
    visits: Mapping[str, tuple[FollowUpItem, ...]]
    all_visits: tuple[Visit, ...]
    visited: VisitFigures
    services: tuple[FollowUpService, ...]
    web_feedback: tuple[date, ...]
    improvements: tuple[FollowUpImprovement, ...]
    groups: tuple[FollowUpGroup, ...]
    followed_up_by: FollowedUpBy
    findings: tuple[FollowUpFinding, ...]


def scheduled(subject: Subject) -> tuple[Run, Numbers, Schedule] | None:
    """The run of a class with its schedule, by the numbers of its last day; None of one that was
    not held, and under a policy without follow-up."""
    run = run_of(subject)
    stated = None if run is None else numbers(subject.terms(run.last))
    if run is None or stated is None:
        return None
    return run, stated, schedule_of(run, stated)


def follow_up_of(subject: Subject, institution: Subject | None = None) -> FollowUp | None:
    """The follow-up of a class; None as of `scheduled`.

    `institution` has what was stated of all classes of the institution that held it.
    """
    found = scheduled(subject)
    if found is None:
        return None
    run, stated, schedule = found
    sample, visits = sample_of(subject, stated), visits_of(subject, stated)
    drawn = sample.cadres if sample else ()
    today = subject.as_of.today
    groups = groups_of(subject, institution)
    by = followed_up_by(run, groups, stated)
    return FollowUp(
        run=run,
        numbers=stated,
        schedule=schedule,
        state=CLOSED if today > schedule.ends else OPEN,
        trainees=of_trainees(subject, run, schedule),
        seminar=seminar_of(subject, schedule),
        batches=_batches(subject),
        feedback=feedback_of(subject, run, schedule),
        reports=reports_of(subject, schedule, _beside(stated, institution)),
        sample=sample,
        visits={cadre: yearly(cadre, visits, schedule.visits, today) for cadre in drawn},
        all_visits=visits,
        visited=visited(visits),
        services=_services(subject),
        web_feedback=tuple(subject.day(one) for one in subject.standing(FeedbackSubmitted)),
        improvements=_improvements(subject),
        groups=groups,
        followed_up_by=by,
        findings=findings_of(subject, run, schedule, stated, sample=sample, by=by),
    )


def _beside(stated: Numbers, institution: Subject | None) -> list[InstitutionReportFiled]:
    """The reports on all classes of an institution, where they serve each of these (Q44)."""
    if institution is None or stated.reports_of != BY_INSTITUTION:
        return []
    return institution.standing(InstitutionReportFiled)


def _batches(subject: Subject) -> tuple[SeminarBatch, ...]:
    found = []
    for fact in subject.standing(SeminarHeld):
        named = (subject.cadre_of(name, fact) for name in fact.attendees or ())
        found.append(
            SeminarBatch(
                batch=fact.batch,
                day=subject.day(fact),
                attendees=tuple(dict.fromkeys(name for name in named if name is not None)),
                statement_id=fact.statement_id,
            )
        )
    return tuple(found)


def _services(subject: Subject) -> tuple[FollowUpService, ...]:
    return tuple(
        FollowUpService(
            cadre=cadre, kind=fact.kind, day=subject.day(fact), statement_id=fact.statement_id
        )
        for fact in subject.standing(ServiceGiven)
        if (cadre := subject.cadre(fact)) is not None
    )


def _improvements(subject: Subject) -> tuple[FollowUpImprovement, ...]:
    return tuple(
        FollowUpImprovement(
            aspect=fact.aspect,
            decision=fact.decision,
            day=subject.day(fact),
            statement_id=fact.statement_id,
        )
        for fact in subject.standing(ImprovementDecided)
    )
