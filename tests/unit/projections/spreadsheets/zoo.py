"""Spreadsheets as offices send them, made here: no file of an office stands in the repository."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import xlsxwriter

HEADS = (
    "干部编号",
    "姓名",
    "班次编号",
    "开始日期",
    "结束日期",
    "培训天数",
    "出勤天数",
    "鉴定",
)
ROW = ("0123", "王建国", "k1", "2025-03-01", "2025-03-05", 5, 4.5, "合格")

Change = Callable[[Any, Any], None]
"""What is done to a workbook and its sheet beside writing the rows."""


def xlsx(
    *rows: Sequence[Any],
    above: Sequence[Sequence[Any]] = (HEADS,),
    change: Change | None = None,
    **options: Any,
) -> bytes:
    """A spreadsheet of these rows below others."""
    into = io.BytesIO()
    with xlsxwriter.Workbook(into, {"strings_to_formulas": False, **options}) as book:
        sheet = book.add_worksheet("数据")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate((*above, *rows)):
            for at, cell in enumerate(row):
                if hasattr(cell, "year"):
                    sheet.write_datetime(number, at, cell, day)
                elif cell is not None:
                    sheet.write(number, at, cell)
        if change:
            change(book, sheet)
    return into.getvalue()


def changed(data: bytes, pattern: str, new: str, part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """The spreadsheet with another text in the XML of a part of it; fails where none is changed."""
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(into, "w") as made:
        for name in old.namelist():
            xml = old.read(name)
            if name == part:
                text, count = re.subn(pattern, new, xml.decode(), flags=re.DOTALL)
                assert count
                xml = text.encode()
            made.writestr(name, xml)
    return into.getvalue()


def csv(*rows: Sequence[Any]) -> str:
    """The text of a CSV below the headings."""
    return "".join(",".join(map(str, row)) + "\r\n" for row in (HEADS, *rows))
