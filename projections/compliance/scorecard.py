"""Online learning of a unit's members in a year, for the unit's own appraisal (R31, A2-5(3))."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from uuid import UUID

from projections.compliance.members import Member
from projections.exact import ZERO
from projections.facts.course_facts import CoursePassed
from projections.facts.order import in_order

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlineYear:
    """A member's online learning in a year."""

    cadre: str
    passed: int
    """How many tests he passed."""
    failed: int
    """How many he failed."""
    scored: int
    """How many of them have a score."""
    score_total: Decimal
    """The sum of the scores."""
    evidence: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """Participation and scores of those who are assessed in a unit."""

    members: int
    """How many are assessed."""
    participants: int
    """How many of them took a test."""
    passed: int
    """How many tests they passed."""
    failed: int
    """How many they failed."""
    mean_score: Decimal | None
    """The mean of all scored tests, to two decimals; null where none has a score."""
    rule: str
    article: str


def online_year(member: Member) -> OnlineYear:
    """The tests that a member sat in the year, those that stand."""
    case = member.dossier.case
    sat = in_order(
        one
        for one in member.dossier.facts
        if isinstance(one, CoursePassed)
        and case.policies.year_of(case.day(one)) == member.year
        and case.stands(one)
    )
    scores = [one.score for one in sat if one.score is not None]
    return OnlineYear(
        cadre=member.person,
        passed=sum(one.success for one in sat),
        failed=sum(not one.success for one in sat),
        scored=len(scores),
        score_total=sum(scores, ZERO),
        evidence=tuple(one.statement_id for one in sat),
    )


def scorecard(years: Sequence[OnlineYear]) -> Scorecard:
    """The scorecard of some members, by the online learning of each."""
    return Scorecard(
        members=len(years),
        participants=sum(bool(one.passed or one.failed) for one in years),
        passed=sum(one.passed for one in years),
        failed=sum(one.failed for one in years),
        mean_score=mean([one.score_total for one in years], count=sum(one.scored for one in years)),
        rule="R31",
        article="A2-5(3)",
    )


def mean(values: Sequence[Decimal], *, count: int) -> Decimal | None:
    """The sum of the values over a count, to two decimals; None where the count is 0."""
    if not count:
        return None
    return (sum(values, ZERO) / count).quantize(_CENT, ROUND_HALF_EVEN)
