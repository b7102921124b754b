"""The assessment of units and of their members for a year, as of a basis (M4-3)."""

from collections.abc import Collection, Iterator

from lrs.event.log import Log
from projections.answers.basis import Basis
from projections.answers.inquiries import dossiers
from projections.answers.surveys import least_told
from projections.case.dossier import Dossier
from projections.case.scope import place_in
from projections.compliance.assessment import (
    CadreAssessment,
    UnitAssessment,
    cadre_assessment,
    unit_assessment,
)
from projections.needs.surveys import closed_at
from projections.policy.terms import Terms

Assessed = tuple[Dossier, CadreAssessment]
"""A cadre with his assessment."""


def cadres_assessed(
    log: Log, year: int, basis: Basis, *, units: Collection[str] | None = None, after: str = ""
) -> Iterator[Assessed]:
    """The members of some units in a credit year, or of all, by cadre: those after a name (R53)."""
    closed = closed_at(basis.reference, basis.as_of)
    least = least_told(basis, basis.policies.last_day(year))
    for dossier in dossiers(log, basis, year, units=units, after=after):
        unit = place_in(dossier, year).unit
        if unit is not None:
            yield dossier, cadre_assessment(dossier, year, unit, closed=closed, least=least)


def units_assessed(units: Collection[str], year: int, basis: Basis) -> list[UnitAssessment]:
    """The assessments of some units for a credit year, by unit (R52)."""
    reference, as_of = basis.reference, basis.as_of
    asked = basis.policies.of_year(year).get(Terms.unit_assessment.steps) or ()
    return [unit_assessment(unit, year, reference, as_of, asked=asked) for unit in sorted(units)]
