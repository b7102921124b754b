"""Whether a unit may still be called advanced: a third or more unqualified bars it (R24, A3-18)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from projections.compliance.members import MemberResult
from projections.compliance.scorecard import mean
from projections.compliance.unit_coverage import CoverageTest, coverage_test
from projections.compliance.unit_mean import MeanTest, mean_test
from projections.credits.balances import EXCELLENT, QUALIFIED, UNQUALIFIED, Lacking
from projections.policy.succession import Succession
from projections.policy.terms import Terms
from projections.policy.years import ENDED
from projections.verdicts import UNDECIDED, Verdict

BARRED: Final = "barred_from_advanced"
CLEAR: Final = "clear"
NOT_APPLICABLE: Final = "not_applicable"
_REASONS: Final = {BARRED: Verdict.UNIT_BARRED, UNDECIDED: Verdict.YEAR_NOT_ENDED}
_TESTS: Final = (
    Terms.thresholds.unit_unqualified_ratio,
    Terms.unit_mean,
    Terms.unit_coverage,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberStanding:
    """How a member stands in the year.

    `evidence` are the statements on the year in his ledger.
    """

    cadre: str
    name: str | None
    state: str
    """How far the year is on the day: not_begun, open or ended."""
    counted: Decimal
    """The credits that count in the year."""
    missing: Decimal | None
    """The credits that are missing; null where several targets are to be met."""
    missing_by_target: tuple[Lacking, ...]
    """What is missing of each target that lacks something."""
    grade: str
    """The grade: qualified, unqualified or excellent; ungraded where the policy grades no year."""
    reason: Verdict | None
    evidence: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupStanding:
    """How those stand who are counted together."""

    assessed: int
    """How many are assessed."""
    unqualified: int
    """How many of them are unqualified."""
    verdict: str
    """Whether the unit is barred from honours: clear, barred_from_advanced, undecided or
    not_applicable."""
    limit: int
    """The number of unqualified members that bars the unit; 0 without members or such a ratio."""
    until_barred: int
    """How many more may fail before the unit is barred; 0 where the policy has no such ratio."""
    to_clear: int
    """How many of the unqualified must still qualify to clear it; 0 where the policy has no such
    ratio."""
    members: tuple[MemberStanding, ...]
    """The members, by id."""
    mean_test: MeanTest | None
    """The test by mean; null where the policy states none."""
    coverage_test: CoverageTest | None
    """The test by the share of the trained; null where the policy states none."""
    reason: Verdict | None
    """Why it is barred, or undecided; null where it is neither."""

    @property
    def qualified(self) -> int:
        """How many of them are qualified or excellent."""
        return sum(member.grade in (QUALIFIED, EXCELLENT) for member in self.members)

    @property
    def mean_credits(self) -> Decimal | None:
        """The mean of the credits that count, to two decimals; None without members."""
        return mean([member.counted for member in self.members], count=len(self.members))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCompliance(GroupStanding):
    """A unit's standing in a credit year; its verdict is undecided until the year has ended."""

    unit: str
    year: int
    state: str
    """How far the year is on the day: not_begun, open or ended."""
    apart: GroupStanding | None
    """The cadres by reference where the policy lists them apart (A3-20, Q1); null where there are
    none."""
    exempt: tuple[str, ...]
    """The members who are exempt in the year, by id."""
    excluded: tuple[str, ...]
    """The members who are not assessed for another reason, by id."""
    rule: str
    article: str


def compliance(
    unit: str, year: int, members: Iterable[MemberResult], policies: Succession, *, state: str
) -> UnitCompliance:
    """The standing of `unit` in `year`, over those members who belong there in it.

    Every member must be of that year, and folded under `policies`; `state` is how far the year is.
    """
    own = sorted((one for one in members if one.place.unit == unit), key=lambda one: one.person)
    terms = policies.of_year(year)
    stated = [test for test in _TESTS if terms.get(test) is not None]
    together = [one for one in own if one.place.assessed and not one.place.apart]
    apart = [one for one in own if one.place.assessed and one.place.apart]
    return UnitCompliance(
        unit=unit,
        year=year,
        state=state,
        **_figures(together, terms, state),
        apart=GroupStanding(**_figures(apart, terms, state)) if apart else None,
        exempt=tuple(one.person for one in own if one.place.exempt),
        excluded=tuple(
            one.person for one in own if not one.place.assessed and not one.place.exempt
        ),
        rule="R24",
        article="; ".join(terms.article(test) for test in stated),
    )


def _figures(members: Sequence[MemberResult], terms: Terms, state: str) -> dict[str, Any]:
    ratio = terms.get(Terms.thresholds.unit_unqualified_ratio)
    standings = tuple(_standing(member, state) for member in members)
    unqualified = sum(member.grade == UNQUALIFIED for member in standings)
    limit = limit_of(len(members), ratio) if ratio else 0
    by_mean = mean_test([member.counted for member in standings], terms)
    coverage = coverage_test(members, terms)
    verdict = _verdict(unqualified, len(members), ratio, [by_mean, coverage])
    if state != ENDED and verdict != NOT_APPLICABLE:
        verdict = UNDECIDED
    return {
        "assessed": len(members),
        "unqualified": unqualified,
        "verdict": verdict,
        "limit": limit,
        "until_barred": max(limit - unqualified, 0),
        "to_clear": max(unqualified - limit + 1, 0) if members and ratio else 0,
        "members": standings,
        "mean_test": by_mean,
        "coverage_test": coverage,
        "reason": _REASONS.get(verdict),
    }


def _standing(member: MemberResult, state: str) -> MemberStanding:
    balance = member.balance
    short = Verdict.CREDITS_SHORT if state == ENDED else Verdict.YEAR_NOT_ENDED
    return MemberStanding(
        cadre=member.person,
        name=member.name,
        state=state,
        counted=balance.counted,
        missing=balance.missing,
        missing_by_target=balance.missing_by_target,
        grade=balance.grade,
        reason=short if balance.grade == UNQUALIFIED else None,
        evidence=member.evidence,
    )


def _verdict(
    unqualified: int,
    assessed: int,
    ratio: tuple[int, int] | None,
    tests: Sequence[MeanTest | CoverageTest | None],
) -> str:
    """Compared in integers, the ratio itself included ("以上"): u/n >= a/b is b*u >= a*n."""
    stated = [test for test in tests if test is not None]
    if not assessed or (ratio is None and not stated):
        return NOT_APPLICABLE
    by_ratio = ratio is not None and ratio[1] * unqualified >= ratio[0] * assessed
    return BARRED if by_ratio or any(test.failed for test in stated) else CLEAR


def limit_of(assessed: int, ratio: tuple[int, int]) -> int:
    """The smallest number of unqualified that bars: a*n/b, rounded up."""
    return -(-ratio[0] * assessed // ratio[1])
