"""The assessment of units and of their members' learning in a year (M4-3, R52, R53)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final, TypeVar
from uuid import UUID

from projections.amiss import Amiss
from projections.case.decisions import AsOf
from projections.case.dossier import Dossier
from projections.case.reference import Reference
from projections.facts.assessment_facts import (
    AssessmentFact,
    LearningReportMade,
    PeerRated,
    YearlyScoreGiven,
)
from projections.facts.year_facts import AssessmentStep, Evaluated, Inspected, SelfInspected
from projections.verdicts import Verdict

OF_UNITS: Final = "R52"
OF_CADRES: Final = "R53"
ARTICLE: Final = "M4-3"

NOT_STARTED: Final = "not_started"
STEPS: Final[Mapping[str, type[AssessmentStep]]] = {
    "self_inspected": SelfInspected,
    "inspected": Inspected,
    "evaluated": Evaluated,
}
"""The three steps of a unit's assessment, in their order."""

DONE: Final = "done"
MISSING: Final = "missing"

_F = TypeVar("_F", bound=AssessmentFact)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAssessment:
    """How far the assessment of a unit for a year is."""

    unit: str
    year: int
    state: str
    """The furthest step taken: not_started, self_inspected, inspected or evaluated."""
    result: str | None
    """The result of the latest evaluation as it was worded; null before there is one."""
    out_of_order: bool
    """Whether some step stands without the one before it having happened by then."""
    reason: Verdict | None
    evidence: tuple[UUID, ...]
    rule: str = OF_UNITS
    article: str = ARTICLE


@dataclass(frozen=True, slots=True, kw_only=True)
class CadreAssessment:
    """A cadre's learning in a year as it was assessed."""

    cadre: str
    unit: str | None
    year: int
    learning_report: str
    """Whether his report on what he learned was made: done or missing."""
    ratings: int
    """How many rated him."""
    mean: Decimal | None
    """The mean of the ratings from 1 to 5, to two decimals, half to even; null below `min_cell`
    ratings and where the policy does not say how many those are."""
    min_cell: int | None
    """A mean of fewer ratings is not told; null where the policy does not say."""
    score: Decimal | None
    """The latest score of the year; null where none was given."""
    amiss: tuple[Amiss, ...]
    """What is found amiss in what was stated of him; of ratings only that it was one of them."""
    evidence: tuple[UUID, ...]
    rule: str = OF_CADRES
    article: str = ARTICLE


def unit_assessment(
    unit: str,
    year: int,
    reference: Reference,
    as_of: AsOf,
    *,
    asked: Collection[str] = tuple(STEPS),
) -> UnitAssessment:
    """The assessment of a unit for a credit year, by the steps that are asked."""
    steps = {
        name: [one for one in reference.of_year(kind, year, as_of) if one.unit == unit]
        for name, kind in STEPS.items()
        if name in asked
    }
    taken = [name for name, facts in steps.items() if facts]
    evaluated = steps.get("evaluated", [])
    out_of_order = _is_out_of_order(list(steps.values()))
    return UnitAssessment(
        unit=unit,
        year=year,
        state=taken[-1] if taken else NOT_STARTED,
        result=evaluated[-1].result if evaluated else None,
        out_of_order=out_of_order,
        reason=Verdict.STEPS_OUT_OF_ORDER if out_of_order else None,
        evidence=tuple(one.statement_id for facts in steps.values() for one in facts),
    )


def _is_out_of_order(steps: Sequence[Sequence[AssessmentStep]]) -> bool:
    """Whether the first fact of some step has none of the step before at its moment or earlier;
    each step's facts are in order."""
    for before, step in pairwise(steps):
        if step and not (before and before[0].occurred <= step[0].occurred):
            return True
    return False


def cadre_assessment(
    dossier: Dossier, year: int, unit: str | None, *, closed: Mapping[str, int], least: int | None
) -> CadreAssessment:
    """The assessment of a cadre for a credit year, as a member of a unit.

    `closed` says at which position each collection of ratings was closed: of those that belong to
    one, only the ratings before that count. `least` is how many ratings have a mean.
    """
    reports = _of_year(dossier.standing(LearningReportMade), year)
    scores = _of_year(dossier.standing(YearlyScoreGiven), year)
    stated = _of_year(dossier.standing(PeerRated), year)
    ratings = [one.rating for one in stated if _counts(one, closed) and one.rating is not None]
    return CadreAssessment(
        cadre=dossier.person,
        unit=unit,
        year=year,
        learning_report=DONE if reports else MISSING,
        ratings=len(ratings),
        mean=_mean(ratings) if least is not None and len(ratings) >= max(least, 1) else None,
        min_cell=least,
        score=scores[-1].score if scores else None,
        amiss=tuple(sorted(_amiss([*reports, *scores], stated, closed, dossier))),
        evidence=tuple(one.statement_id for one in [*reports[:1], *scores[-1:]]),
    )


def _of_year(facts: Iterable[_F], year: int) -> list[_F]:
    return [one for one in facts if one.year == year]


def _counts(rating: PeerRated, closed: Mapping[str, int]) -> bool:
    return rating.survey is None or rating.position < closed.get(rating.survey, 0)


def _amiss(
    facts: Iterable[AssessmentFact],
    stated: Sequence[PeerRated],
    closed: Mapping[str, int],
    dossier: Dossier,
) -> set[Amiss]:
    """What is amiss in a cadre's assessment; of the ratings only that some are, and not which."""
    found = {Amiss.UNKNOWN_VALUE for one in (*facts, *stated) if one.unreadable}
    found |= {Amiss.NAMES_A_PERSON for one in stated if one.named or _is_linked(one, dossier)}
    found |= {
        Amiss.ANSWERED_LATE
        for one in stated
        if one.survey is not None and one.position > closed.get(one.survey, one.position)
    }
    collections: dict[str | None, set[object]] = {}
    for one in stated:
        collections.setdefault(one.survey, set()).add(one.occurred)
    if any(len(moments) > 1 for moments in collections.values()):
        found.add(Amiss.ANSWERS_TOLD_APART)
    return found


def _is_linked(rating: PeerRated, dossier: Dossier) -> bool:
    """Whether the actor is a cadre of the register by another name that is linked to him."""
    case = dossier.case
    actor = rating.actor
    if actor is None:
        return False
    return case.reference.identities.person(actor, rating.occurred, case.as_of) != actor


def _mean(ratings: Sequence[int]) -> Decimal:
    """The mean to two decimals, half to even, in whole numbers."""
    hundredths, rest = divmod(100 * sum(ratings), len(ratings))
    if 2 * rest > len(ratings) or (2 * rest == len(ratings) and hundredths % 2):
        hundredths += 1
    return Decimal(hundredths).scaleb(-2)
