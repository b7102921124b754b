"""Writes XLSX for clerks: the template of a kind, and the file of somebody with its faults marked.

The same arguments give the same bytes.
"""

import io
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from projections.spreadsheets.cells import Cell
from projections.spreadsheets.faults import SheetFault, letters
from projections.spreadsheets.grid import MOST_ROWS
from projections.spreadsheets.kind import CellType, Column, SheetKind
from projections.spreadsheets.workbook import FAULTS, STAMP
from projections.words.languages import Language

_MADE: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - the file names no moment at which it was made
_ABOUT: Final[Mapping[Language, str]] = {"zh": "填表说明", "en": "About"}
_ABOUT_HEADS: Final[Mapping[Language, tuple[str, ...]]] = {
    "zh": ("列", "必填", "内容", "可选值", "示例"),
    "en": ("Column", "Needed", "Holds", "One of", "Example"),
}
_FAULT_HEADS: Final = ("行 Row", "列 Column", "问题", "Fault")
_LONGEST: Final = 32_000
_MOST_LISTED: Final = 255
"""Characters that a list of choices may have in a cell's rule."""

_FORMATS: Final[Mapping[CellType, str]] = {
    CellType.DAY: "yyyy-mm-dd",
    CellType.AMOUNT: "General",
    CellType.WHOLE: "0",
}
"""How cells of a type look; all others are texts."""


def template(kind: SheetKind, language: Language) -> bytes:
    """An empty spreadsheet of a kind with its headings, rules for the cells, and a second sheet
    that has the stamp of the version and says what each column is."""

    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet(kind.zh if language == "zh" else kind.en[:31])
        head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E7E6E6"})
        for at, column in enumerate(kind.columns):
            text = column.heading(language)
            form = book.add_format({"num_format": _FORMATS.get(column.type, "@")})
            sheet.set_column(at, at, min(max(14, 2 * len(text)), 30), form)
            sheet.write_string(0, at, text, head)
            if rule := _rule(column, language):
                sheet.data_validation(1, at, MOST_ROWS - 1, at, rule)
        sheet.freeze_panes(1, 0)
        _about(book, kind, language)

    return _written(fill)


def to_mend(
    kind: SheetKind,
    rows: Sequence[Sequence[Cell]],
    faults: Sequence[SheetFault],
    language: Language,
) -> bytes:
    """Somebody's rows with the bad cells in red, each with what is wrong as a comment; a fault of a
    row stands at its first cell. A second sheet lists all faults, the last has the stamp."""
    said: dict[tuple[int, str], list[SheetFault]] = defaultdict(list)
    for fault in faults:
        said[((fault.row or 1) - 1, fault.column or "A")].append(fault)

    def fill(book: Workbook) -> None:
        sheet = book.add_worksheet(kind.zh if language == "zh" else kind.en[:31])
        plain, bad = _looks(book, "#FFFFFF"), _looks(book, "#FFC7CE")
        for number, row in enumerate(rows):
            for at, cell in enumerate(row):
                looks = bad if (number, letters(at)) in said else plain
                _write(sheet, (number, at), cell, looks)
        for (number, letter), own in said.items():
            at = _place(letter)
            if number >= len(rows) or at >= len(rows[number]) or rows[number][at] is None:
                sheet.write_blank(number, at, None, bad["text"])
            told = "\n".join(f"{one.zh}\n{one.en}" for one in own)
            sheet.write_comment(number, at, told[:_LONGEST])
        sheet.set_column(0, max((len(row) for row in rows), default=1), 16)
        _list(book, faults)
        _about(book, kind, language)

    return _written(fill)


def _written(fill: Callable[[Workbook], None]) -> bytes:
    into = io.BytesIO()
    with Workbook(into, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": _MADE})
        fill(book)
    return into.getvalue()


def _rule(column: Column, language: Language) -> dict[str, Any] | None:
    """What a cell may hold, as a spreadsheet program holds clerks to it."""
    told = column.type.zh if language == "zh" else column.type.en
    rule: dict[str, Any] | None = None
    choices = list(column.choices) if language == "zh" else list(column.choices.values())
    if column.type is CellType.FLAG:
        choices = ["是", "否"] if language == "zh" else ["yes", "no"]
    if choices and len(",".join(choices)) <= _MOST_LISTED:
        strict = "information" if column.is_open else "stop"
        rule = {"validate": "list", "source": choices, "error_type": strict}
    elif column.type is CellType.DAY:
        rule = {
            "validate": "date",
            "criteria": "between",
            "minimum": date(1901, 1, 1),
            "maximum": date(2198, 12, 31),
        }
    elif column.type in (CellType.AMOUNT, CellType.WHOLE):
        validate = "decimal" if column.type is CellType.AMOUNT else "integer"
        rule = {"validate": validate, "criteria": ">=", "value": 0}
    return rule and {**rule, "error_title": column.heading(language)[:32], "error_message": told}


def _about(book: Workbook, kind: SheetKind, language: Language) -> None:
    """The sheet with the stamp: which template it is, and what each column holds."""
    sheet = book.add_worksheet(_ABOUT[language])
    text = book.add_format({"num_format": "@"})
    lines: list[Sequence[str]] = [(STAMP, kind.name, str(kind.version)), _ABOUT_HEADS[language]]
    for column in kind.columns:
        choices = ", ".join(
            name if name == value or language == "en" else f"{name} ({value})"
            for name, value in column.choices.items()
        )
        if language == "en":
            choices = ", ".join(column.choices.values())
        holds = column.type.zh if language == "zh" else column.type.en
        needed = "*" if column.needed else ""
        name = column.zh if language == "zh" else column.en
        lines.append((name, needed, holds, choices, column.example))
    sheet.set_column(0, 4, 24, text)
    for number, line in enumerate(lines):
        for at, told in enumerate(line):
            sheet.write_string(number, at, told, text)


def _list(book: Workbook, faults: Sequence[SheetFault]) -> None:
    sheet = book.add_worksheet(FAULTS)
    sheet.set_column(2, 3, 60)
    for at, head in enumerate(_FAULT_HEADS):
        sheet.write_string(0, at, head)
    for number, fault in enumerate(faults, start=1):
        if fault.row is not None:
            sheet.write_number(number, 0, fault.row)
        sheet.write_string(number, 1, fault.column or "")
        sheet.write_string(number, 2, fault.zh)
        sheet.write_string(number, 3, fault.en)


def _looks(book: Workbook, colour: str) -> Mapping[str, Format]:
    """How texts, numbers and days look on a background."""
    forms = {"text": "@", "number": "General", "day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm"}
    background = {} if colour == "#FFFFFF" else {"bg_color": colour}
    return {name: book.add_format({"num_format": f, **background}) for name, f in forms.items()}


def _write(
    sheet: Worksheet, cell: tuple[int, int], value: Cell, looks: Mapping[str, Format]
) -> None:
    """A cell as it was: an id that was a number stays one, for its clerk to enter again."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(*cell, value, looks["text"])
    elif isinstance(value, int | float):
        sheet.write_number(*cell, value, looks["number"])
    elif isinstance(value, date):
        moment = isinstance(value, datetime) and value.time() != datetime.min.time()
        sheet.write_datetime(*cell, value, looks["moment" if moment else "day"])
    else:
        sheet.write_string(*cell, str(value)[:_LONGEST], looks["text"])


def _place(letter: str) -> int:
    column = 0
    for one in letter:
        column = column * 26 + ord(one) - ord("A") + 1
    return column - 1
