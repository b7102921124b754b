"""What a policy requires and what goes over into the next year: targets, carry rules, openings."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from lrs.message import message
from projections.exact import ZERO
from projections.policy.groups import CATEGORY, KIND, belongs
from projections.policy.kinds import (
    Amount,
    Choice,
    Flag,
    ListOf,
    MapOf,
    PositiveAmount,
    Ratio,
    Whole,
)
from projections.policy.record import Record
from projections.policy.worth import OTHER

HOURS: Final = "hours"
CREDITS: Final = "credits"
CHANNELS: Final = ("off_job", "online", "imported")
"""Where study hours come from."""

CARRIED: Final = "carried"
"""The category of what a year hands on whose policy gives it none."""

YEAR: Final = "year"
CYCLE: Final = "cycle"
LEAST: Final = "least"
TOTAL: Final = "total"
BEGUN: Final = "begun_months"
WHOLE: Final = "whole_months"
FIRST_DAY: Final = "first_day"
LAST_DAY: Final = "last_day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """At least so much of some categories together within a window: the credit year or the cycle.

    `of` are categories or groups of them (`required` holds `required.class`). `least` and
    `excellent` (the third grade) are by level, `other` for every level not named. A level that is
    named nowhere has no such duty. `shares` are minimum shares that must come from one group of
    categories: of `least`, or with `shares_of` total of all that the target's categories have.

    With `measure` hours it wants study hours beside the policy's own account, and `of` are their
    channels. With `or_days` or `or_months`, by level, so many days or months of what counts in the
    categories serve instead, added up over the acts. An act lasts as the calendar says, from its
    start to its end; with `days_a_month` so many days of attendance are a month.

    With `holders` it binds those alone who hold one of these marks on the last day of the window,
    or on the first (`holders_on`). With `pro_rata` whoever belongs to a unit in some months of the
    window alone owes their share of it: of the months begun, or of the whole ones. With
    `grace_months` who rises to a level that more is wanted of has so many months for it from then
    on, also beyond the window.
    """

    of: tuple[str, ...]
    window: str
    least: Mapping[str, Decimal]
    shares: Mapping[str, Fraction] | None = None
    shares_of: str | None = None
    excellent: Mapping[str, Decimal] | None = None
    measure: str | None = None
    or_days: Mapping[str, Decimal] | None = None
    or_months: Mapping[str, Decimal] | None = None
    days_a_month: Decimal | None = None
    holders: tuple[str, ...] | None = None
    holders_on: str | None = None
    pro_rata: str | None = None
    grace_months: int | None = None

    def __post_init__(self) -> None:
        self._check_measure()
        self._check_instead()
        self._check_needless()
        for level, amount in (self.excellent or {}).items():
            least = of_level(self.least, level)
            if least is None or amount < least:
                raise ValueError(
                    message(
                        "excellent: {level}: {amount} lies below what is least, raise it",
                        level=level,
                        amount=amount,
                    )
                )

    def _check_measure(self) -> None:
        for channel in self.of if self.measure == HOURS else ():
            if channel not in CHANNELS:
                known = ", ".join(CHANNELS)
                raise ValueError(
                    message(
                        "of: hours come from {known}, not from {channel}: name these",
                        known=known,
                        channel=channel,
                    )
                )

    def _check_needless(self) -> None:
        """Members that say nothing without another."""
        if self.shares_of and not self.shares:
            raise ValueError("shares_of: there are no shares: state shares, or take it away")
        if self.holders_on and not self.holders:
            raise ValueError("holders_on: nobody has to hold a mark: state holders")
        for group in self.shares or {}:
            if self.shares_of and not any(belongs(group, one) for one in self.of):
                raise ValueError(
                    message("shares: {group} is none of what counts: add it to of", group=group)
                )
        amounts = set(self.least.values()) | (set() if OTHER in self.least else {ZERO})
        if self.grace_months and len(amounts) < 2:
            raise ValueError("grace_months: the same is wanted of every level: take it away")

    def _check_instead(self) -> None:
        for name, amounts in (("or_days", self.or_days), ("or_months", self.or_months)):
            if self.measure == HOURS and amounts:
                what = name.partition("_")[2]
                raise ValueError(
                    message(
                        "{name}: {what} are those of categories, not of channels: take it away",
                        name=name,
                        what=what,
                    )
                )
            for level in amounts or {}:
                if of_level(self.least, level) is None:
                    raise ValueError(
                        message(
                            "{name}: {level}: nothing is least for it: add it there",
                            name=name,
                            level=level,
                        )
                    )
        if self.days_a_month is not None and not self.or_months:
            raise ValueError("days_a_month: no months are wanted: state or_months, or take it away")


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryRule:
    """What a year has of some categories over an amount goes into a category of the next year.

    `chained`: what was carried in counts for the excess, too, else a year's own credits alone.
    `cap` is the most that goes over, `cross_cycle` False: nothing leaves the last year of a cycle.
    """

    of: tuple[str, ...]
    over: Mapping[str, Decimal]
    to: str
    chained: bool
    cross_cycle: bool
    cap: Decimal | None = None


def of_level(amounts: Mapping[str, Decimal], level: str) -> Decimal | None:
    """The amount for a level; None where neither it nor `other` is named."""
    return amounts.get(level, amounts.get(OTHER))


@dataclass(frozen=True, slots=True)
class YearSteps:
    """A list of amounts by whole years: for none, for one, ..., the last for all further years."""

    expected: str = message("a list of amounts by whole years, the last for all further years")

    def read(self, raw: Any) -> tuple[Decimal, ...]:
        if not isinstance(raw, list) or not raw:
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            )
        return tuple(Amount().read(item) for item in raw)


_BY_LEVEL: Final = MapOf(Amount())

TARGET: Final = Record(
    Target,
    {
        "of": ListOf(CATEGORY),
        "window": Choice((YEAR, CYCLE)),
        "least": _BY_LEVEL,
        "shares": MapOf(Ratio(maximum=1)),
        "shares_of": Choice((LEAST, TOTAL)),
        "excellent": _BY_LEVEL,
        "measure": Choice((HOURS,)),
        "or_days": _BY_LEVEL,
        "or_months": _BY_LEVEL,
        "days_a_month": PositiveAmount(),
        "holders": ListOf(KIND),
        "holders_on": Choice((FIRST_DAY, LAST_DAY)),
        "pro_rata": Choice((BEGUN, WHOLE)),
        "grace_months": Whole(minimum=1, maximum=1_200),
    },
)

CARRY: Final = Record(
    CarryRule,
    {
        "of": ListOf(CATEGORY),
        "over": _BY_LEVEL,
        "to": CATEGORY,
        "chained": Flag(),
        "cross_cycle": Flag(),
        "cap": Amount(),
    },
)

OPENING: Final = MapOf(YearSteps())
