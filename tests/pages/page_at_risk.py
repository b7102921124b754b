"""A page of who will miss a year, made of what the test says."""

from collections.abc import Sequence
from datetime import date

from api.pages.at_risk import AtRiskPage, UnitAtRisk
from projections.compliance.pace import AtRisk
from projections.reports.answer import PolicyOfAnswer


def page(cadres: Sequence[AtRisk], units: Sequence[UnitAtRisk]) -> AtRiskPage:
    """The page of these cadres in these units."""
    return AtRiskPage(
        position=1,
        today=date(2011, 3, 1),
        policy=PolicyOfAnswer(id="p", digest="d", succession=()),
        year=2011,
        last_day=date(2011, 12, 31),
        unit=None,
        total=len(cadres),
        units=tuple(units),
        cadres=tuple(cadres),
        choices=(),
    )
