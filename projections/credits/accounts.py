"""The balances of years and cycles, each by what is in force on its last day.

A year is judged by Baoji's annual threshold (`carry.py`) where the policy states one, else by its
targets: several measures and windows at once, with typed carry-over. Both give the same balances
and obey the same identities, so that one can follow the other.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from projections.credits.caps import capped, caps_of, totals
from projections.credits.carry import (
    ANNUAL,
    OTHER_MEASURE,
    Balance,
    CycleTotal,
    by_cycle,
    by_year,
    capped_lines,
    cut_short,
    cycle_total,
    in_place,
)
from projections.credits.carry import balance as annual_balance
from projections.credits.carry_over import carried_out
from projections.credits.case import Entry
from projections.credits.measures import Measures
from projections.credits.standing import Standing, grade_of, needs, standings
from projections.exact import ZERO
from projections.policy.mechanisms import CARRY_OVER
from projections.policy.succession import Succession
from projections.years import Cycle

LevelOn = Callable[[date], str]

_SEPARATOR: Final = "; "

CARRIED: Final = "carried"
"""The category of what a year hands on whose policy gives it none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """The balances of years and cycles, how each stands against every target, and the lines with
    what caps cut from them."""

    balances: tuple[Balance, ...]
    cycles: tuple[CycleTotal, ...]
    standings: tuple[Standing, ...]
    entries: tuple[Entry, ...]


def accounts(
    entries: Sequence[Entry],
    policies: Succession,
    level_on: LevelOn,
    *,
    first: int,
    last: int,
    measures: Measures,
) -> Accounts:
    """The accounts of the years `first` to `last`; no entry may lie before `first`.

    A target binds by the level held on the last day of its window.
    """
    balances: list[Balance] = []
    found: list[Standing] = []
    carried: Mapping[str, Decimal] = {}
    of_year = by_year(entries)
    for year in range(first, last + 1):
        judge = _annual if policies.of_year(year).states(ANNUAL) else _by_targets
        of_year[year], balance, stands, out = judge(
            year, of_year.get(year, ()), carried, policies, level_on, measures
        )
        balance, carried = _handed_on(balance, out, policies)
        balances.append(balance)
        found += stands
    cycles: list[CycleTotal] = []
    for cycle, earned in by_cycle(balances, policies).items():
        total, stands = _cycle(cycle, earned, policies, level_on, measures)
        cycles.append(total)
        found += stands
    return Accounts(
        balances=tuple(balances),
        cycles=tuple(cycles),
        standings=tuple(found),
        entries=in_place(entries, of_year),
    )


_Judged = tuple[list[Entry], Balance, tuple[Standing, ...], Mapping[str, Decimal]]
"""The lines of a year after its caps, its balance, how it stands against targets, and what it hands
on by the category that it goes into."""


def _handed_on(
    balance: Balance, out: Mapping[str, Decimal], policies: Succession
) -> tuple[Balance, Mapping[str, Decimal]]:
    """What the next year takes over: nothing where it is counted in another unit of account."""
    year = balance.year
    if len(policies.tenures) == 1 or not out or year == date.max.year:
        return balance, out
    if policies.of_year(year).account == policies.of_year(year + 1).account:
        return balance, out
    return replace(balance, carried_out=ZERO, carry_reason=OTHER_MEASURE), {}


def _annual(
    year: int,
    lines: Sequence[Entry],
    carried_in: Mapping[str, Decimal],
    policies: Succession,
    _: LevelOn,
    __: Measures,
) -> _Judged:
    """A year under the annual threshold: what it takes over has no category."""
    terms, carried = policies.of_year(year), sum(carried_in.values(), ZERO)
    left = capped_lines(lines, terms, carried)
    ends_cycle = year == policies.cycle_of(year).last
    found = annual_balance(year, left, terms, carried, ends_cycle=ends_cycle)
    return left, found, (), {CARRIED: found.carried_out} if found.carried_out else {}


def _by_targets(
    year: int,
    lines: Sequence[Entry],
    carried_in: Mapping[str, Decimal],
    policies: Succession,
    level_on: LevelOn,
    measures: Measures,
) -> _Judged:
    terms, level = policies.of_year(year), level_on(policies.last_day(year))
    beside = measures.of([year])
    wanted = needs(level, terms, carried_in=carried_in, beside=beside)
    left = capped(lines, caps_of(terms), wanted)
    earned = totals(left)
    stands = standings(
        "year", str(year), level, terms, earned=earned, carried_in=carried_in, beside=beside
    )
    out = carried_out(
        terms,
        level,
        earned=earned,
        carried_in=carried_in,
        ends_cycle=year == policies.cycle_of(year).last,
    )
    own, carried = sum(earned.values(), ZERO), sum(carried_in.values(), ZERO)
    balance = Balance(
        year=year,
        by_category=earned,
        earned=own,
        carried_in=carried,
        counted=own + carried,
        carried_out=sum(out.values(), ZERO),
        carry_reason=None,
        required=_most(one.least for one in stands),
        missing=_most(one.missing for one in stands),
        short_shares=_shares(stands),
        grade=grade_of(stands),
        article=_joined(one.article for one in stands),
        carry_article=_joined(rule.article for rule in terms.family(CARRY_OVER).values()),
    )
    return left, balance, stands, out


def _cycle(
    cycle: Cycle,
    earned: Mapping[str, Decimal],
    policies: Succession,
    level_on: LevelOn,
    measures: Measures,
) -> tuple[CycleTotal, tuple[Standing, ...]]:
    end, terms = policies.last_day(cycle.last), policies.of_cycle(cycle)
    if cycle.cut_short:
        return cut_short(cycle, earned, terms), ()
    if terms.states(ANNUAL):
        return cycle_total(cycle, earned, terms), ()
    beside = measures.of(range(cycle.first, cycle.last + 1))
    stands = standings(
        "cycle", str(cycle), level_on(end), terms, earned=earned, carried_in={}, beside=beside
    )
    total = CycleTotal(
        cycle=str(cycle),
        by_category=dict(sorted(earned.items())),
        total=sum(earned.values(), ZERO),
        required=_most(one.least for one in stands),
        missing=_most(one.missing for one in stands),
        short_shares=_shares(stands),
        grade=grade_of(stands),
        article=_joined(one.article for one in stands),
    )
    return total, stands


def _most(amounts: Iterable[Decimal]) -> Decimal:
    """The largest of several amounts that cannot be added, since they measure different things."""
    return max(amounts, default=ZERO)


def _shares(stands: Sequence[Standing]) -> dict[str, Decimal]:
    short: dict[str, Decimal] = {}
    for stand in stands:
        for group, lacking in stand.short_shares.items():
            short[group] = max(lacking, short.get(group, ZERO))
    return short


def _joined(articles: Iterable[str]) -> str:
    return _SEPARATOR.join(sorted(set(articles)))
