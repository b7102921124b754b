"""Why a statement is set aside: a closed list of codes, each with its sentences."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Aside(StrEnum):
    """Why a statement was set aside: nothing of it counts, and nobody else is kept waiting."""

    CANNOT_BE_READ = "cannot_be_read"
    NAME_TOO_LONG = "name_too_long"
    CANNOT_BE_JUDGED = "cannot_be_judged"
    CANNOT_BE_WRITTEN = "cannot_be_written"


ASIDE: Final[Mapping[Aside, Mapping[str, str]]] = {
    Aside.CANNOT_BE_READ: {
        "zh": "该记录无法读取。",
        "en": "The statement cannot be read.",
    },
    Aside.NAME_TOO_LONG: {
        "zh": "该记录所称人员的标识过长。",
        "en": "The name of a person in the statement is longer than a key may be.",
    },
    Aside.CANNOT_BE_JUDGED: {
        "zh": "有该记录则计算无法完成。",
        "en": "With the statement the ledger of its cadre cannot be folded.",
    },
    Aside.CANNOT_BE_WRITTEN: {
        "zh": "有该记录则结果无法写入报表。",
        "en": "With the statement the rows of its cadre cannot be written.",
    },
}
