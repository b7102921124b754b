"""The units as a tree over time: parents, kinds and responsible persons (A2-6(2), R32)."""

from bisect import bisect_right, insort
from collections.abc import Callable, Iterable, Mapping

from lrs.event.references import LONGEST_CHAIN
from projections.case.decisions import AsOf
from projections.facts.order import moment
from projections.facts.roster_facts import UnitRegistered
from projections.words.names import name_in

Holds = Callable[[UnitRegistered, AsOf], bool]


class Units:
    """The registrations of units by who was entitled to them; grows and forgets nothing.

    A registration holds from its day on until the unit's next; `holds` says whether one is not
    void. A tree ends where it is as deep as references are followed: nobody has such a tree, and
    who makes one keeps nobody waiting.
    """

    def __init__(self, holds: Holds) -> None:
        self._holds = holds
        self._registered: dict[str, tuple[UnitRegistered, ...]] = {}
        self._last: tuple[AsOf, Mapping[str, frozenset[str]]] | None = None

    def learn(self, registration: UnitRegistered) -> None:
        """Takes a registration in, once."""
        # Another thread may look meanwhile: what it looks at never changes.
        of_unit = list(self._registered.get(registration.unit, ()))
        insort(of_unit, registration, key=moment)
        self._registered[registration.unit] = tuple(of_unit)

    def forget(self) -> None:
        """Forgets what was looked up for the last question."""
        self._last = None

    def registration(self, unit: str, as_of: AsOf) -> UnitRegistered | None:
        """What the unit is by the end of `today`; None for one that nobody registered."""
        found = self._registered.get(unit, ())
        begun = bisect_right(found, as_of.today, key=lambda one: as_of.day(one.occurred))
        for one in reversed(found[:begun]):
            if as_of.knows(one) and self._holds(one, as_of):
                return one
        return None

    def ever(self, as_of: AsOf) -> list[str]:
        """The units that are registered."""
        return [unit for unit in self.known() if self.is_registered(unit, as_of)]

    def is_registered(self, unit: str, as_of: AsOf) -> bool:
        """Whether the unit was registered, on whatever day, by a statement that is known and not
        void."""
        found = self._registered.get(unit, ())
        return any(as_of.knows(one) and self._holds(one, as_of) for one in found)

    def name(self, unit: str, as_of: AsOf) -> str | None:
        """What the unit is called, in Chinese where it has such a name; None for one that nobody
        registered under any."""
        found = self.registration(unit, as_of)
        return name_in(found.label) if found else None

    def names(self, unit: str, as_of: AsOf) -> tuple[str, ...]:
        """Every name that a registration of the unit which stands has given it, in any language."""
        registered = self._registered.get(unit, ())
        standing = (one for one in registered if as_of.sees(one) and self._holds(one, as_of))
        return tuple(name for one in standing for name in one.label.values())

    def lineage(self, unit: str, as_of: AsOf) -> tuple[str, ...]:
        """The unit and what stands above it, from below; a circle ends where it closes."""
        path = [unit]
        while len(path) < LONGEST_CHAIN:
            found = self.registration(path[-1], as_of)
            if found is None or not found.parent or found.parent in path:
                break
            path.append(found.parent)
        return tuple(path)

    def subtree(self, unit: str, as_of: AsOf) -> frozenset[str]:
        """The unit and every one below it."""
        below = self._below(as_of)
        found, level = {unit}, {unit}
        for _ in range(LONGEST_CHAIN - 1):
            level = {one for above in level for one in below.get(above, ())} - found
            if not level:
                break
            found |= level
        return frozenset(found)

    def children(self, unit: str, as_of: AsOf) -> tuple[str, ...]:
        """The units right below it, by name."""
        return tuple(sorted(self._below(as_of).get(unit, ())))

    def registrations(self, units: Iterable[str], *, known: int) -> list[UnitRegistered]:
        """Whatever was ever registered of some units up to a position, void or not."""
        found = (one for unit in units for one in self._registered.get(unit, ()))
        return [one for one in found if one.position <= known]

    def ever_above(self, units: Iterable[str], *, known: int) -> frozenset[str]:
        """Some units and all that were ever said, up to a position, to stand above them."""
        found, level = {*units}, {*units}
        while level:
            registered = self.registrations(level, known=known)
            level = {one.parent for one in registered if one.parent} - found
            found |= level
        return frozenset(found)

    def ever_below(self, unit: str) -> frozenset[str]:
        """A unit and all that were ever said to stand below it."""
        below: dict[str, set[str]] = {}
        for registered in list(self._registered.values()):
            for one in registered:
                if one.parent:
                    below.setdefault(one.parent, set()).add(one.unit)
        found, level = {unit}, {unit}
        while level:
            level = {one for above in level for one in below.get(above, ())} - found
            found |= level
        return frozenset(found)

    def known(self) -> tuple[str, ...]:
        """Every unit that was ever registered."""
        return tuple(self._registered)

    def _below(self, as_of: AsOf) -> Mapping[str, frozenset[str]]:
        """The units right below each, as of a question; those of the last question are kept."""
        last = self._last
        if last is None or last[0] != as_of:
            below: dict[str, set[str]] = {}
            for unit in self.known():
                found = self.registration(unit, as_of)
                if found is not None and found.parent:
                    below.setdefault(found.parent, set()).add(unit)
            last = self._last = as_of, {unit: frozenset(some) for unit, some in below.items()}
        return last[1]
