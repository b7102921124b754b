"""How data of a statement are read: liberally in form, strictly in values.

Each gives the value of what stands there, None where it cannot be read; none of them raises.
Amounts are read exactly; no float is ever made.
"""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from lrs.statement import formats
from lrs.statement.years import FIRST_YEAR, LAST_YEAR
from projections.exact import amount
from projections.words.persons import is_too_long, same_person

Reading = Callable[[Any], Any]
"""The value of what stands in the data; None where it cannot be read."""

_HALF: Final = re.compile(r"[0-9]{4}-H[12]")
_LONGEST_DURATION: Final = 32


def text(raw: Any) -> str | None:
    """A text."""
    return raw if isinstance(raw, str) else None


def flag(raw: Any) -> bool | None:
    """True or false."""
    return raw if isinstance(raw, bool) else None


def anything(raw: Any) -> Any:
    """A JSON value as it stands."""
    return raw


def day(raw: Any) -> date | None:
    """A calendar day, YYYY-MM-DD, of a year that any history may have."""
    try:
        found = formats.day(raw)
    except (TypeError, ValueError):
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def amount_to(most: int) -> Reading:
    """A decimal amount up to a bound, which is included."""

    def read(raw: Any) -> Decimal | None:
        value = amount(raw)
        return None if value is None or value > most else value

    return read


def whole(least: int, most: int) -> Reading:
    """A whole number within these bounds, both included."""

    def read(raw: Any) -> int | None:
        value = amount(raw)
        if value is None or value != int(value) or not least <= value <= most:
            return None
        return int(value)

    return read


year: Final = whole(FIRST_YEAR, LAST_YEAR)
"""A calendar year that any history may have."""


def half(raw: Any) -> str | None:
    """Half of a calendar year, such as 2010-H1."""
    if not isinstance(raw, str) or not _HALF.fullmatch(raw):
        return None
    return raw if FIRST_YEAR <= int(raw[:4]) <= LAST_YEAR else None


def moment(raw: Any) -> str | None:
    """A day, or an instant with an offset or in UTC, as it stands."""
    if day(raw) is not None:
        return str(raw)
    try:
        instant_of(raw)
    except (ValueError, AttributeError):
        return None
    return str(raw)


def choice(*names: str) -> Reading:
    """One of these names."""
    return lambda raw: raw if raw in names else None


def cadre(raw: Any) -> str | None:
    """A cadre, by the name that `person_of` gives to whom it spells."""
    if not isinstance(raw, str) or not raw or is_too_long(raw):
        return None
    return same_person(raw)


def several(read: Reading) -> Reading:
    """An array of such values, in its order; one that cannot be read makes all unreadable."""

    def read_all(raw: Any) -> tuple[Any, ...] | None:
        if not isinstance(raw, list):
            return None
        values = tuple([read(one) for one in raw])
        return None if None in values else values

    return read_all


def texts_by(names: Collection[str]) -> Reading:
    """A text for each of some names; any other name makes all unreadable."""

    def read(raw: Any) -> Mapping[str, str] | None:
        if not isinstance(raw, Mapping) or not raw.keys() <= set(names):
            return None
        return dict(raw) if all(isinstance(value, str) for value in raw.values()) else None

    return read


def lists(raw: Any) -> Mapping[str, Any] | None:
    """What a circular lists by name, as its office wrote it: texts and plain numbers, in lists and
    maps. None where anything else stands there, such as a number with an exponent."""
    return raw if isinstance(raw, Mapping) and _is_plain(raw) else None


def _is_plain(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(map(_is_plain, value.values()))
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, str | bool) or amount(value) is not None


def minutes(raw: Any) -> Decimal | None:
    """The minutes of an ISO 8601 duration; None for one in months or years, which have no fixed
    length, and for what is none."""
    return _minutes(raw) if isinstance(raw, str) and len(raw) <= _LONGEST_DURATION else None


@lru_cache(maxsize=4096)  # few durations are meant by many statements
def _minutes(text: str) -> Decimal | None:
    try:
        weeks, years, months, days, hours, whole, seconds = formats.duration_parts(text)
    except ValueError:
        return None
    if years or months:
        return None
    return ((weeks * 7 + days) * 24 + hours) * 60 + whole + seconds / 60


def instant_of(text: str) -> datetime:
    """An xAPI timestamp; one without a zone is read as UTC. Raises ValueError, also outside of the
    years that any history may have: there, days and years before or after might not exist."""
    instant = datetime.fromisoformat(text.upper())
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise ValueError(f"{text} is no instant of any history")
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
