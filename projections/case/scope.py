"""Who is assessed in a year, and with whom he is counted (R1, A3-4, A3-20, Q1, Q2)."""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from projections.case.dossier import Dossier
from projections.case.membership import unit_of_year
from projections.facts.exemption_facts import CadreExempted, ExemptionGranted
from projections.policy.terms import Terms

SEPARATE: Final = "separate"
EXCLUDE: Final = "exclude"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a cadre stands in a year: in `unit`, `assessed` or not, `apart` by reference.

    `exempt` are the exemptions from the year that the policy heeds.
    """

    unit: str | None
    assessed: bool
    apart: bool
    exempt: tuple[UUID, ...]


def place_in(dossier: Dossier, year: int) -> Place:
    """The place of a cadre in a credit year."""
    policies = dossier.case.policies
    terms = policies.of_year(year)
    unit = unit_of_year(dossier.case.memberships, year, policies)
    scope = terms.get(Terms.scope.by_reference)
    referred = dossier.roster.by_reference(_day(dossier, year))
    heeded = terms.get(Terms.scope.exemption) == "by_approval"
    exempt = exemptions(dossier, year) if heeded else ()
    excluded = referred and scope == EXCLUDE
    return Place(
        unit=unit,
        assessed=unit is not None and not excluded and not exempt,
        apart=referred and scope == SEPARATE,
        exempt=exempt,
    )


def spared(dossier: Dossier, year: int) -> bool:
    """Whether it is known that a cadre was not assessed in a year, so that it cannot count against
    him: before the policies took effect, exempt, or a member of no unit then though of one at
    another time. Of whom no unit was ever told, his credits alone tell.
    """
    case = dossier.case
    if not case.policies.covers(case.policies.last_day(year)):
        return True
    place = place_in(dossier, year)
    return bool(place.exempt) or (bool(case.memberships) and not place.assessed)


def exemptions(dossier: Dossier, year: int) -> tuple[UUID, ...]:
    """The standing exemptions from the assessment of a year."""
    case = dossier.case
    named = [one for one in dossier.facts if isinstance(one, ExemptionGranted | CadreExempted)]
    return tuple(one.statement_id for one in named if one.year == year and case.stands(one))


def _day(dossier: Dossier, year: int) -> date:
    """The day on which membership decides."""
    policies = dossier.case.policies
    basis = policies.of_year(year).membership_basis
    return policies.first_day(year) if basis == "year_start" else policies.last_day(year)
