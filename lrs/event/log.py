"""The log as folds and answers read it, wherever it stands: in PostgreSQL, in a list, in files.

Every answer is as of a position: what is recorded later never changes it, but an erasure does.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from msgspec import Struct

from lrs.event.events import Agent, CredentialChanged
from lrs.event.terms import TermKind


class Recorded(Struct, frozen=True, kw_only=True, gc=False):
    """A statement of the log: where it stands, when it was known, who said it, and its bytes."""

    position: int
    stored: datetime
    statement_id: UUID
    version: str
    credential: str
    authority: Agent
    lacks: tuple[str, ...]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A change of a credential, and the position from which it holds."""

    position: int
    change: CredentialChanged


class Log(Protocol):
    """What can be asked of a log. Positions count from 1; `after` is left out, `until` is not.

    What is found by a verb, an agent or an activity includes all statements that refer to such a
    one, however far (`references.LONGEST_CHAIN`): approvals and voids come with their acts.
    """

    def head(self) -> int:
        """The last position; 0 for an empty log."""
        ...

    def check(self) -> None:
        """Raises what the reading was stopped with, if it was: who computes for long between two
        questions asks this one in between, which costs nothing."""
        ...

    def position_at(self, instant: datetime) -> int:
        """The last position that was stored at or before an instant; 0 when there is none."""
        ...

    def stored_at(self, position: int) -> datetime | None:
        """When the event at a position was stored; None when there is none."""
        ...

    def read(self, *, after: int, until: int, limit: int) -> list[Recorded]:
        """Up to `limit` statements with after < position <= until, in order of position."""
        ...

    def at(self, positions: Collection[int]) -> list[Recorded]:
        """The statements at these positions, in their order."""
        ...

    def by_ids(self, ids: Collection[UUID], *, until: int) -> list[Recorded]:
        """The statements of these ids, in order of position."""
        ...

    def concerning(self, agents: Iterable[str], *, until: int, after: int = 0) -> list[Recorded]:
        """Statements whose actor or object is one of these agents (terms.identifier)."""
        ...

    def with_verb(self, *verbs: str, until: int, after: int = 0) -> list[Recorded]:
        """Statements with one of these verbs."""
        ...

    def first_with_verb(self, *verbs: str, until: int) -> int:
        """The position of the first statement with one of these verbs; 0 when there is none."""
        ...

    def with_activity(self, *activities: str, until: int, after: int = 0) -> list[Recorded]:
        """Statements about one of these activities."""
        ...

    def around_activity(self, *activities: str, until: int, after: int = 0) -> list[Recorded]:
        """As `with_activity`, and those statements that have one of them in their context."""
        ...

    def first_of(
        self, kind: TermKind, values: Iterable[str], *, until: int, each: int
    ) -> list[Recorded]:
        """Of each agent or activity the first statements that it finds, at most so many."""
        ...

    def has_activity(self, *activities: str) -> bool:
        """Whether any statement, at whatever position, is about one of these activities."""
        ...

    def grants(self, *, until: int, after: int = 0) -> list[Grant]:
        """The changes of credentials with after < position <= until, in order."""
        ...

    def last_erased(self, *, until: int, after: int = 0) -> int:
        """The position of the last erasure with after < position <= until; 0 when there is none.

        What was erased is read no more, as of whatever position: who keeps something that he read
        at a position before this one has to read it again.
        """
        ...


PAGE: Final = 5000
"""Statements that are read at a time."""


def pages(log: Log, *, after: int, until: int, limit: int = PAGE) -> Iterator[list[Recorded]]:
    """The statements with after < position <= until, in order, some at a time."""
    while page := log.read(after=after, until=until, limit=limit):
        yield page
        after = page[-1].position
