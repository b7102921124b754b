"""Credits by the items of a policy: each act is valued by the one item that holds it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from projections.credits.case import Case, Entry, Refusal, Rule
from projections.credits.matching import Match, match, sort_of
from projections.credits.valuation import value
from projections.exact import ZERO
from projections.facts.credit_facts import DegreeFact, OtherActivityDone, Reward
from projections.facts.fact import ClassCompleted, CourseCatalogued, CoursePassed, Fact
from projections.facts.order import moment
from projections.reasons import Reason

_REPEATED: Final = {
    "class": Reason.DUPLICATE_CLASS,
    "course": Reason.DUPLICATE_COURSE,
    "degree": Reason.SECOND_CERTIFICATE_SAME_PROGRAMME,
}
_ORDER: Final = list(Reason)

LevelOn = Callable[[date], str]

_Scope = tuple[str | None, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An act with the item that values it, what it is worth, and why nothing."""

    fact: Fact
    day: date
    year: int
    match: Match | None
    worth: Decimal
    refusal: Refusal | None
    catalogued: CourseCatalogued | None

    @property
    def order(self) -> tuple[Decimal, date, datetime, int]:
        """Of the claims for one work the highest comes first; of all others the earliest."""
        above = -self.worth if isinstance(self.fact, Reward) else ZERO
        return above, self.day, *moment(self.fact)


def entries(case: Case, facts: Iterable[Fact], level_on: LevelOn) -> Iterator[Entry]:
    """The ledger lines of acts; what counts once counts for the first claim that earns something.

    Of several reasons the first on the list is given. `level_on` tells the cadre's level on a day.
    """
    counted: dict[_Scope, UUID] = {}
    claims = (_claim(case, fact, level_on) for fact in facts)
    for claim in sorted(claims, key=lambda claim: claim.order):
        scope = _scope(case, claim)
        refusals = [one for one in (claim.refusal, _repeated(claim, scope, counted)) if one]
        if not refusals and scope:
            counted[scope] = claim.fact.statement_id
        yield _line(case, claim, refusals)


def _claim(case: Case, fact: Fact, level_on: LevelOn) -> Claim:
    look = case.look(fact)
    course = fact.course if isinstance(fact, CoursePassed) else None
    catalogued = case.catalogue.entry(course, fact.occurred) if course else None
    category = catalogued.category if catalogued else None
    found = match(fact, look.terms, category=category)
    refusal = _unknown_course(case, fact) or case.refusal(fact)
    worth = ZERO
    if refusal is None:
        outcome = (
            value(found.item, fact, catalogued, level_on(look.day))
            if found
            else _without_item(fact, catalogued)
        )
        if isinstance(outcome, Decimal):
            worth = outcome
        else:
            evidence = (catalogued.statement_id,) if catalogued else ()
            refusal = Refusal(reason=outcome, evidence=evidence)
    return Claim(
        fact=fact,
        day=look.day,
        year=look.year,
        match=found,
        worth=worth,
        refusal=refusal,
        catalogued=catalogued,
    )


def _unknown_course(case: Case, fact: Fact) -> Refusal | None:
    if not isinstance(fact, CoursePassed) or fact.typed:
        return None
    known = case.catalogue.names(fact.course)
    return None if known else Refusal(reason=Reason.UNKNOWN_STATEMENT)


def _without_item(fact: Fact, catalogued: CourseCatalogued | None) -> Reason:
    if isinstance(fact, CoursePassed) and catalogued is None:
        return Reason.NOT_CATALOGUED
    return Reason.NOT_VALUED


def _scope(case: Case, claim: Claim) -> _Scope | None:
    """Within what the claim's class, course or work counts once; None where it always counts."""
    once = claim.match.item.counts_once if claim.match else None
    if once is None:
        return None
    periods = {
        "lifetime": "",
        "cycle": str(case.policies.cycle_of(claim.year)),
        "year": str(claim.year),
    }
    sort = "work" if isinstance(claim.fact, Reward) else sort_of(claim.fact)
    subject = _subject(claim.fact)
    if isinstance(claim.fact, CoursePassed):
        subject = case.catalogue.subject(subject, claim.fact.occurred)
    return sort, subject, periods[once]


def _repeated(claim: Claim, scope: _Scope | None, counted: dict[_Scope, UUID]) -> Refusal | None:
    if scope is None or scope not in counted:
        return None
    reason = _REPEATED.get(sort_of(claim.fact) or "", Reason.DUPLICATE_WORK)
    return Refusal(reason=reason, evidence=(counted[scope],))


def _line(case: Case, claim: Claim, refusals: list[Refusal]) -> Entry:
    rule = None
    if claim.match:
        found = claim.match
        rule = Rule(
            id=found.name,
            article=found.article,
            category=found.item.category,
            subject=_subject(claim.fact),
        )
    if refusals:
        first = min(refusals, key=lambda refusal: _ORDER.index(refusal.reason))
        return case.refused(claim.fact, first, rule, year=claim.year)
    if rule is None:
        raise AssertionError(f"{claim.fact.statement_id} has a worth and no item")
    evidence = (claim.catalogued.statement_id,) if claim.catalogued else ()
    return case.credited(claim.fact, claim.worth, rule, year=claim.year, evidence=evidence)


def _subject(fact: Fact) -> str:
    """What an act is about: a class, a course, a programme, a work, the kind of an activity."""
    if isinstance(fact, ClassCompleted):
        return fact.training_class
    if isinstance(fact, CoursePassed):
        return fact.course
    if isinstance(fact, DegreeFact):
        return fact.programme
    if isinstance(fact, Reward):
        return fact.subject
    return fact.kind if isinstance(fact, OtherActivityDone) else fact.name
