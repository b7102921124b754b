"""The answers as JSON-ready data with exact decimal strings: what people and programs are given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import structs

from projections.answers.basis import Basis
from projections.case.case import Entry
from projections.compliance.unit_compliance import UnitCompliance
from projections.credits.applications import PENDING, Application
from projections.credits.balances import Balance, CycleTotal
from projections.credits.credit_ledger import Credits, Ledger
from projections.credits.handbook import Handbook
from projections.credits.handling import Finding
from projections.credits.targets import Standing
from projections.exact import jsonable
from projections.reasons import AMISS
from projections.reports import answer
from projections.reports.answer import Answer
from projections.reports.paging import page
from projections.reports.telling import told

Report = dict[str, Any]


def basis_of(basis: Basis) -> Report:
    """What every answer says of itself: the position it rests on, the day and the policy."""
    return dict(told(answer.basis_of(basis)))


@dataclass(frozen=True, kw_only=True)
class BalancesAnswer(Answer):
    """A cadre's annual balances and cycle totals, and how he stands against targets."""

    cadre: str
    name: str | None
    annual: Mapping[str, Balance]
    """The balance of each credit year, by year."""
    cycles: Mapping[str, CycleTotal]
    """The total of each cycle, by cycle."""
    unit_of_account: str | None
    """What the policy counts in, credits or hours; null where it states no targets."""
    targets: Mapping[str, Mapping[str, Standing]]
    """How he stands against each target, by period and target; empty where the policy states
    none."""

    def rows(self) -> Iterable[Balance]:
        """The balances, year by year."""
        return self.annual.values()


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """Something amiss about a statement in how credits were handled."""

    statement_id: UUID
    """The id of the statement that something is amiss about."""
    target: UUID
    """The id of the act that it concerns; an act that was recorded late is itself the statement."""
    position: int
    day: date
    """The day of that statement."""
    code: str
    """What is amiss, for programs."""
    zh: str
    """What is amiss, in Chinese."""
    en: str
    """What is amiss, in English."""
    days: int | None
    """How many days a registration came after the act or its approval, or a study has gone on too
    long; else null."""
    rule: str
    article: str
    evidence: tuple[UUID, ...]
    units: tuple[str, ...]
    """The units between which a move lies that it is about."""


@dataclass(frozen=True, kw_only=True)
class LedgerAnswer(Answer):
    """A cadre's ledger: each line names its statement, rule, article and evidence."""

    cadre: str
    name: str | None
    entries: tuple[Entry, ...]
    """The lines, by day."""
    findings: tuple[FindingLine, ...]
    """What is amiss in how the credits were handled; it takes none away."""
    applications: tuple[Application, ...]
    """The acts whose credit wants an approval, or was applied for."""

    def rows(self) -> Iterable[Entry]:
        """The lines."""
        return self.entries


def balances(ledger: Credits, basis: Basis) -> BalancesAnswer:
    """A cadre's annual balances by year and totals by cycle."""
    policies = basis.policies
    periods: dict[str, dict[str, Standing]] = {}
    for one in ledger.standings:
        periods.setdefault(one.period, {})[one.target] = one
    has_targets = policies.states("targets")
    return BalancesAnswer(
        **answer.basis_of(basis),
        cadre=ledger.person,
        name=ledger.roster.name(basis.today),
        annual={str(one.year): one for one in ledger.balances},
        cycles={one.cycle: one for one in ledger.cycles},
        unit_of_account=policies.of_day(date.max).account if has_targets else None,
        targets=periods if has_targets else {},
    )


def ledger(found: Ledger, basis: Basis) -> LedgerAnswer:
    """A cadre's ledger: its lines with their evidence, what is amiss in how they were handled, and
    the applications. A zero and a finding have their reason in two languages."""
    return LedgerAnswer(
        **answer.basis_of(basis),
        cadre=found.person,
        name=found.roster.name(basis.today),
        entries=found.entries,
        findings=tuple(map(_finding, found.findings)),
        applications=found.applications,
    )


def handbook(found: Handbook, basis: Basis) -> Report:
    """A cadre's credit handbook, page by page (A3-13)."""
    return {**basis_of(basis), **jsonable(found)}


def queue(unit: str, ledgers: Iterable[Ledger], basis: Basis) -> Report:
    """The applications of a unit's cadres: pending ones first, the oldest before the younger."""
    found = [
        (application, ledger.person) for ledger in ledgers for application in ledger.applications
    ]
    found.sort(key=lambda one: (one[0].state != PENDING, one[0].applied_on, one[0].position))
    pending = sum(application.state == PENDING for application, _ in found)
    return {
        "unit": unit,
        **basis_of(basis),
        "pending": pending,
        "applications": [{"cadre": person, **jsonable(one)} for one, person in found],
    }


def page_of_queue(whole: Report, *, after: str, limit: int) -> Report:
    """A page of the applications of a queue; all else is as in the whole."""
    some, following = page(whole["applications"], _place, after=after, limit=limit)
    return {**whole, "applications": some, "next": following}


def _place(application: Report) -> str:
    """The place of an application in its queue, as a text that sorts as the queue does."""
    turn = "1" if application["state"] == PENDING else "2"
    return f"{turn} {application['applied_on']} {application['position']:020}"


def unit(found: UnitCompliance, basis: Basis) -> Report:
    """A unit's standing in a year, and each member's; with who answers for it."""
    report = {**basis_of(basis), **told(found), **responsible(found.unit, basis)}
    tests = ("mean_test", "coverage_test")
    return {name: item for name, item in report.items() if name not in tests or item is not None}


def responsible(name: str, basis: Basis) -> Report:
    """The persons who answer for a unit, on every report about it (A2-6(2))."""
    found = basis.reference.units.registration(name, basis.as_of)
    return {
        "first_responsible": found.first_responsible if found else None,
        "direct_responsible": found.direct_responsible if found else None,
    }


def _finding(finding: Finding) -> FindingLine:
    data = structs.asdict(finding)
    return FindingLine(**{**data, "code": finding.code.value, **AMISS[finding.code]})
