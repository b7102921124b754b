"""What a cadre has beside credits, where a policy's targets want it: hours by channel, days and
months by category."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from projections.calendar import thirtieths
from projections.case.case import Entry
from projections.case.dossier import Dossier
from projections.case.item_match import days_of
from projections.credits.bound_targets import Beside
from projections.credits.hours import HoursEntry, hours_entries
from projections.exact import ZERO
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.fact import Fact
from projections.policy.mechanisms import TARGETS
from projections.policy.targets import HOURS, Target

ByYear: TypeAlias = Mapping[int, Sequence[tuple[date, str, Decimal]]]
"""Amounts by credit year, each with its day and what it is an amount of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What a cadre has beside credits, by credit year.

    `hours` are study hours by channel. `days` are days of training by the category that they earned
    credits of. `thirtieths` say how long the same acts lasted by the calendar, in thirtieths of a
    month.
    """

    hours: ByYear = field(default_factory=dict)
    days: ByYear = field(default_factory=dict)
    thirtieths: ByYear = field(default_factory=dict)

    def of(self, years: range, until: date | None = None) -> Beside:
        """What some years have together, and what comes after them until a day."""
        return Beside(
            hours=together(self.hours, years, until),
            days=together(self.days, years, until),
            thirtieths=together(self.thirtieths, years, until),
        )


def together(amounts: ByYear, years: range, until: date | None = None) -> dict[str, Decimal]:
    """The sums of some years by name, with all later amounts until a day."""
    sums: dict[str, Decimal] = {}
    later = [] if until is None else [year for year in amounts if year >= years.stop]
    for year in (*years, *later):
        for day, name, amount in amounts.get(year, ()):
            if until is None or year in years or day <= until:
                sums[name] = sums.get(name, ZERO) + amount
    return sums


def measures_of(
    dossier: Dossier, entries: Sequence[Entry], hours: Sequence[HoursEntry] | None = None
) -> Measures:
    """The measures that some target of the policy wants, and no others; `hours` are those of the
    dossier, where they are known already."""
    targets: list[Target] = list(dossier.case.policies.ever(TARGETS))
    by_hours = any(one.measure == HOURS for one in targets)
    by_days = any(one.or_days or one.days_a_month for one in targets)
    by_calendar = any(one.or_months and one.days_a_month is None for one in targets)
    return Measures(
        hours=_hours(dossier, hours) if by_hours else {},
        days=_spent(dossier, entries, _days) if by_days else {},
        thirtieths=_spent(dossier, entries, _thirtieths) if by_calendar else {},
    )


def _hours(dossier: Dossier, hours: Sequence[HoursEntry] | None) -> ByYear:
    policies = dossier.case.policies
    return _by_year(
        (policies.year_of(one.day), one.day, one.channel, one.hours)
        for one in (hours_entries(dossier) if hours is None else hours)
    )


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
) -> ByYear:
    amounts = {fact.statement_id: measure(fact) for fact in dossier.facts}
    return _by_year(
        (one.year, one.day, one.category, amounts.get(one.statement_id, ZERO))
        for one in entries
        if one.reason is None and one.category
    )


def _by_year(lines: Iterable[tuple[int, date, str, Decimal]]) -> ByYear:
    found: dict[int, list[tuple[date, str, Decimal]]] = {}
    for year, day, name, amount in lines:
        found.setdefault(year, []).append((day, name, amount))
    return found
