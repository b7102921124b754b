"""The terms a statement is found by: what each filter of the Statement resource looks up."""

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from lrs.events import Json

Kind = Literal[
    "agent",
    "verb",
    "activity",
    "registration",
    "verb+activity",
    "related agent",
    "related activity",
]
"""``related`` kinds hold only what the plain kind does not: a related filter looks up both."""


class Term(NamedTuple):
    """One thing that a statement can be found by."""

    kind: Kind
    value: str


@dataclass(frozen=True, slots=True)
class TermHasher:
    """Turns terms into the 64-bit integers of the index, under the key of the store."""

    key: bytes

    def __call__(self, term: Term) -> int:
        """The keyed hash of a term, as a signed 64-bit integer."""
        return _hashed(self.key, term)


@lru_cache(maxsize=8192)  # verbs, authorities, categories and courses come again and again
def _hashed(key: bytes, term: Term) -> int:
    text = f"{term.kind}\0{term.value}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8, key=key).digest(), signed=True)


def identifier(actor: Json) -> str | None:
    """The inverse functional identifier of an agent or group, None for an anonymous group.

    Two are equal when the xAPI agents are: the domain of a mailbox has no case, nor has a SHA-1.
    """
    if "account" in actor:
        account = actor["account"]
        return f"account {account['homePage']} {account['name']}"
    if "mbox" in actor:
        local, at, domain = actor["mbox"].rpartition("@")
        return f"{local}{at}{domain.lower()}"
    if "mbox_sha1sum" in actor:
        return f"sha1 {actor['mbox_sha1sum'].lower()}"
    return f"openid {actor['openid']}" if "openid" in actor else None


def _identifiers(actors: Iterable[Json]) -> Iterator[str]:
    """Every identifier among actors, the members of groups included."""
    for actor in actors:
        if own := identifier(actor):
            yield own
        yield from _identifiers(actor.get("member", ()))


def _is_actor(thing: Json) -> bool:
    return thing.get("objectType") in ("Agent", "Group")


def _is_activity(thing: Json) -> bool:
    return bool(thing.get("objectType", "Activity") == "Activity")


def _context_actors(context: Json) -> Iterator[Json]:
    for name in ("instructor", "team"):
        if name in context:
            yield context[name]
    for entry in context.get("contextAgents", ()):
        yield entry["agent"]
    for entry in context.get("contextGroups", ()):
        yield entry["group"]


def _context_activities(context: Json) -> Iterator[str]:
    for activities in context.get("contextActivities", {}).values():
        for activity in activities if isinstance(activities, list) else [activities]:
            yield activity["id"]


def _related(statement: Json, authority: Json) -> tuple[set[str], set[str]]:
    """Agents and activities anywhere in a statement or its SubStatement."""
    actors, activities = [authority], set()
    parts = [statement]
    if statement["object"].get("objectType") == "SubStatement":
        parts.append(statement["object"])
    for part in parts:
        actors.append(part["actor"])
        thing = part["object"]
        if _is_actor(thing):
            actors.append(thing)
        elif _is_activity(thing):
            activities.add(thing["id"])
        context = part.get("context", {})
        actors.extend(_context_actors(context))
        activities.update(_context_activities(context))
    return set(_identifiers(actors)), activities


def own_terms(statement: Json, authority: Json) -> frozenset[Term]:
    """What a statement is found by itself; a StatementRef adds the terms of its target."""
    thing = statement["object"]
    agents = set(_identifiers([statement["actor"]]))
    terms = {Term("verb", statement["verb"]["id"])}
    related_agents, related_activities = _related(statement, authority)
    if _is_actor(thing):
        agents.update(_identifiers([thing]))
    elif _is_activity(thing):
        terms.add(Term("activity", thing["id"]))
        related_activities.discard(thing["id"])
    terms.update(Term("agent", agent) for agent in agents)
    terms.update(Term("related agent", agent) for agent in related_agents - agents)
    terms.update(Term("related activity", activity) for activity in related_activities)
    if registration := statement.get("context", {}).get("registration"):
        terms.add(Term("registration", registration.lower()))
    return frozenset(terms)


def pairs(terms: Collection[Term]) -> set[Term]:
    """A term for each verb with each activity, for the two filters that are often asked together.

    A StatementRef may meet one filter itself and the other through its target, so this is made from
    all of a statement's terms.
    """
    verbs = [term.value for term in terms if term.kind == "verb"]
    activities = [term.value for term in terms if term.kind == "activity"]
    return {verb_and_activity(verb, activity) for verb in verbs for activity in activities}


def verb_and_activity(verb: str, activity: str) -> Term:
    """The term of a verb together with an activity."""
    return Term("verb+activity", f"{verb} {activity}")


def referred(statement: Json) -> str | None:
    """The id of the statement that this one's object refers to, None when it is no StatementRef."""
    thing = statement["object"]
    return str(thing["id"]).lower() if thing.get("objectType") == "StatementRef" else None
