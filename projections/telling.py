"""Judgements as JSON-ready data: every code of a reason with its sentence in two languages."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Final

from projections import reasons, verdicts
from projections.exact import jsonable
from projections.reasons import Amiss, Reason
from projections.verdicts import Verdict

_SENTENCES: Final[Mapping[Any, Mapping[str, str]]] = {
    **reasons.SENTENCES,
    **reasons.AMISS,
    **verdicts.SENTENCES,
}


def told(value: Any) -> Any:
    """A judgement, or many, as JSON-ready data; amounts are exact decimal strings."""
    if isinstance(value, Reason | Amiss | Verdict):
        return {"code": value.value, **_SENTENCES[value]}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: told(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): told(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [told(item) for item in value]
    return jsonable(value)
