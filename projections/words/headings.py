"""What the columns of tables are called, in English and in Chinese: one catalogue for spreadsheets,
pages and print, which is `headings.yaml`.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from projections import plain_yaml
from projections.words.languages import Language

_BETWEEN: Final[Mapping[Language, str]] = {"en": ": ", "zh": "："}
_NAME: Final[Mapping[Language, str]] = {"en": "{} (name)", "zh": "{}（名称）"}


@cache
def catalogue() -> Mapping[str, Mapping[Language, str]]:
    """What a member of a row is called in each language, by its name. One that ends in `_name` or
    `_names` and is not here is the name of the member before that."""
    text = files("projections.words").joinpath("headings.yaml").read_text(encoding="utf-8")
    found: Mapping[str, Mapping[Language, str]] = plain_yaml.load(text)
    return found


def heading(place: str, language: Language) -> str:
    """What a column is called whose values stand at a dotted place of a row.

    A part that the catalogue does not have is called as the member is: a test misses it.
    """
    return _BETWEEN[language].join(_part(one, language) for one in place.split("."))


def lacking(place: str) -> set[str]:
    """The parts of a place that the catalogue does not have."""
    there = catalogue()
    return {one for one in place.split(".") if one not in there and _named(one) not in there}


def _part(name: str, language: Language) -> str:
    found, of = catalogue().get(name), catalogue().get(_named(name))
    if found is not None:
        return found[language]
    return _NAME[language].format(of[language]) if of is not None else name


def _named(name: str) -> str:
    """The member whose name a member tells: `course` of `course_name`; else itself."""
    return name.removesuffix("_names").removesuffix("_name")
