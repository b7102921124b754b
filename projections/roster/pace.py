"""Who lags behind: credits against the part of the year and of the cycle that has passed.

The regulation sets no pace (A3-17 judges at the end); this warns early, in even steps by the day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final
from uuid import UUID

from projections.calendar import days_from
from projections.compliance.members import Member
from projections.policy.succession import Succession
from projections.verdicts import Verdict

_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What was reached within a window against what even steps would have reached by the day.

    `expected` is shown to two decimals; `behind` is decided exactly.
    """

    window: str
    reached: Decimal
    required: Decimal
    expected: Decimal
    behind: bool
    reason: Verdict | None
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AtRisk:
    """A cadre who is behind in the year or the cycle; `evidence` are the year's statements."""

    person: str
    unit: str | None
    annual: Pace
    cycle: Pace | None
    rule: str
    evidence: tuple[UUID, ...]


def at_risk(members: Iterable[Member], on: date, policies: Succession) -> tuple[AtRisk, ...]:
    """Those who are behind on a day of the members' year, by person; looks at each once."""
    found = (_risk(member, on, policies) for member in members if member.place.assessed)
    behind = (one for one in found if one.annual.behind or (one.cycle and one.cycle.behind))
    return tuple(sorted(behind, key=lambda one: one.person))


def _risk(member: Member, on: date, policies: Succession) -> AtRisk:
    balance = member.balance
    cycle = member.dossier.case.policies.cycle_of(member.year)
    total = next((one for one in member.ledger.cycles if one.cycle == str(cycle)), None)
    year = (policies.first_day(member.year), policies.last_day(member.year))
    span = (policies.first_day(cycle.first), policies.last_day(cycle.last))
    annual = _pace(str(member.year), balance.counted, balance.required, year, on)
    whole = _pace(str(cycle), total.total, total.required, span, on) if total else None
    return AtRisk(
        person=member.person,
        unit=member.place.unit,
        annual=_told(annual, Verdict.BELOW_ANNUAL_PACE, balance.article),
        cycle=_told(whole, Verdict.BELOW_CYCLE_PACE, total.article) if whole and total else None,
        rule="R22",
        evidence=member.evidence,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reach:
    window: str
    reached: Decimal
    required: Decimal
    passed: int
    days: int


def _pace(
    window: str, reached: Decimal, required: Decimal, span: tuple[date, date], on: date
) -> _Reach:
    first, last = span
    return _Reach(
        window=window,
        reached=reached,
        required=required,
        passed=days_from(first, min(on, last)),
        days=days_from(first, last),
    )


def _told(reach: _Reach, verdict: Verdict, article: str) -> Pace:
    behind = reach.reached * reach.days < reach.required * reach.passed
    expected = reach.required * reach.passed / reach.days
    return Pace(
        window=reach.window,
        reached=reach.reached,
        required=reach.required,
        expected=expected.quantize(_CENT, ROUND_HALF_EVEN),
        behind=behind,
        reason=verdict if behind else None,
        article=article,
    )
