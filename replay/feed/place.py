"""Where in the feed a reader has come: behind a position, a day after it, or somebody within."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Self

from lrs.statement.formats import day as day_of
from lrs.statement.years import FIRST_YEAR, LAST_YEAR
from projections.calendar import day_before
from replay.feed.whom import Of, Whom

_LONGEST: Final = 18
"""Digits of a position."""


class PlaceError(ValueError):
    """A text that names no place in the feed, and what was `expected`."""

    expected = "a position such as 1240, or what an answer gave as `next`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Everything up to `position` is told, and the days after it up to `day`.

    Where `whom` is given, of the last of these moments only what it did to those up to him: of the
    day, or where `day` is None of the position itself.
    """

    position: int = 0
    day: date | None = None
    whom: Whom | None = None

    @classmethod
    def of(cls, text: str) -> Self:
        """The place that a text names: `1240`, `1240~2026-01-01`, `1240~~cadre~c7`. Raises
        PlaceError."""
        number, _, rest = text.partition("~")
        day, mark, whom = rest.partition("~")
        if not (number.isascii() and number.isdigit()) or len(number) > _LONGEST:
            raise PlaceError
        try:
            passed = day_of(day) if day else None
        except ValueError:
            raise PlaceError from None
        if passed is not None and not FIRST_YEAR <= passed.year <= LAST_YEAR:
            raise PlaceError
        return cls(position=int(number), day=passed, whom=_whom(whom) if mark else None)

    @property
    def of_moment(self) -> Self:
        """Where the moment begins that it lies within; what lies within none, itself."""
        if self.whom is None:
            return self
        if self.day is None:
            return replace(self, position=max(self.position - 1, 0), whom=None)
        return replace(self, day=day_before(self.day), whom=None)

    def __str__(self) -> str:
        day = "" if self.day is None else self.day.isoformat()
        if self.whom is not None:
            return f"{self.position}~{day}~{self.whom.of.value}~{self.whom.key}"
        return f"{self.position}~{day}" if day else str(self.position)


def _whom(text: str) -> Whom:
    of, _, key = text.partition("~")
    try:
        return Whom(Of(of), key)
    except ValueError:
        raise PlaceError from None
