"""The answers on a year: the circular, the summary of its cycle, who lags behind."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from uuid import UUID

from projections.answers.basis import Basis
from projections.answers.cut_off import Fixed
from projections.answers.inquiries import Issued, publications_of, result_duties
from projections.compliance.duties import Duty
from projections.compliance.pace import AtRisk, Pace
from projections.credits.balances import Lacking
from projections.reports.answer import Page, basis_of, members, unit_name
from projections.reports.cut_off import CutOffOfAnswer, cut_off_of
from projections.reports.editions import EditionOfAnswer, edition_of
from projections.reports.paging import page
from projections.verdicts import Verdict
from projections.year_close import circular as circulars
from projections.year_close import cycle_report as cycle_reports
from projections.year_close.circular import Circular, Figures, Lists, Named, UnitLine
from projections.year_close.cycle_report import (
    CycleReport,
    CycleShort,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CircularApart:
    """The circular on the cadres by reference."""

    figures: Figures
    """Their figures."""
    lists: Lists
    """Who of them is named."""


@dataclass(frozen=True, kw_only=True)
class CircularAnswer(Page):
    """The circular on a year as known at its cut-off. Nobody is named, and no unit judged, before
    the year has ended."""

    year: int
    state: str
    """How far the year is on the day: not_begun, open or ended."""
    cut_off: CutOffOfAnswer
    """As of when it is told."""
    edition: EditionOfAnswer
    """Which edition of the year's results that is."""
    figures: Figures
    """The figures of all."""
    lists: Lists
    """Who is named, of the units of the page."""
    units: tuple[UnitLine, ...]
    """A line for each unit of the page, by id."""
    by_reference: CircularApart | None
    """The cadres by reference where the policy lists them apart (A3-20, Q1); null where there are
    none."""
    reports: Mapping[str, Duty]
    """The result that each unit of the page owes for the year, by unit, until now."""
    issued: tuple[Issued, ...]
    """What was issued on the year until now, in order."""
    rule: str
    article: str

    def rows(self) -> Iterator["CircularRow"]:
        """The units, and behind them the cadres whom the circular names, list by list."""
        for unit in self.units:
            yield CircularRow(
                list="units",
                state=self.state,
                result=self.reports.get(unit.unit),
                **members(unit),
            )
        yield from self._named("", self.lists)
        if self.by_reference:
            yield from self._named("by_reference.", self.by_reference.lists)

    def _named(self, prefix: str, lists: Lists) -> Iterator["CircularRow"]:
        named: Mapping[str, Sequence[Named]] = {
            "commended_persons": lists.commended_persons,
            "criticised_persons": lists.criticised_persons,
        }
        for name, found in named.items():
            for one in found:
                yield CircularRow(list=prefix + name, state=self.state, **members(one))


@dataclass(frozen=True, slots=True, kw_only=True)
class CircularRow:
    """A row of the circular: of a unit, or of a cadre whom it names."""

    unit: str | None
    unit_name: str | None
    cadre: str | None = None
    name: str | None = None
    list: str
    state: str
    counted: Decimal | None = None
    grade: str | None = None
    assessed: int | None = None
    qualified: int | None = None
    unqualified: int | None = None
    verdict: str | None = None
    mean_credits: Decimal | None = None
    rank: int | None = None
    reason: Verdict | None
    result: Duty | None = None
    evidence: tuple[UUID, ...] = ()


def circular(
    found: Circular, fixed: Fixed, now: Basis, *, after: str, limit: int | None
) -> CircularAnswer:
    """The circular as known at its cut-off; what was issued on the year, and whose result has been
    reported, until now. With a limit the part of so many units; `next` goes into `after`."""
    units, following = page([one.unit for one in found.units], str, after=after, limit=limit)
    found = circulars.part_of(found, frozenset(units))
    apart = found.apart and CircularApart(figures=found.apart[0], lists=found.apart[1])
    return CircularAnswer(
        **basis_of(fixed.basis),
        year=found.year,
        state=found.state,
        cut_off=cut_off_of(fixed),
        edition=edition_of(found.year, now, fixed=fixed),
        figures=found.figures,
        lists=found.lists,
        units=found.units,
        by_reference=apart,
        reports=result_duties(units, found.year, now),
        issued=publications_of(found.year, now),
        rule=found.rule,
        article=found.article,
        next=following,
    )


@dataclass(frozen=True, kw_only=True)
class CycleAnswer(CycleReport, Page):
    """The summary of a cycle; with a limit the part of so many units, with the figures of the
    whole."""

    unit_names: Mapping[str, str | None]
    """The names of the units of the page, by id; null where nobody registered one."""

    def rows(self) -> Iterator["CycleRow"]:
        """The units, and behind them the cadres who fell short."""
        for unit, figures in self.units.items():
            name = self.unit_names.get(unit)
            yield CycleRow(list="units", unit=unit, unit_name=name, **members(figures))
        yield from self._short("short", self.short)
        if self.by_reference:
            yield from self._short("by_reference.short", self.by_reference.short)

    def _short(self, name: str, short: Sequence[CycleShort]) -> Iterator["CycleRow"]:
        for one in short:
            yield CycleRow(list=name, state=self.state, **members(one))


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleRow:
    """A row of the summary of a cycle: of a unit, or of a cadre who fell short."""

    unit: str | None
    unit_name: str | None = None
    cadre: str | None = None
    name: str | None = None
    list: str
    state: str
    assessed: int | None = None
    qualified: int | None = None
    unqualified: int | None = None
    mean_credits: Decimal | None = None
    hours_bound: int | None = None
    hours_met: int | None = None
    credits: Decimal | None = None
    credits_missing: Decimal | None = None
    hours: Decimal | None = None
    hours_missing: Decimal | None = None
    missing_by_target: tuple[Lacking, ...] = ()
    reasons: tuple[Verdict, ...] = ()
    evidence: tuple[UUID, ...] = ()


def cycle(found: CycleReport, basis: Basis, *, after: str, limit: int | None) -> CycleAnswer:
    """The summary of a cycle; with a limit the part of so many units, as of the circular."""
    units, following = page(found.units, str, after=after, limit=limit)
    part = cycle_reports.part_of(found, frozenset(units))
    return CycleAnswer(
        **basis_of(basis),
        **members(part),
        unit_names={unit: unit_name(unit, basis) for unit in units},
        next=following,
    )


@dataclass(frozen=True, kw_only=True)
class AtRiskAnswer(Page):
    """A page of those whose credits lag behind the part of the year or cycle that has passed."""

    year: int
    state: str
    """How far the year is on the day: not_begun, open or ended."""
    total: int
    """How many cadres are behind, on all pages."""
    cadres: tuple[AtRisk, ...]
    """The cadres of the page, by id."""

    def rows(self) -> Iterator["AtRiskRow"]:
        """Each target of each cadre who lags behind in one."""
        return targets_of(self.cadres)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtRiskRow:
    """A target of a cadre who is behind in one."""

    cadre: str
    name: str | None
    unit: str | None
    unit_name: str | None
    target: str
    pace: Pace
    rule: str
    evidence: tuple[UUID, ...]


def targets_of(cadres: Sequence[AtRisk]) -> Iterator[AtRiskRow]:
    """A row for each target of some cadres."""
    for one in cadres:
        for target, pace in one.targets.items():
            yield AtRiskRow(
                cadre=one.cadre,
                name=one.name,
                unit=one.unit,
                unit_name=one.unit_name,
                target=target,
                pace=pace,
                rule=one.rule,
                evidence=one.evidence,
            )


def at_risk(
    found: Sequence[AtRisk], year: int, basis: Basis, *, after: str, limit: int
) -> AtRiskAnswer:
    """A page of those who are behind, by cadre; `next` goes into `after` of the next page."""
    some, following = page(found, attrgetter("cadre"), after=after, limit=limit)
    return AtRiskAnswer(
        **basis_of(basis),
        year=year,
        state=basis.reached.of_year(year),
        total=len(found),
        cadres=tuple(some),
        next=following,
    )
