"""Credits of online courses: the catalogue's value, once per course (R5, R6, A3-7(2))."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final
from uuid import UUID

from projections.credits.case import Case, Entry, Look, Refusal, Rule
from projections.exact import ZERO
from projections.facts.fact import CourseCatalogued, CoursePassed
from projections.facts.order import in_order
from projections.policy.parameter import Terms
from projections.reasons import Reason

CATEGORY: Final = "basic.online"

_Scope = tuple[str, str]


def entries(case: Case, facts: Iterable[CoursePassed]) -> Iterator[Entry]:
    """The ledger lines of the courses that a cadre passed.

    The earliest pass that earns something (by timestamp, position) uses up its course for a
    lifetime, a cycle or a year, as the policy says; one that is refused for its value does not.
    """
    counted: dict[_Scope, UUID] = {}
    for fact in in_order(facts):
        look = case.look(fact)
        catalogued, subject = case.catalogue.version(fact.course, fact.occurred)
        scope = _scope(case, subject, look)
        entry = _entry(case, fact, look, catalogued, counted.get(scope))
        if entry.reason is None:
            counted[scope] = fact.statement_id
        yield entry


def _entry(
    case: Case,
    fact: CoursePassed,
    look: Look,
    catalogued: CourseCatalogued | None,
    earlier: UUID | None,
) -> Entry:
    if not fact.typed and not case.catalogue.names(fact.course):
        unknown = Refusal(reason=Reason.UNKNOWN_STATEMENT)
        return case.refused(fact, unknown, None, year=look.year)
    terms = look.terms
    rule = Rule(
        id="R5",
        article=terms.article("basic.online.max"),
        category=CATEGORY,
        subject=fact.course,
    )
    evidence = (catalogued.statement_id,) if catalogued else ()
    outcome = case.refusal(fact) or _value(fact, catalogued, terms)
    if isinstance(outcome, Decimal) and (earlier or not outcome):
        outcome = _nothing(earlier)
    if isinstance(outcome, Refusal):
        return case.refused(fact, outcome, rule, year=look.year)
    return case.credited(fact, outcome, rule, year=look.year, evidence=evidence)


def _value(
    fact: CoursePassed, catalogued: CourseCatalogued | None, terms: Terms
) -> Decimal | Refusal:
    """The credits of a pass, whatever the statement itself claims (Q10)."""
    if catalogued is None:
        return Refusal(reason=Reason.NOT_CATALOGUED)
    values = terms.values
    value, evidence = _worth(catalogued, terms), (catalogued.statement_id,)
    if value is None:
        return Refusal(reason=Reason.UNKNOWN_VALUE, evidence=evidence)
    if not values["basic.online.min"].value <= value <= values["basic.online.max"].value:
        return Refusal(reason=Reason.CATALOGUE_CREDITS_OUT_OF_RANGE, evidence=evidence)
    if not fact.success or fact.by not in values["basic.online.pass_by"].value:
        return Refusal(reason=Reason.NOT_PASSED)
    return value


def _worth(catalogued: CourseCatalogued, terms: Terms) -> Decimal | None:
    """What the catalogue makes a course worth: its credits, or its minutes by the policy's bands.

    None where the number is missing or cannot be read; minutes in no band are worth nothing.
    """
    if terms.text("basic.online.value_from") == "catalogue":
        return catalogued.credits
    if catalogued.minutes is None:
        return None
    worth: Decimal | None = terms.value("basic.online.duration_bands").value(catalogued.minutes)
    return ZERO if worth is None else worth


def _nothing(earlier: UUID | None) -> Refusal:
    """Why a pass that has a value earns nothing: it came later, or the value is none."""
    if earlier is not None:
        return Refusal(reason=Reason.DUPLICATE_COURSE, evidence=(earlier,))
    return Refusal(reason=Reason.NOT_VALUED)


def _scope(case: Case, subject: str, look: Look) -> _Scope:
    """Within what a course counts once (Q12)."""
    dedupe = look.terms.text("basic.online.dedupe")
    if dedupe == "lifetime":
        return subject, ""
    return subject, str(look.year if dedupe == "year" else case.policies.cycle_of(look.year))
