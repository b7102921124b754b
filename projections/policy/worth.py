"""What an act is worth: a flat value, a rate, bands or a table. The closed set of mechanisms.

A rate and bands are read from a quantity that the act states, a table from a name. Values may be
negative: penalties take credits away.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeAlias

from projections import exact
from projections.policy.bands import Bands, BandTable
from projections.policy.kinds import Choice, MapOf
from projections.policy.record import OneOf, Record

QUANTITIES: Final = ("days", "half_days", "hours", "minutes", "credits")
"""What an act may state a number of; `minutes` and `credits` are the catalogue's, of a course."""

NAMES: Final = ("appraisal", "outlet_level", "role", "grade", "level")
"""What an act may state a name of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flat:
    """Every act is worth the same."""

    flat: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So much for each unit of a quantity."""

    rate: Decimal
    per: str

    @property
    def quantity(self) -> str:
        """What it is read from."""
        return self.per

    def of_quantity(self, quantity: Decimal) -> Decimal:
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
                f"{overlap}, or say which counts (precedence: highest_value or lowest_value)"
            )

    @property
    def quantity(self) -> str:
        """What it is read from."""
        return self.of

    def of_quantity(self, quantity: Decimal) -> Decimal | None:
        """The value of the band that holds the quantity."""
        best = max if self.precedence == "highest_value" else min
        return best(self.bands.values(quantity), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A value for each name of some kind; a name that does not stand there is worth nothing."""

    table: Mapping[str, Decimal]
    by: str


Worth: TypeAlias = Flat | Rate | Steps | Table


@dataclass(frozen=True, slots=True)
class Signed:
    """A decimal, negative for a penalty."""

    expected: str = "a decimal, which may be negative"

    def read(self, raw: Any) -> Decimal:
        sign, digits = (-1, raw[1:]) if isinstance(raw, str) and raw[:1] == "-" else (1, raw)
        value = exact.amount(digits) if isinstance(digits, str) else None
        if value is None:
            raise ValueError(f"got {raw!r}, expected {self.expected}")
        return sign * value


_QUANTITY: Final = Choice(QUANTITIES)
_VALUE: Final = Signed()

WORTH: Final = OneOf(
    {
        "flat": Record(Flat, {"flat": _VALUE}),
        "rate": Record(Rate, {"rate": _VALUE, "per": _QUANTITY}),
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
