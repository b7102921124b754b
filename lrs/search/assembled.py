"""What statements say of a person or an activity, put together (1.0.3 Communication 2.4, 2.5)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lrs.event.events import Agent
from lrs.event.terms import identifier
from lrs.statement.strict_json import Json

LANGUAGE_MAPS = ("name", "description")
IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")
"""The members of an agent or a group of which one says who it is."""
INTERACTION = (
    "interactionType",
    "correctResponsesPattern",
    "choices",
    "scale",
    "source",
    "target",
    "steps",
)
"""The members that make an interaction: from different statements they would not fit together."""


def definition_of(activity: str, statements: Iterable[Json]) -> Json:
    """The definition of an activity from statements in log order; empty where none has one.

    What is later wins: of name and description by language, of extensions by key, of type and
    moreInfo as a whole, and the members of an interaction all together.
    """
    definition: Json = {}
    for statement in statements:
        for one in activities(statement):
            if one["id"] == activity and "definition" in one:
                definition = _redefined(definition, one["definition"])
    return definition


def _redefined(old: Mapping[str, Any], new: Mapping[str, Any]) -> Json:
    if "interactionType" in new:
        old = {name: value for name, value in old.items() if name not in INTERACTION}
    maps = {
        name: {**old[name], **new[name]}
        for name in (*LANGUAGE_MAPS, "extensions")
        if name in old and name in new
    }
    return {**old, **new, **maps}


def display_of(verb: str, statements: Iterable[Json]) -> Json:
    """The display of a verb from statements in log order, what is later wins by language; empty
    where none has one."""
    display: Json = {}
    for statement in statements:
        for part in parts(statement):
            if part["verb"]["id"] == verb:
                display |= part["verb"].get("display", {})
    return display


def person_of(agent: Agent, statements: Iterable[tuple[Json, Agent]]) -> Json:
    """The Person of an agent: every name that statements in log order, each with its authority,
    and the request itself have for it, and its identifier, all in arrays."""
    own = identifier(agent)
    named = [agent]
    for statement, authority in statements:
        named += [one for one in actors(statement, authority) if identifier(one) == own]
    person: Json = {"objectType": "Person"}
    if names := list(dict.fromkeys(one["name"] for one in named if "name" in one)):
        person["name"] = names
    for member in IDENTIFIERS:
        if member in agent:
            person[member] = [agent[member]]
    return person


def activities(statement: Json) -> Iterator[Json]:
    """Every activity in a statement and its SubStatement."""
    for part in parts(statement):
        if part["object"].get("objectType", "Activity") == "Activity":
            yield part["object"]
        for found in part.get("context", {}).get("contextActivities", {}).values():
            yield from found if isinstance(found, list) else [found]


def actors(statement: Json, authority: Agent) -> Iterator[Agent]:
    """Every agent and group in a statement, its SubStatement and its authority, with members."""
    found = [authority]
    for part in parts(statement):
        context = part.get("context", {})
        found.append(part["actor"])
        if part["object"].get("objectType") in ("Agent", "Group"):
            found.append(part["object"])
        found += [context[name] for name in ("instructor", "team") if name in context]
        found += [entry["agent"] for entry in context.get("contextAgents", ())]
        found += [entry["group"] for entry in context.get("contextGroups", ())]
    for actor in found:
        yield actor
        yield from actor.get("member", ())


def parts(statement: Json) -> Iterator[Json]:
    """A statement, and its SubStatement where it has one."""
    yield statement
    if statement["object"].get("objectType") == "SubStatement":
        yield statement["object"]
