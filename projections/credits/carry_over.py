"""What a year hands on to the next by a policy's carry rules: typed, capped, chained or not."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from projections.credits.caps import sum_within
from projections.exact import ZERO
from projections.policy.targets import CarryRule, of_level
from projections.policy.terms import Terms


def carried_out(
    terms: Terms,
    level: str,
    *,
    earned: Mapping[str, Decimal],
    carried_in: Mapping[str, Decimal],
    ends_cycle: bool,
) -> dict[str, Decimal]:
    """What the next year takes over, by the category that it goes into, without zeros (A3-15).

    Without a rule nothing goes over. Over a rule of the total goes what other policies earned, too.
    """
    out: dict[str, Decimal] = {}
    for rule in terms.carry_rules:
        if ends_cycle and not rule.cross_cycle:
            continue
        have = (earned, carried_in) if rule.chained else (earned,)
        excess = _excess(rule, level, have, terms.categories)
        if excess:
            out[rule.to] = out.get(rule.to, ZERO) + excess
    return out


def _excess(
    rule: CarryRule, level: str, have: Sequence[Mapping[str, Decimal]], known: frozenset[str]
) -> Decimal:
    over = of_level(rule.over, level)
    if over is None:
        return ZERO
    base = sum((sum_within(rule.of, one, known) for one in have), ZERO)
    excess = max(base - over, ZERO)
    return excess if rule.cap is None else min(excess, rule.cap)
