"""Step tables: bands of a quantity with a value each, and whether two of them overlap."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any, Final

from lrs.message import message
from projections.policy.kinds import Kind, OrNull, Whole

_MEMBERS: Final = {"from", "to", "value"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """Whole quantities from `low` to `high` (both inclusive, None: no end) are worth `value`."""

    low: int
    high: int | None
    value: Decimal

    def holds(self, quantity: Decimal | Fraction) -> bool:
        """Whether a quantity lies in the band; 15.5 still lies in a band to 15."""
        return self.low <= quantity and (self.high is None or quantity < self.high + 1)


@dataclass(frozen=True, slots=True)
class Bands:
    """Bands in ascending order."""

    bands: tuple[Band, ...]

    def values(self, quantity: Decimal | Fraction) -> list[Decimal]:
        """The values of all bands that hold `quantity`."""
        return [band.value for band in self.bands if band.holds(quantity)]

    def value(self, quantity: Decimal) -> Decimal | None:
        """What `quantity` is worth in bands that do not overlap; None where no band holds it."""
        return next(iter(self.values(quantity)), None)

    def form(self) -> list[dict[str, Any]]:
        """The bands as they stand in a file."""
        return [{"from": band.low, "to": band.high, "value": band.value} for band in self.bands]

    def overlap(self) -> str | None:
        """Where two bands overlap, with the mend; None where none do."""
        for one, other in combinations(self.bands, 2):
            if one.high is None or other.low <= one.high:
                apart = other.low > one.low
                mend = (
                    message("end the first at {low}", low=other.low - 1)
                    if apart
                    else "take one of them away"
                )
                return message(
                    "the bands from {low} and from {low2} overlap at {low2}: {mend}",
                    low=one.low,
                    low2=other.low,
                    mend=mend,
                )
        return None


@dataclass(frozen=True, slots=True)
class BandTable:
    """A list of `{from, to, value}`; overlaps are refused, unless the reader judges them."""

    kind: Kind[Decimal]
    may_overlap: bool = False
    expected: str = message("bands {{from, to, value}} that do not overlap")

    def read(self, raw: Any) -> Bands:
        if not isinstance(raw, list) or not raw:
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            )
        bands = Bands(tuple(sorted((self._band(item) for item in raw), key=_order)))
        overlap = None if self.may_overlap else bands.overlap()
        if overlap:
            raise ValueError(overlap)
        return bands

    def _band(self, raw: Any) -> Band:
        if not isinstance(raw, dict) or set(raw) != _MEMBERS:
            raise ValueError(message("got {raw!r}, expected a band {{from, to, value}}", raw=raw))
        low, high = Whole().read(raw["from"]), OrNull(Whole()).read(raw["to"])
        if high is not None and high < low:
            raise ValueError(
                message("the band from {low} ends before it begins, at {high}", low=low, high=high)
            )
        return Band(low=low, high=high, value=self.kind.read(raw["value"]))


def _order(band: Band) -> tuple[int, bool, int, Decimal]:
    """By the first quantity, then by the last."""
    return band.low, band.high is None, band.high or 0, band.value
