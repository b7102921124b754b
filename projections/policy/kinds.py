"""The types of policy parameters: how a value is read from text and written canonically."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import MAXYEAR, date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, Generic, Protocol, TypeVar, runtime_checkable
from zoneinfo import ZoneInfo

from lrs.message import message
from lrs.statement import formats
from projections import exact

_T = TypeVar("_T")
_T_co = TypeVar("_T_co", covariant=True)

NULL = ("", "~", "null")
LARGEST: Final = 999_999_999
"""The largest whole number that is read."""


def as_text(raw: Any) -> Any:
    """`raw` with every scalar as text, as kinds read it. Raises ValueError for floats."""
    if isinstance(raw, Mapping):
        return {str(key): as_text(value) for key, value in raw.items()}
    if isinstance(raw, list | tuple):
        return [as_text(value) for value in raw]
    if raw is None or isinstance(raw, bool):
        return {None: "null", True: "true", False: "false"}[raw]
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, str | int | Decimal):
        return str(raw)
    raise ValueError(
        message("got {raw!r}, write amounts as text or whole numbers, never as floats", raw=raw)
    )


class Kind(Protocol[_T_co]):
    """A type of parameter, which reads values of one Python type."""

    @property
    def expected(self) -> str:
        """What a reader should write, in words."""

    def read(self, raw: Any) -> _T_co:
        """The value of `raw` (text scalars, lists, dicts). Raises ValueError."""


@runtime_checkable
class OwnForm(Protocol):
    """A value that is written otherwise than by its members."""

    def form(self) -> Any:
        """What stands in the file for it."""


def canonical(value: Any) -> Any:
    """A parameter's value as canonical JSON data; whole numbers stay numbers, amounts are text."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, OwnForm):
        return canonical(value.form())
    if isinstance(value, Mapping):
        return {key: canonical(value[key]) for key in sorted(value)}
    if isinstance(value, tuple):
        return [canonical(item) for item in value]
    if is_dataclass(value):
        members = {member.name: getattr(value, member.name) for member in fields(value)}
        return {name: canonical(member) for name, member in members.items() if member is not None}
    return exact.jsonable(value)


@dataclass(frozen=True, slots=True)
class Amount:
    """A decimal from 0 up to `maximum` (inclusive)."""

    maximum: int | None = None

    @property
    def expected(self) -> str:
        return "a decimal" + (
            ", 0 or more"
            if self.maximum is None
            else message(" from 0 to {maximum}", maximum=self.maximum)
        )

    def read(self, raw: Any) -> Decimal:
        value = exact.amount(raw)
        if value is None or (self.maximum is not None and value > self.maximum):
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            )
        return value


@dataclass(frozen=True, slots=True)
class PositiveAmount:
    """A decimal above 0."""

    expected: str = message("a decimal above 0")

    def read(self, raw: Any) -> Decimal:
        value = exact.amount(raw)
        if not value:
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            )
        return value


@dataclass(frozen=True, slots=True)
class Ratio:
    """An exact fraction: a decimal, or `a/b` such as 1/3, from 0 up to `maximum` (inclusive).

    A `signed` one may be negative.
    """

    maximum: int | None = None
    signed: bool = False

    @property
    def expected(self) -> str:
        bounds = (
            "" if self.maximum is None else message(" from 0 to {maximum}", maximum=self.maximum)
        )
        sign = ", which may be negative" if self.signed else ""
        return message(
            "a decimal or a fraction such as 1/3{bounds}{sign}", bounds=bounds, sign=sign
        )

    def read(self, raw: Any) -> Fraction:
        text = raw if isinstance(raw, str) else ""
        sign, digits = (-1, text[1:]) if self.signed and text[:1] == "-" else (1, text)
        found = _fraction(digits)
        if found is None or (self.maximum is not None and found > self.maximum):
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            )
        return sign * found


def _fraction(text: str) -> Fraction | None:
    if re.fullmatch(r"[0-9]{1,9}/[0-9]{1,9}", text):
        above, below = map(int, text.split("/"))
        return Fraction(above, below) if below else None
    value = exact.amount(text)
    return None if value is None else Fraction(value)


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `minimum` to `maximum`, both inclusive."""

    minimum: int = 0
    maximum: int = LARGEST

    @property
    def expected(self) -> str:
        if self.maximum == LARGEST:
            return message("a whole number, {minimum} or more", minimum=self.minimum)
        return message(
            "a whole number from {minimum} to {maximum}", minimum=self.minimum, maximum=self.maximum
        )

    def read(self, raw: Any) -> int:
        if not isinstance(raw, str) or not re.fullmatch(r"[0-9]{1,9}", raw):
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            )
        if not self.minimum <= int(raw) <= self.maximum:
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            )
        return int(raw)


ROLLING: Final = "rolling"
INDIVIDUAL: Final = "individual"


@dataclass(frozen=True, slots=True)
class CycleAnchor:
    """From when cycles are counted (Q4): some first year of one, or else a cycle ends with every
    year (rolling), or each cadre's begin with his own first year (individual)."""

    expected: str = message(
        "a year, {rolling} or {individual}", rolling=ROLLING, individual=INDIVIDUAL
    )

    def read(self, raw: Any) -> int | str:
        if raw in (ROLLING, INDIVIDUAL):
            return str(raw)
        try:
            return Whole(minimum=1, maximum=MAXYEAR).read(raw)
        except ValueError:
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            ) from None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some names."""

    names: tuple[str, ...]

    @property
    def expected(self) -> str:
        return "one of " + ", ".join(self.names)

    def read(self, raw: Any) -> str:
        if not isinstance(raw, str) or raw not in self.names:
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            )
        return raw


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    expected: str = message("true or false")

    def read(self, raw: Any) -> bool:
        if raw not in ("true", "false"):
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            )
        return bool(raw == "true")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two whole numbers [a, b] with a <= b: a ratio a/b (b above 0) or a range, both inclusive."""

    expected: str = message("two whole numbers [a, b] with a <= b")

    def read(self, raw: Any) -> tuple[int, int]:
        if not isinstance(raw, list) or len(raw) != 2:
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            )
        low, high = Whole().read(raw[0]), Whole(minimum=1).read(raw[1])
        if low > high:
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            )
        return low, high


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a given form."""

    pattern: str
    expected: str

    def read(self, raw: Any) -> str:
        if not isinstance(raw, str) or raw in NULL or not re.fullmatch(self.pattern, raw):
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            )
        return raw


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of every year, MM-DD."""

    expected: str = message("a day of every year as MM-DD (not 02-29)")

    def read(self, raw: Any) -> str:
        try:
            date.fromisoformat(f"2001-{raw}")
        except ValueError:
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            ) from None
        if not re.fullmatch(r"[0-9]{2}-[0-9]{2}", raw):
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            )
        return str(raw)


@dataclass(frozen=True, slots=True)
class YearMoment:
    """A moment of every year, MM-DDTHH:MM; 24:00 is the day's own end."""

    expected: str = message("a moment of every year as MM-DDTHH:MM, to 24:00")

    def read(self, raw: Any) -> str:
        day, _, clock = raw.partition("T") if isinstance(raw, str) else ("", "", "")
        try:
            MonthDay().read(day)
        except ValueError:
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            ) from None
        if not re.fullmatch(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00", clock):
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            )
        return f"{day}T{clock}"


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day, YYYY-MM-DD."""

    expected: str = message("a day as YYYY-MM-DD")

    def read(self, raw: Any) -> date:
        try:
            return formats.day(raw)
        except (TypeError, ValueError):
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            ) from None


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone by its IANA name."""

    expected: str = message("an IANA time zone such as Asia/Shanghai")

    def read(self, raw: Any) -> str:
        try:
            return ZoneInfo(raw).key
        except (OSError, TypeError, ValueError, KeyError):
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            ) from None


@dataclass(frozen=True, slots=True)
class OrNull(Generic[_T]):
    """A value, or null where the rule is switched off."""

    kind: Kind[_T]

    @property
    def expected(self) -> str:
        return message("{expected}, or null", expected=self.kind.expected)

    def read(self, raw: Any) -> _T | None:
        return None if isinstance(raw, str) and raw in NULL else self.kind.read(raw)


@dataclass(frozen=True, slots=True)
class ListOf(Generic[_T]):
    """A list without repetition, at least one item."""

    kind: Kind[_T]

    @property
    def expected(self) -> str:
        return message("a list without repetition, each {expected}", expected=self.kind.expected)

    def read(self, raw: Any) -> tuple[_T, ...]:
        if not isinstance(raw, list) or not raw:
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            )
        items = tuple(self.kind.read(item) for item in raw)
        if len(set(items)) != len(items):
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            )
        return items


@dataclass(frozen=True, slots=True)
class MapOf(Generic[_T]):
    """Names to values; which names is the policy's own choice."""

    kind: Kind[_T]

    @property
    def expected(self) -> str:
        return message("a map of names to values, each {expected}", expected=self.kind.expected)

    def read(self, raw: Any) -> dict[str, _T]:
        if not isinstance(raw, dict):
            raise ValueError(
                message("got {raw!r}, expected {expected}", raw=raw, expected=self.expected)
            )
        return {name: self.kind.read(raw[name]) for name in sorted(raw)}
