"""The language of a page, a heading or a sentence: the one asked for, else the person's, else the
browser's, else Chinese; of an error that a program is told, English where it asks for none."""

from fastapi import Request

from api.http.negotiation import wants_page, weights
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
    weighed = _weighed(request.headers.get("accept-language", ""))
    return max(LANGUAGES, key=lambda one: weighed.get(one, 0))


def language_of_page(request: Request) -> Language:
    """The language to tell a person a problem in, also where `lang` is the problem."""
    try:
        return language_of(request)
    except ParameterError:
        return preferred(request)


def language_of_program(request: Request) -> Language:
    """The language to tell a program a problem in: that of `lang`, else what its headers ask."""
    named = request.query_params.get("lang")
    for one in LANGUAGES:
        if named == one:
            return one
    return language_asked(request.headers.get("accept-language", ""))


def language_of_reader(request: Request) -> Language:
    """The language of sentences within an answer: a page's for a person, else as a program asks."""
    return language_of_page(request) if wants_page(request) else language_of_program(request)


def language_asked(accept: str) -> Language:
    """The language that an Accept-Language header asks for; English where it names none of ours, so
    that who does not care is told what the documentation of his library quotes."""
    weighed = _weighed(accept)
    return "zh" if weighed.get("zh", 0) > weighed.get("en", 0) else "en"


def _weighed(accept: str) -> dict[str, int]:
    """The weight of each language of an Accept-Language header, in thousandths."""
    weighed: dict[str, int] = {}
    for tag, weight in weights(accept):
        language = tag.partition("-")[0]
        weighed[language] = max(weight, weighed.get(language, 0))
    return weighed
