"""The levels that a policy names: what it asks of which cadres."""

from collections.abc import Mapping
from typing import Final

from projections.policy.parameter import Policy
from projections.policy.targets import Target
from projections.policy.terms import Terms

_HOURS: Final = f"{Terms.thresholds.hours_per_cycle.prefix}."
_OPENING: Final = Terms.opening_balance.name


def levels_of(policy: Policy) -> frozenset[str]:
    """Every level that the policy names on any day, `other` among them where it does."""
    found: set[str] = set()
    for name, values in policy.parameters.items():
        if name.startswith(_HOURS):
            found.add(name.removeprefix(_HOURS))
        for value in (dated.value for dated in values):
            if isinstance(value, Target):
                found |= value.least.keys()
            elif name == _OPENING and isinstance(value, Mapping):
                found |= value.keys()
    return frozenset(found)
