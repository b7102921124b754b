"""The unit test by mean: a unit whose members count too little on average is barred.

Nanzheng's leading bodies must average 80 credits; the ratio of the unqualified (A3-18) is the other
test, and a policy may state both.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from projections.exact import ZERO
from projections.policy.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanTest:
    """What the members count together, and what they must count on average."""

    total: Decimal
    """The credits that the members count together."""
    persons: int
    """How many members there are."""
    least: Decimal
    """The credits that they must count on average."""
    article: str

    @property
    def failed(self) -> bool:
        """Whether the mean lies below what is least; compared without division."""
        return self.total < self.least * self.persons


def mean_test(counted: Collection[Decimal], terms: Terms) -> MeanTest | None:
    """The test over what each member counts; None without such a test, or without members."""
    least = terms.get(Terms.unit_mean)
    if least is None or not counted:
        return None
    total = sum(counted, ZERO)
    return MeanTest(
        total=total, persons=len(counted), least=least, article=terms.article(Terms.unit_mean)
    )
