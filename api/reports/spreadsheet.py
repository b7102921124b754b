"""Answers as XLSX for spreadsheets: the rows of a table, and a sheet that says what it rests on.

Ids are texts, amounts exact numbers with at least two decimals, days dates. No text is a formula,
whatever it begins with. The same answer gives the same bytes.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from api.http.errors import BadRequestError
from api.reports.tabular import NUMBER, SIGNS, Row, at, plain, told_map
from projections.reports.columns import Column
from projections.words.headings import heading
from projections.words.languages import Language

LONGEST: Final = 32_000
"""Characters of a cell; a spreadsheet holds 32,767."""
MOST_ROWS: Final = 1_048_576
"""Rows of a sheet, its heading among them; what is written below is lost without a word."""
_MADE: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - the file names no moment at which it was made
_WIDEST: Final = 40

_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "zh": {
        "table": "数据",
        "basis": "依据",
        "position": "日志位置",
        "today": "截至日期",
        "policy": "政策",
        "digest": "政策摘要值",
        "incomplete": "是否有缺漏",
        "address": "网址",
        "next": "下一页",
        "column": "列",
        "member": "成员",
    },
    "en": {
        "table": "Data",
        "basis": "Basis",
        "position": "Position of the log",
        "today": "As of",
        "policy": "Policy",
        "digest": "Digest of the policy",
        "incomplete": "Incomplete",
        "address": "Address",
        "next": "Next page",
        "column": "Column",
        "member": "Member",
    },
}
"""What the two sheets are called, and what stands on the second."""


class _Formats:
    """How cells look."""

    def __init__(self, book: Workbook) -> None:
        self.head: Format = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self.text: Format = book.add_format({"num_format": "@"})
        self.guarded: Format = book.add_format({"num_format": "@", "quote_prefix": True})
        self.date: Format = book.add_format({"num_format": "yyyy-mm-dd"})
        self.whole: Format = book.add_format({"num_format": "0"})
        self._amounts: dict[int, Format] = {}
        self._book = book

    def amount(self, value: Decimal) -> Format:
        """How an amount looks: with two decimals, or as many as it has."""
        places = max(2, -int(value.as_tuple().exponent))
        if places not in self._amounts:
            self._amounts[places] = self._book.add_format({"num_format": f"0.{'0' * places}"})
        return self._amounts[places]


def as_xlsx(
    rows: Iterable[Row],
    columns: Sequence[Column],
    language: Language,
    *,
    basis: Mapping[str, str],
) -> bytes:
    """Rows as a spreadsheet with headings in a language, also where there are none; `basis` says
    what they rest on, by `_WORDS`. Rows are written one by one and not held.

    Raises BadRequestError for more rows than a sheet holds.
    """
    into, words = io.BytesIO(), _WORDS[language]
    with Workbook(into, {"constant_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": _MADE})
        formats = _Formats(book)
        sheet = book.add_worksheet(words["table"])
        _head(sheet, formats, [heading(one.name, language) for one in columns])
        for line, row in enumerate(rows, start=1):
            if line >= MOST_ROWS:
                raise BadRequestError(
                    "the table has more rows than a spreadsheet holds: ask for format=csv"
                )
            for place, column in enumerate(columns):
                _write(sheet, formats, (line, place), column, at(row, column.name))
        _rest(book.add_worksheet(words["basis"]), formats, columns, language, basis)
    return into.getvalue()


def _head(sheet: Worksheet, formats: _Formats, headings: Sequence[str]) -> None:
    for place, text in enumerate(headings):
        sheet.set_column(place, place, min(max(12, 2 * len(text)), _WIDEST))
        sheet.write_string(0, place, text, formats.head)
    sheet.freeze_panes(1, 0)


def _rest(
    sheet: Worksheet,
    formats: _Formats,
    columns: Sequence[Column],
    language: Language,
    basis: Mapping[str, str],
) -> None:
    """What the rows rest on, and which member of the answer each column is."""
    words = _WORDS[language]
    lines = [
        *((words[name], text) for name, text in basis.items()),
        (words["column"], words["member"]),
        *((heading(one.name, language), one.name) for one in columns),
    ]
    sheet.set_column(0, 1, _WIDEST)
    for line, (name, text) in enumerate(lines):
        _text(sheet, formats, (line, 0), name)
        _text(sheet, formats, (line, 1), text)


def _write(
    sheet: Worksheet, formats: _Formats, cell: tuple[int, int], column: Column, value: Any
) -> None:
    """A value of a column as it is told in JSON: by what the column holds."""
    if value is None:
        return
    if column.kind == "map":
        _text(sheet, formats, cell, told_map(value))
    elif column.kind == "number" and NUMBER.fullmatch(str(value)):
        amount = Decimal(str(value))
        form = formats.whole if isinstance(value, int) else formats.amount(amount)
        sheet.write_number(*cell, amount, form)
    elif column.kind == "date" and isinstance(value, str) and _is_of_spreadsheets(value):
        sheet.write_datetime(*cell, date.fromisoformat(value), formats.date)
    elif isinstance(value, bool):
        sheet.write_boolean(*cell, value)
    else:
        _text(sheet, formats, cell, plain(value))


def _text(sheet: Worksheet, formats: _Formats, cell: tuple[int, int], text: str) -> None:
    """A text, which stays one also when somebody edits its cell."""
    if not text:
        return
    told = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    begins = told.lstrip()[:1]
    guarded = (begins and begins in SIGNS) or told[0] in "\t\r\n"
    sheet.write_string(*cell, told, formats.guarded if guarded else formats.text)


def _is_of_spreadsheets(day: str) -> bool:
    """Whether a spreadsheet knows a day: none before March 1900, where its calendar has a day too
    many."""
    return day >= "1900-03-01"
