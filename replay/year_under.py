"""What one basis makes of a year: of some cadres, and of a unit."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from lrs.event.log import Log
from projections.answers.acts import acts_of, ever_in
from projections.answers.basis import Basis
from projections.answers.trial import judge_all
from projections.case.decisions import AsOf
from projections.case.dossier import open_dossier
from projections.case.sifting import Watch
from projections.compliance.members import Member, MemberResult, member_of
from projections.compliance.unit_compliance import compliance
from projections.facts.fact import Fact
from projections.facts.roster_facts import CadreLeft
from projections.facts.trouble import OF_THE_MACHINE


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitJudged:
    """What a policy makes of a unit's year."""

    verdict: str
    """Whether the unit is clear, barred, or neither yet: undecided, not_applicable."""
    assessed: int
    """How many of its members are assessed."""
    unqualified: int
    """How many of these are not qualified."""
    limit: int
    """The number of unqualified members that bars the unit; 0 where no ratio does."""


class YearUnder:
    """A year under one basis: `position`, day and policies."""

    def __init__(self, reader: Log, basis: Basis, year: int) -> None:
        self.basis, self.year = basis, year
        self._reader = reader

    def name_of(self, unit: str) -> str | None:
        """The name of a unit as it was registered."""
        return self.basis.reference.units.name(unit, self.basis.as_of)

    def units(self) -> frozenset[str]:
        """All units that somebody was ever said to belong to."""
        moves = self.basis.reference.register.to_units(None, known=self.basis.position)
        units = (None if isinstance(move, CadreLeft) else move.unit for move in moves)
        return frozenset(unit for unit in units if unit is not None)

    def ever_in(self, unit: str) -> frozenset[str]:
        """Who was ever said to belong to a unit."""
        return frozenset(ever_in([unit], self.basis.reference, self.basis.as_of))

    def members(self, cadres: Iterable[str]) -> Iterator[Member]:
        """What each of some cadres is in the year."""
        names = list(cadres)
        acts = acts_of(names, self._reader, self.basis.reference, self.basis.as_of)
        return (self._member(name, acts[name]) for name in names)

    def verdict(self, unit: str, members: Iterable[MemberResult]) -> UnitJudged:
        """What becomes of a unit in the year by the day of the basis."""
        state = self.basis.reached.of_year(self.year)
        found = compliance(unit, self.year, members, self.basis.policies, state=state)
        return UnitJudged(
            verdict=found.verdict,
            assessed=found.assessed,
            unqualified=found.unqualified,
            limit=found.limit,
        )

    def _member(self, cadre: str, acts: list[Fact]) -> Member:
        """A cadre in the year; where a statement of his cannot be judged, without it."""
        as_of = self.basis.as_of
        try:
            return self._opened(cadre, acts, as_of)
        except OF_THE_MACHINE:
            raise
        except Exception:
            watch = Watch(trial=judge_all)
            member = self._opened(cadre, acts, replace(as_of, watch=watch))
            self.basis.watch.found.update(watch.found)
            return member

    def _opened(self, cadre: str, acts: list[Fact], as_of: AsOf) -> Member:
        basis = self.basis
        dossier = open_dossier(basis.reference, cadre, acts, basis.policies, as_of)
        return member_of(dossier, self.year)
