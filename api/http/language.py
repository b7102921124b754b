"""The language of a page or a sentence: the one asked for, else the person's, else the browser's,
else Chinese."""

from typing import Final, Literal, get_args

from fastapi import Request

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
DEFAULT: Final[Language] = "zh"

COOKIE = "lrs-language"
"""The cookie that keeps the language that somebody chose."""


def language_of(request: Request) -> Language:
    """The language in which a request is answered; one that pages do not have is as good as
    none."""
    for text in (
        request.query_params.get("lang", ""),
        request.cookies.get(COOKIE, ""),
        *_accepted(request),
    ):
        for language in LANGUAGES:
            if text.partition("-")[0] == language:
                return language
    return DEFAULT


def _accepted(request: Request) -> list[str]:
    """The languages of a browser, the dearest first."""
    weighed: list[tuple[float, str]] = []
    for part in request.headers.get("accept-language", "")[:200].split(","):
        language, _, weight = part.strip().lower().partition(";q=")
        try:
            weighed.append((float(weight or 1), language))
        except ValueError:
            continue
    return [language for _, language in sorted(weighed, key=lambda one: -one[0])]
