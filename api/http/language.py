"""The language of a page, a heading or a sentence: the one asked for, else the person's, else the
browser's, else Chinese."""

from fastapi import Request

from api.http.negotiation import weights
from api.http.parameters import ParameterError
from projections.words.languages import LANGUAGES, Language

COOKIE = "lrs-language"
"""The cookie that keeps the language that somebody chose."""


def language_of(request: Request) -> Language:
    """The language in which a request is answered. Raises ParameterError for an unknown `lang`."""
    named = request.query_params.get("lang")
    if named is None:
        return preferred(request)
    for one in LANGUAGES:
        if named == one:
            return one
    raise ParameterError("lang", named, " or ".join(LANGUAGES))


def preferred(request: Request) -> Language:
    """The language that somebody chose before, else the one that his browser weighs most."""
    chosen = request.cookies.get(COOKIE)
    for one in LANGUAGES:
        if chosen == one:
            return one
    weighed: dict[str, int] = {}
    for tag, weight in weights(request.headers.get("accept-language", "")):
        language = tag.partition("-")[0]
        weighed[language] = max(weight, weighed.get(language, 0))
    return max(LANGUAGES, key=lambda one: weighed.get(one, 0))
