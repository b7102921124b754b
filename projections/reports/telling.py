"""Answers as JSON-ready data: exact decimal strings, and every code with its sentence in two
languages."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache, partial
from typing import Any, Final

from msgspec import UNSET

from projections import amiss, aside, reasons, verdicts
from projections.amiss import Amiss
from projections.aside import Aside
from projections.exact import FORMS, Forms, jsonable
from projections.reasons import Reason
from projections.reports.naming import Beside, Glossary, names_beside
from projections.reports.records import is_record, names_of
from projections.verdicts import Verdict
from projections.year_close import editions
from projections.year_close.editions import EditionState

CODES: Final[Mapping[Any, Mapping[Any, Mapping[str, str]]]] = {
    Reason: reasons.SENTENCES,
    Amiss: amiss.AMISS,
    Aside: aside.ASIDE,
    Verdict: verdicts.SENTENCES,
    EditionState: editions.SENTENCES,
}
"""The codes that are told with their sentences, by their type."""


def _form(sentences: Mapping[Any, Mapping[str, str]]) -> Callable[[StrEnum], dict[str, str]]:
    told = {code: {"code": code.value, **both} for code, both in sentences.items()}
    return lambda code: told[code]


_FORMS: Final[Forms] = {**FORMS, **{kind: _form(found) for kind, found in CODES.items()}}


Places = tuple[tuple[str, Beside | None], ...]
"""The members that a record tells, each with the name that stands behind it."""

_NO_NAMES: Final[Glossary] = {}


class _WithNames(dict[type, Callable[[Any], Any]]):
    """The forms of values, and of the records that hold ids: with names out of a glossary beside
    them."""

    def __init__(self, glossary: Glossary) -> None:
        super().__init__(_FORMS)
        self._glossary = glossary

    def get(self, kind: Any, _: Any = None) -> Any:
        """The form of a type, None where it has none of its own."""
        form = super().get(kind)
        if form is None and is_record(kind) and names_beside(kind):
            form = self[kind] = partial(self._record, _places(kind))
        return form

    def _record(self, places: Places, value: Any) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for name, beside in places:
            item = getattr(value, name)
            if item is not UNSET:
                told[name] = jsonable(item, self)
                if beside and (name_told := beside.told(value, self._glossary)) is not UNSET:
                    told[beside.name] = jsonable(name_told, self)
        return told


@cache
def _places(kind: type) -> Places:
    found = names_beside(kind)
    behind = {one.id: one for one in found}
    names = {one.name for one in found if one.declared}
    return tuple((name, behind.get(name)) for name in names_of(kind) if name not in names)


def told(value: Any, glossary: Glossary | None = None) -> Any:
    """An answer, or a part of one, as JSON-ready data; amounts are exact decimal strings, and a
    member that is UNSET is left out. The names beside ids are those of the answer's own glossary,
    where it is a part that of the one given."""
    names = getattr(value, "glossary", None) if glossary is None else glossary
    return jsonable(value, _WithNames(names or _NO_NAMES))


def told_alone(value: Any) -> Any:
    """As `told`, but without the names beside ids that a record does not tell itself: what a
    worked example expects, which names nobody."""
    return jsonable(value, _FORMS)
