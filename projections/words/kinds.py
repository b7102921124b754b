"""The kinds of data that facts have: how each is written, published as a schema, and read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from lrs.message import message
from lrs.statement.formats import duration_parts
from projections import exact
from projections.words import readings
from projections.words.readings import Reading

WHOLE_DIGITS: Final = 9
PLACES: Final = 6
"""Digits that an amount may have before and behind its point."""

_FEW: Final = 32
"""Up to so many whole numbers are listed where a statement may say one of them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kind:
    """A kind of data.

    `write` gives the JSON of a value in a short form; it raises ValueError, which says what was
    expected. It takes more than `schema` allows where a worked example has to be able to say what a
    platform says wrongly. `schema` is the draft-07 schema that our Profile publishes and statements
    are held to, `expected` says the same in words. `read` gives the value of what stands in a
    statement, None where it cannot be read. A wrong value of a `public` kind may be shown in a
    message, since it names nobody.
    """

    write: Callable[[Any], Any]
    schema: Mapping[str, Any]
    expected: str
    read: Reading
    public: bool = True


def _amount(value: Any) -> str:
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


def _day(value: Any) -> str:
    if isinstance(value, datetime) or not isinstance(value, str | date):
        raise ValueError("expected a day, YYYY-MM-DD")
    return (value if isinstance(value, date) else date.fromisoformat(value)).isoformat()


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("expected a text")
    return value


def _year(value: Any) -> str:
    if isinstance(value, bool) or not str(value).isdecimal():
        raise ValueError("expected a year")
    return str(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("expected true or false")
    return value


def _score(value: Any) -> dict[str, int | float]:
    """A raw score. The specification wants a JSON number here, the only one that we write."""
    number = Decimal(_amount(value))
    return {"raw": int(number) if number == int(number) else float(number)}


def _duration(value: Any) -> str:
    """How long something took, as ISO 8601 writes it: PT45M."""
    _text(value)
    duration_parts(value)
    return str(value)


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise ValueError("expected a list")
    return [_text(one) for one in value]


def _texts_by(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ValueError("expected a text for each of some names")
    return {_text(name): _text(one) for name, one in value.items()}


AMOUNT: Final = Kind(
    write=_amount,
    schema={
        "type": "string",
        "pattern": rf"^[0-9]{{1,{WHOLE_DIGITS}}}(\.[0-9]{{1,{PLACES}}})?$",
    },
    expected=message("a decimal string such as '7.5'"),
    read=exact.amount,
)
"""A decimal amount that is not negative."""

DAYS_OF_A_YEAR: Final = Kind(
    write=_amount,
    schema={
        "type": "string",
        "pattern": r"^(?:366(?:\.0{1,6})?"
        r"|(?:36[0-5]|3[0-5][0-9]|[12]?[0-9]{1,2})(?:\.[0-9]{1,6})?)$",
    },
    expected=message("days of one year, a decimal string from 0 to 366"),
    read=readings.amount_to(366),
)
"""A decimal amount of days of which a year has as many."""

DAY: Final = Kind(
    write=_day,
    schema={"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    expected=message("a day, YYYY-MM-DD"),
    read=readings.day,
)
"""A calendar day."""

YEAR: Final = Kind(
    write=_year,
    schema={"type": "string", "pattern": r"^[0-9]{4}$"},
    expected=message("a year, as a string"),
    read=readings.year,
)
"""A calendar year."""

HALF: Final = Kind(
    write=_text,
    schema={"type": "string", "pattern": r"^[0-9]{4}-H[12]$"},
    expected=message("half a year, such as 2010-H1"),
    read=readings.half,
)
"""Half of a calendar year."""

FLAG: Final = Kind(
    write=_flag, schema={"type": "boolean"}, expected=message("true or false"), read=readings.flag
)
"""True or false."""

TEXT: Final = Kind(
    write=_text,
    schema={"type": "string", "minLength": 1},
    expected=message("a text"),
    read=readings.text,
    public=False,
)
"""A text."""

MOMENT: Final = replace(TEXT, read=readings.moment)
"""A day, or an instant with its offset."""

CADRE: Final = replace(TEXT, read=readings.cadre, expected=message("the id of a cadre, a text"))
"""A cadre whom a fact names beside the one who acts."""

TEXTS: Final = Kind(
    write=_texts,
    schema={"type": "array", "items": {"type": "string", "minLength": 1}},
    expected=message("an array of texts"),
    read=readings.several(readings.text),
    public=False,
)
"""Several texts, in their order."""

CADRES: Final = replace(
    TEXTS,
    read=readings.several(readings.cadre),
    expected=message("an array of ids of cadres, texts"),
)
"""Several cadres, in their order."""

DOCUMENT: Final = Kind(
    write=readings.anything,
    schema={"type": ["object", "array", "string"]},
    expected=message("a JSON object or array"),
    read=readings.anything,
    public=False,
)
"""A JSON value that is carried whole."""

LISTS: Final = replace(DOCUMENT, read=readings.lists)
"""Lists by name, as an office wrote them."""

SCORE: Final = replace(AMOUNT, write=_score)
DURATION: Final = replace(TEXT, write=_duration, read=readings.minutes)
"""What stands in the result of a statement; success is a FLAG there."""


def whole(least: int = 0, most: int = 10**WHOLE_DIGITS - 1) -> Kind:
    """A whole number within these bounds, both included; written as a decimal string.

    Raises TypeError for bounds that a schema of a string cannot say: many numbers begin at 0 or 1.
    """
    if most - least < _FEW:
        allowed: dict[str, Any] = {"enum": [str(number) for number in range(least, most + 1)]}
    elif least > 1 or most < 10**WHOLE_DIGITS - 1:
        raise TypeError(f"{least} to {most} are too many whole numbers to list")
    else:
        first = r"[1-9][0-9]{0,8}" if least else r"[0-9]{1,9}"
        allowed = {"pattern": f"^{first}$"}
    if most < 10**WHOLE_DIGITS - 1:
        expected = message(
            "a whole number from {least} to {most}, as a string", least=least, most=most
        )
    else:
        expected = message("a whole number from {least} up, as a string", least=least)
    return Kind(
        write=_amount,
        schema={"type": "string", **allowed},
        expected=expected,
        read=readings.whole(least, most),
    )


def one_of(*names: str, closed: bool = True) -> Kind:
    """A closed list of names: what is written may be any text, and a template allows these alone.

    `closed` False: a fact is read with any other text, too, and a policy says what it is worth.
    """
    return Kind(
        write=_text,
        schema={"type": "string", "enum": list(names)},
        expected=message("one of {names}", names=", ".join(names)),
        read=readings.choice(*names) if closed else readings.text,
    )


def texts_by(*names: str) -> Kind:
    """An object that has a text for some of these names."""
    return Kind(
        write=_texts_by,
        schema={
            "type": "object",
            "properties": {name: {"type": "string", "minLength": 1} for name in names},
            "additionalProperties": False,
        },
        expected=message("an object that has texts for some of {names}", names=", ".join(names)),
        read=readings.texts_by(names),
        public=False,
    )


def names_of(kind: Kind) -> tuple[str, ...]:
    """The names of a closed list; none of any other kind."""
    return tuple(kind.schema.get("enum", ()))
