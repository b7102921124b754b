"""Who answers for a unit, which stands on every report about one (A2-6(2))."""

from dataclasses import dataclass
from typing import TypedDict

from projections.answers.basis import Basis
from projections.reports.answer import Answer, unit_name


class ResponsibleForUnit(TypedDict):
    """The members of an answer about a unit that its registration gives."""

    unit_name: str | None
    first_responsible: str | None
    direct_responsible: str | None


@dataclass(frozen=True, kw_only=True)
class UnitAnswer(Answer):
    """An answer about a unit, with who answers for it (A2-6(2))."""

    unit_name: str | None
    first_responsible: str | None
    """The person with the first responsibility for its learning; null where none is named."""
    direct_responsible: str | None
    """The person with the direct responsibility; null where none is named."""


def responsible(unit: str, basis: Basis) -> ResponsibleForUnit:
    """The persons who answer for a unit, and its name."""
    found = basis.reference.units.registration(unit, basis.as_of)
    return {
        "unit_name": unit_name(unit, basis),
        "first_responsible": found.first_responsible if found else None,
        "direct_responsible": found.direct_responsible if found else None,
    }
