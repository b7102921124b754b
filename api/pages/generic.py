"""The page of any answer that nobody designed a page for: what it says, and its table."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Literal, get_origin, get_type_hints

from api.pages.codes import called, key_called
from api.pages.frame import Frame
from api.pages.rendering import DASH
from api.reports.answering import columns_of
from api.reports.tabular import following_of
from projections.reports.answer import OWN
from projections.reports.columns import Column, value_type
from projections.reports.records import is_record
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
_PARAMETER: Final = re.compile(r"[a-z_]+(\.[a-z_]+)+")
"""The name of a parameter of a policy, which stands for the article where there is none."""
_SIMPLE: Final = (str, int, bool)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    text: str
    link: str | None
    number: bool
    is_id: bool = False


def shown(answer: Any, frame: Frame) -> Mapping[str, Any]:
    """What the template of any answer wants: its own members and its table."""
    columns = columns_of(answer) if hasattr(answer, "rows") else []
    rows = list(answer.rows()) if columns else []
    some = [told(row, getattr(answer, "glossary", {})) for row in rows[:MOST_ROWS]]
    columns = [one for one in columns if _is_for_people(one, columns, frame)]
    return {
        "heading": partial(_heading, frame=frame),
        "facts": list(_facts(answer, frame)),
        "columns": columns,
        "rows": [[_cell(row, column, frame) for column in columns] for row in some],
        "more": max(len(rows) - MOST_ROWS, 0),
        "following": following_of(answer),
    }


def _is_for_people(column: Column, columns: list[Column], frame: Frame) -> bool:
    """Whether people are shown a column: of a code with sentences that in their language alone."""
    stem, _, last = column.name.rpartition(".")
    sentence = f"{stem}.zh".removeprefix(".")
    has_sentence = any(one.name == sentence for one in columns)
    return not has_sentence or last not in ("code", frame.other)


def _heading(name: str, frame: Frame) -> str:
    """What a column is called; a sentence in the language of the page as what it is about."""
    language = frame.texts.language
    return heading("says" if name == language else name.removesuffix(f".{language}"), language)


def _facts(answer: Any, frame: Frame) -> Iterator[tuple[str, Cell]]:
    """The members of an answer that are a value and no list or record."""
    kinds = get_type_hints(type(answer))
    for name, value in told(answer).items():
        is_none = value is None and is_value(kinds.get(name, str))
        if name not in OWN and (is_none or isinstance(value, _SIMPLE)):
            yield name, _cell({name: value}, Column(name=name, kind="plain"), frame)


def is_value(kind: Any) -> bool:
    """Whether a member of a type holds one value: no record, list or map."""
    inner = value_type(kind)
    is_many = get_origin(inner) is not None and get_origin(inner) is not Literal
    return not is_record(inner) and not is_many


def _cell(row: Mapping[str, Any], column: Column, frame: Frame) -> Cell:
    value: Any = row
    for name in column.name.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    kind = _LINKS.get(column.name)
    member = column.name.rpartition(".")[2]
    text = _text(value, member, frame)
    return Cell(
        text=text,
        link=_link(kind, value, frame) if kind and isinstance(value, str) else None,
        number=column.kind in ("plain", "number") and bool(_NUMBER.fullmatch(text)),
        is_id=_is_id(text, value, column),
    )


def _link(kind: str, value: str, frame: Frame) -> str | None:
    """Where what a cell names is shown; None where that would be refused to who looks."""
    return frame.to(kind + frame.part(value)) if frame.leads(kind) else None


def _is_id(text: str, value: Any, column: Column) -> bool:
    """Whether a cell shows what programs call something: an id, a grant, a parameter."""
    if column.name in ("scopes", "asserts"):
        return True
    return text == value and (column.kind == "id" or bool(_PARAMETER.fullmatch(text)))


def _text(value: Any, member: str, frame: Frame) -> str:
    """A value as people read it; `member` is what holds it, which tells what its codes mean."""
    if value is None:
        return DASH
    if isinstance(value, bool):
        return str(frame.texts("is.yes" if value else "is.no"))
    if isinstance(value, Mapping):
        if "code" in value:
            return str(value[frame.texts.language])
        colon = frame.texts("colon")
        return "; ".join(
            f"{key_called(member, name, frame.texts)}{colon}{_text(one, name, frame)}"
            for name, one in value.items()
        )
    if isinstance(value, list):
        return ", ".join(_text(one, member, frame) for one in value)
    return called(member, value, frame.texts) if isinstance(value, str) else str(value)
