"""Visits to former trainees: year by year for those drawn, and what all of them found (A4-7(2)).

No visit has to come to a score, and the scores that there are make no mean (A4-3, R44): a follow-up
looks at what moves, by the learner, in words first.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from projections.case.subject import Subject
from projections.case.windows import Window
from projections.facts.follow_up_facts import InterviewHeld, VisitConducted
from projections.follow_up.numbers import INTERVIEW, Numbers
from projections.follow_up.schedule import FollowUpItem, item


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A visit that counts."""

    cadre: str
    day: date
    method: str | None
    """How: meeting or interview; null where nobody said."""
    assessor: str | None
    """Whose judgement it tells; null where nobody said."""
    headings: Mapping[str, str]
    """What was found, in words, by heading."""
    score: str | None
    """A score, where somebody gave one; nobody has to."""
    statement_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitFigures:
    """What the visits of a class come to (R44, R45)."""

    headings: Mapping[str, int]
    """How many visits speak to each heading."""
    methods: Mapping[str, int]
    """How many were made by each method."""
    assessors: Mapping[str, int]
    """Whose judgement how many tell."""
    scored: int
    """How many come to a score."""
    in_words: int
    """How many do without."""


def visits_of(subject: Subject, numbers: Numbers) -> tuple[Visit, ...]:
    """All visits that stand, in order, by a method that the policy accepts (Q46)."""
    found = []
    for fact in subject.standing(VisitConducted):
        cadre, method = subject.cadre(fact), method_of(fact)
        if cadre is not None and (method is None or method in numbers.visit_methods):
            found.append(
                Visit(
                    cadre=cadre,
                    day=subject.day(fact),
                    method=method,
                    assessor=fact.assessor,
                    headings=fact.headings or {},
                    score=None if fact.score is None else str(fact.score),
                    statement_id=fact.statement_id,
                )
            )
    return tuple(found)


def method_of(fact: VisitConducted) -> str | None:
    """How a visit was made."""
    return INTERVIEW if isinstance(fact, InterviewHeld) else fact.method


def yearly(
    cadre: str, visits: Iterable[Visit], windows: Sequence[Window], today: date
) -> tuple[FollowUpItem, ...]:
    """The visits to a cadre as items, one for each year of the follow-up (R37, Q42).

    Each visit serves the earliest window that has begun by then and that no visit serves yet.
    """
    served: list[Visit | None] = [None] * len(windows)
    for visit in visits:
        if visit.cadre == cadre:
            free = (
                place
                for place, window in enumerate(windows)
                if served[place] is None and window.opens <= visit.day
            )
            place = next(free, None)
            if place is not None:
                served[place] = visit
    return tuple(
        item(
            window,
            today,
            done=visit.day if visit else None,
            evidence=(visit.statement_id,) if visit else (),
            rule="R37",
            article="A4-6(2), A4-7(2)",
        )
        for window, visit in zip(windows, served, strict=True)
    )


def visited(visits: Sequence[Visit]) -> VisitFigures:
    """What some visits come to."""
    scored = sum(visit.score is not None for visit in visits)
    return VisitFigures(
        headings=_counted(heading for visit in visits for heading in visit.headings),
        methods=_counted(visit.method for visit in visits),
        assessors=_counted(visit.assessor for visit in visits),
        scored=scored,
        in_words=len(visits) - scored,
    )


def _counted(names: Iterable[str | None]) -> dict[str, int]:
    return dict(sorted(Counter(name for name in names if name is not None).items()))
