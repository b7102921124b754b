"""What things and people are called: which of several names is told, and how a name is shown."""

from collections.abc import Mapping
from typing import Final
from unicodedata import category

from projections.words.languages import Language

LONGEST_NAME: Final = 200
"""Characters of a name that are shown; of a longer one the beginning with an ellipsis."""

_BREAKS: Final = frozenset({"Cc", "Zl", "Zp"})
"""Categories of characters that would break a line or a cell."""
_TURNS: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""Marks of direction, by which a name could turn around what stands beside it."""


def name_in(label: Mapping[str, str], language: Language = "zh") -> str | None:
    """The name of something that has one in some languages: the first in a language; where none is,
    the first that is Chinese, else the first that the statement gives."""
    for wanted in (language, "zh"):
        own = (name for tag, name in label.items() if tag.partition("-")[0] == wanted)
        if name := next(own, None):
            return name
    return next(iter(label.values()), None)


def shown(name: str | None) -> str | None:
    """A name as answers tell it: one line of bounded length that keeps its own direction.

    None where nothing is left of it.
    """
    if name is None or (name.isalnum() and len(name) <= LONGEST_NAME):
        return name or None
    start = name[: 4 * LONGEST_NAME]
    plain = "".join(" " if category(one) in _BREAKS else one for one in start if one not in _TURNS)
    text = " ".join(plain.split())
    whole = len(text) <= LONGEST_NAME and len(name) == len(start)
    return (text if whole else f"{text[: LONGEST_NAME - 1]}…") or None
