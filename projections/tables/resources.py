"""Teachers, training funds, agreements and counties as projections: a row for each and year."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import ClassVar, Final

from projections.answers.resources import AGREEMENTS, COUNTIES, FUNDS, TEACHERS
from projections.calendar import day_after
from projections.case.finding import Found
from projections.case.subject import Subject
from projections.exact import plain
from projections.facts.fact import Fact
from projections.facts.resource_facts import (
    CountyFact,
    FundFact,
    SharingFact,
    TeacherFact,
    TeacherLent,
)
from projections.facts.roster_facts import UnitRegistered
from projections.resources.counties import county_year, findings_on_county
from projections.resources.funds import findings_on_funds, unit_funds
from projections.resources.sharing import (
    AgreementYear,
    Look,
    agreement_year,
    findings_on_agreement,
)
from projections.resources.teachers import findings_on_teacher, teacher_year
from projections.tables import bulk
from projections.tables.projection import Row, Scanned, Stated
from projections.tables.subjects import FOUND, OfSubjects, Rows, found_rows


class OfNobody(OfSubjects):
    """A projection of subjects that are no cadres and name none: who moves changes nothing."""

    through: ClassVar[tuple[type[Fact], ...]] = ()


class Teachers(OfNobody):
    """The teachers of the pool, in each year up to that of the day (M4-6)."""

    name = "teachers"
    version = "2"
    rooms = ("projections.resources",)
    topics = (TeacherFact,)
    tables: ClassVar = {
        "teacher_year": bulk.columns(
            "teacher text, year int4, name text, unit text, kind text, pooled_on date, "
            "days numeric, required numeric, met bool, evidence uuid[]"
        ),
        "teacher_finding": FOUND,
    }
    kind = TEACHERS

    def fold(self, subject: Subject) -> Rows:
        """A row for each year in which the teacher is in the pool at its end, or by now."""
        found = [(year, teacher_year(subject, year)) for year in _years_until_today(subject)]
        rows = [
            (
                *(one.teacher, year, one.name, one.unit, one.kind, one.pooled_on),
                *(one.days, one.required, one.met, one.evidence),
            )
            for year, one in found
            if one is not None
        ]
        amiss = _found(subject, TeacherFact, findings_on_teacher)
        return Rows(
            rows={
                "teacher_year": rows,
                "teacher_finding": amiss,
            }
        )


class Funds(OfNobody):
    """The training funds of units, in each year of which something is stated (M4-4)."""

    name = "funds"
    version = "2"
    topics = (FundFact,)
    tables: ClassVar = {
        "fund_year": bulk.columns(
            "unit text, year int4, kind text, payroll numeric, rate numeric, required numeric, "
            "amount numeric, met bool, spent numeric, by_purpose jsonb, evidence uuid[]"
        ),
        "fund_finding": FOUND,
    }
    kind = FUNDS

    def touched(self, stated: Stated, scanned: Scanned) -> Mapping[str, int]:
        """The units that the facts are about, and those of which it is told what they are."""
        keys = dict(super().touched(stated, scanned))
        for fact, position in stated:
            if isinstance(fact, UnitRegistered):
                keys[fact.unit] = min(position, keys.get(fact.unit, position))
        return keys

    def fold(self, subject: Subject) -> Rows:
        """A row for each year."""
        years = sorted({one.year for one in subject.standing(FundFact) if one.year is not None})
        found = [(year, unit_funds(subject, year)) for year in years]
        rows = [
            (
                *(one.unit, year, one.kind, one.payroll, one.rate, one.required, one.amount),
                *(one.met, one.spent),
                {purpose: plain(amount) for purpose, amount in one.by_purpose.items()},
                one.evidence,
            )
            for year, one in found
            if one is not None
        ]
        amiss = _found(subject, FundFact, findings_on_funds)
        return Rows(rows={"fund_year": rows, "fund_finding": amiss})


class Agreements(OfNobody):
    """The agreements on sharing, in each year of which something is stated (M3-5)."""

    name = "agreements"
    version = "2"
    topics = (SharingFact,)
    tables: ClassVar = {
        "agreement_year": bulk.columns(
            "agreement text, year int4, letter text, signed_on date, parties text[], "
            "mid_year text, mid_year_due date, year_end text, year_end_due date, "
            "lent_days numeric, fees numeric, evidence uuid[]"
        ),
        "agreement_finding": FOUND,
    }
    kind = AGREEMENTS

    def fold(self, subject: Subject) -> Rows:
        """A row for each year, and the next day on which one of the looks opens or is overdue."""
        found = [(year, agreement_year(subject, year)) for year in _years_of(subject)]
        told = [(year, one) for year, one in found if one is not None]
        rows = [
            (
                *(one.agreement, year, one.letter, one.signed_on, one.parties),
                *(one.mid_year.state, one.mid_year.due, one.year_end.state, one.year_end.due),
                *(one.lent_days, one.fees, one.evidence),
            )
            for year, one in told
        ]
        amiss = _found(subject, SharingFact, findings_on_agreement)
        return Rows(
            rows={
                "agreement_year": rows,
                "agreement_finding": amiss,
            },
            wakes_on=_next_day((one for _, one in told), subject.as_of.today),
        )


class Counties(OfNobody):
    """The teaching of counties, in each year of which something is stated (M3-5)."""

    name = "counties"
    version = "2"
    topics = (CountyFact,)
    tables: ClassVar = {
        "county_year": bulk.columns(
            "unit text, year int4, plan text, approved_on date, evaluation text, "
            "evaluated_on date, evidence uuid[]"
        ),
        "county_finding": FOUND,
    }
    kind = COUNTIES

    def fold(self, subject: Subject) -> Rows:
        """A row for each year."""
        years = sorted({one.year for one in subject.standing(CountyFact) if one.year is not None})
        found = [(year, county_year(subject, year)) for year in years]
        rows = [
            (
                *(one.unit, year, one.plan, one.approved_on, one.evaluation),
                *(one.evaluated_on, one.evidence),
            )
            for year, one in found
            if one is not None
        ]
        amiss = _found(subject, CountyFact, findings_on_county)
        return Rows(
            rows={
                "county_year": rows,
                "county_finding": amiss,
            }
        )


def _found(
    subject: Subject, kind: type[Fact], amiss: Callable[[Subject, int], Iterable[Found]]
) -> list[Row]:
    """What is amiss in the years of which anything is stated, or in which it was."""
    facts = subject.kinds.of(kind)
    years = {subject.policies.year_of(subject.day(one)) for one in facts}
    years |= {year for one in facts if (year := getattr(one, "year", None)) is not None}
    return found_rows(subject, (one for year in sorted(years) for one in amiss(subject, year)))


def _years_until_today(subject: Subject) -> range:
    """The credit years from the first fact about a subject to that of the day."""
    days = [subject.day(one) for one in subject.standing(TeacherFact)]
    policies, today = subject.policies, subject.as_of.today
    last = policies.year_of(today)
    return range(policies.year_of(min(days)) if days else last + 1, last + 1)


def _years_of(subject: Subject) -> list[int]:
    """The years that something is stated of; a loan is of the year in which it happened."""
    policies = subject.policies
    stated = {getattr(one, "year", None) for one in subject.standing(SharingFact)}
    lent = {policies.year_of(subject.day(one)) for one in subject.standing(TeacherLent)}
    return sorted({year for year in stated if year is not None} | lent)


def _next_day(years: Iterable[AgreementYear], today: date) -> date | None:
    """The next day on which a look that is not done opens, or becomes overdue."""
    looks = [look for one in years for look in (one.mid_year, one.year_end)]
    return min((day for look in looks for day in _turns(look) if day > today), default=None)


def _turns(look: Look) -> Iterator[date]:
    if look.opens is not None and look.due is not None and look.done_on is None:
        yield look.opens
        yield day_after(look.due)


RESOURCES: Final = (Teachers(), Funds(), Agreements(), Counties())
"""The projections of this area."""
