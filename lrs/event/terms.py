"""The terms a statement is found by: what each filter of the Statement resource looks up."""

import hashlib
from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Literal, NewType, cast, get_args

from lrs.statement.strict_json import Json

TermKind = Literal[
    "agent",
    "verb",
    "activity",
    "registration",
    "verb+activity",
    "related agent",
    "related activity",
]
"""``related`` kinds hold only what the plain kind does not: a related filter looks up both."""


Term = NewType("Term", str)
"""One thing that a statement can be found by: its kind, U+0000 and its value, in one text, since a
text is made and looked up for a third of the CPU of a pair."""

TermHasher = Callable[[Term], int]
"""The keyed hash of a term, as the signed 64-bit integer that stands for it in the index."""


_BY_KIND = {
    kind: cast(Callable[[str], Term], f"{kind}\0".__add__)  # a call of Python costs more than this
    for kind in get_args(TermKind)
}


def term(kind: TermKind, value: str) -> Term:
    """The term of a kind with a value."""
    return _BY_KIND[kind](value)


@lru_cache(maxsize=4)  # one for all that read and write a store
def term_hasher(key: bytes) -> TermHasher:
    """The hash of the index under the key of a store."""

    @lru_cache(maxsize=8192)  # verbs, authorities, categories and courses come again and again
    def hash_term(term: Term) -> int:
        digest = hashlib.blake2b(term.encode(), digest_size=8, key=key).digest()
        return int.from_bytes(digest, signed=True)

    return hash_term


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


def _identifiers(actor: Json) -> list[str]:
    """Those of an actor, the members of groups included."""
    own = identifier(actor)
    found = [own] if own else []
    if "member" in actor:
        for member in actor["member"]:
            found += _identifiers(member)
    return found


def _stated(part: Json) -> tuple[list[str], list[str]]:
    """The agents and activities that a statement or a SubStatement is about."""
    thing = part["object"]
    match thing.get("objectType", "Activity"):
        case "Activity":
            return _identifiers(part["actor"]), [thing["id"]]
        case "Agent" | "Group":
            return _identifiers(part["actor"]) + _identifiers(thing), []
        case _:
            return _identifiers(part["actor"]), []


def _around(part: Json) -> tuple[list[str], list[str]]:
    """The agents and activities of the context of a statement or a SubStatement."""
    agents: list[str] = []
    activities: list[str] = []
    context = part.get("context", {})
    for name in ("instructor", "team"):
        if name in context:
            agents += _identifiers(context[name])
    for group, name in (("contextAgents", "agent"), ("contextGroups", "group")):
        if group in context:
            agents += [one for entry in context[group] for one in _identifiers(entry[name])]
    if "contextActivities" in context:
        for found in context["contextActivities"].values():
            activities += [one["id"] for one in (found if type(found) is list else (found,))]
    return agents, activities


def own_terms(statement: Json, authority: Json) -> frozenset[Term]:
    """What a statement is found by itself; a StatementRef adds the terms of its target."""
    verb, thing = statement["verb"]["id"], statement["object"]
    agents, activities = _stated(statement)
    related, around = _around(statement)
    related += _identifiers(authority)
    if thing.get("objectType") == "SubStatement":
        for more_agents, more_activities in (_stated(thing), _around(thing)):
            related += more_agents
            around += more_activities
    terms = [
        term("verb", verb),
        *map(_BY_KIND["agent"], agents),
        *map(_BY_KIND["related agent"], set(related).difference(agents)),
        *map(_BY_KIND["activity"], activities),
        *map(_BY_KIND["related activity"], set(around).difference(activities)),
        *[verb_and_activity(verb, activity) for activity in activities],
    ]
    if registration := statement.get("context", {}).get("registration"):
        terms.append(term("registration", registration.lower()))
    return frozenset(terms)


def pairs(terms: Collection[Term]) -> set[Term]:
    """A term for each verb with each activity, for the two filters that are often asked together.

    A StatementRef may meet one filter itself and the other through its target, so this is made from
    the terms of both.
    """
    verbs, activities = _values(terms, "verb"), _values(terms, "activity")
    return {verb_and_activity(verb, activity) for verb in verbs for activity in activities}


def _values(terms: Collection[Term], kind: TermKind) -> list[str]:
    begin = term(kind, "")
    return [one.removeprefix(begin) for one in terms if one.startswith(begin)]


def verb_and_activity(verb: str, activity: str) -> Term:
    """The term of a verb together with an activity."""
    return term("verb+activity", f"{verb} {activity}")


def referred(statement: Json) -> str | None:
    """The id of the statement that this one's object refers to, None when it is no StatementRef."""
    thing = statement["object"]
    return str(thing["id"]).lower() if thing.get("objectType") == "StatementRef" else None
