"""The answer on the follow-up of a class, with a page of its trainees."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from projections.answers.basis import Basis
from projections.answers.follow_up import OfClass
from projections.case.subject import Subject
from projections.case.training_class import name_of, said_of
from projections.follow_up.findings import FollowUpFinding
from projections.follow_up.follow_up import (
    FollowUp,
    FollowUpImprovement,
    FollowUpService,
    SeminarBatch,
)
from projections.follow_up.groups import FollowedUpBy
from projections.follow_up.items import HalfYearReports, UnitFeedback
from projections.follow_up.run import run_of
from projections.follow_up.schedule import FollowUpItem
from projections.follow_up.visits import Visit, VisitFigures
from projections.reports import answer
from projections.reports.answer import NOT_APPLICABLE, Page
from projections.reports.paging import page

NOT_HELD: Final = "not_held"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpDays:
    """The days of a follow-up (A4-5 to A4-8)."""

    self_evaluation_due: date
    """The last day for self-evaluations."""
    unit_feedback_due: date
    """The last day for telling the units the result."""
    seminar_opens: date
    """The first day for the seminar and the learning summaries."""
    seminar_due: date
    """The last day for these."""
    follow_up_ends: date
    """The last day of the follow-up."""
    half_year_reports_due: tuple[date, ...]
    """The last days for the reports of each half-year, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TraineeInFollowUp:
    """A trainee of a class with what he owes and what was done for him."""

    cadre: str
    name: str | None
    unit: str | None
    """The unit that he belonged to on the last day of the class."""
    unit_name: str | None
    self_evaluation: FollowUpItem
    """His self-evaluation (A4-6(1))."""
    learning_summary: FollowUpItem
    """His learning summary (A4-7(1))."""
    missing_headings: tuple[str, ...]
    """Of the three headings of a self-evaluation those under which his says nothing."""
    drawn: bool
    """Whether he is in the sample to be visited."""
    visits: tuple[FollowUpItem, ...]
    """The visits to him, year by year; none of who was not drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedGroup:
    """A group that follows a class up, and may read what was found (A4-2)."""

    group: str
    """Which: steering or working."""
    appointed_for: str
    """Whether for the class or for all classes of its institution."""
    members: tuple[str, ...]
    """The cadres in it, by id."""
    names: tuple[str | None, ...]
    """Their names, in the same order."""
    since: date
    """The day of the appointment."""
    rule: str
    article: str
    evidence: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedVisit(Visit):
    """A visit, with the name of the cadre."""

    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedService(FollowUpService):
    """A service that a trainee was given, with his name."""

    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedBatch(SeminarBatch):
    """A batch of a seminar, with the names of those who came."""

    names: tuple[str | None, ...]
    """The names of the attendees, in the same order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFinding(FollowUpFinding):
    """Something amiss with a follow-up, with the name of the cadre whom it is about."""

    name: str | None


@dataclass(frozen=True, kw_only=True)
class ClassFollowUpAnswer(Page):
    """The follow-up of a class: its days, its items, what was found and who does it."""

    training_class: str
    class_name: str | None
    theme: str | None
    """Its theme; null where nobody said."""
    institution: str | None
    """The training institution that held it; null where nobody said."""
    institution_name: str | None
    class_tag: str | None
    """Whether it is a pilot or key class; null where it is neither."""
    first: date | None
    """The first day of the class; null of one that was not held."""
    last: date | None
    """The last day of the class."""
    state: str
    """Open, closed (after the last day of the follow-up), not_held, or not_applicable where the
    policy has no follow-up."""
    days: FollowUpDays | None
    """The days of the follow-up; null where there is none."""
    seminar: FollowUpItem | None
    """The seminar: its first batch (A4-7(1))."""
    batches: tuple[NamedBatch, ...]
    """The batches of the seminar, in order."""
    unit_feedback: UnitFeedback | None
    """Telling the units the result (A4-8(1))."""
    unit_feedback_by_unit: Mapping[str, UnitFeedback]
    """The same, by unit of the trainees."""
    half_years: Mapping[str, HalfYearReports]
    """The reports by half-year, such as 2010-H1 (A4-7(3))."""
    visited: VisitFigures | None
    """What the visits come to, by heading, method and assessor."""
    visits: tuple[NamedVisit, ...]
    """The visits, in order, with what was found in words."""
    services: tuple[NamedService, ...]
    """The services that trainees were given (A4-8(2))."""
    web_feedback: int
    """How often trainees gave feedback of their own accord (A4-7(4))."""
    improvements: tuple[FollowUpImprovement, ...]
    """What is improved by what was found (A4-8(1))."""
    groups: tuple[NamedGroup, ...]
    """The groups that follow the class up."""
    followed_up_by: FollowedUpBy | None
    """Who is to follow it up."""
    findings: tuple[NamedFinding, ...]
    """What is amiss; it takes nothing away from anybody."""
    total: int
    """How many trainees there are on all pages."""
    trainees: tuple[TraineeInFollowUp, ...]
    """The trainees on this page, by id."""

    def rows(self) -> tuple[TraineeInFollowUp, ...]:
        """A row for each trainee."""
        return self.trainees


def class_answer(
    found: OfClass,
    basis: Basis,
    *,
    visible: frozenset[str] | None,
    after: str,
    limit: int,
) -> ClassFollowUpAnswer:
    """The follow-up of a class, with a page of its trainees: of those units that are visible, None
    of all."""
    told, subject = found.follow_up, found.subject
    institution = said_of(subject, "institution")
    everybody = tuple(told.trainees) if told else ()
    trainees = [one for one in everybody if visible is None or found.unit(one) in visible]
    shown = frozenset(trainees)
    some, following = page(trainees, lambda cadre: cadre, after=after, limit=limit)
    head: dict[str, Any] = {
        **answer.basis_of(basis),
        "training_class": subject.key,
        "class_name": name_of(subject),
        "theme": said_of(subject, "theme"),
        "institution": institution,
        "institution_name": answer.unit_name(institution, basis),
        "class_tag": said_of(subject, "class_tag"),
        "total": len(trainees),
        "next": following,
    }
    if told is None:
        return ClassFollowUpAnswer(**head, **unfollowed(subject))
    by_unit = found.feedback_by_unit()

    def is_shown(cadre: str) -> bool:
        return visible is None or cadre in shown

    return ClassFollowUpAnswer(
        **head,
        first=told.run.first,
        last=told.run.last,
        state=told.state,
        days=days_of(told),
        seminar=told.seminar,
        batches=tuple(_batch(found, one, shown, visible) for one in told.batches),
        unit_feedback=told.feedback,
        unit_feedback_by_unit={
            unit: item for unit, item in by_unit.items() if visible is None or unit in visible
        },
        half_years={str(half): reports for half, reports in told.reports.items()},
        visited=told.visited,
        visits=tuple(
            NamedVisit(**answer.members(one), name=found.name(one.cadre))
            for one in told.all_visits
            if is_shown(one.cadre)
        ),
        services=tuple(
            NamedService(**answer.members(one), name=found.name(one.cadre))
            for one in told.services
            if is_shown(one.cadre)
        ),
        web_feedback=len(told.web_feedback),
        improvements=told.improvements,
        groups=tuple(_named(found)),
        followed_up_by=told.followed_up_by,
        findings=tuple(
            NamedFinding(**answer.members(one), name=found.name(one.cadre or ""))
            for one in told.findings
            if one.cadre is None or is_shown(one.cadre)
        ),
        trainees=tuple(_trainee(found, told, cadre, basis) for cadre in some),
    )


def days_of(told: FollowUp) -> FollowUpDays:
    """The days of a follow-up."""
    schedule = told.schedule
    return FollowUpDays(
        self_evaluation_due=schedule.self_evaluation.due,
        unit_feedback_due=schedule.feedback.due,
        seminar_opens=schedule.seminar.opens,
        seminar_due=schedule.seminar.due,
        follow_up_ends=schedule.ends,
        half_year_reports_due=tuple(half.last for half in schedule.halves),
    )


def unfollowed(subject: Subject) -> dict[str, Any]:
    """The rest of the answer on a class that nobody follows up."""
    was_held = run_of(subject) is not None
    lists = ("batches", "visits", "services", "improvements", "groups", "findings", "trainees")
    nulls = ("first", "last", "days", "seminar", "unit_feedback", "visited", "followed_up_by")
    return {
        "state": NOT_APPLICABLE if was_held else NOT_HELD,
        "unit_feedback_by_unit": {},
        "half_years": {},
        "web_feedback": 0,
        **dict.fromkeys(lists, ()),
        **dict.fromkeys(nulls),
    }


def _batch(
    found: OfClass, batch: SeminarBatch, shown: Collection[str], visible: Collection[str] | None
) -> NamedBatch:
    """A batch, with those of its attendees who are shown; who sees all units is told of all."""
    attendees = tuple(one for one in batch.attendees if visible is None or one in shown)
    names = tuple(found.name(one) for one in attendees)
    return NamedBatch(**{**answer.members(batch), "attendees": attendees}, names=names)


def _named(found: OfClass) -> Iterator[NamedGroup]:
    told = found.follow_up
    for group in told.groups if told else ():
        yield NamedGroup(
            group=group.group,
            appointed_for=group.appointed_for,
            members=group.members,
            names=tuple(found.name(member) for member in group.members),
            since=group.since,
            rule=group.rule,
            article=group.article,
            evidence=group.evidence,
        )


def _trainee(found: OfClass, told: FollowUp, cadre: str, basis: Basis) -> TraineeInFollowUp:
    items, unit = told.trainees[cadre], found.unit(cadre)
    return TraineeInFollowUp(
        cadre=cadre,
        name=found.name(cadre),
        unit=unit,
        unit_name=answer.unit_name(unit, basis),
        self_evaluation=items.self_evaluation,
        learning_summary=items.learning_summary,
        missing_headings=items.missing_headings,
        drawn=cadre in told.visits,
        visits=told.visits.get(cadre, ()),
    )
