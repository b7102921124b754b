"""Additional credits of degrees in service: yearly from the letter, and once at the end (R7, R8).

The yearly credit is one line for each year, on the day on which that year's credit arises. It keeps
its own year whatever the policy says of late registration, and one approval covers all years.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from projections.amiss import Amiss
from projections.calendar import months_after
from projections.case import approval
from projections.case.case import Case, Entry, Refusal, Rule
from projections.case.once import LIFETIME
from projections.credits.claims import Claim
from projections.credits.steps import Finding
from projections.exact import ZERO
from projections.facts.credit_facts import (
    DegreeAdmitted,
    DegreeConferred,
    DegreeFact,
    DegreeWithdrawn,
)
from projections.facts.fact import Fact
from projections.facts.order import in_order
from projections.policy.terms import Terms
from projections.reasons import Reason
from projections.words.ranks import DEGREES

ANNUAL: Final = "additional.annual"
CONFERRAL: Final = "additional.conferral"
"""The categories that the credits of degrees go to."""

_BACHELOR: Final = Terms.additional.conferral.bachelor
_CONFERRALS: Final = {
    "bachelor": _BACHELOR,
    "master": Terms.additional.conferral.master,
    "doctor": Terms.additional.conferral.doctor,
}


def yearly(case: Case, facts: Iterable[DegreeFact]) -> Iterator[Entry]:
    """The ledger lines of the years in which a cadre studies for degrees, each valued by what is in
    force on its own day; one line for a letter that earns nothing."""
    for steps in _programmes(facts):
        yield from _annual(case, steps)


def _programmes(facts: Iterable[Fact]) -> list[list[DegreeFact]]:
    """The steps of each programme, by timestamp and position."""
    programmes: dict[str, list[DegreeFact]] = {}
    steps = (fact for fact in facts if isinstance(fact, DegreeFact))
    for fact in in_order(steps):
        programmes.setdefault(fact.programme, []).append(fact)
    return list(programmes.values())


def overlong(case: Case, facts: Iterable[Fact]) -> Iterator[Finding]:
    """The studies that have lasted longer than they are meant to: a warning, no more (Q14).

    `days` counts from the anniversary of the letter on which the study should have ended.
    """
    if not case.policies.states(Terms.additional.max_years):
        return
    letters = (
        (fact, fact.years, _end(case, fact, ends))
        for steps in _programmes(facts)
        for ends in [_endings(case, steps)]
        for fact in steps
        if isinstance(fact, DegreeAdmitted) and fact.years and case.stands(fact)
        if credits_years(case, fact)
    )
    for fact, years, end in letters:
        days = _days_beyond(case, fact, ceil(years), end)
        if days:
            yield Finding(
                statement_id=fact.statement_id,
                target=fact.statement_id,
                position=fact.position,
                day=case.day(fact),
                code=Amiss.BEYOND_NOMINAL_LENGTH,
                days=days,
                rule="R7",
                article=_terms(case, fact).article(Terms.additional.max_years),
                evidence=(fact.statement_id, *((end.statement_id,) if end else ())),
            )


def _days_beyond(case: Case, fact: DegreeAdmitted, years: int, end: DegreeFact | None) -> int:
    """By how many days the study has outlasted so many years; 0 where it has not."""
    letter, until = case.day(fact), case.day(end) if end else case.as_of.today
    if until.year - letter.year < years:
        return 0
    return max((until - months_after(letter, 12 * years)).days, 0)


def _annual(case: Case, steps: Sequence[DegreeFact]) -> Iterator[Entry]:
    """The yearly credit of a programme: once for each year, however many letters there are."""
    counted: dict[int, UUID] = {}
    ends = _endings(case, steps)
    for fact in steps:
        if not isinstance(fact, DegreeAdmitted) or not credits_years(case, fact):
            continue
        article = _terms(case, fact).article(Terms.additional.annual)
        rule = Rule(id="R7", article=article, category=ANNUAL, subject=fact.programme)
        days = _credit_days(case, fact, ends)
        last = max(days, default=case.day(fact))
        refusal = (
            case.refusal(fact, last=last)
            or _unapproved(case, fact, days)
            or _annual_refusal(case, fact, days, counted)
        )
        if refusal:
            yield case.refused(fact, refusal, rule, year=case.policies.year_of(case.day(fact)))
            continue
        for day, value in _valued(case, days):
            year = case.policies.year_of(day)
            if year not in counted:
                counted[year] = fact.statement_id
                yield replace(case.credited(fact, value, rule, year=year), day=day)


def credits_years(case: Case, fact: DegreeAdmitted) -> bool:
    """Whether some policy that holds on the letter's day or later credits years of study."""
    return _crediting(case, fact) is not None


def _terms(case: Case, fact: DegreeAdmitted) -> Terms:
    """The terms of a study: those of the letter's day, or where these credit no years, the first
    after it that do."""
    found = _crediting(case, fact)
    if found is None:
        raise AssertionError(f"no policy credits the years of {fact.statement_id}")
    return found


def _crediting(case: Case, fact: DegreeAdmitted) -> Terms | None:
    own = case.look(fact).terms
    if own.states(Terms.additional):
        return own
    later = (one.since for one in case.policies.tenures if one.since > case.day(fact))
    found = map(case.policies.of_day, later)
    return next((terms for terms in found if terms.states(Terms.additional)), None)


def _unapproved(case: Case, fact: DegreeAdmitted, days: list[date]) -> Refusal | None:
    """The years that only a policy after the letter credits want an approval by that policy."""
    is_asked = approval.is_needed(fact, _terms(case, fact)) and _valued(case, days)
    if case.look(fact).ruling is not None or not is_asked:
        return None
    return Refusal(reason=Reason.PENDING_OR_REJECTED)


def _credit_days(case: Case, fact: DegreeAdmitted, ends: Sequence[DegreeFact]) -> list[date]:
    """The days on which a year of study is credited, up to `today`, the end, and `max_years`.

    The first is the letter's. A calendar year that has begun is credited, an anniversary only
    strictly before the end.
    """
    letter, terms = case.day(fact), _terms(case, fact)
    end = _end(case, fact, ends)
    until = min(case.as_of.today, case.day(end)) if end else case.as_of.today
    later = [day for day in _later(case, fact, until) if day <= until]
    if end and terms.additional.annual_basis == "anniversary":
        later = [day for day in later if day < case.day(end)]
    days = [letter, *later][: terms.additional.max_years]
    if isinstance(end, DegreeConferred):
        days = [day for day in days if _keeps_annual(case, day, end)]
    return days


def _endings(case: Case, steps: Sequence[DegreeFact]) -> list[DegreeFact]:
    """What ends a study in a programme, if it stands, approved or not; in order."""
    endings = (one for one in steps if isinstance(one, DegreeConferred | DegreeWithdrawn))
    return [one for one in endings if case.stands(one)]


def _end(case: Case, fact: DegreeAdmitted, endings: Sequence[DegreeFact]) -> DegreeFact | None:
    """What ended the study that began with the letter."""
    place = bisect_left(endings, case.day(fact), key=case.day)
    return endings[place] if place < len(endings) else None


def _later(case: Case, fact: DegreeAdmitted, until: date) -> list[date]:
    """The credit days after the letter: first days of years, or anniversaries (Q13)."""
    letter = case.day(fact)
    if _terms(case, fact).additional.annual_basis == "anniversary":
        return [months_after(letter, 12 * (n + 1)) for n in range(until.year - letter.year)]
    years = range(case.policies.year_of(letter), case.policies.year_of(until))
    return [case.policies.first_day(year + 1) for year in years]


def _keeps_annual(case: Case, day: date, conferral: DegreeConferred) -> bool:
    """Whether a year keeps its credit when the certificate falls into it (Q15)."""
    conferred = case.day(conferral)
    if case.policies.year_of(day) != case.policies.year_of(conferred):
        return True
    keeps = case.policies.of_day(conferred).get(Terms.additional.conferral_year_keeps_annual)
    return True if keeps is None else keeps


def _annual_refusal(
    case: Case, fact: DegreeAdmitted, days: list[date], counted: dict[int, UUID]
) -> Refusal | None:
    terms = _terms(case, fact)
    if fact.level is None and fact.holds_degree and _wants_higher(terms):
        return Refusal(reason=Reason.UNKNOWN_VALUE)
    years = [case.policies.year_of(day) for day, _ in _valued(case, days)]
    if not _is_above(fact, fact.holds_degree, terms):
        return Refusal(reason=Reason.NOT_ABOVE_EXISTING_DEGREE)
    if not years:
        return Refusal(reason=Reason.NOT_VALUED)
    if counted.keys() >= set(years):
        evidence = tuple(dict.fromkeys(counted[year] for year in years))
        return Refusal(reason=Reason.SECOND_CERTIFICATE_SAME_PROGRAMME, evidence=evidence)
    return None


def _valued(case: Case, days: list[date]) -> list[tuple[date, Decimal]]:
    """The days to which what is in force on them gives a value, with that value."""
    covered = [day for day in days if case.policies.covers(day)]
    valued = [(day, case.policies.of_day(day).get(Terms.additional.annual)) for day in covered]
    return [(day, value) for day, value in valued if value]


def degrees_held(case: Case, facts: Iterable[DegreeFact]) -> dict[str, DegreeAdmitted]:
    """By programme the first letter that stands and says which degree was held."""
    told: dict[str, DegreeAdmitted] = {}
    letters = (one for one in in_order(facts) if isinstance(one, DegreeAdmitted))
    for letter in letters:
        if letter.holds_degree and letter.programme not in told and case.stands(letter):
            told[letter.programme] = letter
    return told


def claim(case: Case, fact: DegreeConferred, told: DegreeAdmitted | None) -> Claim:
    """What a certificate earns: either certificate, once for a programme (Q16).

    `told` is the letter of the programme that says which degree was held.
    """
    look = case.look(fact)
    terms = look.terms
    conferral = _CONFERRALS.get(fact.level or "")
    value = terms.get(conferral) if conferral else None
    refusal = case.refusal(fact) or _conferral_refusal(fact, told, terms)
    if refusal is None and not value:
        refusal = Refusal(reason=Reason.NOT_VALUED)
    return Claim(
        fact=fact,
        year=look.year,
        rule=Rule(
            id="R8",
            article=terms.article(conferral if conferral and value else _BACHELOR),
            category=CONFERRAL,
            subject=fact.programme,
        ),
        sort="degree",
        subject=fact.programme,
        scope=LIFETIME,
        worth=value or ZERO,
        refusal=refusal,
    )


def _conferral_refusal(
    fact: DegreeConferred, told: DegreeAdmitted | None, terms: Terms
) -> Refusal | None:
    """`told` is an admission to the programme that says which degree was held."""
    if fact.level is None:
        return Refusal(reason=Reason.UNKNOWN_VALUE)
    if not _is_above(fact, fact.holds_degree, terms):
        return Refusal(reason=Reason.NOT_ABOVE_EXISTING_DEGREE)
    if told and not _is_above(fact, fact.holds_degree or told.holds_degree, terms):
        evidence = (told.statement_id,)
        return Refusal(reason=Reason.NOT_ABOVE_EXISTING_DEGREE, evidence=evidence)
    return None


def _is_above(fact: DegreeAdmitted | DegreeConferred, held: str | None, terms: Terms) -> bool:
    """Whether the degree is above the one held; where that is not recorded, it is taken to be."""
    if fact.level is None or held is None or not _wants_higher(terms):
        return True
    return DEGREES.index(fact.level) > DEGREES.index(held)


def _wants_higher(terms: Terms) -> bool:
    return terms.additional.require_higher_level
