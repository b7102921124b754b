"""The languages in which people are told something."""

from typing import Final, Literal, get_args

Language = Literal["zh", "en"]

LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
"""All of them, the default first."""
