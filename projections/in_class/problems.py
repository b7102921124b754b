"""The problems that the trainees of a class hand in, and what became of them (M2-2, R67)."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from projections.amiss import Amiss
from projections.case.finding import Found, found, unheeded, unread
from projections.case.subject import Subject
from projections.facts.in_class_facts import (
    ProblemAdopted,
    ProblemAnswered,
    ProblemRouted,
    ProblemStep,
    ProblemSubmitted,
)
from projections.facts.order import moment
from projections.in_class.asked import Asked

RULE: Final = "R67"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem that was handed in, and how far it came."""

    statement_id: UUID
    """The statement that handed it in."""
    cadre: str | None
    """Who handed it in; null for a group."""
    kind: str | None
    """Theory or practice; null where that is not known."""
    submitted_on: date
    """When it was handed in."""
    office: str | None
    """The teaching office that it was routed to last."""
    routed_on: date | None
    """When it was first routed; null as long as it was not."""
    answered_on: date | None
    """When it was first answered; null as long as it was not."""
    adopted_on: date | None
    """When it was taken up as a subject of research; null as long as it was not."""
    evidence: tuple[UUID, ...]
    """The statements of its steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problems:
    """The problems of a class: how many there should be, and how many reached each step.

    A trainee whose problem is void owes it again, and its steps are gone with it.
    """

    expected: int
    """How many the trainees together are to hand in."""
    submitted: int
    """How many were handed in."""
    routed: int
    """How many went to a teaching office."""
    answered: int
    """How many were answered in the course of teaching."""
    adopted: int
    """How many became a subject of research."""
    missing: Mapping[str, tuple[str, ...]]
    """By trainee the kinds that he still owes, each as often as he does."""
    problems: tuple[Problem, ...]
    """The problems one by one, in the order in which they were handed in."""
    rule: str
    article: str


def problems_of(subject: Subject, asked: Asked, trainees: Collection[str]) -> Problems | None:
    """The problems of a class by now; None where the policy asks for none."""
    if asked.problems is None:
        return None
    submitted = subject.standing(ProblemSubmitted)
    steps = subject.standing(ProblemStep)
    about: dict[UUID, list[ProblemStep]] = {}
    for step in steps:
        about.setdefault(step.target, []).append(step)
    problems = [_problem(one, about.get(one.statement_id, []), subject) for one in submitted]
    return Problems(
        expected=len(trainees) * sum(asked.problems.values()),
        submitted=len(problems),
        routed=sum(one.routed_on is not None for one in problems),
        answered=sum(one.answered_on is not None for one in problems),
        adopted=sum(one.adopted_on is not None for one in problems),
        missing=_missing(problems, asked.problems, trainees),
        problems=tuple(problems),
        rule=RULE,
        article=asked.article("problems"),
    )


def _problem(
    submitted: ProblemSubmitted, steps: Sequence[ProblemStep], subject: Subject
) -> Problem:
    """A problem with the steps about it."""

    def day(kind: type[ProblemStep]) -> date | None:
        return next((subject.day(step) for step in steps if isinstance(step, kind)), None)

    offices = [step.office for step in steps if isinstance(step, ProblemRouted) and step.office]
    return Problem(
        statement_id=submitted.statement_id,
        cadre=subject.cadre(submitted),
        kind=submitted.kind,
        submitted_on=subject.day(submitted),
        office=offices[-1] if offices else None,
        routed_on=day(ProblemRouted),
        answered_on=day(ProblemAnswered),
        adopted_on=day(ProblemAdopted),
        evidence=tuple(step.statement_id for step in steps),
    )


def _missing(
    problems: Iterable[Problem], asked: Mapping[str, int], trainees: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    given = Counter((one.cadre, one.kind) for one in problems)
    owed = {
        cadre: tuple(
            kind for kind, least in asked.items() for _ in range(least - given[cadre, kind])
        )
        for cadre in trainees
    }
    return {cadre: kinds for cadre, kinds in owed.items() if kinds}


def findings_on_problems(subject: Subject, trainees: Collection[str]) -> Iterable[Found]:
    """What is amiss about the problems of a class and their steps; who is no trainee is known once
    the class has any."""
    submitted, steps = subject.standing(ProblemSubmitted), subject.standing(ProblemStep)
    yield from unheeded(subject, ProblemSubmitted, ProblemStep, rule=RULE)
    yield from unread([*submitted, *steps], subject, rule=RULE)
    handed_in = {one.statement_id: one for one in submitted}
    for step in steps:
        problem = handed_in.get(step.target)
        if problem is not None and moment(step) < moment(problem):
            yield found(Amiss.STEP_BEFORE_PROBLEM, step, subject, rule=RULE)
    for one in submitted:
        if trainees and subject.cadre(one) not in trainees:
            yield found(Amiss.NOT_A_TRAINEE, one, subject, rule=RULE)
