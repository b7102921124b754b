"""What a policy would change of a year over the whole log: grades, verdicts of units, totals.

Nothing is published, and no table is read or written.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from lrs.event.log import Log
from projections.answers.acts import GrowingReference, acts_of, ever_in, in_buckets
from projections.answers.trial import judge_all
from projections.case.decisions import AsOf
from projections.case.dossier import open_dossier
from projections.case.sifting import Watch
from projections.compliance.members import Member, member_of
from projections.compliance.unit_compliance import compliance
from projections.exact import ZERO
from projections.facts.fact import Fact
from projections.facts.roster_facts import CadreLeft
from projections.facts.trouble import OF_THE_MACHINE
from projections.policy.succession import Succession
from projections.policy.years import ENDED
from replay.policy_comparison import Change, change_of

OnProgress = Callable[[int, int], None]
"""Called with the units compared so far and their total."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitJudged:
    """What a policy makes of a unit's year."""

    verdict: str
    assessed: int
    unqualified: int
    limit: int
    """The number of unqualified members that bars the unit; 0 where no ratio does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChange:
    """A unit whose verdict changes, such as one that comes to a third unqualified or leaves it."""

    unit: str
    unit_name: str | None
    year: int
    first: UnitJudged
    second: UnitJudged


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What a policy makes of a year in all."""

    grades: Mapping[str, int]
    """How many of the assessed cadres have each grade."""
    counted: Decimal
    """The credits that they count together."""
    verdicts: Mapping[str, int]
    """How many units have each verdict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What changes in a year in all."""

    year: int
    cadres: int
    """How many cadres have a unit in the year under either policy."""
    grades_changed: int
    amounts_changed: int
    """How many count another amount, be their grade another or not."""
    units: int
    """How many units have members in the year under either."""
    verdicts_changed: int
    first: Side
    second: Side


def compare(
    reader: Log,
    first: Succession,
    second: Succession,
    *,
    year: int,
    amounts: bool = False,
    progress: OnProgress = lambda *_: None,
) -> Iterator[Change | UnitChange | Totals]:
    """What the second policy would change in a year, unit by unit, by id: the cadres whose grade
    differs, by name, with `amounts` also those who count another amount; then the unit, where its
    verdict differs; the totals of the year at the end.

    Both judge all that is known now of what happened up to the end of that year. Memory holds one
    unit at a time.
    """
    head = reader.head()
    sides = _Side(reader, head, first, year), _Side(reader, head, second, year)
    units = sorted(sides[0].units() | sides[1].units())
    total = _Total(year)
    for done, unit in enumerate(units):
        progress(done, len(units))
        members: tuple[list[Member], list[Member]] = ([], [])
        for one, other in _pairs(sides, unit):
            members[0].append(one)
            members[1].append(other)
            if unit == (one.place.unit or other.place.unit):
                total.add(one, other)
                change = change_of(one, other, first, second, year=year, amounts=amounts)
                if change:
                    yield change
        verdicts = [side.verdict(unit, own) for side, own in zip(sides, members, strict=True)]
        total.add_unit(*verdicts)
        if verdicts[0].verdict != verdicts[1].verdict:
            yield UnitChange(
                unit=unit,
                unit_name=sides[0].name_of(unit),
                year=year,
                first=verdicts[0],
                second=verdicts[1],
            )
    progress(len(units), len(units))
    yield total.told()


class _Side:
    """One of the two policies, and what it makes of some cadres and of a unit."""

    def __init__(self, reader: Log, head: int, policies: Succession, year: int) -> None:
        self._reader, self._policies, self._year = reader, policies, year
        self._reference = GrowingReference().up_to(head, reader)
        self._as_of = AsOf(known=head, today=policies.last_day(year), zone=policies.zone)

    def name_of(self, unit: str) -> str | None:
        """The name of a unit as it was registered."""
        return self._reference.units.name(unit, self._as_of)

    def units(self) -> frozenset[str]:
        """All units that somebody was ever said to belong to."""
        moves = self._reference.register.to_units(None, known=self._as_of.known)
        units = (None if isinstance(move, CadreLeft) else move.unit for move in moves)
        return frozenset(unit for unit in units if unit is not None)

    def ever_in(self, unit: str) -> frozenset[str]:
        """Who was ever said to belong to a unit."""
        return frozenset(ever_in([unit], self._reference, self._as_of))

    def members(self, cadres: Iterable[str]) -> Iterator[Member]:
        """What each of some cadres is in the year."""
        names = list(cadres)
        acts = acts_of(names, self._reader, self._reference, self._as_of)
        return (self._member(name, acts[name]) for name in names)

    def verdict(self, unit: str, members: Iterable[Member]) -> UnitJudged:
        """What becomes of a unit at the end of the year."""
        found = compliance(unit, self._year, members, self._policies, state=ENDED)
        return UnitJudged(
            verdict=found.verdict,
            assessed=found.assessed,
            unqualified=found.unqualified,
            limit=found.limit,
        )

    def _member(self, cadre: str, acts: list[Fact]) -> Member:
        """A cadre in the year; where a statement of his cannot be judged, without it."""
        try:
            return self._opened(cadre, acts, self._as_of)
        except OF_THE_MACHINE:
            raise
        except Exception:
            return self._opened(cadre, acts, replace(self._as_of, watch=Watch(trial=judge_all)))

    def _opened(self, cadre: str, acts: list[Fact], as_of: AsOf) -> Member:
        dossier = open_dossier(self._reference, cadre, acts, self._policies, as_of)
        return member_of(dossier, self._year)


def _pairs(sides: tuple[_Side, _Side], unit: str) -> Iterator[tuple[Member, Member]]:
    """Whoever was ever said to belong to a unit, under both, by name."""
    for bucket in in_buckets(sides[0].ever_in(unit) | sides[1].ever_in(unit)):
        yield from zip(sides[0].members(bucket), sides[1].members(bucket), strict=True)


class _Total:
    """Adds up a year under both policies."""

    def __init__(self, year: int) -> None:
        self._year = year
        self._cadres = self._grades = self._amounts = self._units = self._verdicts = 0
        self._by_grade: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        self._by_verdict: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        self._counted = [ZERO, ZERO]

    def add(self, *sides: Member) -> None:
        """Takes in a cadre under both."""
        one, other = (side.balance for side in sides)
        self._cadres += 1
        self._grades += one.grade != other.grade
        self._amounts += one.counted != other.counted
        for at, side in enumerate(sides):
            if side.place.assessed:
                self._by_grade[at][side.balance.grade] += 1
                self._counted[at] += side.balance.counted

    def add_unit(self, *sides: UnitJudged) -> None:
        """Takes in a unit under both, unless nobody is assessed in it under either."""
        if not any(side.assessed for side in sides):
            return
        self._units += 1
        self._verdicts += sides[0].verdict != sides[1].verdict
        for at, side in enumerate(sides):
            self._by_verdict[at][side.verdict] += 1

    def told(self) -> Totals:
        """The totals."""
        first, second = (
            Side(
                grades=dict(sorted(self._by_grade[at].items())),
                counted=self._counted[at],
                verdicts=dict(sorted(self._by_verdict[at].items())),
            )
            for at in (0, 1)
        )
        return Totals(
            year=self._year,
            cadres=self._cadres,
            grades_changed=self._grades,
            amounts_changed=self._amounts,
            units=self._units,
            verdicts_changed=self._verdicts,
            first=first,
            second=second,
        )
