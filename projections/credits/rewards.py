"""Reward credits: books, articles and awards, each work or achievement once (R9, R10, R11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Final

from projections.case.case import Case, Refusal, Rule
from projections.credits.claims import Claim
from projections.exact import ZERO
from projections.facts.credit_facts import ArticlePublished, AwardWon, BookPublished, Reward
from projections.policy.parameter import Terms
from projections.reasons import Reason
from projections.words.ranks import LEVELS

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


def claim(case: Case, fact: Reward) -> Claim:
    """What a book, an article or an award earns; each work or achievement counts once (Q18, Q19).

    Of several claims for one the highest counts, of equals the earliest.
    """
    kind, look = _KINDS[type(fact)], case.look(fact)
    terms = look.terms
    value = _value(fact, kind, terms)
    refusal = case.refusal(fact)
    if refusal is None and value is None:
        refusal = Refusal(reason=Reason.UNKNOWN_VALUE)
    return Claim(
        fact=fact,
        year=look.year,
        rule=Rule(
            id=kind.rule,
            article=_article(fact, kind, terms),
            category=kind.category,
            subject=fact.subject,
        ),
        sort="achievement" if isinstance(fact, AwardWon) else "work",
        subject=fact.subject,
        scope=terms.text("reward.work_dedupe"),
        worth=value or ZERO,
        refusal=refusal or _shortcoming(fact, kind, value, terms),
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
