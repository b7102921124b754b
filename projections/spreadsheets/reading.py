"""Reads a spreadsheet of a kind: the fact of each row, and everything that is wrong at once."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from projections.spreadsheets.cells import (
    Cell,
    CellError,
    trimmed,
    value_of,
)
from projections.spreadsheets.delimited import read_csv
from projections.spreadsheets.faults import Said, SheetError, SheetFault, letters
from projections.spreadsheets.grid import (
    MOST_BYTES,
    MOST_CELLS,
    MOST_COLUMNS,
    Grid,
    Mark,
    mark_of,
)
from projections.spreadsheets.kind import Column, SheetKind
from projections.spreadsheets.workbook import read_xlsx

_HEADS: Final = 10
"""Rows among which the headings are looked for; titles may stand above them."""
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_OLD_FORMAT: Final = Said(
    "旧的 .xls 格式（或加密文件）看不出错误单元格、公式和隐藏行：请另存为 .xlsx 后再导入",
    "the old .xls format (or an encrypted file) does not show error cells, formulas and hidden "
    "rows: save it as .xlsx and import that",
)
_MARKUP: Final = Said(
    "文件其实是网页（HTML 或 XML），不是电子表格：请用 WPS 或 Excel 打开，另存为 .xlsx 后再导入",
    "the file is HTML or XML that only bears the name of a spreadsheet: open it and save it as "
    ".xlsx, and import that",
)
_MARKED: Final[Mapping[Mark, Said]] = {
    Mark.ERROR: Said(
        "单元格是错误值（如 #N/A）：请填入实际内容", "an error such as #N/A: enter what it is"
    ),
    Mark.FORMULA: Said(
        "单元格是公式，结果可能没有更新：请“选择性粘贴”为数值",
        "a formula, whose result may be out of date: paste it as a value",
    ),
}
_MERGED: Final = Said(
    "合并单元格只有左上角有内容：请取消合并，逐行填写",
    "merged cells have content in the first one alone: split them and fill in each row",
)
_HIDDEN: Final = Said(
    "该行被隐藏或被筛选掉：请取消隐藏，不需要的删除",
    "the row is hidden or filtered out: show it, or delete it",
)
_EMPTY: Final = Said("必填项为空", "needed, and empty")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row: its `number` as the spreadsheet shows it, and the short form of what it states."""

    number: int
    fact: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What was read: the rows without a fault, and the faults of all others.

    `places` are the columns that were found, by their keys. `ignored` are the headings of columns
    and the names of sheets that were not read.
    """

    kind: SheetKind
    grid: Grid
    rows: Sequence[Row]
    faults: Sequence[SheetFault]
    places: Mapping[str, int]
    ignored: Sequence[str]

    def fault(self, said: Said, *, row: int | None = None, key: str | None = None) -> SheetFault:
        """A fault of a row, which counts from 1, and the column of a key; or of the whole file."""
        at = self.places.get(key) if key else None
        return _fault(self.grid, said, row=None if row is None else row - 1, column=at)


def read_sheet(data: bytes, kind: SheetKind) -> Sheet:
    """The rows and faults of a file, an XLSX or a CSV. Raises SheetError where it is neither."""
    grid = _grid(data)
    faults: list[SheetFault] = []
    if said := _wrong_stamp(grid, kind):
        faults.append(_fault(grid, said))
    head, places = _heads(grid, kind)
    faults += [_fault(grid, said, row=head) for said in _wrong_heads(grid, kind, head, places)]
    rows = [] if faults else list(_rows(grid, kind, head, places, faults))
    used = set(places.values())
    titles = [text for at, text in enumerate(_texts(grid, head)) if text and at not in used]
    return Sheet(
        kind=kind,
        grid=grid,
        rows=rows,
        faults=faults,
        places=places,
        ignored=(*titles, *grid.unread),
    )


def _grid(data: bytes) -> Grid:
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1024**2
        raise SheetError(Said(f"文件超过{most} MiB", f"the file has more than {most} MiB"))
    if data.startswith(_OLE):
        raise SheetError(_OLD_FORMAT)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise SheetError(_MARKUP)
    return read_xlsx(data) if data.startswith(_ZIP) else read_csv(data)


def _wrong_stamp(grid: Grid, kind: SheetKind) -> Said | None:
    """What is wrong where a file was made from another template."""
    if grid.stamp is None or grid.stamp == (kind.name, str(kind.version)):
        return None
    name, version = grid.stamp
    return Said(
        f"文件由模板 {name}（第{version}版）制作，应为 {kind.name}（第{kind.version}版）",
        f"made from the template {name} version {version}, expected {kind.name} version "
        f"{kind.version}: `lrs template {kind.name}` makes it",
    )


def _heads(grid: Grid, kind: SheetKind) -> tuple[int, dict[str, int]]:
    """The row of the headings and the place of each column: the row that has most of them."""
    known = _known(kind)
    best: tuple[int, dict[str, int]] = (0, {})
    for number in range(min(_HEADS, len(grid.rows))):
        found: dict[str, int] = {}
        for at, text in enumerate(_texts(grid, number)):
            if (key := known.get(text)) and key not in found:
                found[key] = at
        if len(found) > len(best[1]):
            best = (number, found)
    return best


def _wrong_heads(
    grid: Grid, kind: SheetKind, head: int, places: Mapping[str, int]
) -> Iterator[Said]:
    for column in kind.columns:
        if column.needed and column.key not in places:
            yield Said(f"缺少列“{column.zh}”", f"the column {column.en!r} is missing")
    known, seen = _known(kind), set()
    for text in _texts(grid, head):
        if (key := known.get(text)) is None:
            continue
        if key in seen:
            yield Said(f"列“{text}”出现了两次", f"the column {text!r} stands there twice")
        seen.add(key)


def _known(kind: SheetKind) -> dict[str, str]:
    """The keys of columns by what may stand above them."""
    found = {_plain(name): column.key for column in kind.columns for name in (column.zh, column.en)}
    return {_plain(column.key): column.key for column in kind.columns} | found


def _texts(grid: Grid, number: int) -> list[str]:
    row = grid.rows[number] if number < len(grid.rows) else ()
    return [_plain(cell) if isinstance(cell, str) else "" for cell in row]


def _plain(text: str) -> str:
    """A heading without its blanks, width, capitals and the mark of a needed column."""
    seen = "".join(one for one in text if unicodedata.category(one) != "Cf")
    joined = "".join(unicodedata.normalize("NFKC", seen).split()).lower()
    return joined.removesuffix("(必填)").rstrip("*")


def _rows(
    grid: Grid,
    kind: SheetKind,
    head: int,
    places: Mapping[str, int],
    faults: list[SheetFault],
) -> Iterator[Row]:
    """The rows below the headings that are whole; adds what is wrong with the others."""
    merged, known = _merged(grid, head), _known(kind)
    seen: dict[tuple[Any, ...], int] = {}
    for number in range(head + 1, len(grid.rows)):
        cells = {key: _cell(grid, number, at) for key, at in places.items()}
        if not _has_content(grid, number, places, cells) or _is_heading(known, cells):
            continue
        found, own = _values(grid, kind, number, places, cells)
        own += [
            _fault(grid, _MERGED, row=number, column=at)
            for at in places.values()
            if (number, at) in merged
        ]
        if number in grid.hidden:
            own.append(_fault(grid, _HIDDEN, row=number))
        if own:
            faults.extend(own)
            continue
        key = tuple(found.get(name) for name in ("fact", *kind.row_key))
        if (first := seen.setdefault(key, number)) != number:
            faults.append(_fault(grid, _twice(first), row=number))
            continue
        yield Row(number=number + 1, fact={"fact": kind.fact, **found})


def _values(
    grid: Grid,
    kind: SheetKind,
    number: int,
    places: Mapping[str, int],
    cells: Mapping[str, Cell],
) -> tuple[dict[str, Any], list[SheetFault]]:
    """What a row says, by the keys of the columns, and what is wrong with its cells."""
    found: dict[str, Any] = {}
    faults: list[SheetFault] = []
    for column in kind.columns:
        at = places.get(column.key)
        if at is None:
            continue
        try:
            value = _value(column, cells[column.key], grid.marks.get((number, at)))
        except CellError as error:
            faults.append(_fault(grid, error.said, row=number, column=at))
            continue
        if value is not None:
            found[column.key] = value
    return found, faults


def _value(column: Column, cell: Cell, mark: Mark | None) -> Any:
    if isinstance(cell, str):
        mark = mark or mark_of(cell)
    if mark is not None:
        raise CellError(_MARKED[mark])
    if cell is not None:
        return value_of(column, cell)
    if column.needed:
        raise CellError(_EMPTY)
    return None


def _cell(grid: Grid, number: int, at: int) -> Cell:
    row = grid.rows[number]
    return trimmed(row[at]) if at < len(row) else None


def _has_content(
    grid: Grid, number: int, places: Mapping[str, int], cells: Mapping[str, Cell]
) -> bool:
    """Whether one of our columns says something in a row; an error says something, too."""
    return any(cell is not None for cell in cells.values()) or any(
        (number, at) in grid.marks for at in places.values()
    )


def _is_heading(known: Mapping[str, str], cells: Mapping[str, Cell]) -> bool:
    """Whether a row repeats the headings, such as in the other language."""
    said = {key: cell for key, cell in cells.items() if cell is not None}
    return bool(said) and all(
        isinstance(cell, str) and known.get(_plain(cell)) == key for key, cell in said.items()
    )


def _merged(grid: Grid, head: int) -> frozenset[tuple[int, int]]:
    """The cells below the headings that are merged with others."""
    cells = (
        (row, column)
        for (top, left), (bottom, right) in grid.merged
        for row in range(max(top, head + 1), min(bottom, len(grid.rows) - 1) + 1)
        for column in range(left, min(right, MOST_COLUMNS) + 1)
    )
    return frozenset(islice(cells, MOST_CELLS))  # merged ones do not overlap in a sound file


def _twice(first: int) -> Said:
    return Said(f"与第{first + 1}行重复", f"the same as row {first + 1}")


def _fault(
    grid: Grid, said: Said, *, row: int | None = None, column: int | None = None
) -> SheetFault:
    return SheetFault(
        sheet=grid.sheet,
        row=None if row is None else row + 1,
        column=None if column is None else letters(column),
        zh=said.zh,
        en=said.en,
    )
