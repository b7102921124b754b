"""The answer on a unit over the credit years: how it did, one row a year (A2-3, A3-18)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from projections.answers.basis import Basis
from projections.reports.answer import basis_of
from projections.reports.responsible import UnitAnswer, responsible
from projections.year_close.unit_years import UnitYear


@dataclass(frozen=True, kw_only=True)
class UnitYearsAnswer(UnitAnswer):
    """A unit over the credit years, without the units below it: each year as it stands by what is
    known, as the compliance of that year alone says."""

    unit: str
    years: tuple[UnitYear, ...]
    """Its credit years up to that of the day, the first one first: those that a policy judges, from
    the first in which it had a member."""

    def rows(self) -> Iterable[UnitYear]:
        """The years."""
        return self.years


def unit_years(
    unit: str, found: Sequence[UnitYear], basis: Basis, *, limit: int
) -> UnitYearsAnswer:
    """The last so many credit years of a unit; with who answers for it."""
    return UnitYearsAnswer(
        **basis_of(basis), **responsible(unit, basis), unit=unit, years=tuple(found[-limit:])
    )
