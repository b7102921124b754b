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

_RULE: Final = "R24"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFigures:
    """How those stand who are counted together, in figures; the fields are those of GroupStanding.

    `qualified` counts the excellent, too; `mean_credits` is the mean of the credits that count, to
    two decimals, and None without members.
    """

    assessed: int
    qualified: int
    unqualified: int
    mean_credits: Decimal | None
    verdict: str
    limit: int
    until_barred: int
    to_clear: int
    mean_test: MeanTest | None
    coverage_test: CoverageTest | None
    reason: Verdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFigures:
    """A unit's standing in a credit year, in figures: what a report on many units needs of each.

    `apart` are the cadres by reference where the policy lists them so; None where there are none.
    """

    unit: str
    own: GroupFigures
    apart: GroupFigures | None
    rule: str
    article: str


def compliance(
    unit: str, year: int, members: Iterable[MemberResult], policies: Succession, *, state: str
) -> UnitCompliance:
    """The standing of `unit` in `year`, over those members who belong there in it.

    Every member must be of that year, and folded under `policies`; `state` is how far the year is.
    """
    here = sorted((one for one in members if one.place.unit == unit), key=lambda one: one.person)
    terms = policies.of_year(year)
    own, apart = _parted(here)
    return UnitCompliance(
        unit=unit,
        year=year,
        state=state,
        **_group(own, terms, state),
        apart=GroupStanding(**_group(apart, terms, state)) if apart else None,
        exempt=tuple(one.person for one in here if one.place.exempt),
        excluded=tuple(
            one.person for one in here if not one.place.assessed and not one.place.exempt
        ),
        rule=_RULE,
        article=_article(terms),
    )


def unit_figures(
    unit: str, year: int, members: Iterable[MemberResult], policies: Succession, *, state: str
) -> UnitFigures:
    """The figures of what `compliance` tells of the same."""
    terms = policies.of_year(year)
    own, apart = _parted([one for one in members if one.place.unit == unit])
    return UnitFigures(
        unit=unit,
        own=_figures(own, terms, state),
        apart=_figures(apart, terms, state) if apart else None,
        rule=_RULE,
        article=_article(terms),
    )


def _parted(members: Sequence[MemberResult]) -> tuple[list[MemberResult], list[MemberResult]]:
    """Those who are assessed: who is counted in the unit, and who is counted apart."""
    counted = [one for one in members if one.place.assessed]
    own = [one for one in counted if not one.place.apart]
    return own, [one for one in counted if one.place.apart]


def _article(terms: Terms) -> str:
    return "; ".join(terms.article(test) for test in _TESTS if terms.get(test) is not None)


def _group(members: Sequence[MemberResult], terms: Terms, state: str) -> dict[str, Any]:
    found = _figures(members, terms, state)
    return {
        "assessed": found.assessed,
        "unqualified": found.unqualified,
        "verdict": found.verdict,
        "limit": found.limit,
        "until_barred": found.until_barred,
        "to_clear": found.to_clear,
        "members": tuple(_standing(member, state) for member in members),
        "mean_test": found.mean_test,
        "coverage_test": found.coverage_test,
        "reason": found.reason,
    }


def _figures(members: Sequence[MemberResult], terms: Terms, state: str) -> GroupFigures:
    ratio = terms.get(Terms.thresholds.unit_unqualified_ratio)
    grades = [member.balance.grade for member in members]
    counted = [member.balance.counted for member in members]
    unqualified = grades.count(UNQUALIFIED)
    limit = limit_of(len(members), ratio) if ratio else 0
    by_mean = mean_test(counted, terms)
    coverage = coverage_test(members, terms)
    verdict = _verdict(unqualified, len(members), ratio, [by_mean, coverage])
    if state != ENDED and verdict != NOT_APPLICABLE:
        verdict = UNDECIDED
    return GroupFigures(
        assessed=len(members),
        qualified=grades.count(QUALIFIED) + grades.count(EXCELLENT),
        unqualified=unqualified,
        mean_credits=mean(counted, count=len(members)),
        verdict=verdict,
        limit=limit,
        until_barred=max(limit - unqualified, 0),
        to_clear=max(unqualified - limit + 1, 0) if members and ratio else 0,
        mean_test=by_mean,
        coverage_test=coverage,
        reason=_REASONS.get(verdict),
    )


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
