"""The kinds of data as JSON Schema: what our Profile publishes and what statements are held to, and
what is wrong with data that are not of their kind."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from lrs.statement.problem import shown
from projections.words.form import Kind, OneOf, amount, day, document, text, truth, year

_WHOLE: Final = 9
_PLACES: Final = 6
"""Digits that an amount may have before and behind its point."""

_SCHEMAS: Final[Mapping[Kind, Mapping[str, Any]]] = {
    amount: {"type": "string", "pattern": rf"^[0-9]{{1,{_WHOLE}}}(\.[0-9]{{1,{_PLACES}}})?$"},
    day: {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    document: {"type": ["object", "array", "string"]},
    text: {"type": "string", "minLength": 1},
    truth: {"type": "boolean"},
    year: {"type": "string", "pattern": r"^[0-9]{4}$"},
}
"""A draft-07 schema for each kind of data, of these few words: type, and of a string pattern or
minLength."""

_EXPECTED: Final[Mapping[Kind, str]] = {
    amount: "a decimal string such as '7.5'",
    day: "a day, YYYY-MM-DD",
    document: "a JSON object or array",
    text: "a text",
    truth: "true or false",
    year: "a year, as a string",
}

_SPLIT: Final = re.compile(r"([+-]?)([^.]*)(\.?)(.*)", re.DOTALL)

_TYPES: Final[Mapping[str, type]] = {"string": str, "boolean": bool, "object": dict, "array": list}

Test = Callable[[Any], bool]
"""Whether a JSON value is of a kind."""


def schema_of(kind: Kind) -> Mapping[str, Any]:
    """The schema of a kind; of a closed list `enum` has the names."""
    if isinstance(kind, OneOf):
        return {"type": "string", "enum": list(kind.names)}
    return _SCHEMAS[kind]


def expected_of(kind: Kind) -> str:
    """What a reader should write, in words."""
    return f"one of {', '.join(kind.names)}" if isinstance(kind, OneOf) else _EXPECTED[kind]


def test_of(kind: Kind) -> Test:
    """The schema of a kind, ready to be applied."""
    schema = schema_of(kind)
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    types = tuple(_TYPES[name] for name in names)
    shortest, pattern = schema.get("minLength", 0), schema.get("pattern")
    if isinstance(kind, OneOf):
        return lambda value: isinstance(value, str) and value in kind.names
    if pattern is not None:
        whole = re.compile(pattern, re.ASCII).fullmatch
        return lambda value: isinstance(value, str) and whole(value) is not None
    if shortest:
        return lambda value: isinstance(value, str) and len(value) >= shortest
    return lambda value: isinstance(value, types)


class Mistake(NamedTuple):
    """What stands where other data were `expected`: in full where it names nobody, else its type
    alone."""

    got: str
    expected: str


def type_of(value: Any) -> str:
    """The JSON type of a value in words."""
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case str():
            return "a text" if value else "an empty text"
        case Mapping():
            return "an object"
        case list():
            return "an array"
    return "a number"


def mistake(kind: Kind, value: Any) -> Mistake:
    """What is wrong with a value that `test_of` the kind refuses.

    Amounts, days, years, truths and names of closed lists are shown; texts and documents may name a
    person, of them the type is told.
    """
    expected = expected_of(kind)
    if kind in (text, document) or isinstance(value, Mapping | list):
        return Mistake(type_of(value), expected)
    if kind is amount:
        expected += _wrong_in_amount(value)
    elif kind in (day, year) and not isinstance(value, str):
        expected += f", not {type_of(value)}"
    return Mistake(shown(value), expected)


def _wrong_in_amount(value: Any) -> str:
    """What keeps a value from being an amount, to stand behind what was expected."""
    if not isinstance(value, str):
        return f", not {type_of(value)}"
    sign, whole, point, places = _SPLIT.fullmatch(value).groups()  # type: ignore[union-attr]
    if not (whole + places).isdecimal():
        return ": digits with a point between them and nothing else"
    if sign:
        return ", without a sign"
    if not whole or (point and not places):
        return ", with digits on both sides of the point"
    if len(whole) > _WHOLE:
        return f", with at most {_WHOLE} digits before the point"
    return f", with at most {_PLACES} digits behind the point"
