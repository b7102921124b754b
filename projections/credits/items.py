"""Credits by the items of a policy: each act is valued by the one item that holds it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from projections.case.case import Case, Refusal, Rule
from projections.case.item_match import Match, match, sort_of
from projections.case.once import Subject
from projections.credits.claims import Claim
from projections.credits.item_value import value
from projections.exact import ZERO
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.course_facts import CourseCatalogued, CoursePassed
from projections.facts.credit_facts import AwardWon, DegreeFact, OtherActivityDone, Reward
from projections.facts.fact import Fact
from projections.reasons import Reason

LevelOn = Callable[[date], str]


def claim(case: Case, fact: Fact, level_on: LevelOn) -> Claim:
    """What an act earns by the one item that values it; `level_on` tells the cadre's level."""
    look = case.look(fact)
    catalogued = case.version(fact)[0] if isinstance(fact, CoursePassed) else None
    found = match(fact, look.terms, category=catalogued.category if catalogued else None)
    refusal = case.refusal(fact)
    evidence = (catalogued.statement_id,) if catalogued else ()
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
            refusal = Refusal(reason=outcome, evidence=evidence)
    sort, subject = thing(case, fact)
    return Claim(
        fact=fact,
        year=look.year,
        rule=_rule(found, fact) if found else None,
        sort=sort,
        subject=subject,
        scope=found.item.counts_once if found else None,
        worth=worth,
        refusal=refusal,
        evidence=evidence,
    )


def thing(case: Case, fact: Fact) -> Subject:
    """What an act is about as a thing that may count once: all versions of a course are one."""
    subject = case.version(fact)[1] if isinstance(fact, CoursePassed) else _subject(fact)
    return _sort(fact), subject


def _rule(found: Match, fact: Fact) -> Rule:
    return Rule(
        id=found.name,
        article=found.article,
        category=found.item.category,
        subject=_subject(fact),
    )


def _without_item(fact: Fact, catalogued: CourseCatalogued | None) -> Reason:
    if isinstance(fact, CoursePassed) and catalogued is None:
        return Reason.NOT_CATALOGUED
    return Reason.NOT_VALUED


def _sort(fact: Fact) -> str:
    """The sort of thing that an act is about: all that is written is a work."""
    if isinstance(fact, AwardWon):
        return "achievement"
    return "work" if isinstance(fact, Reward) else sort_of(fact) or fact.name


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
