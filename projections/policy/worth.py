"""What an act is worth: a flat value, a rate, bands or a table. The closed set of mechanisms.

A rate and bands are read from a quantity that the act states, a table from a name: its own, or the
level of the cadre. A factor multiplies what they give. Values may be negative: penalties take
credits away. Reckoning is exact; what has no end as a decimal is rounded as the policy says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, TypeAlias

from lrs.message import message
from projections import exact
from projections.policy.bands import Bands, BandTable
from projections.policy.kinds import Choice, MapOf, PositiveAmount, Ratio
from projections.policy.record import OneOf, Record

MONTHS: Final = "months"
QUANTITIES: Final = ("days", "half_days", "hours", MONTHS, "minutes", "credits")
"""What an act may state a number of; `minutes` and `credits` are the catalogue's, of a course.
Months are those of the calendar, from the start of a class to its end; bands read whole ones, for a
rate a day beyond them is a thirtieth of one.
"""

CADRE_LEVEL: Final = "cadre_level"
NAMES: Final = (
    *("appraisal", "organiser", "outlet_level", "role", "grade", "level"),
    CADRE_LEVEL,
)
"""What an act may state a name of, or (the last) what the cadre's level was on its day."""

OTHER: Final = "other"
"""The name that stands for all that a map does not name, where it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flat:
    """Every act is worth the same."""

    flat: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So much for each unit of a quantity."""

    rate: Fraction
    per: str

    @property
    def quantity(self) -> str:
        """What it is read from."""
        return self.per

    def of_quantity(self, quantity: Fraction) -> Fraction:
        """Rate times quantity, exactly."""
        return self.rate * quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """A step table: bands of a quantity, both ends included.

    Bands that overlap are refused until `precedence` says which counts where two hold: the one of
    the `highest_value` or of the `lowest_value`.
    """

    bands: Bands
    of: str
    precedence: str | None = None

    def __post_init__(self) -> None:
        overlap = self.bands.overlap()
        if overlap and self.precedence is None:
            raise ValueError(
                message(
                    "{overlap}, or say which counts (precedence: highest_value or lowest_value)",
                    overlap=overlap,
                )
            )

    @property
    def quantity(self) -> str:
        """What it is read from."""
        return self.of

    def of_quantity(self, quantity: Fraction) -> Fraction | None:
        """The value of the band that holds the quantity."""
        best = max if self.precedence == "highest_value" else min
        found = self.bands.values(quantity)
        return Fraction(best(found)) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A value for each name of some kind; a name that does not stand there is worth what `other`
    is, or nothing."""

    table: Mapping[str, Decimal]
    by: str

    def of_name(self, name: str) -> Fraction | None:
        """The value of a name; None where it has none."""
        found = self.table.get(name, self.table.get(OTHER))
        return None if found is None else Fraction(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """What an act's worth is multiplied by, for each name of some kind; a name that does not stand
    there has the factor of `other`, or 1."""

    table: Mapping[str, Fraction]
    by: str

    def of_name(self, name: str | None) -> Fraction:
        """The factor of a name, or where there is none."""
        other = self.table.get(OTHER, Fraction(1))
        return other if name is None else self.table.get(name, other)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounding:
    """Worth is rounded to whole multiples of `to`: down or up from zero, or to the nearest."""

    to: Decimal
    by: str

    def of(self, value: Fraction) -> Decimal:
        """The rounded value."""
        steps = value / Fraction(self.to)
        whole, rest = divmod(abs(steps.numerator), steps.denominator)
        if rest:
            whole += self._up(whole, Fraction(rest, steps.denominator))
        return (-whole if steps < 0 else whole) * self.to

    def _up(self, whole: int, rest: Fraction) -> int:
        half = Fraction(1, 2)
        nearest = rest > half or (rest == half and (self.by == "half_up" or whole % 2 == 1))
        return int({"down": False, "up": True}.get(self.by, nearest))


Worth: TypeAlias = Flat | Rate | Steps | Table


@dataclass(frozen=True, slots=True)
class Signed:
    """A decimal, negative for a penalty."""

    expected: str = message("a decimal, which may be negative")

    def read(self, raw: Any) -> Decimal:
        sign, digits = (-1, raw[1:]) if isinstance(raw, str) and raw[:1] == "-" else (1, raw)
        value = exact.amount(digits) if isinstance(digits, str) else None
        if value is None:
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            )
        return sign * value


ROUNDING: Final = Record(
    Rounding, {"to": PositiveAmount(), "by": Choice(("down", "up", "half_up", "half_even"))}
)
FACTOR: Final = Record(Factor, {"table": MapOf(Ratio()), "by": Choice(NAMES)})

_QUANTITY: Final = Choice(QUANTITIES)
_VALUE: Final = Signed()

WORTH: Final = OneOf(
    {
        "flat": Record(Flat, {"flat": _VALUE}),
        "rate": Record(Rate, {"rate": Ratio(signed=True), "per": _QUANTITY}),
        "bands": Record(
            Steps,
            {
                "bands": BandTable(_VALUE, may_overlap=True),
                "of": _QUANTITY,
                "precedence": Choice(("highest_value", "lowest_value")),
            },
        ),
        "table": Record(Table, {"table": MapOf(_VALUE), "by": Choice(NAMES)}),
    }
)
