"""Exact amounts: how decimals are read from JSON and how results are written as JSON."""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

ZERO: Final = Decimal(0)

# Wide enough for any count of days or credits, narrow enough that sums stay exact in the 28 digits
# of the decimal context.
_PLAIN = re.compile(r"[0-9]{1,9}(\.[0-9]{1,6})?")


def amount(value: object) -> Decimal | None:
    """The amount that a JSON value states, None where it is none.

    Readable are decimal strings and JSON numbers (decoded as int or Decimal, never as float) from 0
    to below 1e9 with at most six decimals. Signs and exponents are not.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    text = value if isinstance(value, str) else str(value)
    return Decimal(text) if _PLAIN.fullmatch(text) else None


def plain(value: Decimal) -> str:
    """An amount in plain notation: no exponent, no trailing zeros, no negative zero."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def jsonable(value: Any) -> Any:
    """A result as JSON-ready data: dataclasses as dicts, amounts as exact decimal strings."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: jsonable(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): jsonable(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [jsonable(item) for item in value]
    return _scalar(value)


def _scalar(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"{value!r} has no JSON form here")
