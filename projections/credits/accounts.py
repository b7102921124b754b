"""The balances of years and cycles, each by what is in force on its last day.

A year is judged by Baoji's annual threshold where the policy states one, else by its targets:
several measures and windows at once, with typed carry-over. Both give the same balances, so that
one can follow the other. First the amounts of each year are settled, one after the other, since
each hands on to the next; then years and cycles are judged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final

from projections.case.case import Entry
from projections.credits import thresholds
from projections.credits.balances import (
    CUT_SHORT,
    OTHER_MEASURE,
    Balance,
    CycleTotal,
    by_cycle,
    by_year,
    in_place,
)
from projections.credits.bound_targets import Had, bound_by
from projections.credits.caps import capped, caps_of, totals
from projections.credits.carry_over import carried_out
from projections.credits.cutting import Tiers
from projections.credits.duty import Who, Window
from projections.credits.measures import Measures
from projections.credits.targets import Standing, grade_of, needs, standings
from projections.exact import ZERO
from projections.policy.mechanisms import CARRY_OVER
from projections.policy.succession import Succession
from projections.policy.targets import CYCLE, YEAR
from projections.policy.terms import Terms
from projections.policy.years import Cycle, Reached

_SEPARATOR: Final = "; "

_CUT_SHORT: Final[Mapping[str, Any]] = {
    "required": ZERO,
    "missing": ZERO,
    "missing_by_target": (),
    "short_shares": {},
    "grade": CUT_SHORT,
}
"""What the total of a cycle says that another count of cycles cut off: it wants nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """The balances of years and cycles, how each stands against every target, and the lines with
    what caps cut from them."""

    balances: tuple[Balance, ...]
    cycles: tuple[CycleTotal, ...]
    standings: tuple[Standing, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judges:
    """By what and whom years and cycles are judged: a target binds by the level held on the last
    day of its window."""

    policies: Succession
    who: Who
    measures: Measures
    reached: Reached

    def year(self, year: int) -> Window:
        """A credit year as a window."""
        first, last = self.policies.first_day(year), self.policies.last_day(year)
        state, years = self.reached.of_year(year), range(year, year + 1)
        return Window(kind=YEAR, name=str(year), state=state, first=first, last=last, years=years)

    def cycle(self, cycle: Cycle) -> Window:
        """A cycle as a window."""
        first, last = self.policies.first_day(cycle.first), self.policies.last_day(cycle.last)
        state, years = self.reached.of_cycle(cycle), range(cycle.first, cycle.last + 1)
        return Window(kind=CYCLE, name=str(cycle), state=state, first=first, last=last, years=years)

    def stands(
        self,
        window: Window,
        earned: Mapping[str, Decimal],
        *,
        carried_in: Mapping[str, Decimal],
        lines: Mapping[int, Sequence[Entry]],
    ) -> list[Standing]:
        """How somebody stands against the targets of a window; `lines` are those of all years."""

        def until(day: date | None) -> Had:
            later = {} if day is None else self._earned_after(window, day, lines)
            return Had(
                earned=_plus(earned, later),
                carried_in=carried_in,
                beside=self.measures.of(window.years, day),
            )

        terms = self.policies.of_day(window.last)
        return standings(bound_by(terms, self.who, window), window, self.who, until)

    def _earned_after(
        self, window: Window, day: date, lines: Mapping[int, Sequence[Entry]]
    ) -> Mapping[str, Decimal]:
        """What was earned from the end of a window until a day, by category, in its own unit of
        account."""
        account = self.policies.of_day(window.last).account
        return totals(
            line
            for year, own in lines.items()
            if year >= window.years.stop and self.policies.of_year(year).account == account
            for line in own
            if line.day <= day
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Year:
    """The amounts of a year, by category; `carry_reason` is why what it would hand on is lost."""

    lines: Sequence[Entry]
    earned: Mapping[str, Decimal]
    carried_in: Mapping[str, Decimal]
    carried_out: Mapping[str, Decimal]
    carry_reason: str | None = None


def accounts(entries: Sequence[Entry], judges: Judges, *, first: int, last: int) -> Accounts:
    """The accounts of the years `first` to `last`; no entry may lie before `first`."""
    amounts = _amounts(entries, judges, first, last)
    lines = {year: one.lines for year, one in amounts.items()}
    found: list[Standing] = []
    balances: list[Balance] = []
    for year, one in amounts.items():
        balance, stands = _balance(year, one, lines, judges)
        balances.append(balance)
        found += stands
    cycles: list[CycleTotal] = []
    for cycle, earned in by_cycle(balances, judges.policies).items():
        total, stands = _cycle(cycle, earned, lines, judges)
        cycles.append(total)
        found += stands
    return Accounts(
        balances=tuple(balances),
        cycles=tuple(cycles),
        standings=tuple(found),
        entries=in_place(entries, lines),
    )


def after_caps(
    entries: Sequence[Entry], judges: Judges, *, first: int, last: int
) -> tuple[Entry, ...]:
    """The entries of such accounts, without judging their years."""
    amounts = _amounts(entries, judges, first, last)
    return in_place(entries, {year: one.lines for year, one in amounts.items()})


def _amounts(entries: Sequence[Entry], judges: Judges, first: int, last: int) -> dict[int, _Year]:
    """The amounts of each year, after its caps and with what the year before handed on."""
    of_year = by_year(entries)
    found: dict[int, _Year] = {}
    carried: Mapping[str, Decimal] = {}
    for year in range(first, last + 1):
        one = _settled(year, of_year.get(year, ()), carried, judges)
        found[year] = _handed_on(year, one, judges.policies)
        carried = found[year].carried_out
    return found


def _handed_on(year: int, amounts: _Year, policies: Succession) -> _Year:
    """What the next year takes over: nothing where it is counted in another unit of account."""
    if len(policies.tenures) == 1 or not amounts.carried_out or year == date.max.year:
        return amounts
    if policies.of_year(year).account == policies.of_year(year + 1).account:
        return amounts
    return replace(amounts, carried_out={}, carry_reason=OTHER_MEASURE)


def _settled(
    year: int, lines: Sequence[Entry], carried_in: Mapping[str, Decimal], judges: Judges
) -> _Year:
    """A year after its caps, with what it hands on."""
    policies = judges.policies
    terms, last = policies.of_year(year), policies.last_day(year)
    caps = caps_of(terms)
    if caps:
        lines = capped(lines, caps, partial(_needs, year, lines, carried_in, judges))
    earned = totals(lines)
    out = carried_out(
        terms,
        judges.who.roster.level(last),
        earned=earned,
        carried_in=carried_in,
        ends_cycle=year == policies.cycle_of(year).last,
    )
    return _Year(lines=lines, earned=earned, carried_in=carried_in, carried_out=out)


def _needs(
    year: int, lines: Sequence[Entry], carried_in: Mapping[str, Decimal], judges: Judges
) -> Tiers:
    """What the caps of a year have to leave."""
    policies, who = judges.policies, judges.who
    terms, window, cycle = policies.of_year(year), judges.year(year), policies.cycle_of(year)
    if terms.states(thresholds.ANNUAL):
        return thresholds.needs(terms, sum(carried_in.values(), ZERO))
    beside = judges.measures.of(window.years)
    return needs(
        bound_by(terms, who, window),
        [] if cycle.cut_short else bound_by(terms, who, judges.cycle(cycle)),
        Had(earned=totals(lines), carried_in=carried_in, beside=beside),
    )


def _balance(
    year: int, amounts: _Year, lines: Mapping[int, Sequence[Entry]], judges: Judges
) -> tuple[Balance, list[Standing]]:
    terms, window = judges.policies.of_year(year), judges.year(year)
    own, carried = sum(amounts.earned.values(), ZERO), sum(amounts.carried_in.values(), ZERO)
    stands: list[Standing] = []
    if terms.states(thresholds.ANNUAL):
        verdict = thresholds.of_year(terms, amounts.earned, carried)
        carry_article = terms.article(Terms.carry.mode)
    else:
        stands = judges.stands(window, amounts.earned, carried_in=amounts.carried_in, lines=lines)
        verdict = _verdict(stands)
        carry_article = _joined(rule.article for rule in terms.family(CARRY_OVER).values())
    balance = Balance(
        year=year,
        state=window.state,
        by_category=amounts.earned,
        earned=own,
        carried_in=carried,
        counted=own + carried,
        carried_out=sum(amounts.carried_out.values(), ZERO),
        carry_reason=amounts.carry_reason,
        **verdict,
        carry_article=carry_article,
    )
    return balance, stands


def _cycle(
    cycle: Cycle,
    earned: Mapping[str, Decimal],
    lines: Mapping[int, Sequence[Entry]],
    judges: Judges,
) -> tuple[CycleTotal, list[Standing]]:
    terms = judges.policies.of_cycle(cycle)
    stands: list[Standing] = []
    if cycle.cut_short:
        verdict = {**_CUT_SHORT, "article": terms.article(Terms.calendar.cycle_anchor)}
    elif terms.states(thresholds.ANNUAL):
        verdict = thresholds.of_cycle(terms, earned)
    else:
        stands = judges.stands(judges.cycle(cycle), earned, carried_in={}, lines=lines)
        verdict = _verdict(stands)
    total = CycleTotal(
        cycle=str(cycle),
        state=judges.reached.of_cycle(cycle),
        by_category=dict(sorted(earned.items())),
        total=sum(earned.values(), ZERO),
        **verdict,
    )
    return total, stands


def _plus(some: Mapping[str, Decimal], more: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
    return {name: some.get(name, ZERO) + more.get(name, ZERO) for name in {**some, **more}}


def _verdict(stands: Sequence[Standing]) -> dict[str, Any]:
    """What a balance says of its targets.

    One number for what is wanted and missing there is only where one target wants it: amounts of
    different measures and categories cannot be compared.
    """
    several = len(stands) > 1
    short: dict[str, Decimal] = {}
    for stand in stands:
        for group, lacking in stand.short_shares.items():
            short[group] = max(lacking, short.get(group, ZERO))
    return {
        "required": None if several else sum((one.least for one in stands), ZERO),
        "missing": None if several else sum((one.missing for one in stands), ZERO),
        "missing_by_target": tuple(one.lacking for one in stands if one.lacking),
        "short_shares": short,
        "grade": grade_of(stands),
        "article": _joined(one.article for one in stands),
    }


def _joined(articles: Iterable[str]) -> str:
    return _SEPARATOR.join(sorted(set(articles)))
