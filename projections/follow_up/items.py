"""The items of a follow-up: of each trainee, of each unit, and of the class as a whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from projections.case.subject import Subject
from projections.case.windows import Half, Window
from projections.facts.class_facts import ClassFact
from projections.facts.fact import Fact
from projections.facts.follow_up_facts import (
    HalfYearReportFiled,
    InstitutionReportFiled,
    LearningSummarySubmitted,
    ResultFedBack,
    SelfEvaluationSubmitted,
    SeminarHeld,
)
from projections.facts.order import in_order
from projections.follow_up.run import Run
from projections.follow_up.schedule import REPORTS, FollowUpItem, Schedule, item

_C = TypeVar("_C", bound=ClassFact)

HEADINGS: Final = ("knowledge_renewed", "inspiration", "new_ideas")
"""The three headings of a self-evaluation (A4-6(1))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TraineeItems:
    """What a trainee owes: his self-evaluation (R36) and his learning summary (R38)."""

    self_evaluation: FollowUpItem
    """The self-evaluation at the end of the class (A4-6(1))."""
    learning_summary: FollowUpItem
    """The learning summary, which is written for the seminar (A4-7(1))."""
    missing_headings: tuple[str, ...]
    """Of the three headings of a self-evaluation, those under which his says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFeedback:
    """Telling units the result (R41)."""

    item: FollowUpItem
    """Whether the result was told in time."""
    delay_days: int | None
    """Days from the last day of the class until it was told; null while it was not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfYearReports:
    """The two reports on a half-year (R39)."""

    digest: FollowUpItem
    """The report that collates the feedback."""
    preset: FollowUpItem
    """The report on the feedback that is expected."""


def of_trainees(subject: Subject, run: Run, schedule: Schedule) -> dict[str, TraineeItems]:
    """The items of each trainee, by cadre (R34, R36, R38)."""
    evaluations = _by_cadre(subject, SelfEvaluationSubmitted)
    summaries = _by_cadre(subject, LearningSummarySubmitted)
    return {
        cadre: TraineeItems(
            self_evaluation=_first(
                subject,
                schedule.self_evaluation,
                evaluations.get(cadre, ()),
                rule="R36",
                article="A4-6(1)",
            ),
            learning_summary=_first(
                subject, schedule.seminar, summaries.get(cadre, ()), rule="R38", article="A4-7(1)"
            ),
            missing_headings=_missing(evaluations.get(cadre, ())),
        )
        for cadre in sorted(run.trainees)
    }


def seminar_of(subject: Subject, schedule: Schedule) -> FollowUpItem:
    """The seminar of the class: its first batch (R38)."""
    held = subject.standing(SeminarHeld)
    return _first(subject, schedule.seminar, held, rule="R38", article="A4-7(1)")


def feedback_of(
    subject: Subject, run: Run, schedule: Schedule, unit: str | None = None
) -> UnitFeedback:
    """The first feedback to the units, or to one unit, of a class (R41)."""
    told = subject.standing(ResultFedBack)
    if unit is not None:
        told = [fact for fact in told if fact.unit in (None, unit)]
    found = _first(subject, schedule.feedback, told, rule="R41", article="A4-8(1)")
    return UnitFeedback(item=found, delay_days=_delay(found, run.last))


def reports_of(
    subject: Subject, schedule: Schedule, beside: Iterable[InstitutionReportFiled] = ()
) -> dict[Half, HalfYearReports]:
    """The reports on each half-year in which the class is followed up (R39).

    `beside` are reports on all classes of its institution that serve this class, too (Q44).
    """
    own = subject.standing(HalfYearReportFiled)
    filed: list[HalfYearReportFiled | InstitutionReportFiled] = in_order([*own, *beside])
    found = {}
    for half in schedule.halves:
        of_half = [fact for fact in filed if fact.half == str(half)]
        digest, preset = (
            _first(
                subject,
                schedule.report(half),
                [fact for fact in of_half if fact.kind == kind],
                rule="R39",
                article="A4-7(3)",
            )
            for kind in REPORTS
        )
        found[half] = HalfYearReports(digest=digest, preset=preset)
    return found


def _first(
    subject: Subject, window: Window, facts: Sequence[Fact], *, rule: str, article: str
) -> FollowUpItem:
    """The item that the first of some facts in order did, if there is any."""
    first = facts[0] if facts else None
    return item(
        window,
        subject.as_of.today,
        done=None if first is None else subject.day(first),
        evidence=() if first is None else (first.statement_id,),
        rule=rule,
        article=article,
    )


def _by_cadre(subject: Subject, kind: type[_C]) -> dict[str, list[_C]]:
    """The facts of a kind that stand, by cadre and in order."""
    found: dict[str, list[_C]] = {}
    for fact in subject.standing(kind):
        cadre = subject.cadre(fact)
        if cadre is not None:
            found.setdefault(cadre, []).append(fact)
    return found


def _missing(evaluations: Sequence[SelfEvaluationSubmitted]) -> tuple[str, ...]:
    """The headings that the first self-evaluation says nothing under; none where there is none."""
    return tuple(name for name in HEADINGS if evaluations and not getattr(evaluations[0], name))


def _delay(found: FollowUpItem, last: date) -> int | None:
    return None if found.done_on is None else (found.done_on - last).days
