"""What is wrong with a spreadsheet: where, in Chinese and in English."""

from dataclasses import dataclass
from string import ascii_uppercase

from msgspec import Struct

from lrs.message import message

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Said:
    """What is wrong and how to mend it, in Chinese and in English."""

    zh: str
    en: str


class SheetFault(Struct, frozen=True, kw_only=True):
    """What is wrong with one cell, row or file.

    `row` counts from 1 as the spreadsheet shows it, `column` is its letter; both None where the
    fault is of a whole row or file.
    """

    sheet: str
    row: int | None
    column: str | None
    zh: str
    en: str


class SheetError(ValueError):
    """A file that cannot be read as a spreadsheet at all."""

    def __init__(self, said: Said) -> None:
        super().__init__(message("{zh} / {en}", zh=said.zh, en=said.en))
        self.said = said


def letters(column: int) -> str:
    """The letters of a column that counts from 0: A, B, ..., Z, AA."""
    text, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = ascii_uppercase[rest] + text
    return text


def quoted(value: object) -> str:
    """A value as it is told of in a fault, cut where it is long."""
    text = str(value)
    return repr(text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…")
