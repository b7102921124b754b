"""Where in the feed somebody has come: behind a position, a day after it, or a cadre within one."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from lrs.statement.bounds import FIRST_YEAR, LAST_YEAR
from lrs.statement.formats import day as day_of

_LONGEST: Final = 18
"""Digits of a position."""


class PlaceError(ValueError):
    """A text that names no place in the feed, and what was `expected`."""

    expected: Final = "a position such as 1240, or what an answer gave as `next`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Everything up to `position` is told, and the days after it up to `day`.

    Where `cadre` is given, of the last of these moments only what it did to the cadres up to him:
    of the day, or where `day` is None of the position itself.
    """

    position: int = 0
    day: date | None = None
    cadre: str | None = None

    @classmethod
    def of(cls, text: str) -> Self:
        """The place that a text names: `1240`, `1240~2026-01-01`, `1240~~c7`. Raises
        PlaceError."""
        number, _, rest = text.partition("~")
        day, mark, cadre = rest.partition("~")
        if not (number.isascii() and number.isdigit()) or len(number) > _LONGEST:
            raise PlaceError
        try:
            passed = day_of(day) if day else None
        except ValueError:
            raise PlaceError from None
        if passed is not None and not FIRST_YEAR <= passed.year <= LAST_YEAR:
            raise PlaceError
        return cls(position=int(number), day=passed, cadre=cadre if mark else None)

    def __str__(self) -> str:
        day = "" if self.day is None else self.day.isoformat()
        if self.cadre is not None:
            return f"{self.position}~{day}~{self.cadre}"
        return f"{self.position}~{day}" if day else str(self.position)
