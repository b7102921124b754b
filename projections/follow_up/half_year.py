"""The half-year of a training institution: the classes that it follows up, and its two reports on
them (A4-7(3), R39)."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from projections.case.windows import Half, State, Window
from projections.follow_up.follow_up import FollowUp, FollowUpImprovement
from projections.follow_up.items import HalfYearReports, UnitFeedback
from projections.follow_up.sample import Sample
from projections.follow_up.schedule import FollowUpItem, item
from projections.follow_up.visits import Visit, VisitFigures, visited
from projections.verdicts import Verdict

DONE: Final = (State.DONE, State.DONE_EARLY, State.DONE_LATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far something is of which everybody owes one."""

    owed: int
    """How many are owed."""
    done: int
    """How many are done, in time or not."""
    overdue: int
    """How many are overdue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleInShort:
    """The sample of a class in a few numbers."""

    frame: int
    """Among how many was drawn."""
    n: int
    """How many were drawn."""
    seed: str | None
    """The seed; null where none was stated."""
    verdict: Verdict
    """What an auditor says of the draw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassInHalf:
    """A class that is followed up in a half-year, and how far that is on the day."""

    training_class: str
    class_name: str | None
    ended: date
    """The last day of the class."""
    follow_up_ends: date
    """The last day of its follow-up."""
    trainees: int
    """How many trainees it has."""
    self_evaluations: Progress
    """The self-evaluations."""
    summaries: Progress
    """The learning summaries."""
    seminar: FollowUpItem
    """The seminar."""
    sample: SampleInShort | None
    """The sample; null where none was drawn."""
    visits: Progress
    """The visits to those drawn, of all years that have begun."""
    units_informed: UnitFeedback
    """Telling the units the result."""
    reports: HalfYearReports
    """The reports on the half-year that serve this class."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionHalf:
    """What an institution follows up in a half-year."""

    half: str
    """The half-year, such as 2010-H1."""
    digest: FollowUpItem | None
    """The report that collates the feedback; null where no class is followed up in the half."""
    preset: FollowUpItem | None
    """The report on the feedback that is expected."""
    classes: tuple[ClassInHalf, ...]
    """The classes, by id."""
    visited: VisitFigures
    """What the visits of the half-year come to."""
    visits: tuple[Visit, ...]
    """The visits of the half-year, with what was found in words."""
    web_feedback: int
    """How often trainees gave feedback of their own accord in the half-year."""
    services: Mapping[str, int]
    """The services given in the half-year, by kind."""
    improvements: tuple[FollowUpImprovement, ...]
    """What was decided in the half-year to be improved."""


def half_year_of(half: Half, found: Mapping[str, FollowUp], today: date) -> InstitutionHalf:
    """The half-year of an institution, from the follow-ups of its classes by id."""
    own = {name: one for name, one in sorted(found.items()) if half in one.reports}
    visits = tuple(
        sorted(
            (one for each in own.values() for one in each.all_visits if _within(half, one.day)),
            key=lambda one: (one.day, str(one.statement_id)),
        )
    )
    services = [one for each in own.values() for one in each.services if _within(half, one.day)]
    improved = [one for each in own.values() for one in each.improvements]
    return InstitutionHalf(
        half=str(half),
        digest=_together(half, own, lambda reports: reports.digest, today),
        preset=_together(half, own, lambda reports: reports.preset, today),
        classes=tuple(_class(name, one, half) for name, one in own.items()),
        visited=visited(visits),
        visits=visits,
        web_feedback=sum(_within(half, day) for each in own.values() for day in each.web_feedback),
        services=dict(sorted(Counter(one.kind or "" for one in services).items())),
        improvements=tuple(one for one in improved if _within(half, one.day)),
    )


def _together(
    half: Half,
    found: Mapping[str, FollowUp],
    of: Callable[[HalfYearReports], FollowUpItem],
    today: date,
) -> FollowUpItem | None:
    """A report on all classes: it is done when there is one that serves each of them."""
    items = [of(one.reports[half]) for one in found.values()]
    if not items:
        return None
    days = [one.done_on for one in items if one.done_on is not None]
    by = tuple(dict.fromkeys(id_ for one in items for id_ in one.evidence))
    is_whole = len(days) == len(items)
    return item(
        Window(opens=min(one.opens for one in items), due=half.last),
        today,
        done=max(days) if is_whole else None,
        evidence=by if is_whole else (),
        rule="R39",
        article="A4-7(3)",
    )


def _class(name: str, found: FollowUp, half: Half) -> ClassInHalf:
    evaluations = [one.self_evaluation for one in found.trainees.values()]
    summaries = [one.learning_summary for one in found.trainees.values()]
    visits = [one for years in found.visits.values() for one in years]
    return ClassInHalf(
        training_class=name,
        class_name=found.run.name,
        ended=found.run.last,
        follow_up_ends=found.schedule.ends,
        trainees=len(found.trainees),
        self_evaluations=_progress(evaluations),
        summaries=_progress(summaries),
        seminar=found.seminar,
        sample=_in_short(found.sample),
        visits=_progress([one for one in visits if one.state is not State.NOT_YET_OPEN]),
        units_informed=found.feedback,
        reports=found.reports[half],
    )


def _in_short(sample: Sample | None) -> SampleInShort | None:
    if sample is None:
        return None
    return SampleInShort(
        frame=len(sample.frame), n=sample.n, seed=sample.seed, verdict=sample.verdict
    )


def _progress(items: Sequence[FollowUpItem]) -> Progress:
    return Progress(
        owed=len(items),
        done=sum(one.state in DONE for one in items),
        overdue=sum(one.state is State.OVERDUE for one in items),
    )


def _within(half: Half, day: date) -> bool:
    return half.first <= day <= half.last
