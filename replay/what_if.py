"""What a policy would change of a year over the whole log: grades, verdicts of units, totals.

Nothing is published, and no table is read or written.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lrs.event.log import Log
from lrs.progress import Advance, unwatched
from projections.answers.acts import GrowingReference, in_buckets
from projections.answers.basis import Basis
from projections.compliance.members import Member
from projections.exact import ZERO
from projections.policy.succession import Succession
from replay.policy_comparison import Change, change_of
from replay.year_under import UnitJudged, YearUnder


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChange:
    """A unit whose verdict changes, such as one that comes to a third unqualified or leaves it."""

    unit: str
    unit_name: str | None
    year: int
    first: UnitJudged
    """What the first of the two policies says of the unit."""
    second: UnitJudged
    """What the second says of it."""


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
    """The credit year."""
    cadres: int
    """How many cadres have a unit in the year under either policy."""
    grades_changed: int
    """How many have another grade."""
    amounts_changed: int
    """How many count another amount, be their grade another or not."""
    units: int
    """How many units have members in the year under either."""
    verdicts_changed: int
    """How many of these have another verdict."""
    first: Side
    """What the first of the two policies makes of it: the one that judges."""
    second: Side
    """What the second makes of it: the one that is tried."""


def compare(
    reader: Log,
    first: Succession,
    second: Succession,
    *,
    years: Iterable[int],
    amounts: bool = False,
    advance: Advance = unwatched,
) -> Iterator[Change | UnitChange | Totals]:
    """What the second policy would change in some years, unit by unit, by id: the cadres whose
    grade differs, by name, with `amounts` also those who count another amount; then the unit, where
    its verdict differs; the totals of a year at its end.

    Both judge all that is known now of what happened up to the end of the year. Memory holds one
    unit at a time. Units are counted.
    """
    head = reader.head()
    reference = GrowingReference().up_to(head, reader)
    for year in years:
        one, other = (
            YearUnder(
                reader,
                Basis(position=head, today=side.last_day(year), policies=side, reference=reference),
                year,
            )
            for side in (first, second)
        )
        units = units_of(one, other)
        yield from compare_units(one, other, units, amounts=amounts, advance=advance)


def units_of(first: YearUnder, second: YearUnder) -> list[str]:
    """All units that somebody was ever said to belong to, by id."""
    return sorted(first.units() | second.units())


def compare_units(
    first: YearUnder,
    second: YearUnder,
    units: Sequence[str],
    *,
    amounts: bool = False,
    advance: Advance = unwatched,
) -> Iterator[Change | UnitChange | Totals]:
    """What the second of two bases would change of some units in a year: as `compare` does, with
    the totals of these units at the end. Those of several parts add up."""
    year, policies = first.year, (first.basis.policies, second.basis.policies)
    total = _Total(year)
    for done, unit in enumerate(units):
        advance(done, len(units))
        members: tuple[list[Member], list[Member]] = ([], [])
        for one, other in _pairs(first, second, unit):
            members[0].append(one)
            members[1].append(other)
            if unit == (one.place.unit or other.place.unit):
                total.add(one, other)
                change = change_of(one, other, *policies, year=year, amounts=amounts)
                if change:
                    yield change
        verdicts = first.verdict(unit, members[0]), second.verdict(unit, members[1])
        total.add_unit(*verdicts)
        if verdicts[0].verdict != verdicts[1].verdict:
            yield UnitChange(
                unit=unit,
                unit_name=first.name_of(unit),
                year=year,
                first=verdicts[0],
                second=verdicts[1],
            )
    advance(len(units), len(units))
    yield total.told()


def _pairs(first: YearUnder, second: YearUnder, unit: str) -> Iterator[tuple[Member, Member]]:
    """Whoever was ever said to belong to a unit, under both, by name."""
    for bucket in in_buckets(first.ever_in(unit) | second.ever_in(unit)):
        yield from zip(first.members(bucket), second.members(bucket), strict=True)


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
