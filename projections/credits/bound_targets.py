"""The targets of a policy that bind somebody in a window, and what is held against them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from projections.credits.caps import sum_of, within
from projections.credits.duty import Duty, Who, Window, duty
from projections.policy.declaration import Dated
from projections.policy.mechanisms import TARGETS
from projections.policy.targets import HOURS, Target, of_level
from projections.policy.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a window has beside the account: hours by channel; by category days, and thirtieths of
    a month."""

    hours: Mapping[str, Decimal]
    days: Mapping[str, Decimal]
    thirtieths: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Had:
    """What somebody has in a window: earned by category, carried in, and beside the account."""

    earned: Mapping[str, Decimal]
    carried_in: Mapping[str, Decimal]
    beside: Beside


Spans: TypeAlias = Callable[[date | None], Had]
"""What somebody has in a window that goes on until a day; None: that ends when it ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A target that binds in a window, with what it wants; `categories` are all that the policy
    knows."""

    name: str
    dated: Dated
    target: Target
    duty: Duty
    unit: str
    categories: frozenset[str]

    def of(self, amounts: Mapping[str, Decimal]) -> tuple[str, ...]:
        """The groups that count for the target, among the categories of some amounts."""
        if self.target.measure == HOURS:
            return self.target.of
        return within(self.target.of, amounts, self.categories)

    def sum_of(self, amounts: Mapping[str, Decimal]) -> Decimal:
        """What counts for the target."""
        return sum_of(amounts, self.of(amounts))

    def of_level(
        self, amounts: Mapping[str, Decimal] | None, level: str | None = None
    ) -> Fraction | None:
        """The share of a level's amount that is wanted, by default of the one whose amounts count;
        None where there is none."""
        amount = of_level(amounts or {}, level or self.duty.judged_as)
        return None if amount is None else self.duty.part(amount)

    @property
    def least(self) -> Fraction:
        """What is wanted at least."""
        return self.duty.part(self.duty.least)


def bound_by(terms: Terms, who: Who, window: Window) -> list[Bound]:
    """The targets that bind somebody in a window, by name."""
    found = []
    for name, dated in sorted(terms.family(TARGETS).items()):
        target: Target = dated.value
        owed = duty(target, who, window) if target.window == window.kind else None
        if owed is not None:
            unit = HOURS if target.measure == HOURS else terms.account
            found.append(
                Bound(
                    name=name,
                    dated=dated,
                    target=target,
                    duty=owed,
                    unit=unit,
                    categories=terms.categories,
                )
            )
    return found
