"""Balances: what a year earned, what it takes over and hands on, and the grades (R19, R22)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from projections.case import Entry
from projections.exact import ZERO
from projections.policy.parameter import Policy, Terms
from projections.years import Cycle, cycle_of, last_day

EXCELLENT: Final = "excellent"
QUALIFIED: Final = "qualified"
UNQUALIFIED: Final = "unqualified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The balance of one credit year; all amounts are credits.

    counted = earned + carried_in, and carried_out is always the carried_in of the next year.
    `by_category` holds what counts after category caps, without zeros; `required` is the annual
    task, `missing` what is lacking. `article` sets the task, `carry_article` the carry-over.
    """

    year: int
    by_category: Mapping[str, Decimal]
    earned: Decimal
    carried_in: Decimal
    counted: Decimal
    carried_out: Decimal
    required: Decimal
    missing: Decimal
    grade: str
    article: str
    carry_article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleTotal:
    """The credits of one cycle, by year of act, each once (Q28): carried credit is not added."""

    cycle: str
    total: Decimal
    required: Decimal
    missing: Decimal
    grade: str
    article: str


def balances(
    entries: Sequence[Entry], policy: Policy, *, first: int, last: int
) -> tuple[Balance, ...]:
    """The balances of the years `first` to `last`; no entry may lie before `first`."""
    done: list[Balance] = []
    carried = ZERO
    for year in range(first, last + 1):
        done.append(_balance(year, [one for one in entries if one.year == year], policy, carried))
        carried = done[-1].carried_out
    return tuple(done)


def cycle_totals(years: Iterable[Balance], policy: Policy) -> tuple[CycleTotal, ...]:
    """The totals of every cycle that the balances touch."""
    earned: dict[Cycle, Decimal] = {}
    for balance in years:
        cycle = cycle_of(balance.year, policy)
        earned[cycle] = earned.get(cycle, ZERO) + balance.earned
    return tuple(_cycle_total(cycle, total, policy) for cycle, total in earned.items())


def _cycle_total(cycle: Cycle, total: Decimal, policy: Policy) -> CycleTotal:
    terms = policy.on(last_day(cycle.last, policy))
    required = terms.amount("thresholds.cycle_credits")
    return CycleTotal(
        cycle=str(cycle),
        total=total,
        required=required,
        missing=max(required - total, ZERO),
        grade=QUALIFIED if total >= required else UNQUALIFIED,
        article=terms.article("thresholds.cycle_credits"),
    )


def _balance(year: int, entries: Sequence[Entry], policy: Policy, carried_in: Decimal) -> Balance:
    terms = policy.on(last_day(year, policy))
    by_category = _capped(_by_category(entries), terms.value("category_cap"))
    earned = sum(by_category.values(), ZERO)
    counted = earned + carried_in
    required = terms.amount("thresholds.annual_credits")
    return Balance(
        year=year,
        by_category=by_category,
        earned=earned,
        carried_in=carried_in,
        counted=counted,
        carried_out=_carried_out(year, earned, counted, policy, terms),
        required=required,
        missing=max(required - counted, ZERO),
        grade=_grade(counted, terms),
        article=terms.article("thresholds.annual_credits"),
        carry_article=terms.article("carry.mode"),
    )


def _by_category(entries: Iterable[Entry]) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = {}
    for entry in entries:
        if entry.credits and entry.category:
            totals[entry.category] = totals.get(entry.category, ZERO) + entry.credits
    return dict(sorted(totals.items()))


def _capped(by_category: Mapping[str, Decimal], caps: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The totals with what exceeds a cap taken off, without zeros.

    A cap on a group (`reward`) holds for its categories together and takes off from the last by
    name; the year's total is the same from whichever it is taken.
    """
    left = dict(by_category)
    for name, cap in caps.items():
        members = [one for one in left if one == name or one.startswith(f"{name}.")]
        over = max(sum((left[one] for one in members), ZERO) - cap, ZERO)
        for member in reversed(members):
            taken = min(over, left[member])
            left[member] -= taken
            over -= taken
    return {category: total for category, total in left.items() if total}


def _carried_out(
    year: int, earned: Decimal, counted: Decimal, policy: Policy, terms: Terms
) -> Decimal:
    """What the next year takes over: the excess over the task, as far as it may (A3-15)."""
    mode = terms.text("carry.mode")
    ends_cycle = year == cycle_of(year, policy).last
    if mode == "none" or (ends_cycle and not terms.value("carry.cross_cycle")):
        return ZERO
    base = counted if mode == "chained" else earned
    excess = max(base - terms.amount("thresholds.annual_credits"), ZERO)
    cap = terms.value("carry.cap")
    return excess if cap is None else min(excess, cap)


def _grade(counted: Decimal, terms: Terms) -> str:
    """The annual grade (A3-17); the third one exists where the policy sets its number (Q29)."""
    excellent = terms.value("thresholds.annual_excellent")
    if excellent is not None and counted >= excellent:
        return EXCELLENT
    return QUALIFIED if counted >= terms.amount("thresholds.annual_credits") else UNQUALIFIED
