"""The answer on what was learned about a year afterwards: its drift."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from projections.answers.basis import Basis
from projections.answers.cut_off import Fixed
from projections.reports.answer import Page, PolicyOfAnswer, basis_of, members
from projections.reports.cut_off import CutOffOfAnswer, cut_off_of
from projections.reports.paging import page
from projections.year_close.drift import Drift, part_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ThenOfDrift:
    """What the earlier of two answers rests on."""

    position: int
    """The position of the log up to which everything is known to it."""
    today: date
    """The day up to which facts had happened."""
    policy: PolicyOfAnswer
    """What judged."""
    cut_off: CutOffOfAnswer
    """Which moment it is, and why that one."""


@dataclass(frozen=True, kw_only=True)
class DriftAnswer(Drift, Page):
    """Whose year differs from what was known earlier, then and now: a page by cadre."""

    state: str
    """How far the year is on the day: not_begun, open or ended."""
    then: ThenOfDrift
    """What it is compared with."""
    names: Mapping[str, str | None]
    """The names of the cadres of the page in the register on the day, by id; null where none was
    ever stated."""
    total: int
    """How many cadres differ, on all pages."""

    def rows(self) -> Iterator["DriftRow"]:
        """Whose credits changed, and whose grade alone."""
        for cadre, change in self.changed.items():
            (then, now), (before, after) = change.counted, change.grade
            yield DriftRow(
                cadre=cadre,
                name=self.names.get(cadre),
                list="changed",
                state=self.state,
                then=CountedAndGrade(counted=then, grade=before),
                now=CountedAndGrade(counted=now, grade=after),
                because=change.because,
            )
        for cadre, (before, after) in self.regraded.items():
            yield DriftRow(
                cadre=cadre,
                name=self.names.get(cadre),
                list="regraded",
                state=self.state,
                then=CountedAndGrade(counted=None, grade=before),
                now=CountedAndGrade(counted=None, grade=after),
                because=(),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedAndGrade:
    """What a year came to."""

    counted: Decimal | None
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftRow:
    """A cadre whose year differs."""

    cadre: str
    name: str | None
    list: str
    state: str
    then: CountedAndGrade
    now: CountedAndGrade
    because: tuple[UUID, ...]


def drift(
    found: Drift,
    fixed: Fixed,
    now: Basis,
    names: Mapping[str, str | None],
    *,
    after: str,
    limit: int,
) -> DriftAnswer:
    """Who differs, then and now, and because of which statements: a page by cadre."""
    cadres = sorted({*found.changed, *found.regraded})
    some, following = page(cadres, str, after=after, limit=limit)
    then = ThenOfDrift(**basis_of(fixed.basis), cut_off=cut_off_of(fixed))
    return DriftAnswer(
        **basis_of(now),
        **members(part_of(found, frozenset(some))),
        state=now.reached.of_year(found.year),
        then=then,
        names={cadre: names.get(cadre) for cadre in some},
        total=len(cadres),
        next=following,
    )
