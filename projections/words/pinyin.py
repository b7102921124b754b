"""How Chinese is typed in Latin letters: the pinyin of names, in full and by initials."""

from functools import lru_cache
from itertools import product
from typing import Final, NamedTuple
from unicodedata import normalize

READINGS: Final = 8
"""Readings of a name that are tried: some characters are read in several ways (曾: zeng, ceng)."""
_LETTERS: Final = 32
"""Characters of a name that are read."""


class Typed(NamedTuple):
    """What somebody may type to mean a name: the name itself folded, its pinyin, its initials."""

    folded: str
    full: tuple[str, ...]
    initials: tuple[str, ...]


@lru_cache(maxsize=65_536)
def folded(text: str) -> str:
    """A text as it is compared: without case, width and spaces."""
    return "".join(normalize("NFKC", text).casefold().split())


@lru_cache(maxsize=65_536)
def typed(name: str) -> Typed:
    """What may be typed to mean a name."""
    plain = folded(name)
    if plain.isascii():
        return Typed(plain, (), ())
    read: list[tuple[str, ...]] = []
    ways = 1
    for letter in plain[:_LETTERS]:
        readings = _readings(letter)
        ways *= len(readings)
        read.append(readings if ways <= READINGS else readings[:1])
        ways = min(ways, READINGS)
    spoken = list(product(*read))[:READINGS]
    return Typed(
        plain,
        tuple(dict.fromkeys("".join(one) for one in spoken)),
        tuple(dict.fromkeys("".join(syllable[0] for syllable in one) for one in spoken)),
    )


@lru_cache(maxsize=8192)
def _readings(letter: str) -> tuple[str, ...]:
    """The syllables that a character is read as; a letter that is no Chinese one is itself."""
    from pypinyin import Style, pinyin  # it loads its tables, which few commands want

    if letter.isascii():
        return (letter,)
    return tuple(pinyin(letter, style=Style.NORMAL, heteronym=True, errors="default")[0])
