"""How somebody stands against the targets of a policy in one window, and the grade of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from projections.calendar import THIRTY
from projections.credits.caps import sum_of
from projections.credits.carry import EXCELLENT, QUALIFIED, UNQUALIFIED
from projections.credits.cutting import Need, Tiers
from projections.exact import ZERO
from projections.policy.groups import belongs
from projections.policy.mechanisms import TARGETS
from projections.policy.parameter import Dated, Terms
from projections.policy.targets import HOURS, Target, of_level

UNGRADED: Final = "ungraded"
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a window has beside the account: hours by channel; by category days, and thirtieths of
    a month."""

    hours: Mapping[str, Decimal]
    days: Mapping[str, Decimal]
    thirtieths: Mapping[str, Decimal]


NOTHING: Final = Beside(hours={}, days={}, thirtieths={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What somebody of a level has of a target in a period (a year, or a cycle such as 2023-2027).

    have = earned + carried_in; `missing` is what is lacking of `least` or of the largest minimum
    share, `short_shares` what is lacking of each share. `measure` is None for the policy's own
    account. Where `days` reach `or_days`, or `months` reach `or_months`, nothing is missing; they
    are None for a target without. `months` is shown to two decimals, but decided exactly.
    """

    target: str
    period: str
    level: str
    of: tuple[str, ...]
    earned: Decimal
    carried_in: Decimal
    have: Decimal
    least: Decimal
    missing: Decimal
    short_shares: Mapping[str, Decimal]
    excellent: Decimal | None
    measure: str | None
    days: Decimal | None
    or_days: Decimal | None
    months: Decimal | None
    or_months: Decimal | None
    article: str

    @property
    def grade(self) -> str:
        """The grade in this target alone."""
        if self.missing:
            return UNQUALIFIED
        above = self.excellent is not None and self.have >= self.excellent
        return EXCELLENT if above else QUALIFIED


def standings(
    window: str,
    period: str,
    level: str,
    terms: Terms,
    *,
    earned: Mapping[str, Decimal],
    carried_in: Mapping[str, Decimal],
    beside: Beside = NOTHING,
) -> tuple[Standing, ...]:
    """How somebody of a level stands against each target of a window that binds the level.

    `beside` is what targets want beside the account.
    """
    found = []
    for name, dated in sorted(terms.family(TARGETS).items()):
        target: Target = dated.value
        least = of_level(target.least, level)
        if target.window == window and least is not None:
            hours = target.measure == HOURS
            own, carried = (beside.hours, {}) if hours else (earned, carried_in)
            amounts = own, sum_for(target, own, terms), sum_for(target, carried, terms)
            instead = _instead(target, level, beside)
            found.append(_standing(name, dated, period, level, least, *amounts, instead))
    return tuple(found)


def sum_for(target: Target, amounts: Mapping[str, Decimal], terms: Terms) -> Decimal:
    """What counts for a target.

    A category that the policy does not know, since another earned it, counts where the target wants
    the total: every category that the policy knows.
    """
    total = sum(amounts.values(), ZERO)
    counted = sum_of(amounts, target.of)
    if counted == total or target.measure == HOURS:
        return counted
    return total if _wants_all(target.of, terms.categories) else counted


@lru_cache(maxsize=1024)
def _wants_all(of: tuple[str, ...], categories: frozenset[str]) -> bool:
    return all(any(belongs(category, group) for group in of) for category in categories)


def needs(level: str, terms: Terms, *, carried_in: Mapping[str, Decimal], beside: Beside) -> Tiers:
    """What caps have to leave in a year: what its targets want, then what their third grade wants,
    then as much as can be of what counts in the cycle."""
    year: list[Need] = []
    excellent: list[Need] = []
    cycle: list[Need] = []
    for _, dated in sorted(terms.family(TARGETS).items()):
        target: Target = dated.value
        least = of_level(target.least, level)
        if least is None or target.measure == HOURS:
            continue
        groups = [target.of, *((group,) for group in target.shares or {})]
        if target.window != "year":
            cycle += [Need(of=group, least=None) for group in groups]
        elif not _instead(target, level, beside).enough:
            task = least - sum_for(target, carried_in, terms)
            parts = [task, *(share * task for share in (target.shares or {}).values())]
            year += [
                Need(of=of, least=Fraction(part)) for of, part in zip(groups, parts, strict=True)
            ]
            above = of_level(target.excellent or {}, level)
            if above is not None:
                excellent.append(Need(of=target.of, least=Fraction(above - least + task)))
    return year, excellent, cycle


@dataclass(frozen=True, slots=True, kw_only=True)
class _Instead:
    """What may serve instead of an amount, as in Standing, and whether it does."""

    days: Decimal | None
    or_days: Decimal | None
    months: Decimal | None
    or_months: Decimal | None
    enough: bool


def _instead(target: Target, level: str, beside: Beside) -> _Instead:
    or_days = of_level(target.or_days or {}, level)
    or_months = of_level(target.or_months or {}, level)
    days = sum_of(beside.days, target.of)
    by_calendar = sum_of(beside.thirtieths, target.of), Decimal(THIRTY)
    spent, month = (days, target.days_a_month) if target.days_a_month else by_calendar
    return _Instead(
        days=None if or_days is None else days,
        or_days=or_days,
        months=None if or_months is None else (spent / month).quantize(_CENT, ROUND_HALF_EVEN),
        or_months=or_months,
        enough=(or_days is not None and days >= or_days)
        or (or_months is not None and spent >= or_months * month),
    )


def _standing(
    name: str,
    dated: Dated,
    period: str,
    level: str,
    least: Decimal,
    earned: Mapping[str, Decimal],
    own: Decimal,
    carried: Decimal,
    instead: _Instead,
) -> Standing:
    """`own` and `carried` are what counts for the target of what was earned and carried in."""
    target: Target = dated.value
    short = {} if instead.enough else _short_shares(target, least - carried, earned)
    return Standing(
        target=name.partition(".")[2],
        period=period,
        level=level,
        of=target.of,
        earned=own,
        carried_in=carried,
        have=own + carried,
        least=least,
        missing=ZERO if instead.enough else max(least - own - carried, *short.values(), ZERO),
        short_shares=short,
        excellent=of_level(target.excellent or {}, level),
        measure=target.measure,
        days=instead.days,
        or_days=instead.or_days,
        months=instead.months,
        or_months=instead.or_months,
        article=dated.article,
    )


def _short_shares(
    target: Target, task: Decimal, earned: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    """What is lacking of each minimum share, without zeros; carried credit lessens the task."""
    lacking = {
        group: share * task - sum_of(earned, [group])
        for group, share in (target.shares or {}).items()
    }
    return {group: short for group, short in lacking.items() if short > 0}


def grade_of(found: Iterable[Standing]) -> str:
    """The grade over all targets: the worst; those without a third grade do not hinder it."""
    found = list(found)
    if not found:
        return UNGRADED
    if any(one.missing for one in found):
        return UNQUALIFIED
    graded = [one for one in found if one.excellent is not None]
    return EXCELLENT if graded and all(one.grade == EXCELLENT for one in graded) else QUALIFIED
