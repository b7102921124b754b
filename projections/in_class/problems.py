"""The problems that the trainees of a class hand in, and what became of them (M2-2, R67)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from projections.case.finding import Found, found, unread
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
from projections.reasons import Amiss

RULE: Final = "R67"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A problem by the statement that handed it in: whose it is, its kind, and how far it came.

    Each day is that of the first such step, None where there is none; `office` is the one that it
    was routed to last. `evidence` are the statements of its steps.
    """

    statement_id: UUID
    cadre: str | None
    kind: str | None
    submitted_on: date
    office: str | None
    routed_on: date | None
    answered_on: date | None
    adopted_on: date | None
    evidence: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problems:
    """The problems of a class: how many there should be, how many reached each step.

    `expected` is so many for each trainee. `missing` has the kinds that a trainee still owes, each
    as often as he does. Whose problem is void owes it again, and its steps are gone with it.
    """

    expected: int
    submitted: int
    routed: int
    answered: int
    adopted: int
    missing: Mapping[str, tuple[str, ...]]
    problems: tuple[Problem, ...]
    findings: tuple[Found, ...]
    rule: str
    article: str


def problems_of(subject: Subject, asked: Asked, trainees: Sequence[str]) -> Problems | None:
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
        findings=tuple(_findings(submitted, steps, subject)),
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


def _findings(
    submitted: Sequence[ProblemSubmitted], steps: Sequence[ProblemStep], subject: Subject
) -> Iterable[Found]:
    yield from unread([*submitted, *steps], subject, rule=RULE)
    handed_in = {one.statement_id: one for one in submitted}
    for step in steps:
        problem = handed_in.get(step.target)
        if problem is not None and moment(step) < moment(problem):
            yield found(Amiss.STEP_BEFORE_PROBLEM, step, subject, rule=RULE)
