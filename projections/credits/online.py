"""Credits of online courses: the catalogue's value, once per course (R5, R6, A3-7(2))."""

from decimal import Decimal
from typing import Final

from projections.case.case import Case, Refusal, Rule
from projections.credits.claims import Claim
from projections.exact import ZERO
from projections.facts.course_facts import CourseCatalogued, CoursePassed
from projections.policy.terms import Terms
from projections.reasons import Reason

CATEGORY: Final = "basic.online"
_MOST: Final = Terms.online.max


def claim(case: Case, fact: CoursePassed) -> Claim:
    """What a pass of a course earns; the course counts once for a lifetime, a cycle or a year, as
    the policy says, a new version being the same one (Q12)."""
    look = case.look(fact)
    terms = look.terms
    catalogued, subject = case.version(fact)
    article = terms.article(_MOST)
    rule = Rule(id="R5", article=article, category=CATEGORY, subject=fact.course)
    outcome = case.refusal(fact) or _value(fact, catalogued, terms)
    if isinstance(outcome, Decimal) and not outcome:
        outcome = Refusal(reason=Reason.NOT_VALUED)
    refused = isinstance(outcome, Refusal)
    return Claim(
        fact=fact,
        year=look.year,
        rule=rule,
        sort="course",
        subject=subject,
        scope=terms.online.dedupe,
        worth=ZERO if isinstance(outcome, Refusal) else outcome,
        refusal=outcome if isinstance(outcome, Refusal) else None,
        evidence=(catalogued.statement_id,) if catalogued and not refused else (),
    )


def _value(
    fact: CoursePassed, catalogued: CourseCatalogued | None, terms: Terms
) -> Decimal | Refusal:
    """The credits of a pass, whatever the statement itself claims (Q10)."""
    if catalogued is None:
        return Refusal(reason=Reason.NOT_CATALOGUED)
    value, evidence = _worth(catalogued, terms), (catalogued.statement_id,)
    if value is None:
        return Refusal(reason=Reason.UNKNOWN_VALUE, evidence=evidence)
    if not terms.online.min <= value <= terms.online.max:
        return Refusal(reason=Reason.CATALOGUE_CREDITS_OUT_OF_RANGE, evidence=evidence)
    if not fact.success or fact.by not in terms.online.pass_by:
        return Refusal(reason=Reason.NOT_PASSED)
    return value


def _worth(catalogued: CourseCatalogued, terms: Terms) -> Decimal | None:
    """What the catalogue makes a course worth: its credits, or its minutes by the policy's bands.

    None where the number is missing or cannot be read; minutes in no band are worth nothing.
    """
    if terms.online.value_from == "catalogue":
        return catalogued.credits
    if catalogued.minutes is None:
        return None
    bands = terms.online.duration_bands
    return (bands.value(catalogued.minutes) if bands else None) or ZERO
