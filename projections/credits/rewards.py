"""Reward credits: books, articles and awards, each work or achievement once (R9, R10, R11)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from typing import Final
from uuid import UUID

from projections.credits.case import Case, Entry, Refusal, Rule
from projections.credits.ranks import LEVELS
from projections.exact import ZERO
from projections.facts.credit_facts import ArticlePublished, AwardWon, BookPublished, Reward
from projections.facts.order import moment
from projections.policy.parameter import Terms
from projections.reasons import Reason

CO_AUTHOR: Final = "co"

_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a kind of reward has of its own; `least_level` is the parameter that sets it."""

    rule: str
    category: str
    least_level: str | None = None


_KINDS: Final[Mapping[type[Reward], _Kind]] = {
    BookPublished: _Kind("R9", "reward.book"),
    ArticlePublished: _Kind("R10", "reward.article", "reward.article.min_outlet"),
    AwardWon: _Kind("R11", "reward.award", "reward.award.min_level"),
}

_Scope = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """A reward that is asked for: what it is worth by itself, or why nothing.

    `competes`: it stands, is approved and has a known value, so another claim for the same work can
    be the reason why it earns nothing.
    """

    fact: Reward
    rule: Rule
    year: int
    scope: _Scope
    value: Decimal
    refusal: Refusal | None
    competes: bool


def entries(case: Case, facts: Iterable[Reward]) -> Iterator[Entry]:
    """The ledger lines of the books, articles and awards of a cadre.

    Of several claims for one work or achievement the one of the highest value counts, of equals the
    earliest (by timestamp, position). One that is refused for its value does not use up its work.
    """
    claims = sorted((_claim(case, fact) for fact in facts), key=_merit)
    counted: dict[_Scope, UUID] = {}
    for claim in claims:
        if claim.refusal is None:
            counted.setdefault(claim.scope, claim.fact.statement_id)
    for claim in claims:
        refusal, winner = claim.refusal, counted.get(claim.scope)
        if claim.competes and winner and winner != claim.fact.statement_id:
            refusal = Refusal(reason=Reason.DUPLICATE_WORK, evidence=(winner,))
        if refusal:
            yield case.refused(claim.fact, refusal, claim.rule, year=claim.year)
        else:
            yield case.credited(claim.fact, claim.value, claim.rule, year=claim.year)


def _merit(claim: _Claim) -> tuple[Decimal, datetime, int]:
    return -claim.value, *moment(claim.fact)


def _claim(case: Case, fact: Reward) -> _Claim:
    kind, look = _KINDS[type(fact)], case.look(fact)
    terms, year = look.terms, look.year
    value = _value(fact, kind, terms)
    standing = case.refusal(fact)
    if standing is None and value is None:
        standing = Refusal(reason=Reason.UNKNOWN_VALUE)
    return _Claim(
        fact=fact,
        rule=Rule(
            id=kind.rule,
            article=_article(fact, kind, terms),
            category=kind.category,
            subject=fact.subject,
        ),
        year=year,
        scope=_scope(case, fact, year),
        value=value or ZERO,
        refusal=standing or _shortcoming(fact, kind, value, terms),
        competes=standing is None,
    )


def _value(fact: Reward, kind: _Kind, terms: Terms) -> Decimal | None:
    """What the policy gives for the role or grade; None where it names no such one, or where the
    level or the number of authors that the value depends on is not stated."""
    stated = terms.values.get(f"{kind.category}.{fact.merit}")
    value = stated.value if stated else None
    if not isinstance(value, Decimal) or (kind.least_level and fact.level is None):
        return None
    if fact.merit != CO_AUTHOR or terms.text("reward.split") == "each":
        return value
    return (value / fact.authors).quantize(_CENT, ROUND_DOWN) if fact.authors else None


def _shortcoming(fact: Reward, kind: _Kind, value: Decimal | None, terms: Terms) -> Refusal | None:
    """Why a reward of known value earns nothing by itself."""
    least = terms.text(kind.least_level) if kind.least_level else None
    if least and fact.level and LEVELS[fact.level] < LEVELS[least]:
        return Refusal(reason=Reason.LEVEL_TOO_LOW)
    if fact.work_related is False or not value:
        return Refusal(reason=Reason.NOT_VALUED)
    return None


def _article(fact: Reward, kind: _Kind, terms: Terms) -> str:
    """The article of the value; where there is none, of the first value of the kind."""
    names = sorted(name for name in terms.values if name.startswith(f"{kind.category}."))
    own = f"{kind.category}.{fact.merit}"
    return terms.article(own if own in names or not names else names[0])


def _scope(case: Case, fact: Reward, year: int) -> _Scope:
    """Within what a work or an achievement counts once (Q18, Q19)."""
    what = "achievement" if isinstance(fact, AwardWon) else "work"
    dedupe = case.look(fact).terms.text("reward.work_dedupe")
    if dedupe == "lifetime":
        return what, fact.subject, ""
    return what, fact.subject, str(year if dedupe == "year" else case.policies.cycle_of(year))
