"""Teachers, funds and sharing in a year, folded from the log as of any basis."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Final

from lrs.event.log import Log
from projections.answers.basis import Basis
from projections.answers.subjects import subjects_stated
from projections.case.finding import Found
from projections.case.subject import Subject, SubjectKind
from projections.facts.fact import Fact
from projections.facts.registry import FACTS
from projections.facts.resource_facts import CountyFact, FundFact, SharingFact, TeacherFact
from projections.resources.counties import CountyYear, county_year, findings_on_county
from projections.resources.funds import UnitFunds, findings_on_funds, unit_funds
from projections.resources.sharing import AgreementYear, agreement_year, findings_on_agreement
from projections.resources.teachers import TeacherYear, findings_on_teacher, teacher_year
from projections.words.things import AGREEMENT, BUDGET, COUNTY, TEACHER

Units = Collection[str] | None
"""The units that are told of; None: all."""

TEACHERS: Final = SubjectKind(
    name="teacher",
    iri=TEACHER.iri,
    key_of=lambda fact: fact.teacher if isinstance(fact, TeacherFact) else None,
)
"""Teachers of the pool, by short id."""

FUNDS: Final = SubjectKind(
    name="fund",
    iri=BUDGET.iri,
    key_of=lambda fact: fact.unit if isinstance(fact, FundFact) else None,
)
"""The training funds of units, by unit."""

AGREEMENTS: Final = SubjectKind(
    name="agreement",
    iri=AGREEMENT.iri,
    key_of=lambda fact: fact.agreement if isinstance(fact, SharingFact) else None,
)
"""Agreements on sharing, by short id."""

COUNTIES: Final = SubjectKind(
    name="county",
    iri=COUNTY.iri,
    key_of=lambda fact: fact.unit if isinstance(fact, CountyFact) else None,
)
"""The teaching of counties, by unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TeachersOfYear:
    """Who is in the pool in a year, by teacher, and what is amiss about what was stated."""

    teachers: tuple[TeacherYear, ...]
    findings: tuple[Found, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FundsOfYear:
    """The training funds of a year, by unit, and what is amiss about what was stated."""

    funds: tuple[UnitFunds, ...]
    findings: tuple[Found, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingOfYear:
    """The agreements and the counties of a year, and what is amiss about what was stated."""

    agreements: tuple[AgreementYear, ...]
    counties: tuple[CountyYear, ...]
    findings: tuple[Found, ...]


def teachers_of(log: Log, basis: Basis, year: int, *, units: Units = None) -> TeachersOfYear:
    """The teachers of the pool in a credit year: those of some schools, or all (R59)."""
    found = _every(TEACHERS, TeacherFact, log, basis)
    years = {one.key: teacher_year(one, year) for one in found}

    def is_told(subject: Subject) -> bool:
        told = years[subject.key]
        return units is None or (told is not None and told.unit in units)

    own = [one for one in found if is_told(one)]
    return TeachersOfYear(
        teachers=tuple(told for one in own if (told := years[one.key]) is not None),
        findings=_findings(own, findings_on_teacher, year),
    )


def funds_of(log: Log, basis: Basis, year: int, *, units: Units = None) -> FundsOfYear:
    """The training funds of units in a credit year: of some, or all (R54)."""
    own = _of_units(_every(FUNDS, FundFact, log, basis), units)
    years = (unit_funds(one, year) for one in own)
    return FundsOfYear(
        funds=tuple(told for told in years if told is not None),
        findings=_findings(own, findings_on_funds, year),
    )


def sharing_of(log: Log, basis: Basis, year: int, *, units: Units = None) -> SharingOfYear:
    """The agreements that some units are parties to, or all, and the teaching of these counties, in
    a credit year (R73)."""
    found = _every(AGREEMENTS, SharingFact, log, basis)
    years = {one.key: agreement_year(one, year) for one in found}

    def is_told(subject: Subject) -> bool:
        told = years[subject.key]
        return units is None or (told is not None and not set(told.parties).isdisjoint(units))

    own = [one for one in found if is_told(one)]
    counties = _of_units(_every(COUNTIES, CountyFact, log, basis), units)
    of_counties = (county_year(one, year) for one in counties)
    return SharingOfYear(
        agreements=tuple(told for one in own if (told := years[one.key]) is not None),
        counties=tuple(told for told in of_counties if told is not None),
        findings=(
            *_findings(own, findings_on_agreement, year),
            *_findings(counties, findings_on_county, year),
        ),
    )


def _every(kind: SubjectKind, stated: type[Fact], log: Log, basis: Basis) -> list[Subject]:
    """All subjects of a kind, by key, with the facts of a wider one that are stated of them."""
    verbs = [
        fact.declaration.verb.id
        for fact in FACTS.values()
        if issubclass(fact, stated) and fact.declaration is not None
    ]
    return list(subjects_stated(kind, verbs, log, basis).values())


def _of_units(found: Iterable[Subject], units: Units) -> list[Subject]:
    """Those whose key is one of some units."""
    return [one for one in found if units is None or one.key in units]


def _findings(
    found: Iterable[Subject], amiss: Callable[[Subject, int], Iterable[Found]], year: int
) -> tuple[Found, ...]:
    return tuple(one for subject in found for one in amiss(subject, year))
