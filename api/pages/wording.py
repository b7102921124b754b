"""The one catalogue of what pages say: every text under a key, in Chinese and in English.

A text may name values in braces (`{missing}`) and may hold the markup that it needs; the values are
escaped. A text with a singular is a list of two: the first is taken where `n` is 1.
"""

from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from projections.policy.folder import load_yaml
from projections.words.languages import Language

Text = str | list[str]


class Texts:
    """The texts in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._texts = catalogue()

    def __call__(self, key: str, /, **values: Any) -> Markup:
        """The text of a key, with its values. Raises KeyError for a key that nobody wrote."""
        text = self._texts[key][self.language]
        if isinstance(text, list):
            text = text[0 if str(values["n"]) == "1" else 1]
        return Markup(text).format(**values)  # noqa: S704 - ours; Markup escapes the values

    def has(self, key: str) -> bool:
        """Whether somebody wrote a text under a key."""
        return key in self._texts

    def of_groups(self, groups: Collection[str]) -> Mapping[str, Text]:
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
def catalogue() -> Mapping[str, Mapping[Language, Text]]:
    """Every text by its key. Raises ValueError for a key that stands in two files."""
    found: dict[str, Mapping[Language, Text]] = {}
    for file in sorted(files("api.pages").joinpath("texts").iterdir(), key=lambda one: one.name):
        texts = load_yaml(file.read_text(encoding="utf-8"), place=file.name)
        if twice := found.keys() & texts.keys():
            raise ValueError(f"{file.name}: stand in another file, too: {', '.join(sorted(twice))}")
        found |= texts
    return found


@cache
def texts_in(language: Language) -> Texts:
    """The texts in a language."""
    return Texts(language)
