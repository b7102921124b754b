"""The unit test by coverage: a unit of whose members too few were trained in the year is barred."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from projections.compliance.members import MemberResult
from projections.credits.caps import sum_of
from projections.policy.terms import Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageTest:
    """How many members earned what makes them trained, of how many, and what share is wanted."""

    trained: int
    """How many members earned what makes them trained."""
    persons: int
    """How many members there are."""
    rate: Fraction
    """The share of them that is wanted."""
    article: str

    @property
    def failed(self) -> bool:
        """Whether too few were trained; compared without division."""
        return self.trained < self.rate * self.persons


def coverage_test(members: Iterable[MemberResult], terms: Terms) -> CoverageTest | None:
    """The test over what each member earned in the year; None without one, or without members."""
    wanted = terms.get(Terms.unit_coverage)
    members = list(members)
    if wanted is None or not members:
        return None
    earned = [sum_of(member.balance.by_category, wanted.of) for member in members]
    return CoverageTest(
        trained=sum(wanted.trains(amount) for amount in earned),
        persons=len(members),
        rate=wanted.rate,
        article=terms.article(Terms.unit_coverage),
    )
