"""What a cadre has beside credits, where a policy's targets want it: hours by channel, days and
months by category."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from projections.calendar import thirtieths
from projections.credits.case import Entry
from projections.credits.matching import days_of
from projections.credits.standing import Beside
from projections.exact import ZERO
from projections.facts.fact import ClassCompleted, Fact
from projections.policy.mechanisms import TARGETS
from projections.policy.succession import Succession
from projections.policy.targets import HOURS, Target
from projections.roster.dossier import Dossier
from projections.roster.hours import hours_of

_ByYear = Mapping[int, Mapping[str, Decimal]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """By credit year: the hours of each channel; of what earned each category the days, and in
    thirtieths of a month how long it lasted."""

    hours: _ByYear = field(default_factory=dict)
    days: _ByYear = field(default_factory=dict)
    thirtieths: _ByYear = field(default_factory=dict)

    def of(self, years: Sequence[int]) -> Beside:
        """What some years have together."""
        return Beside(
            hours=_together(self.hours, years),
            days=_together(self.days, years),
            thirtieths=_together(self.thirtieths, years),
        )


def measures_of(dossier: Dossier, entries: Sequence[Entry]) -> Measures:
    """The measures that some target of the policy wants, and no others."""
    targets = _targets(dossier.case.policies)
    hours = _hours(dossier) if any(one.measure == HOURS for one in targets) else {}
    by_days = any(one.or_days or one.days_a_month for one in targets)
    by_calendar = any(one.or_months and one.days_a_month is None for one in targets)
    return Measures(
        hours=hours,
        days=_spent(dossier, entries, _days) if by_days else {},
        thirtieths=_spent(dossier, entries, _thirtieths) if by_calendar else {},
    )


def _targets(policies: Succession) -> list[Target]:
    return [
        dated.value
        for tenure in policies.tenures
        for name, values in tenure.policy.parameters.items()
        if name.startswith(f"{TARGETS}.")
        for dated in values
        if dated.value is not None
    ]


def _hours(dossier: Dossier) -> _ByYear:
    policies = dossier.case.policies
    lines = (
        (policies.year_of(one.day), one.channel, one.hours) for one in hours_of(dossier).entries
    )
    return _sums(lines)


def _days(fact: Fact) -> Decimal:
    return days_of(fact) or ZERO


def _thirtieths(fact: Fact) -> Decimal:
    """How long a class lasts by the calendar, a day beyond whole months being a thirtieth of one;
    where that is not known, and of all else, the days."""
    if isinstance(fact, ClassCompleted) and fact.start and fact.end:
        return Decimal(thirtieths(fact.start, fact.end))
    return _days(fact)


def _spent(
    dossier: Dossier, entries: Sequence[Entry], measure: Callable[[Fact], Decimal]
) -> _ByYear:
    amounts = {fact.statement_id: measure(fact) for fact in dossier.facts}
    return _sums(
        (one.year, one.category, amounts.get(one.statement_id, ZERO))
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
