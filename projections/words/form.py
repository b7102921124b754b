"""How one fact of our Profile is written: the kinds of data, the activity, the form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeAlias

from lrs.statement.formats import duration_parts

# The instants for which a date without a time stands. What a fact puts in force (a catalogue
# value, a membership, a policy) holds for its whole day, so it stands at the day's beginning. What
# somebody did stands at noon: inside the day in the policy's zone and in UTC, and after what is in
# force on that day.
IN_FORCE: Final = time(0)
DONE: Final = time(12)


def amount(value: Any) -> str:
    """A decimal amount as a plain decimal string, digits as given; floats are refused."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise ValueError("expected a decimal number, not a float")
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError("expected a decimal number") from None
    if not number.is_finite():
        raise ValueError("expected a finite decimal number")
    return format(number, "f")


def day(value: Any) -> str:
    """A calendar day as YYYY-MM-DD."""
    if isinstance(value, datetime) or not isinstance(value, str | date):
        raise ValueError("expected a day, YYYY-MM-DD")
    return (value if isinstance(value, date) else date.fromisoformat(value)).isoformat()


def text(value: Any) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value:
        raise ValueError("expected a text")
    return value


def year(value: Any) -> str:
    """A calendar year."""
    if isinstance(value, bool) or not str(value).isdecimal():
        raise ValueError("expected a year")
    return str(value)


def truth(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError("expected true or false")
    return value


def score(value: Any) -> dict[str, int | float]:
    """A raw score. The specification wants a JSON number here, the only one that we write."""
    number = Decimal(amount(value))
    return {"raw": int(number) if number == int(number) else float(number)}


def duration(value: Any) -> str:
    """How long something took, as ISO 8601 writes it: PT45M."""
    text(value)
    duration_parts(value)
    return str(value)


def document(value: Any) -> Any:
    """A JSON value that is carried whole."""
    return value


Kind: TypeAlias = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class OneOf:
    """A closed list of names: what is written may be any text, and a template allows these alone.

    A worked example has to be able to say what a platform says wrongly.
    """

    names: tuple[str, ...]

    def __call__(self, value: Any) -> str:
        return text(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """The activity that a fact is about: the key of its short id, its type and how it is named."""

    key: str
    type: str
    iri: Callable[[str], str]
    kind: Kind = text


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How one fact is written.

    The object is the activity `thing`; without one a StatementRef to `target`, or where that is not
    given, the agent that the key `agent` names. `fixed` is data that every such fact has.
    """

    verb: str
    display: Mapping[str, str]
    thing: Thing | None
    agent: str | None = None
    by_cadre: bool = False
    data: Mapping[str, Kind] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    result: Mapping[str, Kind] = field(default_factory=dict)
    at: time = DONE
    run: tuple[str, ...] = ()
    """The keys that together name the run whose statements share a registration."""
