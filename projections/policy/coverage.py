"""What share of a unit's members a policy wants to be trained in a year, and who counts as that."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from projections.policy.groups import CATEGORY
from projections.policy.kinds import ListOf, PositiveAmount, Ratio
from projections.policy.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """At least `rate` of the members of a unit have earned `least` in some categories together in
    the year: without `least`, anything at all."""

    of: tuple[str, ...]
    rate: Fraction
    least: Decimal | None = None

    def trains(self, earned: Decimal) -> bool:
        """Whether who earned so much counts as trained."""
        return earned > 0 if self.least is None else earned >= self.least


COVERAGE: Final = Record(
    Coverage, {"of": ListOf(CATEGORY), "rate": Ratio(maximum=1), "least": PositiveAmount()}
)
