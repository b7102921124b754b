"""The answer on the assessment of units and of their members for a year (M4-3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from uuid import UUID

from projections.amiss import Amiss
from projections.answers.assessments import Assessed, units_assessed
from projections.answers.basis import Basis
from projections.compliance.assessment import UnitAssessment
from projections.policy.terms import Terms
from projections.reports.answer import ASKED, OfPart, Page, basis_of, members, part_of, unit_name


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessedUnit:
    """A unit with how far its assessment for a year is."""

    unit: str
    unit_name: str | None
    assessment: UnitAssessment
    """How far it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessedCadre:
    """A cadre with the assessment of his learning in a year, and of his unit."""

    cadre: str
    name: str | None
    unit: str | None
    unit_name: str | None
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
    unit_state: str
    """The furthest step that his unit's assessment has taken."""
    unit_result: str | None
    """The result of his unit's latest evaluation; null before there is one."""
    evidence: tuple[UUID, ...]
    rule: str
    article: str


@dataclass(frozen=True, kw_only=True)
class AssessmentAnswer(OfPart, Page):
    """The assessment of units and of their members for a year: a page by cadre."""

    year: int
    units: tuple[AssessedUnit, ...]
    """The units of the cadres of this page, by id."""
    cadres: tuple[AssessedCadre, ...]
    """The members of units at the end of the year, by id."""

    def rows(self) -> Iterable[AssessedCadre]:
        """The cadres."""
        return self.cadres


def assessment_answer(
    year: int, found: Iterable[Assessed], basis: Basis, *, limit: int | None
) -> AssessmentAnswer:
    """The answer on a year, of so many of some cadres; `next` is the last of them."""
    part = part_of(basis, Terms.unit_assessment)
    found = found if part == ASKED else ()
    some = list(found if limit is None else islice(found, limit + 1))
    shown = some if limit is None else some[:limit]
    units = {one.unit for _, one in shown if one.unit is not None}
    by_unit = {one.unit: one for one in units_assessed(units, year, basis)}
    return AssessmentAnswer(
        **basis_of(basis),
        part=part,
        year=year,
        units=tuple(
            AssessedUnit(unit=unit, unit_name=unit_name(unit, basis), assessment=one)
            for unit, one in by_unit.items()
        ),
        cadres=tuple(_row(one, by_unit[one[1].unit or ""], basis) for one in shown),
        next=shown[-1][1].cadre if len(some) > len(shown) else None,
    )


def _row(assessed: Assessed, unit: UnitAssessment, basis: Basis) -> AssessedCadre:
    dossier, found = assessed
    told = members(found)
    del told["year"]
    return AssessedCadre(
        **told,
        name=dossier.roster.name(basis.today),
        unit_name=unit_name(found.unit, basis),
        unit_state=unit.state,
        unit_result=unit.result,
    )
