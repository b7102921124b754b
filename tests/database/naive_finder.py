"""What a query should find, by a naive reading of xAPI 1.0.3 Communication 2.1.3."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lrs.event.credentials import Credential
from lrs.statement.statement import VOIDED
from tests.database.logbook import Statement

Parameters = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A statement of the log."""

    position: int
    stored: datetime
    statement: Statement
    credential: Credential

    @property
    def voids(self) -> bool:
        return bool(self.statement["verb"]["id"] == VOIDED)


def identity(actor: Statement) -> object:
    """What makes two agents equal."""
    if "mbox" in actor:
        local, _, domain = actor["mbox"].partition("@")
        return local, domain.lower()
    if "account" in actor:
        return tuple(sorted(actor["account"].items()))
    return actor.get("openid") or actor.get("mbox_sha1sum", "").lower() or None


def people(actor: Statement) -> Iterator[object]:
    yield identity(actor)
    yield from map(identity, actor.get("member", []))


def is_actor(thing: Statement) -> bool:
    return thing.get("objectType") in ("Agent", "Group")


def is_activity(thing: Statement) -> bool:
    return bool(thing.get("objectType", "Activity") == "Activity")


def parts(statement: Statement) -> list[Statement]:
    """A statement and the SubStatement in it."""
    inner = statement["object"]
    return [statement, inner] if inner.get("objectType") == "SubStatement" else [statement]


def actors_of(part: Statement) -> Iterator[Statement]:
    context = part.get("context", {})
    yield part["actor"]
    if is_actor(part["object"]):
        yield part["object"]
    yield from (context[name] for name in ("instructor", "team") if name in context)
    yield from (entry["agent"] for entry in context.get("contextAgents", []))
    yield from (entry["group"] for entry in context.get("contextGroups", []))


def activities_of(part: Statement) -> Iterator[str]:
    if is_activity(part["object"]):
        yield part["object"]["id"]
    for found in part.get("context", {}).get("contextActivities", {}).values():
        yield from (activity["id"] for activity in (found if isinstance(found, list) else [found]))


class NaiveFinder:
    """Answers queries by looking at every statement."""

    def __init__(self, known: Sequence[Known]) -> None:
        self._known = known
        self._by_id = {UUID(one.statement["id"]): one for one in known}

    def find(self, parameters: Parameters, reader: Credential) -> list[int]:
        """The positions of all statements that a query finds, in the order that it asks for."""
        found = [
            one.position
            for one in self._known
            if (reader.may("statements/read") or one.credential.agent == reader.agent)
            and not self.voided(one)
            and all(self._meets(one, name, parameters) for name in parameters)
        ]
        return found if parameters.get("ascending") == "true" else found[::-1]

    def voided(self, one: Known) -> bool:
        return not one.voids and any(
            other.voids
            and UUID(other.statement["object"]["id"]) == UUID(one.statement["id"])
            and (other.credential.may_void_any or other.credential.agent == one.credential.agent)
            for other in self._known
        )

    def _chain(self, one: Known) -> list[Known]:
        chain: list[Known] = []
        at: Known | None = one
        while at is not None and at not in chain:
            chain.append(at)
            thing = at.statement["object"]
            is_reference = thing.get("objectType") == "StatementRef"
            at = self._by_id.get(UUID(thing["id"])) if is_reference else None
        return chain

    def _meets(self, one: Known, name: str, parameters: Parameters) -> bool:
        if name == "since":
            return one.stored > datetime.fromisoformat(parameters["since"])
        if name == "until":
            return one.stored <= datetime.fromisoformat(parameters["until"])
        if name not in ("agent", "verb", "activity", "registration"):
            return True
        return any(_says(linked, name, parameters) for linked in self._chain(one))


def _says(one: Known, name: str, parameters: Parameters) -> bool:
    """Whether a statement meets a filter itself."""
    statement, value = one.statement, parameters[name]
    if name == "verb":
        return bool(statement["verb"]["id"] == value)
    if name == "registration":
        own: Any = statement.get("context", {}).get("registration")
        return own is not None and UUID(own) == UUID(value)
    if name == "activity":
        if parameters.get("related_activities") == "true":
            return any(value in activities_of(part) for part in parts(statement))
        return is_activity(statement["object"]) and statement["object"]["id"] == value
    wanted = identity(json.loads(value))
    actors = [statement["actor"], *([statement["object"]] if is_actor(statement["object"]) else [])]
    if parameters.get("related_agents") == "true":
        actors = [actor for part in parts(statement) for actor in actors_of(part)]
        actors.append(one.credential.agent)
    return any(wanted in people(actor) for actor in actors)
