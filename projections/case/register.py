"""The register of cadres as it was stated: under which names somebody was moved to which units."""

from collections.abc import Collection
from operator import attrgetter

from projections.facts.fact import Fact, SetAside
from projections.facts.roster_facts import CadreLeft, Moving


class Register:
    """The moves of all cadres, and what could not be read; grows and forgets nothing.

    It is found by the name or by the unit that a statement names. Whom a name meant, and whether a
    move stands, is judged as of each question: `projections.case.moves.moves_in`.
    """

    def __init__(self) -> None:
        self._moves: dict[str, tuple[Moving, ...]] = {}
        self._of_unit: dict[str, dict[int, Moving]] = {}
        self._aside: dict[str, dict[int, SetAside]] = {}

    def learn(self, fact: Moving | SetAside) -> None:
        """Takes in, once, a move or what stands in the place of a statement about the register."""
        if fact.person is None:
            return
        if isinstance(fact, SetAside):
            self._aside.setdefault(fact.person, {})[fact.position] = fact
            return
        moves = self._moves.get(fact.person, ())
        if all(one.position != fact.position for one in moves):
            # Another thread may look meanwhile: what it looks at never changes.
            self._moves[fact.person] = (*moves, fact)
            unit = None if isinstance(fact, CadreLeft) else fact.unit
            if unit:
                self._of_unit.setdefault(unit, {})[fact.position] = fact

    def moves(self, names: Collection[str]) -> list[Moving]:
        """The moves that were stated under some names, in no order."""
        return [move for name in names for move in self._moves.get(name, ())]

    def by_name(self) -> list[tuple[str, tuple[Moving, ...]]]:
        """The moves of everybody, by the name under which they were stated."""
        return list(self._moves.items())

    def every_move(self) -> list[Fact]:
        """Every move that was stated, in no order."""
        return [move for moves in list(self._moves.values()) for move in moves]

    def aside(self, names: Collection[str]) -> list[SetAside]:
        """What could not be read of what was stated under some names, in no order."""
        return [one for name in names for one in list(self._aside.get(name, {}).values())]

    def to_units(self, units: Collection[str] | None, *, known: int) -> list[Moving]:
        """The moves that name one of some units, None: any, up to a position and in its order."""
        named = list(self._of_unit) if units is None else units
        found = [move for unit in named for move in list(self._of_unit.get(unit, {}).values())]
        return sorted((one for one in found if one.position <= known), key=attrgetter("position"))
