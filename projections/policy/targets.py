"""What a policy requires and what goes over into the next year: targets, carry rules, openings."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from projections.policy.groups import CATEGORY
from projections.policy.kinds import Amount, Choice, Flag, ListOf, MapOf, PositiveAmount
from projections.policy.record import Record
from projections.policy.worth import OTHER

HOURS: Final = "hours"
CHANNELS: Final = ("off_job", "online", "imported")
"""Where study hours come from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """At least so much of some categories together within a window: the credit year or the cycle.

    `of` are categories or groups of them (`required` holds `required.class`). `least` and
    `excellent` (the third grade) are by level, `other` for every level not named. A level that is
    named nowhere has no such duty. `shares` are minimum shares of `least` that must come from one
    group of categories.

    With `measure` hours it wants study hours beside the policy's own account, and `of` are their
    channels. With `or_days` or `or_months`, by level, so many days or months of what counts in the
    categories serve instead, added up over the acts. An act lasts as the calendar says, from its
    start to its end; with `days_a_month` so many days of attendance are a month.
    """

    of: tuple[str, ...]
    window: str
    least: Mapping[str, Decimal]
    shares: Mapping[str, Decimal] | None = None
    excellent: Mapping[str, Decimal] | None = None
    measure: str | None = None
    or_days: Mapping[str, Decimal] | None = None
    or_months: Mapping[str, Decimal] | None = None
    days_a_month: Decimal | None = None

    def __post_init__(self) -> None:
        self._check_measure()
        self._check_instead()
        for level, amount in (self.excellent or {}).items():
            least = of_level(self.least, level)
            if least is None or amount < least:
                raise ValueError(f"excellent: {level}: {amount} lies below what is least, raise it")

    def _check_measure(self) -> None:
        for channel in self.of if self.measure == HOURS else ():
            if channel not in CHANNELS:
                known = ", ".join(CHANNELS)
                raise ValueError(f"of: hours come from {known}, not from {channel}: name these")

    def _check_instead(self) -> None:
        for name, amounts in (("or_days", self.or_days), ("or_months", self.or_months)):
            if self.measure == HOURS and amounts:
                what = name.partition("_")[2]
                raise ValueError(
                    f"{name}: {what} are those of categories, not of channels: take it away"
                )
            for level in amounts or {}:
                if of_level(self.least, level) is None:
                    raise ValueError(f"{name}: {level}: nothing is least for it: add it there")
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

    expected: str = "a list of amounts by whole years, the last for all further years"

    def read(self, raw: Any) -> tuple[Decimal, ...]:
        if not isinstance(raw, list) or not raw:
            raise ValueError(f"got {raw!r}, expected {self.expected}")
        return tuple(Amount().read(item) for item in raw)


_BY_LEVEL: Final = MapOf(Amount())

TARGET: Final = Record(
    Target,
    {
        "of": ListOf(CATEGORY),
        "window": Choice(("year", "cycle")),
        "least": _BY_LEVEL,
        "shares": MapOf(Amount(maximum=1)),
        "excellent": _BY_LEVEL,
        "measure": Choice((HOURS,)),
        "or_days": _BY_LEVEL,
        "or_months": _BY_LEVEL,
        "days_a_month": PositiveAmount(),
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
