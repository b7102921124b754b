"""What a file of rows holds, whatever its format: cells, and what a reader must not pass over."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from projections.spreadsheets.cells import Cell

MOST_BYTES: Final = 16 * 1024 * 1024
"""Bytes of a file."""
MOST_UNPACKED: Final = 128 * 1024 * 1024
"""Bytes of what a spreadsheet unpacks to."""
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 200
MOST_CELLS: Final = 2_000_000
"""Cells of all sheets of a file, the empty ones among them."""


class Mark(Enum):
    """What a cell is beside its value."""

    ERROR = "error"
    FORMULA = "formula"


_ERROR: Final = re.compile(r"#(?:N/A|NAME\?|[A-Z0/_]+!|#{2,})")
_FORMULA: Final = re.compile(r"=[\"A-Za-z0-9(+$'-].*", re.DOTALL)


def mark_of(text: str) -> Mark | None:
    """What a text was before it was copied as one, or written as CSV: an error, a number in a
    column too narrow for it (`#####`), or a formula, such as `="0123"`, by which programs keep
    spreadsheets from making a number of an id."""
    if _ERROR.fullmatch(text):
        return Mark.ERROR
    return Mark.FORMULA if _FORMULA.fullmatch(text) else None


Range = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last cell of merged ones, each by row and column from 0."""

Stamp = tuple[str, str]
"""The kind and the version of the template that a file was made from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The cells of one sheet; rows and columns count from 0.

    `unread` are the names of other sheets that hold something. `stamp` is None in a file that was
    not made from a template of ours.
    """

    sheet: str
    rows: Sequence[Sequence[Cell]]
    marks: Mapping[tuple[int, int], Mark] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()
    merged: Sequence[Range] = ()
    unread: Sequence[str] = ()
    stamp: Stamp | None = None
