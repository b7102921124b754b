"""Balances: what a year earned, what it takes over and hands on, and the grades (R19, R22)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from msgspec import Struct

from projections.case.case import Entry
from projections.exact import ZERO
from projections.policy.succession import Succession
from projections.policy.years import Cycle

EXCELLENT: Final = "excellent"
QUALIFIED: Final = "qualified"
UNQUALIFIED: Final = "unqualified"
NOT_ASSESSED: Final = "not_assessed"
"""In the place of a grade, of a year in which the cadre was known not to be assessed."""
CUT_SHORT: Final = "cut_short"
"""In the place of the grade of a cycle that was not as long as it was meant to be."""

OTHER_MEASURE: Final = "other_measure"
"""Why nothing goes over into a year that is counted in credits where this one is in hours."""


class Lacking(Struct, frozen=True, kw_only=True, gc=False):
    """What is missing of one target."""

    target: str
    """The target; of Baoji's own thresholds `annual_credits` or `cycle_credits`."""
    missing: Decimal
    """How much is missing, in `unit`."""
    unit: str
    """The unit of both amounts: credits or hours."""
    least: Decimal
    """How much is wanted at least, in `unit`."""


class Balance(Struct, frozen=True, kw_only=True, gc=False):
    """The balance of one credit year; all amounts are credits.

    counted = earned + carried_in, and carried_out is always the carried_in of the next year.
    """

    year: int
    state: str
    """How far the year is on the day: not_begun, open or ended."""
    by_category: Mapping[str, Decimal]
    """The credits of each category after its cap, without zeros."""
    earned: Decimal
    """The credits of the acts of the year."""
    carried_in: Decimal
    """The credits that the year before handed on."""
    counted: Decimal
    """The credits that count: earned + carried_in."""
    carried_out: Decimal
    """The credits that go over into the next year."""
    carry_reason: str | None
    """Why what it would hand on is lost, as a code; null where nothing is."""
    required: Decimal | None
    """The credits of the annual task; null where several targets are to be met."""
    missing: Decimal | None
    """The credits that are lacking in all; null where several targets are to be met, for no one
    number can say it."""
    missing_by_target: tuple[Lacking, ...]
    """What is missing of each target that lacks something."""
    short_shares: Mapping[str, Decimal]
    """The credits that are lacking of the minimum share of each category, without zeros."""
    grade: str
    """The grade: qualified, unqualified or excellent; ungraded where the policy grades no year."""
    article: str
    """The article that sets the task."""
    carry_article: str
    """The article on what is carried over."""


class CycleTotal(Struct, frozen=True, kw_only=True, gc=False):
    """The credits of one cycle, by year of act, each once (Q28): carried credit is not added."""

    cycle: str
    state: str
    """How far the cycle is on the day: not_begun, open or ended."""
    by_category: Mapping[str, Decimal]
    """The credits of each category, without zeros."""
    total: Decimal
    """The credits of the cycle."""
    required: Decimal | None
    """The credits that the cycle wants; null where several targets are to be met."""
    missing: Decimal | None
    """The credits that are lacking in all; null where several targets are to be met."""
    missing_by_target: tuple[Lacking, ...]
    """What is missing of each target that lacks something."""
    short_shares: Mapping[str, Decimal]
    """The credits that are lacking of the minimum share of each category, without zeros."""
    grade: str
    """The grade: qualified, unqualified or excellent; cut_short where another count of cycles cut
    it off."""
    article: str
    """The article that sets the task."""


def by_year(entries: Iterable[Entry]) -> dict[int, list[Entry]]:
    """The lines of each credit year that has some."""
    lines: dict[int, list[Entry]] = {}
    for entry in entries:
        lines.setdefault(entry.year, []).append(entry)
    return lines


def in_place(entries: Iterable[Entry], of_year: Mapping[int, Iterable[Entry]]) -> tuple[Entry, ...]:
    """The lines in their old order, each as it stands among those of its year."""
    following = {year: iter(lines) for year, lines in of_year.items()}
    return tuple(next(following[one.year]) if one.year in following else one for one in entries)


def by_cycle(years: Iterable[Balance], policies: Succession) -> dict[Cycle, dict[str, Decimal]]:
    """What was earned in each cycle that the balances touch, by category; nothing twice (Q28).

    Years that were counted in another unit of account than the cycle's add nothing to it.
    """
    years = tuple(years)
    cycles = dict.fromkeys(policies.cycle_of(balance.year) for balance in years)
    earned: dict[Cycle, dict[str, Decimal]] = {cycle: {} for cycle in cycles}
    for cycle, sums in earned.items():
        account = policies.of_cycle(cycle).account
        for balance in years:
            if balance.year in cycle and policies.of_year(balance.year).account == account:
                for category, credits_ in balance.by_category.items():
                    sums[category] = sums.get(category, ZERO) + credits_
    return earned


def grade(have: Decimal, missing: Decimal, excellent: Decimal | None) -> str:
    """The grade of who has so much of what is wanted (A3-17); the third one exists where the policy
    sets its number (Q29)."""
    if missing:
        return UNQUALIFIED
    return EXCELLENT if excellent is not None and have >= excellent else QUALIFIED
