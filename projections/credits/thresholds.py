"""Baoji's two thresholds, of a year and of a cycle: what they want and what is missing of it (R22).

Beside targets they are two of one measure, without levels, that want every category; what was
carried in has no category here and lessens the task.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from projections.credits.balances import Lacking, grade
from projections.credits.caps import short_shares, sum_of
from projections.credits.cutting import Need, Tiers
from projections.exact import ZERO
from projections.policy.terms import Terms

ANNUAL: Final = Terms.thresholds.annual_credits
"""The parameter by which years are judged that no targets judge."""

ANNUAL_TARGET: Final = "annual_credits"
CYCLE_TARGET: Final = "cycle_credits"
"""What the two are called beside targets."""


def needs(terms: Terms, carried_in: Decimal) -> Tiers:
    """What caps have to leave of what was earned in a year: the minimum shares of the year, then as
    much as can be of those of the cycle."""
    shares = terms.get(Terms.category_min_share) or {}
    task = terms.thresholds.annual_credits - carried_in
    wanted = [Need(of=(name,), least=Fraction(share * task)) for name, share in shares.items()]
    return wanted, [Need(of=(name,), least=None) for name in shares]


def of_year(terms: Terms, earned: Mapping[str, Decimal], carried_in: Decimal) -> dict[str, Any]:
    """What a balance says of the annual threshold of its last day."""
    excellent = terms.thresholds.annual_excellent
    required = terms.thresholds.annual_credits
    verdict = _verdict(ANNUAL_TARGET, required, excellent, terms, earned, carried_in)
    return {**verdict, "article": terms.article(ANNUAL)}


def of_cycle(terms: Terms, earned: Mapping[str, Decimal]) -> dict[str, Any]:
    """What the total of a cycle says of the threshold of its last day."""
    verdict = _verdict(CYCLE_TARGET, terms.thresholds.cycle_credits, None, terms, earned, ZERO)
    return {**verdict, "article": terms.article(Terms.thresholds.cycle_credits)}


def _verdict(
    target: str,
    required: Decimal,
    excellent: Decimal | None,
    terms: Terms,
    earned: Mapping[str, Decimal],
    carried_in: Decimal,
) -> dict[str, Any]:
    counted = sum(earned.values(), carried_in)
    shares = terms.get(Terms.category_min_share) or {}
    short = short_shares(shares, required - carried_in, lambda name: sum_of(earned, [name]))
    missing = max(required - counted, *short.values(), ZERO)
    lacking = Lacking(target=target, missing=missing, unit="credits", least=required)
    return {
        "required": required,
        "missing": missing,
        "missing_by_target": (lacking,) if missing else (),
        "short_shares": short,
        "grade": grade(counted, missing, excellent),
    }
