"""Query parameters of the resources other than statements, strictly read."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from api.http.asgi import uuid_of
from api.http.errors import BadRequestError
from lrs.event.events import Agent
from lrs.event.terms import identifier
from lrs.search.query import ACTOR, AGENT_DEPTH, QueryError
from lrs.statement.actor import Agent as AgentModel
from lrs.statement.formats import INTAKE, IRI, STRICT_IRI, STRICT_IRI_IN_WORDS, instant
from lrs.statement.strict_json import JsonError, read_strictly

LONGEST = 8000
"""Characters of one parameter: the log keeps them for ever."""

AGENT: TypeAdapter[Any] = TypeAdapter(AgentModel)

Parameters = Mapping[str, str]


def text_of(parameters: Parameters, name: str) -> str:
    """A parameter as it came. Raises BadRequestError where it is missing, or no text to keep."""
    if name not in parameters:
        raise BadRequestError(f"{name}: got nothing, expected this parameter")
    text = parameters[name]
    if len(text) > LONGEST or "\0" in text:
        raise BadRequestError(
            f"{name}: got {text[:80]!r}, expected at most {LONGEST} characters without U+0000"
        )
    return text


def activity_of(parameters: Parameters, name: str, *, intake: bool = False) -> str:
    """A parameter as the IRI of an activity; ``intake``: of one that is to be kept, which is held
    to more than what was kept formerly. Raises BadRequestError."""
    text = text_of(parameters, name)
    if not re.fullmatch(IRI, text):
        raise QueryError(name, text, "an IRI with a scheme")
    if intake and not re.fullmatch(STRICT_IRI, text):
        raise QueryError(name, text, STRICT_IRI_IN_WORDS)
    return text


def agent_of(parameters: Parameters, name: str, *, groups: bool, intake: bool = False) -> Agent:
    """A parameter as an Agent, or where ``groups`` says so an identified Group, in JSON; ``intake``
    as of an activity.

    Raises BadRequestError.
    """
    text = text_of(parameters, name)
    expected = "an Agent or identified Group as JSON" if groups else "an Agent as JSON"
    try:
        agent: Agent = read_strictly(text.encode(), depth=AGENT_DEPTH)
        (ACTOR if groups else AGENT).validate_python(agent, context=INTAKE if intake else None)
    except (JsonError, ValidationError) as error:
        raise QueryError(name, text, expected) from error
    if identifier(agent) is None:
        raise QueryError(name, text, expected)
    return agent


def registration_of(parameters: Parameters) -> UUID | None:
    """The registration, None where none is given. Raises BadRequestError."""
    return uuid_of(parameters, "registration") if "registration" in parameters else None


def since_of(parameters: Parameters) -> datetime | None:
    """The instant of ``since``, None where none is given. Raises BadRequestError."""
    if "since" not in parameters:
        return None
    text = parameters["since"]
    try:
        return instant(text)
    except ValueError as error:
        expected = "an ISO 8601 timestamp such as 2026-01-31T08:00:00Z (encode + as %2B)"
        raise QueryError("since", text, expected) from error
