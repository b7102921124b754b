"""What policies are told in, in English and in Chinese: the names of parameters and terms, and how
values are said, which is `policies.yaml`.

A phrase may name values in braces (`{n}`). One with a singular is a list of two: the first is taken
where `n` is 1.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from projections import plain_yaml
from projections.words.languages import Language

Phrase = str | list[str]


class Phrases:
    """The phrases in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, /, **values: Any) -> str:
        """The phrase of a key, with its values. Raises KeyError for a key that nobody wrote."""
        return in_number(catalogue()[key][self.language], values).format(**values)

    def has(self, key: str) -> bool:
        """Whether somebody wrote a phrase under a key."""
        return key in catalogue()


def in_number(phrase: Phrase, values: Mapping[str, Any]) -> str:
    """A phrase before its values are filled in: of one with a singular, the one that `n` takes."""
    if isinstance(phrase, str):
        return phrase
    singular, plural = phrase
    return singular if str(values["n"]) == "1" else plural


@cache
def catalogue() -> Mapping[str, Mapping[Language, Phrase]]:
    """Every phrase by its key, in each language."""
    text = files("projections.words").joinpath("policies.yaml").read_text(encoding="utf-8")
    found: Mapping[str, Mapping[Language, Phrase]] = plain_yaml.load(text)
    return found
