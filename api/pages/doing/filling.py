"""Reads what was filled into a form: the short form of its fact, or what is wrong with a field."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from api.pages.doing.deeds import Deed
from api.pages.doing.fields import HEADING, Field, Widget, fields_of_deed
from api.pages.wording import texts_in
from lrs.event.credentials import HOME_PAGE, OWN_REPORTS, Credential
from projections.profile.schemas import test_of
from projections.spreadsheets.cells import CellError, narrow, trimmed, value_of
from projections.spreadsheets.faults import Said
from projections.spreadsheets.kind import CellType, Column
from projections.words.kinds import HALF
from projections.words.languages import LANGUAGES

STATEMENT: Final = "statement"
DRAWN: Final = "form_drawn"
"""The fields that say under which id a form records, and when it was drawn."""

_HALF_OF: Final = re.compile(r"([0-9]{4})年?(?:-?H|第?)?([12上下])(?:半年)?", re.IGNORECASE)
_HALVES: Final = {"上": "1", "下": "2"}
_NEEDED: Final = Said("请填写", "enter a value")
_UNKNOWN: Final = Said("不是一条语句的编号", "not the id of a statement")
_PARTED: Final = re.compile(r"[\s,，、;；]+")


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with a field; `name` is empty where it is wrong with none of them alone."""

    name: str
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What was filled in: the short form, and what is wrong with it."""

    fact: Mapping[str, Any]
    faults: tuple[FieldFault, ...]


def actor_of(credential: Credential) -> str:
    """Who acts by a credential: the cadre whose own it is, else its own account."""
    own = credential.of_each(OWN_REPORTS)
    return own[0] if own else f"account {HOME_PAGE} {credential.key}"


def filled(deed: Deed, given: Mapping[str, str], credential: Credential) -> Filled:
    """What the fields of a form say. It has happened on the day that is given, else when the form
    was drawn, so that a form that is sent again says the same."""
    fact: dict[str, Any] = {"fact": deed.fact, "id": given[STATEMENT]}
    faults: list[FieldFault] = []
    for field in fields_of_deed(deed):
        text = trimmed(given.get(field.name, ""))
        if text is None:
            if field.needed:
                faults.append(FieldFault(field.name, _NEEDED))
            continue
        try:
            _put(fact, field, _read(field, text))
        except CellError as error:
            faults.append(FieldFault(field.name, error.said))
    if "occurred" not in fact and not deed.form.ends:
        fact["occurred_at"] = given[DRAWN]
    if not deed.form.by_cadre:
        fact.setdefault("person", actor_of(credential))
    return Filled(fact=fact, faults=tuple(faults))


def is_drawn(given: Mapping[str, str]) -> bool:
    """Whether a form has the id and the moment that it was drawn with."""
    try:
        UUID(given.get(STATEMENT, ""))
        return datetime.fromisoformat(given.get(DRAWN, "")).tzinfo is not None
    except ValueError:
        return False


def _put(fact: dict[str, Any], field: Field, value: Any) -> None:
    _, heading, rest = field.name.partition(HEADING)
    if heading:
        fact.setdefault(field.key, {})[rest] = value
    else:
        fact[field.key] = value


def _read(field: Field, text: str) -> Any:
    return _READERS.get(field.widget, _cell)(field, text)


def _cell(field: Field, text: str) -> Any:
    """A value that is read as the cell of a spreadsheet is."""
    if field.key == "target":
        return _target(text)
    column = Column(
        key=field.key,
        zh="",
        en="",
        type=CellType.CHOICE if field.suggested else _TYPES[field.widget],
        choices={one: one for one in field.choices} or _called(field),
        is_open=bool(field.suggested),
    )
    return value_of(column, text)


def _called(field: Field) -> dict[str, str]:
    """What is suggested for a field, by what people call it in either language."""
    return {
        str(texts_in(language)(f"choice.{field.key}.{one}")): one
        for one in field.suggested
        for language in LANGUAGES
    }


def _target(text: str) -> str:
    """The id of a statement, also where somebody gives its address."""
    try:
        return str(UUID(urlsplit(narrow(text)).path.rsplit("/", 1)[-1]))
    except ValueError:
        raise CellError(_UNKNOWN) from None


def _half(_: Field, text: str) -> str:
    found = _HALF_OF.fullmatch(narrow(text).replace(" ", ""))
    value = f"{found[1]}-H{_HALVES.get(found[2], found[2])}" if found else text
    if not test_of(HALF.schema)(value):
        raise CellError(Said("应为半年，如 2025-H1", "expected half a year, such as 2025-H1"))
    return value


def _several(field: Field, text: str) -> list[str]:
    return list(dict.fromkeys(_each(field, text)))


def _each(field: Field, text: str) -> Iterator[str]:
    for one in filter(None, _PARTED.split(text)):
        yield str(value_of(Column(key=field.key, zh="", en="", type=CellType.ID), one))


_TYPES: Final[Mapping[Widget, CellType]] = {
    Widget.ID: CellType.ID,
    Widget.TEXT: CellType.TEXT,
    Widget.LONG: CellType.TEXT,
    Widget.DAY: CellType.DAY,
    Widget.YEAR: CellType.YEAR,
    Widget.AMOUNT: CellType.AMOUNT,
    Widget.WHOLE: CellType.WHOLE,
    Widget.CHOICE: CellType.CHOICE,
    Widget.FLAG: CellType.FLAG,
}
_READERS: Final[Mapping[Widget, Callable[[Field, str], Any]]] = {
    Widget.HALF: _half,
    Widget.SEVERAL: _several,
}
