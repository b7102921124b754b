"""The one reader of each sort of query parameter: what is not exactly right is refused by its name.

Every function takes a parameter's name and its text, and raises ParameterError.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from lrs.event.events import Agent
from lrs.event.terms import identifier
from lrs.message import message
from lrs.statement import formats
from lrs.statement.actor import Actor
from lrs.statement.actor import Agent as AgentModel
from lrs.statement.formats import INTAKE, IRI, STANDARD_UUID, STRICT_IRI, STRICT_IRI_IN_WORDS
from lrs.statement.strict_json import JsonError, read_strictly
from lrs.statement.years import FIRST_YEAR, LAST_YEAR

LONGEST: Final = 8000
"""Characters of a parameter that is kept: the log keeps it for ever."""

LONGEST_POSITION: Final = 18
"""Digits of a position of the log."""

LONGEST_WAIT: Final = 60
"""Seconds that a request may wait for something to tell."""

AGENT_DEPTH: Final = 8
"""Most objects and arrays inside each other in an agent."""

_ACTOR: Final[TypeAdapter[Any]] = TypeAdapter(Actor)
_AGENT: Final[TypeAdapter[Any]] = TypeAdapter(AgentModel)
_T = TypeVar("_T")
_D = TypeVar("_D", date, datetime)

Parameters = Mapping[str, str]


class ParameterError(ValueError):
    """A query parameter that cannot be read: which, what was got and what was expected."""

    def __init__(self, parameter: str, got: str | None, expected: str) -> None:
        told = message("nothing") if got is None else repr(got[:80])
        super().__init__(
            message(
                "{parameter}: got {told}, expected {expected}",
                parameter=parameter,
                told=told,
                expected=expected,
            )
        )


def needed(parameters: Parameters, name: str) -> str:
    """A parameter that must be there, and may be kept. Raises ParameterError."""
    if name not in parameters:
        raise ParameterError(name, None, "this parameter")
    text = parameters[name]
    if len(text) > LONGEST or "\0" in text:
        raise ParameterError(
            name, text, message("at most {longest} characters without U+0000", longest=LONGEST)
        )
    return text


def given(read: Callable[[str, str], _T], parameters: Parameters, name: str) -> _T | None:
    """A parameter as `read` reads it; None where there is none."""
    return read(name, parameters[name]) if name in parameters else None


def iri(name: str, text: str, *, intake: bool = False) -> str:
    """An IRI; `intake`: one that is to be kept, which is held to more than what logs have."""
    if not re.fullmatch(IRI, text):
        raise ParameterError(name, text, "an IRI with a scheme")
    if intake and not re.fullmatch(STRICT_IRI, text):
        raise ParameterError(name, text, STRICT_IRI_IN_WORDS)
    return text


def agent(name: str, text: str, *, groups: bool = True, intake: bool = False) -> Agent:
    """An Agent, or unless `groups` is false an identified Group, in JSON; `intake` as of an IRI."""
    try:
        found: Agent = read_strictly(text.encode(), depth=AGENT_DEPTH)
        model = _ACTOR if groups else _AGENT
        model.validate_python(found, context=INTAKE if intake else None)
    except (JsonError, ValidationError) as error:
        expected = (
            message("an Agent or identified Group as JSON")
            if groups
            else message("an Agent as JSON")
        )
        raise ParameterError(name, text, expected) from error
    if identifier(found) is None:
        raise ParameterError(name, text, "an Agent or Group with an identifier")
    return found


def uuid(name: str, text: str) -> UUID:
    """A UUID in its standard form: neither in braces nor without hyphens."""
    if not re.fullmatch(STANDARD_UUID, text):
        raise ParameterError(name, text, "a UUID")
    return UUID(text)


def instant(name: str, text: str) -> datetime:
    """An instant, in UTC."""
    try:
        return formats.instant(text)
    except ValueError as error:
        expected = message("an ISO 8601 timestamp such as 2026-01-31T08:00:00Z (encode + as %2B)")
        raise ParameterError(name, text, expected) from error


def day(name: str, text: str) -> date:
    """A day of a year that can be asked about."""
    try:
        found = formats.day(text)
    except ValueError as error:
        raise ParameterError(name, text, "a day such as 2010-12-31") from error
    return _within(name, text, found)


def moment(name: str, text: str) -> date | datetime:
    """A day or an instant of a year that can be asked about."""
    for read in (formats.day, formats.instant):
        try:
            found: date | datetime = read(text)
        except ValueError:
            continue
        return _within(name, text, found)
    expected = message("a day such as 2010-12-31 or an instant such as 2010-12-31T08:00:00Z")
    raise ParameterError(name, text, message("{expected} (encode + as %2B)", expected=expected))


def known(name: str, text: str) -> date | datetime | int:
    """As of when something is asked: a position of the log, else a day or an instant."""
    if text.isascii() and text.isdigit() and len(text) <= LONGEST_POSITION:
        return int(text)
    try:
        return moment(name, text)
    except ParameterError:
        expected = message(
            "a day such as 2010-12-31, an instant such as 2010-12-31T08:00:00Z (encode + as %2B) "
            "or a position of the log such as 3703"
        )
        raise ParameterError(name, text, expected) from None


def flag(name: str, text: str) -> bool:
    """True or false, in any case, since Python's public client writes `True`."""
    if text.lower() not in ("true", "false"):
        raise ParameterError(name, text, "true or false")
    return text.lower() == "true"


def check_whole(name: str, text: str) -> None:
    """Raises ParameterError for what is no whole number, 0 or more, in decimal digits alone."""
    if not (text.isascii() and text.isdigit()):
        raise ParameterError(name, text, "a whole number in digits")


def whole(name: str, text: str, *, most: int) -> int:
    """A whole number; what lies above `most` is as good as that."""
    check_whole(name, text)
    digits = text.lstrip("0") or "0"
    return most if len(digits) > len(str(most)) else min(int(digits), most)


def _within(name: str, text: str, found: _D) -> _D:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ParameterError(
            name,
            text,
            message(
                "a year from {first_year} to {last_year}",
                first_year=FIRST_YEAR,
                last_year=LAST_YEAR,
            ),
        )
    return found
