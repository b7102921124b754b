"""The one catalogue of what pages say: every text under a key, in Chinese and in English.

What the codes of answers are called is told by `projections.words.codes`, here as everywhere.

A text may name values in braces (`{missing}`) and may hold the markup that it needs; the values are
escaped. A text with a singular is a list of two: the first is taken where `n` is 1.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

from markupsafe import Markup

from projections.policy.folder import load_yaml
from projections.words.codes import CODES, CodeOf
from projections.words.languages import Language
from projections.words.phrases import Phrase, in_number

_CALLED: Final = (
    *(CodeOf.GRADE, CodeOf.VERDICT, CodeOf.ITEM, CodeOf.ITEM_STATE, CodeOf.MEASURE, CodeOf.LEVEL),
    *(CodeOf.CATEGORY, CodeOf.TARGET, CodeOf.OFFICE),
)
"""What pages call the codes of by the list that explanations read, too."""
_ALONE: Final = frozenset({CodeOf.GRADE, CodeOf.VERDICT, CodeOf.LEVEL})
"""Codes that stand alone on a page, as in a badge, and so begin with a capital."""


class Texts:
    """The texts in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._texts = catalogue()

    def __call__(self, key: str, /, **values: Any) -> Markup:
        """The text of a key, with its values. Raises KeyError for a key that nobody wrote."""
        text = in_number(self._texts[key][self.language], values)
        return Markup(text).format(**values)  # noqa: S704 - ours; Markup escapes the values

    def has(self, key: str) -> bool:
        """Whether somebody wrote a text under a key."""
        return key in self._texts

    def of_groups(self, groups: Collection[str]) -> Mapping[str, Phrase]:
        """The texts of some groups as they are written, by key: for who fills in values himself."""
        return {
            key: text[self.language]
            for key, text in self._texts.items()
            if key.partition(".")[0] in groups
        }

    def of_code(self, group: str, code: object) -> Markup:
        """What a code is called, such as a grade; the code itself where nobody named it."""
        key = f"{group}.{code}"
        return self(key) if key in self._texts else Markup.escape(str(code))


@cache
def catalogue() -> Mapping[str, Mapping[Language, Phrase]]:
    """Every text by its key. Raises ValueError for a key that stands in two places."""
    found: dict[str, Mapping[Language, Phrase]] = dict(_codes())
    for file in sorted(files("api.pages").joinpath("texts").iterdir(), key=lambda one: one.name):
        texts = load_yaml(file.read_text(encoding="utf-8"), place=file.name)
        if twice := found.keys() & texts.keys():
            raise ValueError(f"{file.name}: stand elsewhere, too: {', '.join(sorted(twice))}")
        found |= texts
    return found


def _codes() -> Iterator[tuple[str, Mapping[Language, Phrase]]]:
    """What codes are called, each under what it is a code of."""
    for of in _CALLED:
        for code, (en, zh) in CODES[of].items():
            yield f"{of}.{code}", {"en": en[0].upper() + en[1:] if of in _ALONE else en, "zh": zh}


@cache
def texts_in(language: Language) -> Texts:
    """The texts in a language."""
    return Texts(language)
