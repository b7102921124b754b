"""How a kind of spreadsheet is declared: the columns of its rows, and the fact that a row states.

The template, the reader and the faults follow from the declaration.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from projections.words.languages import Language


class CellType(Enum):
    """What a column holds, by what a clerk calls it in Chinese and in English."""

    ID = ("编号（文本）", "an id, as text")
    TEXT = ("文本", "a text")
    DAY = ("日期", "a day")
    YEAR = ("年份", "a year")
    AMOUNT = ("数值", "a number")
    WHOLE = ("整数", "a whole number")
    CHOICE = ("选项", "one of a list")
    FLAG = ("是或否", "yes or no")

    @property
    def zh(self) -> str:
        """In Chinese."""
        return self.value[0]

    @property
    def en(self) -> str:
        """In English."""
        return self.value[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: `key` is that of the fact's short form, `zh` and `en` its headings.

    `choices` are the Chinese names of what a CHOICE may be, each with the value in the fact, which
    is taken as well. `is_open`: any other text is taken, too, since a policy names its own.
    """

    key: str
    zh: str
    en: str
    type: CellType
    needed: bool = False
    example: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    is_open: bool = False

    def heading(self, language: Language) -> str:
        """What stands above the column; `*` marks one that every row needs."""
        return f"{self.zh if language == 'zh' else self.en}{'*' if self.needed else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetKind:
    """A kind of spreadsheet; each row states one fact.

    `fact` is what a row states, empty where the column `fact` chooses it. `row_key` are the columns
    by which the row of another file is the same row. `applies`: the cadre of the row also applies
    for the credit of what it states. `version` rises when a template of before would be read wrong.
    `rests_on` are the columns whose ids have to be known, since what a row states of them means
    nothing without.
    """

    name: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    row_key: tuple[str, ...]
    fact: str = ""
    applies: bool = False
    version: int = 1
    rests_on: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts that its rows may state, in their order."""
        chosen = next((one for one in self.columns if one.key == "fact"), None)
        own = tuple(chosen.choices.values()) if chosen and not self.fact else (self.fact,)
        return (*own, "credit.applied") if self.applies else own
