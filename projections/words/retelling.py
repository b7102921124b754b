"""What was told in English and kept as a text, told again as the messages that it was made of."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from string import Formatter
from typing import Final

from lrs.message import Message, joined
from projections.words.languages import Language
from projections.words.messages import catalogue, in_language

_VALUE: Final = re.compile(r"\{[^{}]*\}")
_MARKS: Final = (", ", ": ", "; ")
"""What stands between messages that were joined."""
_LAST: Final = re.compile(r"(.*)([,:;] )(.*)", re.DOTALL)
_SURE: Final = 3
"""Words of its own by which a pattern is taken for the whole, whatever else the text could be."""


class _Verbatim(str):
    """A value as it stood in what was told, quoted and cut there if it was to be."""

    def __repr__(self) -> str:
        return str(self)

    def __format__(self, _: str) -> str:
        return str(self)


def recognised(told: str, patterns: Iterable[str]) -> str:
    """What was told in English, as the message of the first pattern that it follows, and so are its
    values; as it is where it follows none."""
    if isinstance(told, Message):
        return told
    for pattern in patterns:
        if (values := _values(told, pattern)) is not None:
            return Message(pattern, {key: recognised(one, patterns) for key, one in values.items()})
    return _Verbatim(told)


def _values(told: str, pattern: str) -> Mapping[str, str] | None:
    """The values of a pattern in what was told by it, each up to where the text behind it first
    stands; None where it does not follow the pattern. Takes time in proportion to the text alone,
    which may be anything that a client sent."""
    texts, names = _pieces(pattern)
    if not told.startswith(texts[0]):
        return None
    values: dict[str, str] = {}
    at = len(texts[0])
    if not names:
        return values if told == texts[0] else None
    for place, name in enumerate(names, 1):
        text = texts[place]
        end = len(told) - len(text) if place == len(names) else told.find(text, at)
        if end < at or not told.startswith(text, end):
            return None
        if values.setdefault(name, told[at:end]) != told[at:end]:
            return None
        at = end + len(text)
    return values


@cache
def _pieces(pattern: str) -> tuple[Sequence[str], Sequence[str]]:
    """The texts of a pattern, and the names of the values between them; of what is no pattern (help
    may show braces) itself and no name."""
    texts, names = [""], []
    try:
        for text, name, _, _ in Formatter().parse(pattern):
            texts[-1] += text
            if name is not None:
                names.append(name)
                texts.append("")
    except ValueError:
        return (pattern,), ()
    return texts, names


@lru_cache(maxsize=4096)
def retold(told: str, language: Language) -> str:
    """What was told in English and kept as a text, in a language: as it is where no pattern of the
    catalogue is recognised in it."""
    if language == "en" or told in catalogue():
        return in_language(told, language)
    return in_language(_of_parts(told), language)


def _of_parts(told: str) -> str:
    """A text as the message that it is, or as several that were joined, from its end on."""
    known = recognised(told, _worded())
    is_sure = isinstance(known, Message) and _words(known.pattern) >= _SURE
    if is_sure or not (parted := _LAST.fullmatch(told)):
        return known
    before, by, last = parted.groups()
    for mark, part in (("", f"{by}{last}"), (by, last)):
        ending = _in_catalogue(part)
        if ending is not None:
            return joined([_of_parts(before), ending], by=mark)
    return known


def _in_catalogue(told: str) -> str | None:
    """A text as the message that it is; None where it is none of the catalogue."""
    known = told if told in catalogue() else recognised(told, _worded())
    return None if isinstance(known, _Verbatim) else known


@cache
def _worded() -> tuple[str, ...]:
    """The patterns with words enough of their own to be recognised by, the most words first."""
    known = (one for one in catalogue() if _words(one) > (not one.startswith(_MARKS)))
    return tuple(sorted(known, key=_words, reverse=True))


def _words(pattern: str) -> int:
    return len(re.findall(r"[A-Za-z]{2,}", _VALUE.sub("", pattern)))
