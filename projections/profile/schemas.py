"""Holds data to the schema of their kind, and says what is wrong with those that are not of it."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from lrs.message import message
from lrs.statement.problem import shown
from projections.words.kinds import AMOUNT, PLACES, WHOLE_DIGITS, Kind

_SPLIT: Final = re.compile(r"([+-]?)([^.]*)(\.?)(.*)", re.DOTALL)

_TYPES: Final[Mapping[str, type]] = {"string": str, "boolean": bool, "object": dict, "array": list}

Test = Callable[[Any], bool]
"""Whether a JSON value is of a kind."""


def test_of(schema: Mapping[str, Any]) -> Test:
    """A schema, ready to be applied.

    It may say of these words: type; of a string enum, pattern or minLength; of an array items; of
    an object properties, beside which there are no others.
    """
    names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    types = tuple(_TYPES[name] for name in names)
    if "enum" in schema:
        allowed = frozenset(schema["enum"])
        return lambda value: isinstance(value, str) and value in allowed
    if "pattern" in schema:
        whole = re.compile(schema["pattern"], re.ASCII).fullmatch
        return lambda value: isinstance(value, str) and whole(value) is not None
    if "minLength" in schema:
        shortest = schema["minLength"]
        return lambda value: isinstance(value, str) and len(value) >= shortest
    if "items" in schema:
        each = test_of(schema["items"])
        return lambda value: isinstance(value, list) and all(map(each, value))
    if "properties" in schema:
        return _members({name: test_of(one) for name, one in schema["properties"].items()})
    return lambda value: isinstance(value, types)


def _members(tests: Mapping[str, Test]) -> Test:
    def passes(value: Any) -> bool:
        return isinstance(value, Mapping) and all(
            name in tests and tests[name](one) for name, one in value.items()
        )

    return passes


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
            return message("true or false")
        case str():
            return message("a text") if value else message("an empty text")
        case Mapping():
            return message("an object")
        case list():
            return message("an array")
    return message("a number")


def mistake(kind: Kind, value: Any) -> Mistake:
    """What is wrong with a value that the schema of the kind refuses.

    Of a public kind it is shown; texts and documents may name a person, of them the type is told.
    """
    if not kind.public or isinstance(value, Mapping | list):
        return Mistake(type_of(value), kind.expected)
    more = _more(kind, value)
    return Mistake(shown(value), message("{expected}{more}", expected=kind.expected, more=more))


def _more(kind: Kind, value: Any) -> str:
    """What else helps to mend a value, to stand behind what was expected."""
    if "pattern" not in kind.schema:
        return ""
    if not isinstance(value, str):
        return message(", not {type_of}", type_of=type_of(value))
    return _wrong_in_amount(value) if kind is AMOUNT else ""


def _wrong_in_amount(value: str) -> str:
    """What keeps a text from being an amount."""
    sign, whole, point, places = _SPLIT.fullmatch(value).groups()  # type: ignore[union-attr]
    if not (whole + places).isdecimal():
        return message(": digits with a point between them and nothing else")
    if sign:
        return message(", without a sign")
    if not whole or (point and not places):
        return message(", with digits on both sides of the point")
    if len(whole) > WHOLE_DIGITS:
        return message(
            ", with at most {whole_digits} digits before the point", whole_digits=WHOLE_DIGITS
        )
    return message(", with at most {places} digits behind the point", places=PLACES)
