"""The answers on teachers, training funds and sharing in a year, as data for people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from projections.answers.basis import Basis
from projections.answers.resources import FundsOfYear, SharingOfYear, TeachersOfYear
from projections.case.finding import Found
from projections.exact import ZERO
from projections.reports.answer import NOT_APPLICABLE, Page, basis_of, members, unit_name
from projections.reports.paging import page
from projections.resources.asked import asked_of_year
from projections.resources.counties import CountyYear
from projections.resources.funds import UnitFunds
from projections.resources.sharing import AgreementYear
from projections.resources.teachers import TeacherYear


@dataclass(frozen=True, kw_only=True)
class YearAnswer(Page):
    """A page of what a year's report on resources tells."""

    year: int
    state: str
    """How far the year is: open, ended or not_begun; not_applicable where the policy has no such
    part."""
    total: int
    """How many there are on all pages."""
    findings: tuple[Found, ...]
    """What is amiss about what was stated; on the first page."""


@dataclass(frozen=True, kw_only=True)
class TeacherLine(TeacherYear):
    """A teacher of the pool in a year."""

    unit_name: str | None


@dataclass(frozen=True, kw_only=True)
class TeachersAnswer(YearAnswer):
    """The pool of teachers in a year, and whether the full-time ones were trained enough (M4-6)."""

    full_time: int
    """How many of all are full-time teachers, of whom days of training are asked."""
    met: int
    """How many of these have them."""
    teachers: tuple[TeacherLine, ...]
    """The teachers on this page, by id."""

    def rows(self) -> Iterable[TeacherLine]:
        """A row for each teacher."""
        return self.teachers


@dataclass(frozen=True, kw_only=True)
class FundsLine(UnitFunds):
    """The training funds of a unit in a year."""

    unit_name: str | None


@dataclass(frozen=True, kw_only=True)
class FundsAnswer(YearAnswer):
    """The training funds of units in a year (M4-4); sums are over all pages, and exact."""

    met: int
    """How many units set aside what is required of them."""
    required: Decimal
    """What is required of the units of which that is known."""
    amount: Decimal
    """What the units set aside."""
    spent: Decimal
    """What they have spent."""
    funds: tuple[FundsLine, ...]
    """The units on this page, by id."""

    def rows(self) -> Iterable[FundsLine]:
        """A row for each unit."""
        return self.funds


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A unit that is a party to an agreement."""

    unit: str
    unit_name: str | None


@dataclass(frozen=True, kw_only=True)
class AgreementLine(AgreementYear):
    """An agreement on sharing in a year."""

    party_names: tuple[Party, ...]
    """The parties, with their names."""


@dataclass(frozen=True, kw_only=True)
class CountyLine(CountyYear):
    """The teaching of a county in a year."""

    unit_name: str | None


@dataclass(frozen=True, kw_only=True)
class SharingAnswer(YearAnswer):
    """What schools of the city and the counties share in a year, by agreement (M3-5)."""

    lent_days: Decimal
    """For how many days teachers were lent, over all pages."""
    fees: Decimal
    """What was paid for teachers lent, over all pages."""
    agreements: tuple[AgreementLine, ...]
    """The agreements on this page, by id."""
    counties: tuple[CountyLine, ...]
    """The teaching of the counties; all of them on the first page."""

    def rows(self) -> Iterable[AgreementLine]:
        """A row for each agreement."""
        return self.agreements


def teachers(
    found: TeachersOfYear, basis: Basis, year: int, *, after: str, limit: int | None
) -> TeachersAnswer:
    """A page of the pool of teachers."""
    asked = asked_of_year(basis.policies, year)
    state = _state(basis, year, asked.teacher_days)
    own = found.teachers if state != NOT_APPLICABLE else ()
    some, following = page(own, attrgetter("teacher"), after=after, limit=limit)
    return TeachersAnswer(
        **basis_of(basis),
        year=year,
        state=state,
        total=len(own),
        findings=_findings(found.findings, state, after),
        full_time=sum(one.met is not None for one in own),
        met=sum(one.met is True for one in own),
        teachers=tuple(_teacher(one, basis) for one in some),
        next=following,
    )


def funds(
    found: FundsOfYear, basis: Basis, year: int, *, after: str, limit: int | None
) -> FundsAnswer:
    """A page of the training funds."""
    asked = asked_of_year(basis.policies, year)
    state = _state(basis, year, asked.agency_rate, asked.enterprise_rate)
    own = found.funds if state != NOT_APPLICABLE else ()
    some, following = page(own, attrgetter("unit"), after=after, limit=limit)
    return FundsAnswer(
        **basis_of(basis),
        year=year,
        state=state,
        total=len(own),
        findings=_findings(found.findings, state, after),
        met=sum(one.met is True for one in own),
        required=_sum(one.required for one in own),
        amount=_sum(one.amount for one in own),
        spent=_sum(one.spent for one in own),
        funds=tuple(_funds(one, basis) for one in some),
        next=following,
    )


def sharing(
    found: SharingOfYear, basis: Basis, year: int, *, after: str, limit: int | None
) -> SharingAnswer:
    """A page of the agreements on sharing."""
    asked = asked_of_year(basis.policies, year)
    state = _state(basis, year, asked.mid_year_from, asked.year_end_from)
    own = found.agreements if state != NOT_APPLICABLE else ()
    counties = found.counties if state != NOT_APPLICABLE and not after else ()
    some, following = page(own, attrgetter("agreement"), after=after, limit=limit)
    return SharingAnswer(
        **basis_of(basis),
        year=year,
        state=state,
        total=len(own),
        findings=_findings(found.findings, state, after),
        lent_days=_sum(one.lent_days for one in own),
        fees=_sum(one.fees for one in own),
        agreements=tuple(
            AgreementLine(**members(one), party_names=_parties(one.parties, basis)) for one in some
        ),
        counties=tuple(
            CountyLine(**members(one), unit_name=unit_name(one.unit, basis)) for one in counties
        ),
        next=following,
    )


def _teacher(found: TeacherYear, basis: Basis) -> TeacherLine:
    return TeacherLine(**members(found), unit_name=unit_name(found.unit, basis))


def _funds(found: UnitFunds, basis: Basis) -> FundsLine:
    return FundsLine(**members(found), unit_name=unit_name(found.unit, basis))


def _parties(units: Sequence[str], basis: Basis) -> tuple[Party, ...]:
    return tuple(Party(unit=unit, unit_name=unit_name(unit, basis)) for unit in units)


def _state(basis: Basis, year: int, *asked: object) -> str:
    """How far a year is; not_applicable where nothing is asked."""
    if all(one is None for one in asked):
        return NOT_APPLICABLE
    return basis.reached.of_year(year)


def _findings(found: tuple[Found, ...], state: str, after: str) -> tuple[Found, ...]:
    return () if after or state == NOT_APPLICABLE else found


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((one for one in amounts if one is not None), ZERO)
