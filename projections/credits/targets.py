"""How somebody stands against the targets of a policy in one window, and the grade of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Final

from projections.calendar import THIRTY
from projections.credits.balances import EXCELLENT, QUALIFIED, UNQUALIFIED, Lacking, grade
from projections.credits.bound_targets import Beside, Bound, Had, Spans
from projections.credits.caps import short_shares, sum_of
from projections.credits.cutting import Need, Tiers
from projections.credits.duty import Who, Window
from projections.exact import ZERO, decimal_of
from projections.policy.targets import HOURS, TOTAL

UNGRADED: Final = "ungraded"
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What somebody of a level has of a target in a period (a year, or a cycle such as 2023-2027),
    which decides nothing before its `state` is `ended`.

    have = earned + carried_in. What has no end as a decimal is shown rounded up, and decided
    exactly.
    """

    target: str
    """The target, by its name in the policy."""
    window: str
    """Over what it is counted: year or cycle."""
    period: str
    """Which year or cycle: 2024, 2023-2027."""
    state: str
    """How far the period is on the day: not_begun, open or ended."""
    level: str
    """The level of the cadre by which it is wanted."""
    of: tuple[str, ...]
    """The categories, or channels of hours, that count for it; none: all."""
    earned: Decimal
    """What was earned in the window, in `unit`."""
    carried_in: Decimal
    """What came over from the year before, in `unit`."""
    have: Decimal
    """What counts: earned + carried_in, in `unit`."""
    least: Decimal
    """What is wanted at least, in `unit`; of one who rose, until his grace is over, what was wanted
    of him before."""
    missing: Decimal
    """What is lacking of the least or of the largest minimum share, in `unit`."""
    shares: Mapping[str, Decimal]
    """What there is of each category that has a minimum share, in `unit`."""
    short_shares: Mapping[str, Decimal]
    """What is lacking of each minimum share by category, in `unit`, without zeros."""
    excellent: Decimal | None
    """From what on it is excellent, in `unit`; null where the policy has no such grade."""
    measure: str | None
    """What is measured where that is not the policy's own account: hours; else null."""
    unit: str
    """The unit of all amounts here: credits or hours."""
    days: Decimal | None
    """Days of training, of a target that days may meet; else null."""
    or_days: Decimal | None
    """How many days meet it as well; null for a target without."""
    months: Decimal | None
    """Months of training to two decimals, of a target that months may meet; else null."""
    or_months: Decimal | None
    """How many months meet it as well; null for a target without."""
    since: date
    """The first day of the window."""
    until: date
    """The last day of the window."""
    part: tuple[int, int] | None
    """How many of how many months of the window count; null where all do."""
    raised: date | None
    """The day on which the cadre rose to a level that wants more; null where he has no grace."""
    due: date | None
    """The last day of his grace."""
    least_by_due: Decimal | None
    """What is wanted by the end of the grace, in `unit`."""
    missing_by_due: Decimal | None
    """What of that is missing so far, in `unit`."""
    grade: str
    """The grade in this target alone: qualified, unqualified or excellent."""
    article: str

    @property
    def lacking(self) -> Lacking | None:
        """What is missing of it, None where nothing is."""
        if not self.missing:
            return None
        return Lacking(target=self.target, missing=self.missing, unit=self.unit, least=self.least)


def standings(bounds: Iterable[Bound], window: Window, who: Who, spans: Spans) -> list[Standing]:
    """How somebody stands against each of these targets of a window."""
    return [_standing(one, window, who, spans) for one in bounds]


def needs(year: Iterable[Bound], cycle: Iterable[Bound], had: Had) -> Tiers:
    """What caps have to leave of what was earned in a year: what its targets want, then what their
    third grade wants, then as much as can be of what counts in the cycle."""
    wanted: list[Need] = []
    excellent: list[Need] = []
    for bound in (one for one in year if one.target.measure is None):
        if not _instead(bound, had.beside).enough:
            wanted += _needs(bound, had)
            above = bound.of_level(bound.target.excellent)
            if above is not None:
                carried = Fraction(bound.sum_of(had.carried_in))
                excellent.append(Need(of=bound.of(had.earned), least=above - carried))
    later = [
        Need(of=group, least=None)
        for bound in cycle
        if bound.target.measure is None
        for group in (bound.of(had.earned), *((one,) for one in bound.target.shares or {}))
    ]
    return wanted, excellent, later


def _needs(bound: Bound, had: Had) -> Iterator[Need]:
    target, of = bound.target, bound.of(had.earned)
    task = bound.least - Fraction(bound.sum_of(had.carried_in))
    yield Need(of=of, least=task)
    for group, share in (target.shares or {}).items():
        yield Need(of=(group,), least=share * task)
        if target.shares_of == TOTAL:
            yield Need(of=(group,), least=Fraction(0), share=share, out_of=of)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Instead:
    """What may serve instead of an amount, as in Standing, and whether it does."""

    days: Decimal | None
    or_days: Decimal | None
    months: Decimal | None
    or_months: Decimal | None
    enough: bool


def _instead(bound: Bound, beside: Beside, level: str | None = None) -> _Instead:
    target = bound.target
    or_days = bound.of_level(target.or_days, level)
    or_months = bound.of_level(target.or_months, level)
    days = sum_of(beside.days, target.of)
    by_calendar = sum_of(beside.thirtieths, target.of), Decimal(THIRTY)
    spent, month = (days, target.days_a_month) if target.days_a_month else by_calendar
    return _Instead(
        days=None if or_days is None else days,
        or_days=None if or_days is None else decimal_of(or_days),
        months=None if or_months is None else (spent / month).quantize(_CENT, ROUND_HALF_EVEN),
        or_months=None if or_months is None else decimal_of(or_months),
        enough=(or_days is not None and days >= or_days)
        or (or_months is not None and Fraction(spent) >= or_months * Fraction(month)),
    )


def _standing(bound: Bound, window: Window, who: Who, spans: Spans) -> Standing:
    target, grace = bound.target, bound.duty.grace
    over = grace is not None and grace.is_over(who.today)
    had = spans(grace.due if grace and over else None)
    instead = _instead(bound, had.beside)
    own, carried = _amounts(bound, had)
    short = {} if instead.enough else _short_shares(bound, had)
    lacking = max(bound.least - Fraction(own + carried), *short.values(), Fraction(0))
    excellent = bound.of_level(target.excellent)
    missing = ZERO if instead.enough else decimal_of(lacking)
    return Standing(
        target=bound.name.partition(".")[2],
        window=window.kind,
        period=window.name,
        state=window.state,
        level=bound.duty.level,
        of=target.of,
        earned=own,
        carried_in=carried,
        have=own + carried,
        least=decimal_of(bound.least),
        missing=missing,
        grade=grade(own + carried, missing, None if excellent is None else decimal_of(excellent)),
        shares={group: sum_of(had.earned, [group]) for group in target.shares or {}},
        short_shares={group: decimal_of(one) for group, one in short.items()},
        excellent=None if excellent is None else decimal_of(excellent),
        measure=target.measure,
        unit=bound.unit,
        days=instead.days,
        or_days=instead.or_days,
        months=instead.months,
        or_months=instead.or_months,
        since=bound.duty.since,
        until=window.last,
        part=bound.duty.months,
        raised=grace.raised if grace else None,
        due=grace.due if grace else None,
        **_by_due(bound, spans),
        article=bound.dated.article,
    )


def _by_due(bound: Bound, spans: Spans) -> dict[str, Decimal | None]:
    """What is wanted by the end of a grace, and what of that is missing so far."""
    grace = bound.duty.grace
    if grace is None:
        return {"least_by_due": None, "missing_by_due": None}
    had = spans(grace.due)
    least = bound.duty.part(grace.least)
    lacking = max(least - Fraction(sum(_amounts(bound, had))), Fraction(0))
    enough = _instead(bound, had.beside, bound.duty.level).enough
    return {
        "least_by_due": decimal_of(least),
        "missing_by_due": ZERO if enough else decimal_of(lacking),
    }


def _amounts(bound: Bound, had: Had) -> tuple[Decimal, Decimal]:
    """What was earned and what was carried in; hours are not carried."""
    if bound.target.measure == HOURS:
        return bound.sum_of(had.beside.hours), ZERO
    return bound.sum_of(had.earned), bound.sum_of(had.carried_in)


def _short_shares(bound: Bound, had: Had) -> dict[str, Fraction]:
    """What is lacking of each minimum share, without zeros; carried credit lessens the task.

    A share of the total is one of the task at least.
    """
    target = bound.target
    own, carried = _amounts(bound, had)
    task = bound.least - Fraction(carried)
    if target.shares_of == TOTAL:
        task = max(task, Fraction(own))
    has = had.beside.hours if target.measure == HOURS else had.earned
    return short_shares(target.shares or {}, task, lambda group: Fraction(sum_of(has, [group])))


def grade_of(found: Iterable[Standing]) -> str:
    """The grade over all targets: the worst; those without a third grade do not hinder it."""
    found = list(found)
    if not found:
        return UNGRADED
    if any(one.missing for one in found):
        return UNQUALIFIED
    graded = [one for one in found if one.excellent is not None]
    return EXCELLENT if graded and all(one.grade == EXCELLENT for one in graded) else QUALIFIED
