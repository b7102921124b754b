"""A log as it would be with a few more statements at its end."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from lrs.event.cut_log import CutLog
from lrs.event.events import StatementRecorded
from lrs.event.list_log import ListLog
from lrs.event.log import Grant, Log, Recorded
from lrs.event.terms import TermKind


class ExtendedLog:
    """Reads another log up to a position, and behind it statements that it does not have.

    `more` stand right behind the position, in their order. They are found by what they say and by
    what they refer to; what the log has before them and refers to one of them is not found by it.
    """

    def __init__(self, log: Log, more: Sequence[Recorded]) -> None:
        until = more[0].position - 1
        self._log = CutLog(log, until)
        self._more = ListLog(more, elsewhere=self._states)

    def head(self) -> int:
        """The position of the last of the statements that were added."""
        return self._more.head()

    def check(self) -> None:
        """Raises what the reading was stopped with, if it was."""
        self._log.check()

    def position_at(self, instant: datetime) -> int:
        """The last position that was stored at or before an instant; 0 when there is none."""
        return self._more.position_at(instant) or self._log.position_at(instant)

    def stored_at(self, position: int) -> datetime | None:
        """When the event at a position was stored; None when there is none."""
        return self._more.stored_at(position) or self._log.stored_at(position)

    def read(self, *, after: int, until: int, limit: int) -> list[Recorded]:
        """Up to `limit` statements with after < position <= until, in order of position."""
        found = self._log.read(after=after, until=until, limit=limit)
        rest = limit - len(found)
        return [*found, *self._more.read(after=after, until=until, limit=rest)]

    def at(self, positions: Collection[int]) -> list[Recorded]:
        """The statements at these positions, in their order."""
        return [*self._log.at(positions), *self._more.at(positions)]

    def by_ids(self, ids: Collection[UUID], *, until: int) -> list[Recorded]:
        """The statements of these ids, in order of position."""
        return [*self._log.by_ids(ids, until=until), *self._more.by_ids(ids, until=until)]

    def concerning(self, agents: Iterable[str], *, until: int, after: int = 0) -> list[Recorded]:
        """Statements whose actor or object is one of these agents (terms.identifier)."""
        named = list(agents)
        found = self._log.concerning(named, until=until, after=after)
        return [*found, *self._more.concerning(named, until=until, after=after)]

    def with_verb(self, *verbs: str, until: int, after: int = 0) -> list[Recorded]:
        """Statements with one of these verbs."""
        found = self._log.with_verb(*verbs, until=until, after=after)
        return [*found, *self._more.with_verb(*verbs, until=until, after=after)]

    def first_with_verb(self, *verbs: str, until: int) -> int:
        """The position of the first statement with one of these verbs; 0 when there is none."""
        first = self._log.first_with_verb(*verbs, until=until)
        return first or self._more.first_with_verb(*verbs, until=until)

    def with_activity(self, *activities: str, until: int, after: int = 0) -> list[Recorded]:
        """Statements about one of these activities."""
        found = self._log.with_activity(*activities, until=until, after=after)
        return [*found, *self._more.with_activity(*activities, until=until, after=after)]

    def around_activity(self, *activities: str, until: int, after: int = 0) -> list[Recorded]:
        """As `with_activity`, and those statements that have one of them in their context."""
        found = self._log.around_activity(*activities, until=until, after=after)
        return [*found, *self._more.around_activity(*activities, until=until, after=after)]

    def first_of(
        self, kind: TermKind, values: Iterable[str], *, until: int, each: int
    ) -> list[Recorded]:
        """Of each agent or activity the first statements that it finds, at most so many of the log
        and so many of those behind it."""
        named = list(values)
        found = self._log.first_of(kind, named, until=until, each=each)
        return [*found, *self._more.first_of(kind, named, until=until, each=each)]

    def has_activity(self, *activities: str) -> bool:
        """Whether any statement is about one of these activities."""
        return self._more.has_activity(*activities) or self._log.has_activity(*activities)

    def grants(self, *, until: int, after: int = 0) -> list[Grant]:
        """The changes of credentials with after < position <= until, in order."""
        return self._log.grants(until=until, after=after)

    def last_erased(self, *, until: int, after: int = 0) -> int:
        """The position of the last erasure with after < position <= until; 0 when there is none."""
        return self._log.last_erased(until=until, after=after)

    def _states(self, ids: Collection[UUID]) -> Mapping[UUID, bytes]:
        """The states of those of these statements that the log has."""
        found = self._log.by_ids(ids, until=self._log.head())
        return {one.statement_id: _state(one) for one in found}


def _state(recorded: Recorded) -> bytes:
    event = StatementRecorded(
        originator_id=recorded.statement_id,
        version=recorded.version,
        credential=recorded.credential,
        authority=recorded.authority,
        lacks=recorded.lacks,
        body=recorded.body,
    )
    return event.state()
