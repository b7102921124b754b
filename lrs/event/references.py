"""Following StatementRefs: a statement is found by whatever finds the statement it refers to."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Self
from uuid import UUID

import orjson
from msgspec import Struct

from lrs.event.events import Agent, StatementRecorded
from lrs.event.terms import Term, own_terms, pairs, referred
from lrs.statement.statement import VOIDED
from lrs.statement.strict_json import Json, read

States = Callable[[Collection[UUID]], Mapping[UUID, bytes]]
"""Reads the states of those of these statements that are in the log."""

LONGEST_CHAIN = 100
"""References are followed this far; a longer chain is cut there."""


class Node(Struct, frozen=True, kw_only=True):
    """What following references needs to know of a statement."""

    terms: frozenset[Term]
    refers_to: UUID | None
    voids: bool
    authority: str

    @classmethod
    def of(cls, statement: Json, authority: Agent) -> Self:
        """The node of a statement as JSON."""
        target = referred(statement)
        return cls(
            terms=own_terms(statement, authority),
            refers_to=UUID(target) if target else None,
            voids=statement["verb"]["id"] == VOIDED,
            authority=authority_text(authority),
        )

    @classmethod
    def of_state(cls, statement_id: UUID, state: bytes) -> Self:
        """The node of a statement in the log."""
        event = StatementRecorded.from_state(statement_id, state)
        return cls.of(read(event.body), event.authority)


def authority_text(authority: Agent) -> str:
    """One text for equal authorities."""
    return orjson.dumps(authority, option=orjson.OPT_SORT_KEYS).decode()


@dataclass(frozen=True, slots=True)
class References:
    """The statements of a group and those in the log that they refer to, however far."""

    nodes: dict[UUID, Node]

    @classmethod
    def load(cls, group: Mapping[UUID, Node], states: States) -> Self:
        """Reads from the log, a level at a time, what the group refers to."""
        nodes = dict(group)
        absent: set[UUID] = set()
        wanted = _targets(group.values()) - nodes.keys()
        for _ in range(LONGEST_CHAIN):
            if not wanted:
                break
            found = {key: Node.of_state(key, state) for key, state in states(wanted).items()}
            absent |= wanted - found.keys()
            nodes |= found
            wanted = _targets(found.values()) - nodes.keys() - absent
        return cls(nodes)

    def follow(self, statement_id: UUID) -> tuple[set[Term], UUID | None]:
        """All terms of a statement, and the statement that its chain waits for, if it does."""
        terms: set[Term] = set()
        seen: set[UUID] = set()
        at: UUID | None = statement_id
        while at and at not in seen and len(seen) < LONGEST_CHAIN:
            if at not in self.nodes:
                break
            seen.add(at)
            terms |= self.nodes[at].terms
            at = self.nodes[at].refers_to
        if len(seen) > 1:
            terms |= pairs(terms)
        return terms, None if at in self.nodes else at


def _targets(nodes: Iterable[Node]) -> set[UUID]:
    return {node.refers_to for node in nodes if node.refers_to}
