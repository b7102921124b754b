"""The units as a tree over time: parents, kinds and responsible persons (A2-6(2), R32)."""

from collections.abc import Callable
from uuid import UUID

from projections.facts.decisions import AsOf
from projections.facts.order import moment
from projections.facts.roster_facts import UnitRegistered

Stands = Callable[[UnitRegistered, AsOf], bool]


class Units:
    """The registrations of units; grows with the log and forgets nothing.

    A registration holds from its day on until the unit's next.
    """

    def __init__(self, stands: Stands) -> None:
        self._stands = stands
        self._registered: dict[str, dict[UUID, UnitRegistered]] = {}

    def learn(self, registration: UnitRegistered) -> None:
        """Takes a registration in; the same one twice changes nothing."""
        of_unit = self._registered.setdefault(registration.unit, {})
        of_unit.setdefault(registration.statement_id, registration)

    def registration(self, unit: str, as_of: AsOf) -> UnitRegistered | None:
        """What the unit is by the end of `today`; None for one that nobody registered."""
        standing = [
            one
            for one in list(self._registered.get(unit, {}).values())
            if as_of.sees(one) and self._stands(one, as_of)
        ]
        return max(standing, key=moment, default=None)

    def lineage(self, unit: str, as_of: AsOf) -> tuple[str, ...]:
        """The unit and what stands above it, from below; a circle ends where it closes."""
        path = [unit]
        while (found := self.registration(path[-1], as_of)) and found.parent:
            if found.parent in path:
                break
            path.append(found.parent)
        return tuple(path)

    def subtree(self, unit: str, as_of: AsOf) -> frozenset[str]:
        """The unit and every one below it."""
        return frozenset({unit, *(one for one in self.known() if unit in self.lineage(one, as_of))})

    def children(self, unit: str, as_of: AsOf) -> tuple[str, ...]:
        """The units right below it, by name."""
        found = {one: self.registration(one, as_of) for one in self.known()}
        return tuple(sorted(one for one, it in found.items() if it and it.parent == unit))

    def known(self) -> tuple[str, ...]:
        """Every unit that was ever registered."""
        return tuple(self._registered)
