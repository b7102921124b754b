"""Between which positions of the log the results of a year were published, and were open again.

What is recorded of a year after its publication is not in what was published (A3-14, A3-16). While
the year is open again, until its results are published or corrected anew, it is expected.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Final
from uuid import UUID

from projections.answers.basis import Basis
from projections.case.case import Case, Entry
from projections.case.decisions import AsOf
from projections.case.membership import unit_on
from projections.case.reference import Reference
from projections.facts.fact import Fact
from projections.facts.year_facts import (
    CircularIssued,
    CorrigendumIssued,
    YearDecision,
    YearPublished,
    YearReopened,
)

_PUBLISHED: Final = (YearPublished, CircularIssued)
_ENDING: Final = (*_PUBLISHED, CorrigendumIssued)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The positions between which something is so of a year, for a unit or (None) for all.

    `until` is the last position that is known where it lasts; `by` is the statement that began it.
    """

    year: int
    unit: str | None
    after: int
    until: int
    by: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """The years whose results were published, each from its first publication on, and the stretches
    in which they were open again."""

    published: tuple[Stretch, ...]
    opened: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stated:
    """What stands of a year for a unit, or for all: the first publication, and the openings with
    the position that ends each."""

    published: YearDecision | None
    openings: tuple[tuple[YearDecision, int], ...]

    def is_published(self, position: int) -> bool:
        """Whether results were published before a position."""
        return self.published is not None and self.published.position < position

    def is_open(self, position: int) -> bool:
        """Whether the year was open again at a position."""
        return any(one.position <= position <= end for one, end in self.openings)


def closed_years(basis: Basis) -> Closed:
    """Which years were published and opened again, by the decisions that stand.

    A decision on a unit has a stretch for each unit below it, as the tree is asked about.
    """
    decisions: dict[tuple[int, str | None], list[YearDecision]] = {}
    for one in basis.reference.of_years(YearDecision, basis.as_of):
        if one.year is not None:
            decisions.setdefault((one.year, one.unit), []).append(one)
    published: list[Stretch] = []
    opened: list[Stretch] = []
    for (year, unit), some in decisions.items():
        units = _below(unit, basis.reference, basis.as_of)
        stated = _stated(unit, some, decisions.get((year, None), []), basis.position)
        if stated.published is not None:
            published += _stretches(year, units, stated.published, basis.position)
        for start, end in stated.openings:
            opened += _stretches(year, units, start, end)
    return Closed(published=tuple(published), opened=tuple(opened))


def late_entries(case: Case, lines: Iterable[Entry]) -> Iterator[UUID]:
    """The acts of a cadre that earned credits of a year whose results had been published when they
    were recorded, and which nobody had opened again, by the years and units of their lines; once
    for each line.

    It is what the list of findings makes of `closed_years`, asked of one cadre: few decide on a
    year before its lines are recorded, so that it costs next to nothing where nothing is late.
    """
    stated = case.reference.year_decisions
    found: dict[tuple[int, str | None], list[_Stated]] = {}
    for line in lines:
        if stated.are_before(line.position, line.year) and line.credits > 0:
            unit = unit_on(case.memberships, line.day)
            if (line.year, unit) not in found:
                found[line.year, unit] = list(_of_unit(line.year, unit, case))
            own = found[line.year, unit]
            closed = any(one.is_published(line.position) for one in own)
            if closed and not any(one.is_open(line.position) for one in own):
                yield line.statement_id


def ever_closed(reference: Reference, units: Collection[str], *, known: int) -> list[Fact]:
    """Whatever was recorded up to a position that may have made entries late, or late ones others,
    of who belongs to some units: voids of decisions on years of all, of these units and of those
    above, with all that was decided on these; what was decided ahead of its day; and, where
    anything was decided for a unit alone, where the units stand.

    A decision that counts as soon as it is recorded is none of these: no entry is there after it.
    """
    above = reference.units.ever_above(units, known=known)
    decided = [
        one for one in reference.year_decisions.of_units((None, *above)) if one.position <= known
    ]
    of_units = any(one.unit is not None for one in decided)
    tree = reference.units.registrations(above, known=known) if of_units else []
    return [
        one
        for one in reference.with_decisions((*decided, *tree))
        if one.position <= known and not counts_at_once(one)
    ]


def counts_at_once(fact: Fact) -> bool:
    """Whether a fact is a decision on a year that was not recorded ahead of its day."""
    return isinstance(fact, YearDecision) and fact.occurred <= fact.stored


def _of_unit(year: int, unit: str | None, case: Case) -> Iterator[_Stated]:
    """What stands of a year for all, for a unit and for each one above it."""
    reference, as_of = case.reference, case.as_of
    above = () if unit is None else reference.units.lineage(unit, as_of)
    decisions: dict[str | None, list[YearDecision]] = {None: []}
    for one in reference.year_decisions.of_units((None, *above)):
        if one.year == year and reference.stands(one, as_of):
            decisions.setdefault(one.unit, []).append(one)
    for of, some in decisions.items():
        yield _stated(of, some, decisions[None], as_of.known)


def _stated(
    unit: str | None, some: Iterable[YearDecision], of_all: Iterable[YearDecision], last: int
) -> _Stated:
    """What the decisions that stand on a year of a unit come to, beside those `of_all`: an opening
    of a unit also ends where all is published or corrected. `last` is the last known position."""
    in_order = sorted(some, key=attrgetter("position"))
    again = of_all if unit is not None else ()
    ends = sorted(one.position for one in (*in_order, *again) if isinstance(one, _ENDING))
    return _Stated(
        published=next((one for one in in_order if isinstance(one, _PUBLISHED)), None),
        openings=tuple(
            (one, next((end for end in ends if end > one.position), last))
            for one in in_order
            if isinstance(one, YearReopened)
        ),
    )


def _below(unit: str | None, reference: Reference, as_of: AsOf) -> tuple[str | None, ...]:
    if unit is None:
        return (None,)
    return tuple(sorted(reference.units.subtree(unit, as_of)))


def _stretches(
    year: int, units: Iterable[str | None], by: YearDecision, until: int
) -> Iterator[Stretch]:
    for unit in units:
        yield Stretch(year=year, unit=unit, after=by.position, until=until, by=by.statement_id)
