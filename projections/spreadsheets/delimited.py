"""CSV as a grid: UTF-8, else GB18030; every cell is a text."""

import csv
import io
import re
from typing import Final

from projections.spreadsheets.faults import Said, SheetError
from projections.spreadsheets.grid import MOST_COLUMNS, MOST_ROWS, Grid

SHEET: Final = "CSV"

_PARTED: Final = re.compile(r"[^;\t|；]+[;\t|；].*[;\t|；]")
_OTHERWISE_PARTED: Final = Said(
    "各列不是用英文逗号分隔的（像是分号或制表符）：请另存为“CSV UTF-8（逗号分隔）”或 .xlsx",
    "the columns are not parted by commas, but as it seems by semicolons or tabs: save it as CSV "
    "with commas, or as .xlsx",
)


def read_csv(data: bytes) -> Grid:
    """The rows of a CSV. Raises SheetError where it is in neither encoding or too long."""
    rows: list[list[str | None]] = []
    try:
        for cells in csv.reader(io.StringIO(_decoded(data), newline=""), strict=True):
            if len(rows) >= MOST_ROWS or len(cells) > MOST_COLUMNS:
                raise SheetError(
                    Said(
                        f"行数超过{MOST_ROWS}或列数超过{MOST_COLUMNS}：请分成几个文件",
                        f"more than {MOST_ROWS} rows or {MOST_COLUMNS} columns: split the file",
                    )
                )
            rows.append([cell or None for cell in cells])
    except csv.Error as error:
        raise SheetError(
            Said(f"第{len(rows) + 1}行不是有效的 CSV", f"row {len(rows) + 1} is no CSV: {error}")
        ) from error
    if all(len(row) <= 1 for row in rows) and any(
        _PARTED.search(row[0] or "") for row in rows if row
    ):
        raise SheetError(_OTHERWISE_PARTED)
    return Grid(sheet=SHEET, rows=rows)


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding).lstrip("\ufeff")
        except UnicodeDecodeError:
            continue
    raise SheetError(
        Said(
            "编码既不是 UTF-8 也不是 GB18030：请另存为“CSV UTF-8”",
            "encoded neither in UTF-8 nor in GB18030: save it as CSV UTF-8",
        )
    )
