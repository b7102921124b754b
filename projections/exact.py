"""Exact amounts: how decimals are read from JSON and how results are written as JSON."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from msgspec import UNSET, Struct

ZERO: Final = Decimal(0)
_CENT: Final = Decimal("0.01")
_PLACES: Final = 6

# Wide enough for any count of days or credits, narrow enough that sums stay exact in the 28 digits
# of the decimal context.
_PLAIN = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")
_LONGEST = 9 + 1 + 6


def amount(value: object) -> Decimal | None:
    """The amount that a JSON value states, None where it is none.

    Readable are decimal strings and JSON numbers (decoded as int or Decimal, never as float) from 0
    to below 1e9 with at most six decimals. Signs and exponents are not.
    """
    if not isinstance(value, str):
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return None
        value = str(value)
    return _amount(value) if len(value) <= _LONGEST else None


@lru_cache(maxsize=4096)  # few amounts are meant by many statements
def _amount(text: str) -> Decimal | None:
    return Decimal(text) if _PLAIN.fullmatch(text) else None


def is_decimal(value: Fraction) -> bool:
    """Whether six decimals hold a fraction exactly."""
    return 10**_PLACES % value.denominator == 0


def decimal_of(value: Fraction) -> Decimal:
    """A fraction as an amount: exactly where six decimals hold it, else rounded up to two.

    What is still missing is never told as less than it is.
    """
    amount_ = Decimal(value.numerator) / value.denominator
    return amount_ if is_decimal(value) else amount_.quantize(_CENT, ROUND_CEILING)


def ratio(value: Fraction) -> str:
    """A fraction as it stands in a policy: a decimal where it is one, else as `a/b`."""
    return plain(decimal_of(value)) if is_decimal(value) else str(value)


def plain(value: Decimal) -> str:
    """An amount in plain notation: no exponent, no trailing zeros, no negative zero."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _instant(value: datetime) -> str:
    return f"{value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


Forms = Mapping[type, Callable[[Any], Any]]
"""How values of a type are written as JSON."""

FORMS: Final[Forms] = {
    Decimal: plain,
    Fraction: ratio,
    UUID: str,
    date: date.isoformat,
    datetime: _instant,
}

_AS_THEY_ARE: Final = frozenset((str, int, bool, type(None)))


def jsonable(value: Any, forms: Forms = FORMS) -> Any:
    """A result as JSON-ready data: records as dicts without what is UNSET, amounts as exact decimal
    strings."""
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    form = forms.get(kind)
    if form is not None:
        return form(value)
    if isinstance(value, str | int):
        return value
    names = _members(kind)
    if names is not None:
        return {
            name: item if type(item) in _AS_THEY_ARE else jsonable(item, forms)
            for name in names
            if (item := getattr(value, name)) is not UNSET
        }
    if isinstance(value, tuple | list):
        return [jsonable(item, forms) for item in value]
    if isinstance(value, Mapping):
        return {str(key): jsonable(item, forms) for key, item in value.items()}
    raise TypeError(f"{value!r} has no JSON form here")


def _members_of(kind: type) -> tuple[str, ...] | None:
    """The names of the members that a record tells, be it a dataclass or a Struct; None for other
    types. A field whose metadata say `told=False` is carried along and not told."""
    if is_dataclass(kind):
        return tuple(one.name for one in fields(kind) if one.metadata.get("told", True))
    return kind.__struct_fields__ if issubclass(kind, Struct) else None


_members: Final[Callable[[type], tuple[str, ...] | None]] = lru_cache(maxsize=512)(_members_of)
