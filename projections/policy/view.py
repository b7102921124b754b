"""What a policy says on a day, as rows: each parameter with its value, its days and its article."""

from datetime import date
from typing import Any

from projections.policy.kinds import canonical
from projections.policy.parameter import Policy

ParameterRow = dict[str, Any]


def summary(policy: Policy) -> ParameterRow:
    """What a policy is: its digest, from when it counts, and of what it is made."""
    families = {
        family: len(policy.on(date.max).family(family))
        for family in ("items", "targets", "carry_over")
        if policy.states(family)
    }
    return {
        "policy": policy.id,
        "title": policy.title,
        "digest": policy.digest,
        "effective_from": policy.effective_from.isoformat(),
        "parameters": len(policy.parameters),
        **families,
    }


def in_force(policy: Policy, day: date) -> list[ParameterRow]:
    """The parameters on a day, by name; of one that has ended the value is null."""
    return [
        {
            "parameter": name,
            "value": canonical(dated.value),
            "effective": dated.effective.isoformat(),
            "enacted": dated.enacted.isoformat(),
            "article": dated.article,
        }
        for name, dated in sorted(policy.on(day).values.items())
    ]
