"""The page of any answer that nobody designed a page for: what it says, and its table."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from api.pages.frame import Frame
from api.reports.answering import columns_of
from projections.reports.answer import OWN
from projections.reports.columns import Column
from projections.reports.telling import told
from projections.words.headings import heading

MOST_ROWS: Final = 500
"""Rows of a page; the rest is in its CSV, or behind `next`."""

_LINKS: Final[Mapping[str, str]] = {
    "cadre": "/cadres/",
    "unit": "/units/",
    "training_class": "/classes/",
    "statement_id": "/statements/",
}
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_SIMPLE: Final = (str, int, bool)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    text: str
    link: str | None
    number: bool


def shown(answer: Any, frame: Frame) -> Mapping[str, Any]:
    """What the template of any answer wants: its own members and its table."""
    columns = columns_of(answer) if hasattr(answer, "rows") else []
    rows = list(answer.rows()) if columns else []
    some = [told(row, getattr(answer, "glossary", {})) for row in rows[:MOST_ROWS]]
    columns = [one for one in columns if not one.name.endswith(_other(frame))]
    return {
        "heading": partial(heading, language=frame.texts.language),
        "facts": list(_facts(answer, frame)),
        "columns": columns,
        "rows": [[_cell(row, column, frame) for column in columns] for row in some],
        "more": max(len(rows) - MOST_ROWS, 0),
        "following": getattr(answer, "next", None),
    }


def _other(frame: Frame) -> str:
    """How the columns end that say something in the language that is not shown."""
    return f".{frame.other}"


def _facts(answer: Any, frame: Frame) -> Iterator[tuple[str, Cell]]:
    for name, value in told(answer).items():
        if name not in OWN and (value is None or isinstance(value, _SIMPLE)):
            yield name, _cell({name: value}, Column(name=name, kind="plain"), frame)


def _cell(row: Mapping[str, Any], column: Column, frame: Frame) -> Cell:
    value: Any = row
    for name in column.name.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    kind = _LINKS.get(column.name)
    text = _text(value, frame)
    return Cell(
        text=text,
        link=frame.to(kind + frame.part(value)) if kind and isinstance(value, str) else None,
        number=column.kind in ("plain", "number") and bool(_NUMBER.fullmatch(text)),
    )


def _text(value: Any, frame: Frame) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return str(frame.texts("is.yes" if value else "is.no"))
    if isinstance(value, Mapping):
        if "code" in value:
            return str(value[frame.texts.language])
        return "; ".join(f"{name}: {_text(one, frame)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(_text(one, frame) for one in value)
    return str(value)
