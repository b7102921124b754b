"""The decisions on the results of years as they were stated: of which unit, on which year."""

from collections.abc import Iterable
from operator import attrgetter

from projections.facts.year_facts import YearDecision


class YearDecisions:
    """Every decision on the results of a year; grows and forgets nothing.

    A decision stands under its unit, None: of all. Whether one stands is judged as of each
    question.
    """

    def __init__(self) -> None:
        self._of_unit: dict[str | None, dict[int, YearDecision]] = {}
        self._first: dict[int, int] = {}
        self._first_of_unit: int | None = None

    def learn(self, decision: YearDecision) -> None:
        """Takes in, once, a decision that says on which year it is."""
        if decision.year is None:
            return
        self._of_unit.setdefault(decision.unit, {})[decision.position] = decision
        first = self._first.get(decision.year, decision.position)
        self._first[decision.year] = min(first, decision.position)
        if decision.unit is not None:
            of_unit = self._first_of_unit or decision.position
            self._first_of_unit = min(of_unit, decision.position)

    def are_before(self, position: int, year: int) -> bool:
        """Whether anybody ever decided on a year before a position."""
        return self._first.get(year, position) < position

    def are_of_units(self, *, known: int) -> bool:
        """Whether anybody ever decided for a unit alone, up to a position."""
        return self._first_of_unit is not None and self._first_of_unit <= known

    def of_units(self, units: Iterable[str | None]) -> list[YearDecision]:
        """Whatever was ever decided on a year of one of some units, None: of all; by position."""
        found = [one for unit in units for one in list(self._of_unit.get(unit, {}).values())]
        return sorted(found, key=attrgetter("position"))
