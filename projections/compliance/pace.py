"""Who lags behind: what is wanted of him against the part of its window that has passed.

The regulation sets no pace (A3-17 judges at the end); this warns early, in even steps by the day.
Each target has a pace of its own, in its own unit: hours of one make up for no credits of another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final
from uuid import UUID

from projections.calendar import days_from
from projections.compliance.members import Member
from projections.credits.targets import Standing
from projections.credits.thresholds import ANNUAL_TARGET, CYCLE_TARGET
from projections.exact import ZERO
from projections.policy.succession import Succession
from projections.policy.targets import CREDITS, CYCLE, YEAR
from projections.verdicts import Verdict

_CENT: Final = Decimal("0.01")
_REASONS: Final = {YEAR: Verdict.BELOW_ANNUAL_PACE, CYCLE: Verdict.BELOW_CYCLE_PACE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What was reached of a target against what even steps would have reached by the day."""

    window: str
    """Over what it is counted: the year or the cycle."""
    state: str
    """How far the window is on the day: not_begun, open or ended."""
    unit: str
    """The unit of all amounts here: credits or hours."""
    reached: Decimal
    """What was reached by the day, in `unit`."""
    required: Decimal
    """What the window wants, in `unit`."""
    expected: Decimal
    """What even steps would have reached by the day, in `unit`, to two decimals."""
    behind: bool
    """Whether less was reached than that, decided exactly."""
    reason: Verdict | None
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AtRisk:
    """A cadre who is behind in some target of the year or the cycle.

    `evidence` are the year's statements.
    """

    cadre: str
    name: str | None
    unit: str | None
    """The unit's short id; null where he belongs to none."""
    unit_name: str | None
    targets: Mapping[str, Pace]
    """The pace of each target, by its name."""
    rule: str
    evidence: tuple[UUID, ...]


def at_risk(members: Iterable[Member], on: date, policies: Succession) -> tuple[AtRisk, ...]:
    """Those who are behind on a day of the members' year, by person; looks at each once."""
    found = (risk_of(member, on, policies) for member in members)
    return tuple(sorted((one for one in found if one), key=lambda one: one.cadre))


def risk_of(member: Member, on: date, policies: Succession) -> AtRisk | None:
    """How far a member is behind on a day; None where he is in nothing, or not assessed."""
    if not member.place.assessed:
        return None
    stands = [one for one in member.ledger.standings if one.since <= on <= (one.due or one.until)]
    paces = {one.target: _of_target(one, on) for one in stands}
    if not paces:
        paces = _of_thresholds(member, on, policies)
    if not any(pace.behind for pace in paces.values()):
        return None
    return AtRisk(
        cadre=member.person,
        name=member.name,
        unit=member.place.unit,
        unit_name=member.unit_name,
        targets=dict(sorted(paces.items())),
        rule="R22",
        evidence=member.evidence,
    )


def _of_thresholds(member: Member, on: date, policies: Succession) -> dict[str, Pace]:
    """The paces of who is judged by one sum of credits in the year and one in the cycle."""
    balance = member.balance
    cycle = member.dossier.case.policies.cycle_of(member.year)
    total = next((one for one in member.ledger.cycles if one.cycle == str(cycle)), None)
    year = _Steps(
        since=policies.first_day(member.year), until=policies.last_day(member.year), on=on
    )
    whole = _Steps(
        since=policies.first_day(cycle.first), until=policies.last_day(cycle.last), on=on
    )
    paces = {
        ANNUAL_TARGET: year.pace(
            YEAR,
            (str(member.year), balance.state),
            balance.counted,
            balance.required,
            article=balance.article,
        )
    }
    if total is not None:
        paces[CYCLE_TARGET] = whole.pace(
            CYCLE,
            (str(cycle), total.state),
            total.total,
            total.required,
            article=total.article,
        )
    return paces


@dataclass(frozen=True, slots=True, kw_only=True)
class _Steps:
    """Even steps by the day from one day until another, both inclusive, as far as they are `on`."""

    since: date
    until: date
    on: date

    @property
    def passed(self) -> int:
        """How many days have passed."""
        return days_from(self.since, min(self.on, self.until))

    @property
    def days(self) -> int:
        """How many days there are."""
        return days_from(self.since, self.until)

    def behind(self, reached: Decimal, required: Decimal) -> bool:
        """Whether less was reached than even steps would have."""
        return reached * self.days < required * self.passed

    def pace(
        self,
        kind: str,
        window: tuple[str, str],
        reached: Decimal,
        required: Decimal | None,
        *,
        article: str,
        unit: str = CREDITS,
        behind: bool | None = None,
    ) -> Pace:
        """The pace of an amount; `behind` is decided by it alone, unless that is given."""
        least = required or ZERO
        lags = self.behind(reached, least) if behind is None else behind
        return Pace(
            window=window[0],
            state=window[1],
            unit=unit,
            reached=reached,
            required=least,
            expected=(least * self.passed / self.days).quantize(_CENT, ROUND_HALF_EVEN),
            behind=lags,
            reason=_REASONS[kind] if lags else None,
            article=article,
        )


def _of_target(found: Standing, on: date) -> Pace:
    """The pace of a target: of who rose and has time for more, that of the time that he has."""
    steps = _Steps(since=found.since, until=found.until, on=on)
    reached, least, behind = found.have, found.least, _lags(found, steps)
    if not behind and found.raised and found.due and found.least_by_due and found.missing_by_due:
        steps = _Steps(since=found.raised, until=found.due, on=on)
        reached, least = found.least_by_due - found.missing_by_due, found.least_by_due
        behind = steps.behind(reached, least)
    return steps.pace(
        found.window,
        (found.period, found.state),
        reached,
        least,
        article=found.article,
        unit=found.unit,
        behind=behind,
    )


def _lags(found: Standing, steps: _Steps) -> bool:
    """Whether something is missing, and less of it is there than even steps would have reached:
    of the amount or of a share, and neither days nor months make up for it."""
    instead = ((found.days, found.or_days), (found.months, found.or_months))
    if not found.missing or any(
        has is not None and wanted is not None and not steps.behind(has, wanted)
        for has, wanted in instead
    ):
        return False
    shares = ((found.shares[one], short) for one, short in found.short_shares.items())
    return steps.behind(found.have, found.least) or any(
        steps.behind(has, has + short) for has, short in shares
    )
