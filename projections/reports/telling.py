"""Answers as JSON-ready data: exact decimal strings, and every code with its sentence in two
languages."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

from projections import reasons, verdicts
from projections.exact import FORMS, Forms, jsonable
from projections.reasons import Amiss, Aside, Reason
from projections.verdicts import Verdict
from projections.year_close import editions
from projections.year_close.editions import EditionState

CODES: Final[Mapping[Any, Mapping[Any, Mapping[str, str]]]] = {
    Reason: reasons.SENTENCES,
    Amiss: reasons.AMISS,
    Aside: reasons.ASIDE,
    Verdict: verdicts.SENTENCES,
    EditionState: editions.SENTENCES,
}
"""The codes that are told with their sentences, by their type."""


def _form(sentences: Mapping[Any, Mapping[str, str]]) -> Callable[[StrEnum], dict[str, str]]:
    told = {code: {"code": code.value, **both} for code, both in sentences.items()}
    return lambda code: told[code]


_FORMS: Final[Forms] = {**FORMS, **{kind: _form(found) for kind, found in CODES.items()}}


def told(value: Any) -> Any:
    """An answer, or a part of one, as JSON-ready data; amounts are exact decimal strings, and a
    member that is UNSET is left out."""
    return jsonable(value, _FORMS)
