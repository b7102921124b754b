"""The value of a cell by the type of its column: read right, or told to be wrong; never guessed."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias

from lrs.statement.years import FIRST_YEAR, LAST_YEAR
from projections.spreadsheets.faults import Said, quoted
from projections.spreadsheets.kind import CellType, Column
from projections.words.kinds import PLACES, WHOLE_DIGITS

Cell: TypeAlias = Any
"""A text, number, flag, day or time of a spreadsheet; None where it is empty."""

LONGEST: Final = 2_000
"""Characters of a text."""

_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_FULL_WIDTH_OF_ID: Final = {
    code: plain
    for code, plain in _FULL_WIDTH.items()
    if chr(plain).isalnum() or chr(plain) in "-./_ "
}
"""Without the brackets and other marks that Chinese is written with: `培训班（一）` is an id as it
stands."""
_SPACES: Final = "\u0020\t\r\n\u00a0\u3000\u200b\ufeff"
_DAYS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日?",
        r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})",
        r"([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})",
        r"([0-9]{4})\.([0-9]{1,2})\.([0-9]{1,2})",
        r"([0-9]{4})([0-9]{2})([0-9]{2})",
    )
)
_MIDNIGHT: Final = re.compile(r"[ T]0?0:00(?::00(?:\.0+)?)?")
"""What programs write behind a day that they hold as an instant."""
_NUMBER: Final = re.compile(rf"[0-9]{{1,{WHOLE_DIGITS}}}(?:\.[0-9]{{1,{PLACES}}})?")
_ROUNDED: Final = re.compile(
    r"[0-9]+(?:\.[0-9]+)?E\+[0-9]+|[0-9]\.[0-9]+E[0-9]+|[0-9]{4,}\.0+", re.IGNORECASE
)
"""Ids that went through a number: 6.10302E+17 as Excel writes it, 6.103E17 and 610302.0 as programs
do."""
_FLAGS: Final[Mapping[str, bool]] = {
    "是": True,
    "否": False,
    "yes": True,
    "no": False,
    "true": True,
    "false": False,
}

_UNSEEN: Final = frozenset(("Cc", "Cf", "Zl", "Zp"))
"""The categories of characters that nobody sees: marks of direction, joiners, line ends."""
_NOTHING: Final = frozenset(("nan", "null", "none", "nil", "undefined", "n/a"))

_ID_IS_NUMBER: Final = Said(
    "编号单元格是数字，位数和前导零可能已经丢失：请将该列设为“文本”格式后重新录入",
    "the id is stored as a number, which loses digits and leading zeros: format the column as text "
    "and enter it again",
)


class CellError(ValueError):
    """What is wrong with a cell."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.en)
        self.said = said


def value_of(column: Column, cell: Cell) -> Any:
    """What the short form of the fact says for a cell that is not empty. Raises CellError."""
    return _READERS[column.type](column, cell)


def trimmed(cell: Cell) -> Cell:
    """The cell without the blanks around its text; None where nothing is left."""
    if isinstance(cell, str):
        return cell.strip(_SPACES) or None
    return cell


def narrow(text: str) -> str:
    """A text with its full-width letters, digits and signs as the plain ones."""
    return text.translate(_FULL_WIDTH).strip()


def _hold_to_an_id(text: str) -> None:
    """Raises CellError for what is no id, though it stands where one belongs: an id with a
    character that nobody sees is another one than everybody reads there; `nan` and the like are
    what programs write for nothing; an apostrophe is how people tell a spreadsheet that it is a
    text."""
    unseen = next((one for one in text if unicodedata.category(one) in _UNSEEN), None)
    if unseen is not None:
        point = f"U+{ord(unseen):04X}"
        raise CellError(
            Said(
                f"编号含有看不见的字符（{point}）：请删去后手工重新录入",
                f"the id has a character that nobody sees ({point}): enter it anew by hand",
            )
        )
    if text.casefold() in _NOTHING:
        raise CellError(
            Said(
                f"内容是 {quoted(text)}，是程序写的空值：请填写编号，没有的留空",
                f"got {quoted(text)}, which programs write for nothing: enter the id, or none",
            )
        )
    if text.startswith("'"):
        raise CellError(
            Said("编号前多了撇号：请删去", "there is an apostrophe before the id: delete it")
        )


def _id(_: Column, cell: Cell) -> str:
    if not isinstance(cell, str):
        raise CellError(_ID_IS_NUMBER)
    _hold_to_an_id(cell)
    text = cell.translate(_FULL_WIDTH_OF_ID).strip()
    if _ROUNDED.fullmatch(text):
        raise CellError(_ID_IS_NUMBER)
    return _bounded(text)


def _text(_: Column, cell: Cell) -> str:
    if not isinstance(cell, str):
        raise _wrong(cell, Said("文本", "a text"))
    return _bounded(cell)


def _bounded(text: str) -> str:
    if len(text) > LONGEST or any(ord(char) < 0x20 and char not in "\t\r\n" for char in text):
        raise _wrong(text, Said(f"不超过{LONGEST}字的文本", f"a text of at most {LONGEST} letters"))
    return text


def _day(_: Column, cell: Cell) -> str:
    expected = Said("日期，如 2025年3月1日 或 2025-03-01", "a day such as 2025-03-01")
    if isinstance(cell, datetime):
        if cell.time() != datetime.min.time():
            raise _wrong(cell, expected)
        cell = cell.date()
    if isinstance(cell, str):
        cell = _day_of_text(narrow(cell))
    if not isinstance(cell, date) or not FIRST_YEAR <= cell.year <= LAST_YEAR:
        raise _wrong(cell, expected)
    return cell.isoformat()


def _day_of_text(text: str) -> date | str:
    found = _MIDNIGHT.search(text)
    day = text[: found.start()] if found and found.end() == len(text) else text
    for form in _DAYS:
        if found := form.fullmatch(day.replace(" ", "")):
            try:
                return date(*map(int, found.groups()))
            except ValueError:
                return text
    return text


def _amount(_: Column, cell: Cell) -> str:
    expected = Said("不为负的数值", "a number that is not negative")
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise _wrong(cell, expected)
    text = narrow(cell) if isinstance(cell, str) else _digits(cell)
    if not _NUMBER.fullmatch(text):
        raise _wrong(cell, expected)
    return text


def _digits(number: float) -> str:
    """The decimal that spreadsheets show for the number, by its first 15 digits: 4.5, 5 for 5.0,
    and 0.3 for what 0.1 and 0.2 make."""
    exact = Decimal(f"{number:.15g}")
    if not exact.is_finite():
        return str(exact)
    return format(exact.quantize(Decimal(1)) if _is_whole(exact) else exact, "f")


def _is_whole(exact: Decimal) -> bool:
    return abs(exact) < 10**WHOLE_DIGITS and exact == exact.to_integral_value()


def _whole(column: Column, cell: Cell) -> str:
    text = _amount(column, cell)
    if "." in text:
        raise _wrong(cell, Said("整数", "a whole number"))
    return text


def _year(column: Column, cell: Cell) -> str:
    expected = Said("四位年份，如 2025", "a year of four digits, such as 2025")
    cell = narrow(cell).removesuffix("年").removesuffix("年度") if isinstance(cell, str) else cell
    try:
        text = _whole(column, cell)
    except CellError:
        raise _wrong(cell, expected) from None
    if len(text) != 4 or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise _wrong(cell, expected)
    return text


def _choice(column: Column, cell: Cell) -> str:
    if isinstance(cell, str):
        text = narrow(cell)
        if text in column.choices:
            return column.choices[text]
        if text in column.choices.values() or column.is_open:
            return _bounded(text)
    zh = "、".join(column.choices)
    raise _wrong(cell, Said(f"下列之一：{zh}", f"one of {', '.join(column.choices.values())}"))


def _flag(_: Column, cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    found = _FLAGS.get(narrow(cell).lower()) if isinstance(cell, str) else None
    if found is None:
        raise _wrong(cell, Said("是或否", "yes or no"))
    return found


def _wrong(cell: Cell, expected: Said) -> CellError:
    return CellError(
        Said(
            f"内容是 {quoted(cell)}，应为{expected.zh}",
            f"got {quoted(cell)}, expected {expected.en}",
        )
    )


_READERS: Final[Mapping[CellType, Callable[[Column, Cell], Any]]] = {
    CellType.ID: _id,
    CellType.TEXT: _text,
    CellType.DAY: _day,
    CellType.YEAR: _year,
    CellType.AMOUNT: _amount,
    CellType.WHOLE: _whole,
    CellType.CHOICE: _choice,
    CellType.FLAG: _flag,
}
