"""A log as it was when its last position was another: what came later is not there."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from lrs.event.log import Grant, Log, Recorded
from lrs.event.terms import TermKind


class CutLog:
    """Reads another log up to a position: it tells what it would have told then."""

    def __init__(self, log: Log, until: int) -> None:
        self._log, self._until = log, until

    def head(self) -> int:
        """The last position; that of the cut, where the log has come so far."""
        return min(self._log.head(), self._until)

    def check(self) -> None:
        """Raises what the reading was stopped with, if it was."""
        self._log.check()

    def position_at(self, instant: datetime) -> int:
        """The last position that was stored at or before an instant; 0 when there is none."""
        return min(self._log.position_at(instant), self._until)

    def stored_at(self, position: int) -> datetime | None:
        """When the event at a position was stored; None when there is none."""
        return self._log.stored_at(position) if position <= self._until else None

    def read(self, *, after: int, until: int, limit: int) -> list[Recorded]:
        """Up to `limit` statements with after < position <= until, in order of position."""
        return self._log.read(after=after, until=self._cut(until), limit=limit)

    def at(self, positions: Collection[int]) -> list[Recorded]:
        """The statements at these positions, in their order."""
        return self._log.at([one for one in positions if one <= self._until])

    def by_ids(self, ids: Collection[UUID], *, until: int) -> list[Recorded]:
        """The statements of these ids, in order of position."""
        return self._log.by_ids(ids, until=self._cut(until))

    def concerning(self, agents: Iterable[str], *, until: int, after: int = 0) -> list[Recorded]:
        """Statements whose actor or object is one of these agents (terms.identifier)."""
        return self._log.concerning(agents, until=self._cut(until), after=after)

    def with_verb(self, *verbs: str, until: int, after: int = 0) -> list[Recorded]:
        """Statements with one of these verbs."""
        return self._log.with_verb(*verbs, until=self._cut(until), after=after)

    def first_with_verb(self, *verbs: str, until: int) -> int:
        """The position of the first statement with one of these verbs; 0 when there is none."""
        return self._log.first_with_verb(*verbs, until=self._cut(until))

    def with_activity(self, *activities: str, until: int, after: int = 0) -> list[Recorded]:
        """Statements about one of these activities."""
        return self._log.with_activity(*activities, until=self._cut(until), after=after)

    def around_activity(self, *activities: str, until: int, after: int = 0) -> list[Recorded]:
        """As `with_activity`, and those statements that have one of them in their context."""
        return self._log.around_activity(*activities, until=self._cut(until), after=after)

    def first_of(
        self, kind: TermKind, values: Iterable[str], *, until: int, each: int
    ) -> list[Recorded]:
        """Of each agent or activity the first statements that it finds, at most so many."""
        return self._log.first_of(kind, values, until=self._cut(until), each=each)

    def has_activity(self, *activities: str) -> bool:
        """Whether any statement up to the cut is about one of these activities."""
        if not self._log.has_activity(*activities):
            return False
        return bool(self._log.with_activity(*activities, until=self._until))

    def grants(self, *, until: int, after: int = 0) -> list[Grant]:
        """The changes of credentials with after < position <= until, in order."""
        return self._log.grants(until=self._cut(until), after=after)

    def last_erased(self, *, until: int, after: int = 0) -> int:
        """The position of the last erasure with after < position <= until; 0 when there is none."""
        return self._log.last_erased(until=self._cut(until), after=after)

    def _cut(self, until: int) -> int:
        return min(until, self._until)
