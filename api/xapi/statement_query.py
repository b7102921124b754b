"""What the parameters of the Statement resource ask for: filters, times, order and limit."""

from typing import Final

from api.http.parameters import (
    ParameterError,
    Parameters,
    agent,
    flag,
    given,
    instant,
    iri,
    uuid,
    whole,
)
from lrs.event.terms import Term, TermKind, identifier, term, verb_and_activity
from lrs.message import message
from lrs.search.query import MOST, StatementQuery

FILTERS: Final = frozenset(
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


def read_query(parameters: Parameters) -> StatementQuery:
    """The query that these parameters ask. Raises ParameterError for what is unknown or
    unreadable."""
    for name in sorted(parameters.keys() - FILTERS):
        raise ParameterError(
            name, parameters[name], message("one of {filters}", filters=", ".join(sorted(FILTERS)))
        )
    return StatementQuery(
        groups=tuple(_groups(parameters)),
        since=given(instant, parameters, "since"),
        until=given(instant, parameters, "until"),
        limit=whole("limit", parameters.get("limit", "0"), most=MOST),
        ascending=_is_set(parameters, "ascending"),
    )


def _groups(parameters: Parameters) -> list[tuple[Term, ...]]:
    verb, activity = given(iri, parameters, "verb"), given(iri, parameters, "activity")
    wide = _is_set(parameters, "related_activities")
    groups: list[tuple[Term, ...]] = []
    wide_agents = _is_set(parameters, "related_agents")
    if found := given(agent, parameters, "agent"):
        name = identifier(found) or ""
        groups.append(_related("agent", "related agent", name, related=wide_agents))
    if registration := given(uuid, parameters, "registration"):
        groups.append((term("registration", str(registration)),))
    if verb and activity and not wide:
        groups.append((verb_and_activity(verb, activity),))
        return groups
    if verb:
        groups.append((term("verb", verb),))
    if activity:
        kinds: tuple[TermKind, TermKind] = ("activity", "related activity")
        groups.append(_related(*kinds, activity, related=wide))
    return groups


def _related(plain: TermKind, wide: TermKind, value: str, *, related: bool) -> tuple[Term, ...]:
    return (term(plain, value), term(wide, value)) if related else (term(plain, value),)


def _is_set(parameters: Parameters, name: str) -> bool:
    return given(flag, parameters, name) or False
