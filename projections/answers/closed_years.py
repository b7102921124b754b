"""Between which positions of the log the results of a year were published, and were open again.

What is recorded of a year after its publication is not in what was published (A3-14, A3-16). While
the year is open again, until its results are published or corrected anew, it is expected.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from projections.answers.basis import Basis
from projections.case.decisions import AsOf
from projections.case.reference import Reference
from projections.facts.year_facts import (
    CircularIssued,
    CorrigendumIssued,
    YearDecision,
    YearPublished,
    YearReopened,
)

_PUBLISHED: Final = (YearPublished, CircularIssued)


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
        some.sort(key=lambda one: one.position)
        units = _below(unit, basis.reference, basis.as_of)
        first = next((one for one in some if isinstance(one, _PUBLISHED)), None)
        if first is not None:
            published += _stretches(year, units, first, basis.position)
        again = decisions.get((year, None), []) if unit is not None else []
        for start, end in _openings(some, again, basis.position):
            opened += _stretches(year, units, start, end)
    return Closed(published=tuple(published), opened=tuple(opened))


def _openings(
    some: Iterable[YearDecision], again: Iterable[YearDecision], last: int
) -> Iterator[tuple[YearDecision, int]]:
    """Each opening with the position of the publication or correction that ends it, be it of the
    unit or, in `again`, of all."""
    ends = [
        one.position for one in (*some, *again) if isinstance(one, (*_PUBLISHED, CorrigendumIssued))
    ]
    for one in some:
        if isinstance(one, YearReopened):
            yield one, min((end for end in ends if end > one.position), default=last)


def _below(unit: str | None, reference: Reference, as_of: AsOf) -> tuple[str | None, ...]:
    if unit is None:
        return (None,)
    return tuple(sorted(reference.units.subtree(unit, as_of)))


def _stretches(
    year: int, units: Iterable[str | None], by: YearDecision, until: int
) -> Iterator[Stretch]:
    for unit in units:
        yield Stretch(year=year, unit=unit, after=by.position, until=until, by=by.statement_id)
