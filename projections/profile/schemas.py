"""The kinds of data as JSON Schema: what our Profile publishes and what statements are held to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from projections.profile.form import Kind, amount, day, document, text, truth, year

SCHEMAS: Final[Mapping[Kind, Mapping[str, Any]]] = {
    amount: {"type": "string", "pattern": r"^[0-9]{1,9}(\.[0-9]{1,6})?$"},
    day: {"type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    document: {"type": ["object", "array", "string"]},
    text: {"type": "string", "minLength": 1},
    truth: {"type": "boolean"},
    year: {"type": "string", "pattern": r"^[0-9]{4}$"},
}
"""A draft-07 schema for each kind of data, of these few words: type, pattern, minLength."""

EXPECTED: Final[Mapping[Kind, str]] = {
    amount: "a decimal string such as '7.5'",
    day: "a day, YYYY-MM-DD",
    document: "a JSON object or array",
    text: "a text",
    truth: "true or false",
    year: "a year, as a string",
}

_TYPES: Final[Mapping[str, type]] = {"string": str, "boolean": bool, "object": dict, "array": list}


@dataclass(frozen=True, slots=True)
class _Test:
    """A schema, ready to be applied."""

    types: tuple[type, ...]
    shortest: int
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, schema: Mapping[str, Any]) -> Self:
        names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        pattern = re.compile(schema.get("pattern", ""), re.ASCII)
        return cls(tuple(_TYPES[name] for name in names), schema.get("minLength", 0), pattern)


_TESTS: Final = {kind: _Test.of(schema) for kind, schema in SCHEMAS.items()}


def fits(kind: Kind, value: Any) -> bool:
    """Whether a JSON value is of a kind, by its schema."""
    test = _TESTS[kind]
    if not isinstance(value, test.types):
        return False
    if not isinstance(value, str):
        return True
    return len(value) >= test.shortest and test.pattern.search(value) is not None
