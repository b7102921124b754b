"""Reward credits: books, articles and awards, each work or achievement once (R9, R10, R11)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any, Final

from projections.case.case import Case, Refusal, Rule
from projections.credits.claims import Claim
from projections.exact import ZERO
from projections.facts.credit_facts import ArticlePublished, AwardWon, BookPublished, Reward
from projections.policy.declaration import Parameter
from projections.policy.terms import Terms
from projections.reasons import Reason
from projections.words.ranks import LEVELS

CO_AUTHOR: Final = "co"

_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a kind of reward has of its own: the parameters that value each role or grade, and the
    one that sets the least level, where one does."""

    rule: str
    category: str
    values: Mapping[str, Parameter[Decimal]]
    least_level: tuple[Parameter[str], ...] = ()


_BOOK: Final = Terms.reward.book
_ARTICLE: Final = Terms.reward.article
_AWARD: Final = Terms.reward.award

_KINDS: Final[Mapping[type[Reward], _Kind]] = {
    BookPublished: _Kind(
        "R9",
        "reward.book",
        {"sole": _BOOK.sole, CO_AUTHOR: _BOOK.co, "contributor": _BOOK.contributor},
    ),
    ArticlePublished: _Kind(
        "R10",
        "reward.article",
        {"sole": _ARTICLE.sole, CO_AUTHOR: _ARTICLE.co},
        (_ARTICLE.min_outlet,),
    ),
    AwardWon: _Kind(
        "R11",
        "reward.award",
        {
            "first": _AWARD.first,
            "second": _AWARD.second,
            "third": _AWARD.third,
            "excellence": _AWARD.excellence,
        },
        (_AWARD.min_level,),
    ),
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
        scope=terms.reward.work_dedupe,
        worth=value or ZERO,
        refusal=refusal or _shortcoming(fact, kind, value, terms),
    )


def _value(fact: Reward, kind: _Kind, terms: Terms) -> Decimal | None:
    """What the policy gives for the role or grade; None where it names no such one, or where the
    level or the number of authors that the value depends on is not stated."""
    own = kind.values.get(fact.merit or "")
    value = terms.get(own) if own else None
    if value is None or (kind.least_level and fact.level is None):
        return None
    if fact.merit != CO_AUTHOR or terms.reward.split == "each":
        return value
    return (value / fact.authors).quantize(_CENT, ROUND_DOWN) if fact.authors else None


def _shortcoming(fact: Reward, kind: _Kind, value: Decimal | None, terms: Terms) -> Refusal | None:
    """Why a reward of known value earns nothing by itself."""
    for least in map(terms.value, kind.least_level):
        if fact.level and LEVELS[fact.level] < LEVELS[least]:
            return Refusal(reason=Reason.LEVEL_TOO_LOW)
    if fact.work_related is False or not value:
        return Refusal(reason=Reason.NOT_VALUED)
    return None


def _article(fact: Reward, kind: _Kind, terms: Terms) -> str:
    """The article of the value; where there is none, of the first value of the kind."""
    own = kind.values.get(fact.merit or "")
    if own and own in terms:
        return terms.article(own)
    every: tuple[Parameter[Any], ...] = (*kind.values.values(), *kind.least_level)
    return terms.article(next((one for one in every if one in terms), every[0]))
