"""What a cadre has beside credits, where a policy's targets want it: hours by channel, days by
category."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from projections.credits.case import Entry
from projections.credits.matching import days_of
from projections.credits.standing import Beside
from projections.exact import ZERO
from projections.policy.mechanisms import TARGETS
from projections.policy.parameter import Policy
from projections.policy.targets import HOURS, Target
from projections.roster.dossier import Dossier
from projections.roster.hours import hours_of
from projections.years import credit_year

_ByYear = Mapping[int, Mapping[str, Decimal]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """By credit year: the hours of each channel, and the days of what earned each category."""

    hours: _ByYear = field(default_factory=dict)
    days: _ByYear = field(default_factory=dict)

    def of(self, years: Sequence[int]) -> Beside:
        """What some years have together."""
        return Beside(hours=_together(self.hours, years), days=_together(self.days, years))


def measures_of(dossier: Dossier, entries: Sequence[Entry]) -> Measures:
    """The measures that some target of the policy wants, and no others."""
    targets = _targets(dossier.case.policy)
    hours = _hours(dossier) if any(one.measure == HOURS for one in targets) else {}
    days = _days(dossier, entries) if any(one.or_days for one in targets) else {}
    return Measures(hours=hours, days=days)


def _targets(policy: Policy) -> list[Target]:
    return [
        dated.value
        for name, values in policy.parameters.items()
        if name.startswith(f"{TARGETS}.")
        for dated in values
        if dated.value is not None
    ]


def _hours(dossier: Dossier) -> _ByYear:
    policy = dossier.case.policy
    lines = (
        (credit_year(one.day, policy), one.channel, one.hours) for one in hours_of(dossier).entries
    )
    return _sums(lines)


def _days(dossier: Dossier, entries: Sequence[Entry]) -> _ByYear:
    days = {fact.statement_id: days_of(fact) or ZERO for fact in dossier.facts}
    return _sums(
        (one.year, one.category, days.get(one.statement_id, ZERO))
        for one in entries
        if one.reason is None and one.category
    )


def _sums(lines: Iterable[tuple[int, str, Decimal]]) -> _ByYear:
    sums: dict[int, dict[str, Decimal]] = {}
    for year, name, amount in lines:
        of_year = sums.setdefault(year, {})
        of_year[name] = of_year.get(name, ZERO) + amount
    return sums


def _together(amounts: _ByYear, years: Sequence[int]) -> Mapping[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for year in years:
        for name, amount in amounts.get(year, {}).items():
            sums[name] = sums.get(name, ZERO) + amount
    return sums
