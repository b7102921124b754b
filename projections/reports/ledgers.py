"""The answers on credits: balances, ledgers, handbooks, applications, the compliance of units."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from msgspec import structs

from lrs.event.log import Log
from lrs.statement.strict_json import read
from projections.amiss import AMISS
from projections.answers.basis import Basis
from projections.case.case import Entry
from projections.case.dossier import Dossier
from projections.compliance.unit_compliance import MemberStanding, UnitCompliance
from projections.credits.applications import PENDING, Application
from projections.credits.balances import Balance, CycleTotal
from projections.credits.credit_ledger import Credits, Ledger
from projections.credits.handbook import Handbook, HandbookLine
from projections.credits.handbook import handbook as handbook_of
from projections.credits.hours import HoursOfCycle
from projections.credits.steps import Finding
from projections.credits.targets import Standing
from projections.reports import cadres
from projections.reports.answer import Answer, Page, basis_of, members
from projections.reports.cadres import WhoAnswer
from projections.reports.editions import EditionOfAnswer, edition_of
from projections.reports.paging import page
from projections.reports.responsible import UnitAnswer, responsible
from projections.words.persons import office_of


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
        **basis_of(basis),
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
        **basis_of(basis),
        cadre=found.person,
        name=found.roster.name(basis.today),
        entries=found.entries,
        findings=tuple(map(_finding, found.findings)),
        applications=found.applications,
    )


@dataclass(frozen=True, kw_only=True)
class HandbookAnswer(Handbook, Answer):
    """A cadre's credit handbook, page by page (A3-13)."""

    who: WhoAnswer
    """Who he is, and his units, levels and management over time: the first pages."""
    hours: Mapping[str, HoursOfCycle]
    """His hours by cycle, for the page of the cycles."""

    def rows(self) -> Iterator[HandbookLine]:
        """The lines of all pages."""
        for lines in self.pages.values():
            yield from lines


def handbook(dossier: Dossier, basis: Basis, log: Log) -> HandbookAnswer:
    """A cadre's credit handbook, page by page (A3-13), with the officers who decided."""

    def officers(ids: Collection[UUID]) -> Mapping[UUID, str]:
        return {
            one.statement_id: officer
            for one in log.by_ids(ids, until=basis.position)
            if (officer := office_of(read(one.body)["actor"])) is not None
        }

    return HandbookAnswer(
        **basis_of(basis),
        **members(handbook_of(dossier, officers)),
        who=cadres.cadre(dossier, basis),
        hours=cadres.hours(dossier, basis).cycles,
    )


class QueuedApplication(Application, frozen=True, kw_only=True):
    """An application of a cadre."""

    cadre: str
    name: str | None


@dataclass(frozen=True, kw_only=True)
class ApplicationsAnswer(Page):
    """What the cadres of a unit and of those below it applied for: pending ones first, the oldest
    before the younger."""

    unit: str
    unit_name: str | None
    pending: int
    """How many are pending, on all pages."""
    applications: tuple[QueuedApplication, ...]
    """The applications of the page."""

    def rows(self) -> Iterable[QueuedApplication]:
        """The applications."""
        return self.applications


def queue(unit: str, ledgers: Iterable[Ledger], basis: Basis) -> ApplicationsAnswer:
    """The applications of a unit's cadres: pending ones first, the oldest before the younger."""
    found = [
        QueuedApplication(
            cadre=ledger.person,
            name=ledger.roster.name(basis.today),
            **structs.asdict(application),
        )
        for ledger in ledgers
        for application in ledger.applications
    ]
    return ApplicationsAnswer(
        **basis_of(basis),
        unit=unit,
        unit_name=responsible(unit, basis)["unit_name"],
        pending=sum(one.state == PENDING for one in found),
        applications=tuple(sorted(found, key=_place)),
        next=None,
    )


def page_of_queue(whole: ApplicationsAnswer, *, after: str, limit: int) -> ApplicationsAnswer:
    """A page of the applications of a queue; all else is as in the whole."""
    some, following = page(whole.applications, _place, after=after, limit=limit)
    return replace(whole, applications=tuple(some), next=following)


def _place(application: Application) -> str:
    """The place of an application in its queue, as a text that sorts as the queue does."""
    turn = "1" if application.state == PENDING else "2"
    return f"{turn} {application.applied_on} {application.position:020}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow(MemberStanding):
    """A member in the table of a unit."""

    list: str
    """What the row is: of a member, or of one by reference, who stands apart."""


@dataclass(frozen=True, kw_only=True)
class ComplianceAnswer(UnitCompliance, UnitAnswer):
    """A unit's standing in a year, and each member's; with who answers for it."""

    edition: EditionOfAnswer
    """How the unit's results of the year stand; it shows what is known to it, be that one of its
    editions or not."""

    def rows(self) -> Iterator[MemberRow]:
        """The members, and behind them those by reference where the policy lists them apart."""
        apart = self.apart.members if self.apart else ()
        for name, found in (("members", self.members), ("apart", apart)):
            for one in found:
                yield MemberRow(list=name, **members(one))


def unit(found: UnitCompliance, basis: Basis) -> ComplianceAnswer:
    """A unit's standing in a year, and each member's; with who answers for it."""
    return ComplianceAnswer(
        **basis_of(basis),
        **responsible(found.unit, basis),
        **members(found),
        edition=edition_of(found.year, basis, unit=found.unit),
    )


def _finding(finding: Finding) -> FindingLine:
    data = structs.asdict(finding)
    return FindingLine(**{**data, "code": finding.code.value, **AMISS[finding.code]})
