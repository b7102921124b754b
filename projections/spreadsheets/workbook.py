"""XLSX as a grid.

Values come from calamine. What it passes over in silence is read from the XML beside it: cells with
an error (empty to it), formulas, and hidden rows. Bounds are held before it unpacks anything.
"""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.etree import ElementTree
from xml.parsers import expat

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from projections.spreadsheets.cells import Cell, trimmed
from projections.spreadsheets.faults import Said, SheetError
from projections.spreadsheets.grid import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_UNPACKED,
    Grid,
    Mark,
    Stamp,
)

STAMP: Final = "cadre-lrs"
"""What the first cell of the sheet says that has the stamp of a template."""
FAULTS: Final = "问题 Faults"
"""The sheet of a file to mend that lists what is wrong; it is not read."""

_ROOT: Final = "_rels/.rels"
_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION: Final = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_PLACE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_CHUNK: Final = 1024 * 1024

_UNREADABLE: Final = Said(
    "文件不是可以读取的 .xlsx 电子表格（可能已损坏或加密）：请重新另存为 .xlsx",
    "the file is no .xlsx spreadsheet that can be read (damaged, or encrypted): save it as .xlsx",
)
_TOO_MANY: Final = Said(
    f"行数超过{MOST_ROWS}或列数超过{MOST_COLUMNS}：请分成几个文件",
    f"more than {MOST_ROWS} rows or {MOST_COLUMNS} columns: split the file",
)


@dataclass(slots=True, kw_only=True)
class _Beside:
    """What the XML of a sheet says that calamine does not tell; it sees the elements as they begin,
    and keeps the row and the place that it is at, from 0, and the last row and column in use."""

    marks: dict[tuple[int, int], Mark] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    row: int = -1
    place: tuple[int, int] = (-1, -1)
    last: tuple[int, int] = (-1, -1)

    @property
    def cells(self) -> int:
        """How many cells a table of all between the first and the last has at most."""
        return (self.last[0] + 1) * (self.last[1] + 1)

    def see(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element with its attributes. Raises SheetError out of bounds."""
        kind = name.rpartition("}")[2]
        if kind == "c":
            self.place = _place(attributes.get("r"), (self.row, self.place[1] + 1))
            if attributes.get("t") == "e":
                self._hold_to_bounds()
                self.marks[self.place] = Mark.ERROR
        elif kind in ("v", "is", "f"):
            self._hold_to_bounds()
            if kind == "f":
                self.marks.setdefault(self.place, Mark.FORMULA)
        elif kind == "row":
            self.row = int(attributes.get("r", self.row + 2)) - 1
            self.place = (self.row, -1)
            if attributes.get("hidden") in ("1", "true") or attributes.get("ht") == "0":
                self.hidden.add(self.row)

    def _hold_to_bounds(self) -> None:
        row, column = self.place
        if row >= MOST_ROWS or column >= MOST_COLUMNS:
            raise SheetError(_TOO_MANY)
        self.last = max(row, self.last[0]), max(column, self.last[1])


def read_xlsx(data: bytes) -> Grid:
    """The first visible sheet of a spreadsheet. Raises SheetError."""
    try:
        return _grid(data)
    except SheetError:
        raise
    except BaseException as error:
        # A damaged file may end the readers in any way; calamine's own failures are no Exception.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise SheetError(_UNREADABLE) from error
        raise


def _grid(data: bytes) -> Grid:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        _hold_to_size(packed)
        _hold_to_one_reading(packed)
        parts = _parts(packed)
        beside = {name: _scanned(packed, part) for name, part in parts.items()}
        if sum(one.cells for one in beside.values()) > MOST_CELLS:
            raise SheetError(_TOO_MANY)
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        names = [
            one.name
            for one in book.sheets_metadata
            if one.visible is SheetVisibleEnum.Visible and one.name in beside
        ]
        sheets = {name: book.get_sheet_by_name(name) for name in names}
        stamps = {name: _stamp(sheet) for name, sheet in sheets.items()}
        rest = [name for name in names if stamps[name] is None and name != FAULTS]
        if not rest:
            raise SheetError(Said("文件里没有可见的工作表", "the file has no visible sheet"))
        name, others = rest[0], rest[1:]
        sheet, own = sheets[name], beside[name]
        return Grid(
            sheet=name,
            rows=_cells(sheet, least=max((row for row, _ in own.marks), default=-1) + 1),
            marks=own.marks,
            hidden=frozenset(own.hidden),
            merged=tuple(sheet.merged_cell_ranges or ()),
            unread=tuple(one for one in others if sheets[one].end is not None),
            stamp=next((stamp for stamp in stamps.values() if stamp), None),
        )


def _cells(sheet: CalamineSheet, *, least: int) -> list[list[Cell]]:
    """All cells from A1 on, None where one is empty. At least so many rows: calamine ends at the
    last that is not empty to it."""
    rows = [
        [None if cell == "" else cell for cell in row]
        for row in sheet.to_python(skip_empty_area=False)
    ]
    return rows + [[] for _ in range(least - len(rows))]


def _stamp(sheet: CalamineSheet) -> Stamp | None:
    first = next(iter(sheet.to_python(skip_empty_area=False, nrows=1)), [])
    cells = [str(trimmed(cell) or "") for cell in first[:3]]
    return (cells[1], cells[2]) if len(cells) == 3 and cells[0] == STAMP else None


def _hold_to_size(packed: zipfile.ZipFile) -> None:
    """Refuses what unpacks to too much, by what it does unpack to, whatever it says of itself."""
    left = MOST_UNPACKED
    for entry in packed.infolist():
        with packed.open(entry) as opened:
            while chunk := opened.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise SheetError(
                        Said("文件解压后过大：请分成几个文件", "the file is too large: split it")
                    )


def _hold_to_one_reading(packed: zipfile.ZipFile) -> None:
    """Refuses a package of which calamine might read other parts than those that are looked at
    here: it takes names without regard to capitals, and the workbook that the package names."""
    names = [one.filename.replace("\\", "/").casefold() for one in packed.infolist()]
    books = [
        one.get("Target", "").lstrip("/").casefold()
        for one in _root(packed, _ROOT)
        if one.get("Type", "").endswith("/officeDocument")
    ]
    if len(set(names)) < len(names) or books != [_WORKBOOK]:
        raise SheetError(_UNREADABLE)


def _parts(packed: zipfile.ZipFile) -> dict[str, str]:
    """The names of the sheets, each with the part of the package that it is."""
    targets = {
        one.get("Id"): one.get("Target", "")
        for one in _root(packed, _RELATIONS)
        if one.get("Type", "").endswith("/worksheet")
    }
    parts: dict[str, str] = {}
    for one in _root(packed, _WORKBOOK).iter():
        if _is(one, "sheet"):
            target = targets.get(one.get(_RELATION) or one.get(_STRICT_RELATION))
            name = one.get("name", "")
            if name in parts:
                raise SheetError(_UNREADABLE)
            if target is not None:
                parts[name] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return parts


def _root(packed: zipfile.ZipFile, part: str) -> ElementTree.Element:
    return ElementTree.fromstring(_xml(packed, part))  # noqa: S314 - no entities, see _xml


def _xml(packed: zipfile.ZipFile, part: str) -> bytes:
    """A part of the package, which may declare no entities."""
    data = packed.read(part)
    if (
        b"<!DOCTYPE" in data
        or b"<!ENTITY" in data
        or b"\x00" in data
        or data[:1] in (b"\xff", b"\xfe")
    ):
        raise SheetError(_UNREADABLE)
    return data


def _scanned(packed: zipfile.ZipFile, part: str) -> _Beside:
    """What stands beside the values. Raises SheetError where the sheet is out of bounds: calamine
    makes a table of everything between the first and the last cell."""
    beside = _Beside()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = beside.see
    parser.Parse(_xml(packed, part), True)
    return beside


def _is(element: ElementTree.Element, name: str) -> bool:
    return element.tag.rpartition("}")[2] == name


def _place(reference: str | None, expected: tuple[int, int]) -> tuple[int, int]:
    """Row and column from 0 of a cell: what it says, else that after the one before it."""
    if reference is None:
        return expected
    found = _PLACE.fullmatch(reference)
    if found is None:
        raise SheetError(_UNREADABLE)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]) - 1, column - 1
