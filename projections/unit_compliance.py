"""Whether a unit may still be called advanced: a third or more unqualified bars it (R24, A3-18)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from projections.carry import UNQUALIFIED
from projections.credit_ledger import Ledger
from projections.membership import unit_of_year
from projections.policy.parameter import Policy
from projections.unit_mean import MeanTest, mean_test
from projections.years import last_day

BARRED: Final = "barred_from_advanced"
CLEAR: Final = "clear"
NOT_APPLICABLE: Final = "not_applicable"
RATIO: Final = "thresholds.unit_unqualified_ratio"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberStanding:
    """How a member stands in the year: credits counted, grade, and credits still missing."""

    person: str
    counted: Decimal
    missing: Decimal
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCompliance:
    """A unit's standing in a credit year.

    `limit` is the number of unqualified members that bars the unit (0 without members),
    `until_barred` how many more may fail before that happens, `to_clear` how many of the
    unqualified must still qualify to clear it; all three are 0 where the policy has no such ratio.
    `mean_test` is the test by mean where it states one. `members` are sorted by person.
    """

    unit: str
    year: int
    assessed: int
    unqualified: int
    verdict: str
    limit: int
    until_barred: int
    to_clear: int
    members: tuple[MemberStanding, ...]
    mean_test: MeanTest | None
    rule: str
    article: str


def compliance(unit: str, year: int, ledgers: Iterable[Ledger], policy: Policy) -> UnitCompliance:
    """The standing of `unit` in `year`, over those ledgers whose cadre is assessed there.

    Every ledger must show the year, and be folded under `policy`. Raises KeyError where one does
    not show it.
    """
    members = sorted(
        (
            _standing(ledger, year)
            for ledger in ledgers
            if unit_of_year(ledger.memberships, year, policy) == unit
        ),
        key=lambda member: member.person,
    )
    terms = policy.on(last_day(year, policy))
    ratio: tuple[int, int] | None = terms.optional(RATIO)
    unqualified = sum(member.grade == UNQUALIFIED for member in members)
    limit = _limit(len(members), ratio) if ratio else 0
    mean = mean_test([member.counted for member in members], terms)
    stated = [name for name in (RATIO, "unit_mean") if terms.optional(name) is not None]
    return UnitCompliance(
        unit=unit,
        year=year,
        assessed=len(members),
        unqualified=unqualified,
        verdict=_verdict(unqualified, len(members), ratio, mean),
        limit=limit,
        until_barred=max(limit - unqualified, 0),
        to_clear=max(unqualified - limit + 1, 0) if members and ratio else 0,
        members=tuple(members),
        mean_test=mean,
        rule="R24",
        article="; ".join(terms.article(name) for name in stated),
    )


def _standing(ledger: Ledger, year: int) -> MemberStanding:
    balance = ledger.balance(year)
    return MemberStanding(
        person=ledger.person,
        counted=balance.counted,
        missing=balance.missing,
        grade=balance.grade,
    )


def _verdict(
    unqualified: int, assessed: int, ratio: tuple[int, int] | None, mean: MeanTest | None
) -> str:
    """Compared in integers, the ratio itself included ("以上"): u/n >= a/b is b*u >= a*n."""
    if not assessed or (ratio is None and mean is None):
        return NOT_APPLICABLE
    by_ratio = ratio is not None and ratio[1] * unqualified >= ratio[0] * assessed
    by_mean = mean is not None and mean.failed
    return BARRED if by_ratio or by_mean else CLEAR


def _limit(assessed: int, ratio: tuple[int, int]) -> int:
    """The smallest number of unqualified that bars: a*n/b, rounded up."""
    return -(-ratio[0] * assessed // ratio[1])
