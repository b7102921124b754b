"""Judgements as JSON-ready data: every code of a reason with its sentence in two languages."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from projections import reasons, verdicts
from projections.exact import FORMS, Forms, jsonable
from projections.reasons import Amiss, Reason
from projections.verdicts import Verdict

_SENTENCES: Final[Mapping[Any, Mapping[str, str]]] = {
    **reasons.SENTENCES,
    **reasons.AMISS,
    **verdicts.SENTENCES,
}


def _code(value: StrEnum) -> dict[str, str]:
    return {"code": value.value, **_SENTENCES[value]}


_FORMS: Final[Forms] = {**FORMS, Reason: _code, Amiss: _code, Verdict: _code}


def told(value: Any) -> Any:
    """A judgement, or many, as JSON-ready data; amounts are exact decimal strings."""
    return jsonable(value, _FORMS)
