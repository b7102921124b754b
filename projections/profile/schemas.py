"""The kinds of data as JSON Schema: what our Profile publishes and what statements are held to."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from projections.profile.form import Kind, OneOf, amount, day, document, text, truth, year

_SCHEMAS: Final[Mapping[Kind, Mapping[str, Any]]] = {
    amount: {"type": "string", "pattern": r"^[0-9]{1,9}(\.[0-9]{1,6})?$"},
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
