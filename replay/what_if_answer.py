"""The answer on what a policy would change of a year, a page of units at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal
from uuid import UUID

from lrs.event.log import Log
from projections.answers.basis import Basis
from projections.reports.answer import Page, PolicyOfAnswer, basis_of, policy_of
from projections.reports.paging import page
from replay.policy_comparison import Change
from replay.what_if import Totals, UnitChange, compare_units, units_of
from replay.year_under import YearUnder


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfRow:
    """A cadre or a unit that the policy that is tried judges otherwise."""

    kind: Literal["cadre", "unit"]
    """What has another grade, amount or verdict."""
    year: int
    unit: str | None = None
    unit_name: str | None = None
    cadre: str | None = None
    """The cadre's id in the register; null of a unit."""
    judged: str
    """The grade of the cadre, or the verdict on the unit, by the policy that judges."""
    tried: str
    """The grade or the verdict by the policy that is tried."""
    judged_counted: Decimal | None = None
    """The credits that count by the policy that judges; null of a unit."""
    tried_counted: Decimal | None = None
    """The credits that count by the policy that is tried; null of a unit."""
    judged_unqualified: int | None = None
    """How many are unqualified by the policy that judges; null of a cadre."""
    tried_unqualified: int | None = None
    """How many are unqualified by the policy that is tried; null of a cadre."""
    because: tuple[UUID, ...] = ()
    """The ids of the statements that the two value differently."""


@dataclass(frozen=True, kw_only=True)
class WhatIfAnswer(Page):
    """What a policy would change of a year over the whole log: a page of units, by id."""

    year: int
    against: PolicyOfAnswer
    """What judges, with which `policy`, which is tried, is compared."""
    units: int
    """How many units there are to look at on all pages: whatever somebody was ever said to belong
    to."""
    cadres: tuple[Change, ...]
    """Whose grade is another one, unit by unit, by name within each; where it was asked for, also
    who counts another amount."""
    verdicts: tuple[UnitChange, ...]
    """The units with another verdict, such as one that comes to a third unqualified."""
    totals: Totals
    """What it comes to in the units of the page. What all pages say adds up to the year."""

    def rows(self) -> Iterator[WhatIfRow]:
        """The cadres, then the units."""
        yield from map(_row_of_cadre, self.cadres)
        yield from map(_row_of_unit, self.verdicts)


def what_if(  # what is asked has as many parts
    log: Log,
    year: int,
    *,
    judging: Basis,
    tried: Basis,
    amounts: bool,
    after: str,
    limit: int,
) -> WhatIfAnswer:
    """What one basis would change of a year against another, in a page of units: the cadres whose
    grade differs, with `amounts` also those who count another amount; the units whose verdict
    does; and what it comes to."""
    first, second = YearUnder(log, judging, year), YearUnder(log, tried, year)
    units = units_of(first, second)
    some, following = page(units, str, after=after, limit=limit)
    found = list(compare_units(first, second, some, amounts=amounts))
    (totals,) = (one for one in found if isinstance(one, Totals))
    return WhatIfAnswer(
        **basis_of(tried),
        year=year,
        against=policy_of(judging.policies, judging.today),
        units=len(units),
        cadres=tuple(one for one in found if isinstance(one, Change)),
        verdicts=tuple(one for one in found if isinstance(one, UnitChange)),
        totals=totals,
        next=following,
    )


def _row_of_cadre(change: Change) -> WhatIfRow:
    return WhatIfRow(
        kind="cadre",
        year=change.year,
        unit=change.unit,
        cadre=change.cadre,
        judged=change.first.grade,
        tried=change.second.grade,
        judged_counted=change.first.counted,
        tried_counted=change.second.counted,
        because=tuple(one.statement_id for one in change.because),
    )


def _row_of_unit(change: UnitChange) -> WhatIfRow:
    return WhatIfRow(
        kind="unit",
        year=change.year,
        unit=change.unit,
        unit_name=change.unit_name,
        judged=change.first.verdict,
        tried=change.second.verdict,
        judged_unqualified=change.first.unqualified,
        tried_unqualified=change.second.unqualified,
    )
