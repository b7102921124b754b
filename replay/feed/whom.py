"""Of whom or of what the feed tells: a cadre, a class, or a unit."""

from enum import StrEnum
from typing import NamedTuple


class Of(StrEnum):
    """Which kind of thing a change is about; within a moment they come in the order of these."""

    CADRE = "cadre"
    CLASS = "class"
    UNIT = "unit"


class Whom(NamedTuple):
    """Somebody, or something, by the id or name that stands for it in the log."""

    of: Of
    key: str
