"""What a year hands on to the next by a policy's carry rules: typed, capped, chained or not."""

from collections.abc import Mapping
from decimal import Decimal

from projections.credits.caps import sum_of
from projections.exact import ZERO
from projections.policy.mechanisms import CARRY_OVER
from projections.policy.parameter import Terms
from projections.policy.targets import CarryRule, of_level


def carried_out(
    terms: Terms,
    level: str,
    *,
    earned: Mapping[str, Decimal],
    carried_in: Mapping[str, Decimal],
    ends_cycle: bool,
) -> dict[str, Decimal]:
    """What the next year takes over, by the category that it goes into, without zeros.

    Without a rule nothing goes over.
    """
    out: dict[str, Decimal] = {}
    for dated in terms.family(CARRY_OVER).values():
        rule: CarryRule = dated.value
        if ends_cycle and not rule.cross_cycle:
            continue
        excess = _excess(rule, level, earned, carried_in)
        if excess:
            out[rule.to] = out.get(rule.to, ZERO) + excess
    return out


def _excess(
    rule: CarryRule, level: str, earned: Mapping[str, Decimal], carried_in: Mapping[str, Decimal]
) -> Decimal:
    over = of_level(rule.over, level)
    if over is None:
        return ZERO
    base = sum_of(earned, rule.of)
    if rule.chained:
        base += sum_of(carried_in, rule.of)
    excess = max(base - over, ZERO)
    return excess if rule.cap is None else min(excess, rule.cap)
