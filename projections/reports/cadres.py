"""The answers on a cadre: who he is, his hours, his way to a promotion, what he is barred from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from projections.answers.basis import Basis
from projections.careers.bars import Bars, bars
from projections.careers.eligibility import Eligibility, eligibility, years_to_show
from projections.careers.in_post import InPostTraining, in_post_trainings
from projections.careers.register import Registration, registration
from projections.case.dossier import Dossier
from projections.case.membership import Membership, unit_on
from projections.case.roster import Held, Mark
from projections.case.scope import place_in, spared
from projections.credits.credit_ledger import ledger_of
from projections.credits.hours import Hours, HoursEntry, HoursOfCycle, hours_of
from projections.reports.answer import Answer, basis_of, members, unit_name
from projections.reports.learning_report import YearOfLearning, learning_report


@dataclass(frozen=True, kw_only=True)
class CadreAnswer(Answer):
    """An answer about a cadre."""

    cadre: str
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An identifier that names a cadre."""

    identifier: str
    """The identifier: of the register, an account, a mailbox."""
    linked_to: str
    """Whom it was linked to when it was stated, himself under another name."""
    since: date
    """The day on which it was linked."""
    statement_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedMembership(Membership):
    """A time in a unit, with the name of that unit."""

    unit_name: str | None


@dataclass(frozen=True, kw_only=True)
class WhoAnswer(CadreAnswer):
    """Who a cadre is: under which identifiers, in which units, levels and hands, over time."""

    unit: str | None
    """The unit's short id; null where he belongs to none on the day."""
    unit_name: str | None
    level: str
    managed_by: str
    """Who manages him on the day: city or unit (A3-11)."""
    by_reference: bool
    """Whether the scheme binds him only by reference (A3-20)."""
    identifiers: tuple[Link, ...]
    """The identifiers that name him, in the order of their links."""
    units: tuple[NamedMembership, ...]
    """Where he belonged, over time."""
    levels: tuple[Held, ...]
    """His levels, over time."""
    managers: tuple[Held, ...]
    """Who managed him, over time."""
    schemes: tuple[Held, ...]
    """Whether the scheme bound him directly or by reference, over time."""
    tags: tuple[str, ...]
    """The marks that he holds on the day, by name."""
    marks: tuple[Mark, ...]
    """When he came to hold them, or lost them, over time."""
    registration: Registration
    """How complete the register is for him."""

    def rows(self) -> Iterable["WhoRow"]:
        """What he is on the day."""
        return [
            WhoRow(
                cadre=self.cadre,
                name=self.name,
                unit=self.unit,
                unit_name=self.unit_name,
                level=self.level,
                managed_by=self.managed_by,
                by_reference=self.by_reference,
                tags=self.tags,
                identifiers=tuple(one.identifier for one in self.identifiers),
                registration=self.registration,
            )
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoRow:
    """What a cadre is on the day."""

    cadre: str
    name: str | None
    unit: str | None
    unit_name: str | None
    level: str
    managed_by: str
    by_reference: bool
    tags: tuple[str, ...]
    identifiers: tuple[str, ...]
    registration: Registration


def cadre(dossier: Dossier, basis: Basis) -> WhoAnswer:
    """Who a cadre is: under which identifiers, in which units, levels and hands, over time."""
    case, roster = dossier.case, dossier.roster
    unit = unit_on(case.memberships, basis.today)
    return WhoAnswer(
        **basis_of(basis),
        cadre=dossier.person,
        name=roster.name(basis.today),
        unit=unit,
        unit_name=unit_name(unit, basis),
        level=roster.level(basis.today),
        managed_by=roster.manager(basis.today),
        by_reference=roster.by_reference(basis.today),
        identifiers=tuple(
            Link(
                identifier=link.identifier,
                linked_to=link.person or dossier.person,
                since=case.day(link),
                statement_id=link.statement_id,
            )
            for link in case.reference.identities.links(dossier.person, case.as_of)
        ),
        units=tuple(
            NamedMembership(**members(one), unit_name=unit_name(one.unit, basis))
            for one in case.memberships
        ),
        levels=roster.levels,
        managers=roster.managers,
        schemes=roster.schemes,
        tags=roster.tags(basis.today),
        marks=roster.marks,
        registration=registration(dossier),
    )


@dataclass(frozen=True, kw_only=True)
class HoursAnswer(CadreAnswer):
    """A cadre's hours by fact and by cycle, against the target of his level (A2-2)."""

    cycles: Mapping[str, HoursOfCycle]
    """The hours of each cycle, by cycle."""
    entries: tuple[HoursEntry, ...]
    """The hours of each fact, or the reason for none, by day."""

    def rows(self) -> Iterable[HoursEntry]:
        """The hours of each fact."""
        return self.entries


def hours_now(dossier: Dossier) -> Hours:
    """The hours of every cycle with a line and of that of the day; none where nothing is known of
    the person."""
    today = [dossier.case.reached.year] if dossier.is_known else []
    return hours_of(dossier, today)


def hours(dossier: Dossier, basis: Basis) -> HoursAnswer:
    """A cadre's hours by fact and by cycle, against the target of his level (A2-2)."""
    found = hours_now(dossier)
    return HoursAnswer(
        **basis_of(basis),
        cadre=dossier.person,
        name=dossier.roster.name(basis.today),
        cycles={one.cycle: one for one in found.cycles},
        entries=found.entries,
    )


@dataclass(frozen=True, kw_only=True)
class EligibilityAnswer(CadreAnswer):
    """What stands in the way of a promotion, or after one (M4-5)."""

    promotion_eligibility: Eligibility | None
    """Whether he may become a candidate; null where the policy asks for nothing, or nothing is
    known of him."""
    in_post_training: tuple[InPostTraining, ...]
    """The in-post training that each of his appointments asks for, the latest first."""

    def rows(self) -> Iterable["EligibilityAnswer"]:
        """The answer is its only row."""
        return [self]


def eligibility_of(dossier: Dossier, reference: date) -> Eligibility | None:
    """Whether a cadre may become a candidate on a reference date, by his grades of the years in
    which he was assessed (M4-5); None also where nothing is known of him."""
    if not dossier.is_known:
        return None
    policies = dossier.case.policies
    years = years_to_show(reference, policies)
    ledger = ledger_of(dossier, years=years)
    return eligibility(ledger, reference, policies, spared=not_assessed(dossier, years))


def not_assessed(dossier: Dossier, years: Iterable[int]) -> list[int]:
    """Those of some years in which the cadre is known not to have been assessed: all where nothing
    is known of him."""
    return [year for year in years if not dossier.is_known or spared(dossier, year)]


def promotion(dossier: Dossier, basis: Basis, reference: date) -> EligibilityAnswer:
    """What stands in the way of a promotion, or after one: M4-5."""
    return EligibilityAnswer(
        **basis_of(basis),
        cadre=dossier.person,
        name=dossier.roster.name(basis.today),
        promotion_eligibility=eligibility_of(dossier, reference),
        in_post_training=in_post_trainings(dossier),
    )


@dataclass(frozen=True, kw_only=True)
class BarsAnswer(Bars, CadreAnswer):
    """What a cadre is barred from in a year, and why (A3-18)."""

    def rows(self) -> Iterable["BarsAnswer"]:
        """The answer is its only row."""
        return [self]


def bars_of(dossier: Dossier, year: int) -> Bars:
    """What a cadre is barred from in a year, by his grade and whether he is assessed (A3-18)."""
    policies = dossier.case.policies
    cycle = policies.cycle_of(year)
    ledger = ledger_of(dossier, years=[cycle.first, year, cycle.last])
    exempt = place_in(dossier, year).exempt
    apart = bool(not_assessed(dossier, [year]))
    return bars(ledger, year, policies, spared=apart, exempt=exempt)


def barred(dossier: Dossier, basis: Basis, year: int) -> BarsAnswer:
    """What an unqualified cadre is barred from in a year (A3-18)."""
    return BarsAnswer(
        **basis_of(basis),
        **members(bars_of(dossier, year)),
        cadre=dossier.person,
        name=dossier.roster.name(basis.today),
    )


@dataclass(frozen=True, kw_only=True)
class DutyReportAnswer(CadreAnswer):
    """The learning part of a duty report, ready to be printed (M4-5)."""

    years: tuple[YearOfLearning, ...]
    """What he learned, year by year."""
    rule: str
    article: str

    def rows(self) -> Iterable[YearOfLearning]:
        """The years."""
        return self.years


def duty_report(dossier: Dossier, basis: Basis, years: Sequence[int]) -> DutyReportAnswer:
    """The learning part of a duty report, ready to be printed."""
    ledger = ledger_of(dossier, years=years)
    apart = not_assessed(dossier, years)
    found = learning_report(ledger, hours_of(dossier), years, basis.policies, spared=apart)
    return DutyReportAnswer(
        **basis_of(basis),
        cadre=dossier.person,
        name=dossier.roster.name(basis.today),
        years=found.years,
        rule=found.rule,
        article=found.article,
    )
