"""Balances: what a year earned, what it takes over and hands on, and the grades (R19, R22)."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from msgspec import Struct

from projections.case.case import Entry
from projections.credits.caps import capped, caps_of, sum_of, totals
from projections.credits.cutting import Need
from projections.exact import ZERO
from projections.policy.parameter import Terms
from projections.policy.succession import Succession
from projections.policy.years import Cycle

EXCELLENT: Final = "excellent"
QUALIFIED: Final = "qualified"
UNQUALIFIED: Final = "unqualified"
NOT_ASSESSED: Final = "not_assessed"
"""In the place of a grade, of a year in which the cadre was known not to be assessed."""
CUT_SHORT: Final = "cut_short"
"""In the place of the grade of a cycle that was not as long as it was meant to be."""

ANNUAL: Final = Terms.thresholds.annual_credits
"""The parameter by which years are judged that no targets judge."""

ANNUAL_TARGET: Final = "annual_credits"
CYCLE_TARGET: Final = "cycle_credits"
"""What Baoji's two thresholds are called beside targets."""

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


def cut_short(
    cycle: Cycle, state: str, by_category: Mapping[str, Decimal], terms: Terms
) -> CycleTotal:
    """The total of a cycle that another count of cycles cut off: it wants nothing."""
    return CycleTotal(
        cycle=str(cycle),
        state=state,
        by_category=dict(sorted(by_category.items())),
        total=sum(by_category.values(), ZERO),
        required=ZERO,
        missing=ZERO,
        missing_by_target=(),
        short_shares={},
        grade=CUT_SHORT,
        article=terms.article(Terms.calendar.cycle_anchor),
    )


def cycle_total(
    cycle: Cycle, state: str, by_category: Mapping[str, Decimal], terms: Terms
) -> CycleTotal:
    """The total of a cycle by the threshold of its last day."""
    required = terms.thresholds.cycle_credits
    total = sum(by_category.values(), ZERO)
    short = _short_shares(by_category, required, terms)
    missing = max(required - total, *short.values(), ZERO)
    return CycleTotal(
        cycle=str(cycle),
        state=state,
        by_category=dict(sorted(by_category.items())),
        total=total,
        required=required,
        missing=missing,
        missing_by_target=_lacking(CYCLE_TARGET, required, missing),
        short_shares=short,
        grade=UNQUALIFIED if missing else QUALIFIED,
        article=terms.article(Terms.thresholds.cycle_credits),
    )


def capped_lines(entries: Sequence[Entry], terms: Terms, carried_in: Decimal) -> Sequence[Entry]:
    """The lines of a year after its caps, which heed the minimum shares of the year, then those of
    the cycle."""
    caps = caps_of(terms)
    if not caps:
        return entries
    shares: Mapping[str, Decimal] = terms.get(Terms.category_min_share) or {}
    task = terms.thresholds.annual_credits - carried_in
    wanted = [Need(of=(name,), least=Fraction(share * task)) for name, share in shares.items()]
    later = [Need(of=(name,), least=None) for name in shares]
    return capped(entries, caps, [wanted, later])


def balance(
    year: int,
    entries: Sequence[Entry],
    terms: Terms,
    carried_in: Decimal,
    *,
    state: str,
    ends_cycle: bool,
) -> Balance:
    """The balance of a year by the annual threshold of its last day, from its lines after caps."""
    by_category = totals(entries)
    earned = sum(by_category.values(), ZERO)
    counted = earned + carried_in
    required = terms.thresholds.annual_credits
    short = _short_shares(by_category, required - carried_in, terms)
    missing = max(required - counted, *short.values(), ZERO)
    return Balance(
        year=year,
        state=state,
        by_category=by_category,
        earned=earned,
        carried_in=carried_in,
        counted=counted,
        carried_out=_carried_out(earned, counted, terms, ends_cycle=ends_cycle),
        carry_reason=None,
        required=required,
        missing=missing,
        missing_by_target=_lacking(ANNUAL_TARGET, required, missing),
        short_shares=short,
        grade=UNQUALIFIED if missing else _grade(counted, terms),
        article=terms.article(ANNUAL),
        carry_article=terms.article(Terms.carry.mode),
    )


def _lacking(target: str, least: Decimal, missing: Decimal) -> tuple[Lacking, ...]:
    found = Lacking(target=target, missing=missing, unit="credits", least=least)
    return (found,) if missing else ()


def _short_shares(
    by_category: Mapping[str, Decimal], task: Decimal, terms: Terms
) -> dict[str, Decimal]:
    """What is lacking of each minimum share of the task (Q5), without zeros.

    The share is one of the task and not of what was earned, so that earning more never fails
    anybody. Carried credit has no category: it lessens the task that the shares are taken of.
    """
    short: dict[str, Decimal] = {}
    for name, share in (terms.get(Terms.category_min_share) or {}).items():
        earned = sum_of(by_category, [name])
        if earned < share * task:
            short[name] = share * task - earned
    return short


def _carried_out(earned: Decimal, counted: Decimal, terms: Terms, *, ends_cycle: bool) -> Decimal:
    """What the next year takes over: the excess over the task, as far as it may (A3-15)."""
    mode = terms.carry.mode
    if mode == "none" or (ends_cycle and not terms.carry.cross_cycle):
        return ZERO
    base = counted if mode == "chained" else earned
    excess = max(ZERO, base - terms.thresholds.annual_credits)
    cap = terms.carry.cap
    return excess if cap is None else min(excess, cap)


def _grade(counted: Decimal, terms: Terms) -> str:
    """The grade of who has done his task (A3-17); the third one exists where the policy sets its
    number (Q29)."""
    excellent = terms.thresholds.annual_excellent
    return EXCELLENT if excellent is not None and counted >= excellent else QUALIFIED
