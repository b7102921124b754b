"""The JSON Schema of a typed answer, as `telling.told` writes it: every member with its meaning."""

import types
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, Literal, Union, get_args, get_origin
from uuid import UUID

from msgspec import UnsetType

from projections.reports.described import Described, about, members_of
from projections.reports.records import is_record, plain_type
from projections.reports.telling import CODES

Json = dict[str, Any]

_SIMPLE: Final[Mapping[Any, Json]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    Decimal: {"type": "string", "format": "decimal", "examples": ["12.5"]},
    Fraction: {"type": "string", "format": "ratio", "examples": ["0.35", "1/3"]},
    UUID: {"type": "string", "format": "uuid"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
}


class SchemaError(TypeError):
    """A type that an answer cannot have, or two records of one name."""


class Schemas:
    """The schemas of records by name, each made once; `of` gives what stands for a type."""

    def __init__(self, place: str = "#/components/schemas/") -> None:
        self.components: dict[str, Json] = {}
        self._kinds: dict[str, type] = {}
        self._place = place

    def of(self, hint: Any) -> Json:
        """The schema of a type; a record is referred to. Raises SchemaError."""
        hint = plain_type(hint)
        if hint in (object, Any):
            return {"description": "any JSON, as it was stated"}
        if hint in _SIMPLE:
            return dict(_SIMPLE[hint])
        if is_record(hint) or hint in CODES:
            return {"$ref": self._place + self._named(hint)}
        if isinstance(hint, type) and issubclass(hint, StrEnum):
            return {"type": "string", "enum": [one.value for one in hint]}
        return self._composed(hint)

    def _composed(self, hint: Any) -> Json:
        origin, inner = get_origin(hint), get_args(hint)
        if origin is Literal:
            return {"type": "string", "enum": list(inner)}
        if origin in (Union, types.UnionType):
            return {"anyOf": [self.of(one) for one in inner if one is not UnsetType]}
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(inner[1])}
        if origin is tuple and inner[-1] is not Ellipsis:
            each = [self.of(one) for one in inner]
            return {
                "type": "array",
                "prefixItems": each,
                "minItems": len(each),
                "maxItems": len(each),
            }
        if origin in (tuple, list):
            return {"type": "array", "items": self.of(inner[0])}
        raise SchemaError(f"{hint!r} has no schema: an answer is made of records, maps and values")

    def _named(self, kind: type) -> str:
        """The name of a record, whose schema is there from then on."""
        name = kind.__name__
        if self._kinds.setdefault(name, kind) is not kind:
            raise SchemaError(f"{kind!r} and {self._kinds[name]!r} have one name: rename one")
        if name not in self.components:
            self.components[name] = {}  # a record may be a member of itself
            self.components[name] |= _of_code(kind) if kind in CODES else self._of_record(kind)
        return name

    def _of_record(self, kind: type) -> Json:
        found = members_of(kind)
        return {
            "type": "object",
            "description": about(kind),
            "required": [one.name for one in found if not may_be_absent(one)],
            "properties": {
                one.name: {**self.of(one.type), **({"description": one.text} if one.text else {})}
                for one in found
            },
        }


def may_be_absent(member: Described) -> bool:
    """Whether a record may be told without a member: where it may be UNSET."""
    return UnsetType in get_args(member.type)


def _of_code(kind: type[StrEnum]) -> Json:
    """A code with its sentences in two languages."""
    return {
        "type": "object",
        "description": about(kind),
        "required": ["code", "zh", "en"],
        "properties": {
            "code": {
                "type": "string",
                "enum": [one.value for one in kind],
                "description": "which one, for programs",
            },
            "zh": {"type": "string", "description": "its sentence in Chinese"},
            "en": {"type": "string", "description": "its sentence in English"},
        },
    }
