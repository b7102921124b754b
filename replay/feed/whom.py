"""Of whom or of what the feed tells: a cadre, a class, a paper, or a unit."""

from enum import StrEnum
from typing import NamedTuple


class Of(StrEnum):
    """Which kind of thing a change is about; within a moment they come in the order of these."""

    CADRE = "cadre"
    CLASS = "class"
    PAPER = "paper"
    UNIT = "unit"


class Whom(NamedTuple):
    """Somebody, or something, by the id or name that stands for it in the log; a paper by the mark
    of its number (`replay.feed.papers_said`)."""

    of: Of
    key: str
