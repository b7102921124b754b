"""A query of the Statement resource: its filters, strictly read, and the token behind `more`."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, get_args
from uuid import UUID

import orjson
from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from lrs.event.terms import Kind, Term, identifier, term, verb_and_activity
from lrs.statement.actor import Actor
from lrs.statement.formats import IRI, STANDARD_UUID, instant
from lrs.statement.strict_json import Json, JsonError, read_strictly

ACTOR: TypeAdapter[Any] = TypeAdapter(Actor)
AGENT_DEPTH = 8


class QueryError(ValueError):
    """A query parameter that cannot be read: which, what was got and what was expected."""

    def __init__(self, parameter: str, got: str, expected: str) -> None:
        super().__init__(f"{parameter}: got {got[:80]!r}, expected {expected}")


MOST = 10**9 - 1
"""What a ``limit`` above it means: no page is as long."""

Position = Annotated[int, Field(ge=0, lt=2**63)]
_Term = Annotated[Term, Field(pattern=rf"^(?:{'|'.join(map(re.escape, get_args(Kind)))})\x00")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Where a page goes on: after ``cursor``, in the log as it was when it ended at ``ceiling``."""

    ceiling: Position
    cursor: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementQuery:
    """The filters of one query. A statement is found when it has a term of every group."""

    groups: Annotated[
        tuple[Annotated[tuple[_Term, ...], Field(min_length=1, max_length=2)], ...],
        Field(max_length=4),
    ] = ()
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    limit: Annotated[int, Field(ge=0, le=MOST)] = 0
    ascending: bool = False
    page: Page | None = None

    def token(self, page: Page) -> str:
        """The token of the page that follows."""
        data = orjson.dumps(replace(self, page=page))
        return base64.urlsafe_b64encode(data).decode().rstrip("=")

    @classmethod
    def from_token(cls, token: str) -> "StatementQuery":
        """The query behind a token of ours. Raises QueryError."""
        try:
            data = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
            query = QUERY.validate_json(data, strict=True)
        except ValueError as error:
            raise QueryError("more", token, "a token from an earlier answer, unchanged") from error
        if query.page is None:
            raise QueryError("more", token, "a token that says where its page begins")
        return query


QUERY = TypeAdapter(StatementQuery)
"""Reads a token strictly: it comes from outside, and nothing in it may be out of bounds."""

FILTERS = frozenset(
    {
        "agent",
        "verb",
        "activity",
        "registration",
        "related_activities",
        "related_agents",
        "since",
        "until",
        "limit",
        "ascending",
    }
)


def parse_query(parameters: Mapping[str, str]) -> StatementQuery:
    """The query that these parameters ask. Raises QueryError for what is unknown or unreadable."""
    for name in sorted(parameters.keys() - FILTERS):
        raise QueryError(name, parameters[name], f"one of {', '.join(sorted(FILTERS))}")
    return StatementQuery(
        groups=tuple(_groups(parameters)),
        since=_instant(parameters, "since"),
        until=_instant(parameters, "until"),
        limit=_limit(parameters),
        ascending=_flag(parameters, "ascending"),
    )


def _groups(parameters: Mapping[str, str]) -> list[tuple[Term, ...]]:
    verb, activity = _iri(parameters, "verb"), _iri(parameters, "activity")
    related_activities = _flag(parameters, "related_activities")
    groups: list[tuple[Term, ...]] = []
    related_agents = _flag(parameters, "related_agents")
    if agent := _agent(parameters):
        groups.append(_related("agent", "related agent", agent, related=related_agents))
    if registration := _uuid(parameters, "registration"):
        groups.append((term("registration", registration),))
    if verb and activity and not related_activities:
        groups.append((verb_and_activity(verb, activity),))
        return groups
    if verb:
        groups.append((term("verb", verb),))
    if activity:
        kinds: tuple[Kind, Kind] = ("activity", "related activity")
        groups.append(_related(*kinds, activity, related=related_activities))
    return groups


def _related(plain: Kind, wide: Kind, value: str, *, related: bool) -> tuple[Term, ...]:
    return (term(plain, value), term(wide, value)) if related else (term(plain, value),)


def _agent(parameters: Mapping[str, str]) -> str | None:
    text = parameters.get("agent")
    if text is None:
        return None
    try:
        agent: Json = read_strictly(text.encode(), depth=AGENT_DEPTH)
        ACTOR.validate_python(agent)
    except (JsonError, ValidationError) as error:
        raise QueryError("agent", text, "an Agent or identified Group as JSON") from error
    found = identifier(agent)
    if found is None:
        raise QueryError("agent", text, "an Agent or Group with an identifier")
    return found


def _iri(parameters: Mapping[str, str], name: str) -> str | None:
    text = parameters.get(name)
    if text is not None and not re.fullmatch(IRI, text):
        raise QueryError(name, text, "an IRI with a scheme")
    return text


def _uuid(parameters: Mapping[str, str], name: str) -> str | None:
    text = parameters.get(name)
    if text is None:
        return None
    if not re.fullmatch(STANDARD_UUID, text):
        raise QueryError(name, text, "a UUID")
    return str(UUID(text))


def _instant(parameters: Mapping[str, str], name: str) -> datetime | None:
    text = parameters.get(name)
    if text is None:
        return None
    try:
        return instant(text)
    except ValueError as error:
        expected = "an ISO 8601 timestamp such as 2026-01-31T08:00:00Z (encode + as %2B)"
        raise QueryError(name, text, expected) from error


def _flag(parameters: Mapping[str, str], name: str) -> bool:
    """A boolean; in any case, since Python's public client writes ``True``."""
    text = parameters.get(name, "false")
    if text.lower() not in ("true", "false"):
        raise QueryError(name, text, "true or false")
    return text.lower() == "true"


def _limit(parameters: Mapping[str, str]) -> int:
    text = parameters.get("limit", "0")
    if not (text.isascii() and text.isdigit()):
        raise QueryError(
            "limit", text, "a whole number from 0; 0 asks for as many as the server gives"
        )
    digits = text.lstrip("0") or "0"
    return MOST if len(digits) > len(str(MOST)) else int(digits)
