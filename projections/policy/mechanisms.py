"""The vocabulary in which any place writes its policy, beside the parameters of Baoji's sheet.

A family holds parameters that the policy names itself (`items.party_school`); its value null ends
one from a day on. What `schema.py` lists are Baoji's own rules; a policy may state those, too, but
a group of them (`basic.off_job`, `carry`) only whole. A policy that states no family must state
every one of them. `docs/policies.md` shows each mechanism with an example.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from projections.policy.coverage import COVERAGE
from projections.policy.declaration import Group, Parameter, declared
from projections.policy.item import ITEM
from projections.policy.kinds import Amount, Choice, OrNull, PositiveAmount, Whole
from projections.policy.schema import SCHEMA, Sheet
from projections.policy.targets import CARRY, OPENING, TARGET

ITEMS: Final = "items"
TARGETS: Final = "targets"
CARRY_OVER: Final = "carry_over"

FAMILIES: Final[Mapping[str, Parameter[Any]]] = {
    ITEMS: Parameter(OrNull(ITEM), "items", "What an act earns."),
    TARGETS: Parameter(OrNull(TARGET), "targets", "What must be reached."),
    CARRY_OVER: Parameter(OrNull(CARRY), "carry_over", "What goes over into the next year."),
}


class Mechanisms(Group):
    """The parameters that any policy may state alone."""

    unit_of_account = Parameter(
        Choice(("credits", "hours")), "items", "What credit is counted in; credits by default."
    )
    year_cap = Parameter(
        OrNull(Amount()), "year_cap", "The most credits of a whole year.", counted_in="credits"
    )
    opening_balance = Parameter(
        OPENING,
        "opening_balance",
        "Credits on `effective_from`, by level and whole years at it.",
        counted_in="credits",
    )
    unit_mean = Parameter(
        PositiveAmount(),
        "unit_mean",
        "A unit whose members count less on average is barred.",
        counted_in="credits",
    )
    unit_coverage = Parameter(
        OrNull(COVERAGE), "unit_coverage", "The share of its members that a unit has to train."
    )
    promotion_barred_after = Parameter(
        Whole(minimum=1, maximum=100),
        "R55",
        "Unqualified years in a row that bar a promotion.",
        counted_in="years",
    )


SINGLE: Final[Mapping[str, Parameter[Any]]] = {
    parameter.name: parameter for parameter in declared(Mechanisms)
}

PARAMETERS: Final[Mapping[str, Parameter[Any]]] = {**SCHEMA, **SINGLE}
"""The parameters that a policy does not name itself, by name."""

ALWAYS: Final = (
    *(name for name, parameter in SCHEMA.items() if parameter.fixed),
    Sheet.late_registration.name,
    Sheet.membership_basis.name,
)
"""What every policy must state."""

ALONE: Final = frozenset({*ALWAYS, *SINGLE})
"""What belongs to no group and so begins none."""

_SPLIT: Final = ("basic", "thresholds")


def parameter_of(name: str) -> Parameter[Any] | None:
    """The parameter of a name; None where there is none."""
    family, dot, rest = name.partition(".")
    if dot and rest.isidentifier() and family in FAMILIES:
        return FAMILIES[family]
    return PARAMETERS.get(name)


def lacking(stated: Collection[str]) -> list[str]:
    """What must be stated beside what is."""
    if not any(family_of(name) for name in stated):
        return sorted(set(SCHEMA) - set(stated))
    begun = {_group(name) for name in stated}
    wanted = {name for name in SCHEMA if _group(name) in begun} | set(ALWAYS)
    return sorted(wanted - set(stated))


def family_of(name: str) -> str | None:
    """The family of a parameter; None where it belongs to none."""
    family = name.partition(".")[0]
    return family if family in FAMILIES else None


def _group(name: str) -> str:
    """What is stated together: `carry`, `basic.off_job`, or a threshold with the annual one.

    The hours of a cycle and the ratio of a unit are each a matter of its own.
    """
    parts = name.split(".")
    thresholds = Sheet.thresholds
    if name in (thresholds.annual_excellent.name, thresholds.cycle_credits.name):
        return thresholds.annual_credits.name
    return ".".join(parts[:2]) if parts[0] in _SPLIT else parts[0]
