"""A log in memory: a list of statements and grants that is read as the log in PostgreSQL is."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from uuid import UUID

from lrs.event.log import Grant, Recorded
from lrs.event.references import Node, References, States
from lrs.event.terms import Term, TermKind, term
from lrs.statement.strict_json import read


class ListLog:
    """Reads statements and grants, both in order of position; its index is made when asked for.

    `others` has the positions of the events that are no statements, grants among them, each with
    when it was stored. `erasures` are the positions of those that say that something was erased.
    `elsewhere` reads what these statements refer to and the list does not have.
    """

    def __init__(
        self,
        statements: Sequence[Recorded],
        grants: Sequence[Grant] = (),
        others: Mapping[int, datetime] | None = None,
        erasures: Sequence[int] = (),
        elsewhere: States = lambda _: {},
    ) -> None:
        self._statements = statements
        self._grants = grants
        self._others = others or {}
        self._erasures = erasures
        self._elsewhere = elsewhere

    def head(self) -> int:
        """The last position; 0 for an empty log."""
        return max(self._times, default=0)

    def check(self) -> None:
        """Nobody stops who reads a list."""

    def position_at(self, instant: datetime) -> int:
        """The last position that was stored at or before an instant; 0 when there is none."""
        return max((at for at, stored in self._times.items() if stored <= instant), default=0)

    def stored_at(self, position: int) -> datetime | None:
        """When the event at a position was stored; None when there is none."""
        return self._times.get(position)

    def read(self, *, after: int, until: int, limit: int) -> list[Recorded]:
        """Up to `limit` statements with after < position <= until, in order of position."""
        return self._where(lambda one: after < one.position <= until)[:limit]

    def at(self, positions: Collection[int]) -> list[Recorded]:
        """The statements at these positions, in their order."""
        return self._where(lambda one: one.position in positions)

    def by_ids(self, ids: Collection[UUID], *, until: int) -> list[Recorded]:
        """The statements of these ids, in order of position."""
        return self._where(lambda one: one.position <= until and one.statement_id in ids)

    def concerning(self, agents: Iterable[str], *, until: int, after: int = 0) -> list[Recorded]:
        """Statements whose actor or object is one of these agents (terms.identifier)."""
        return self._found(_terms("agent", agents), after, until)

    def with_verb(self, *verbs: str, until: int, after: int = 0) -> list[Recorded]:
        """Statements with one of these verbs."""
        return self._found(_terms("verb", verbs), after, until)

    def first_with_verb(self, *verbs: str, until: int) -> int:
        """The position of the first statement with one of these verbs; 0 when there is none."""
        return next((one.position for one in self.with_verb(*verbs, until=until)), 0)

    def with_activity(self, *activities: str, until: int, after: int = 0) -> list[Recorded]:
        """Statements about one of these activities."""
        return self._found(_terms("activity", activities), after, until)

    def around_activity(self, *activities: str, until: int, after: int = 0) -> list[Recorded]:
        """As `with_activity`, and those statements that have one of them in their context."""
        terms = _terms("activity", activities) | _terms("related activity", activities)
        return self._found(terms, after, until)

    def first_of(
        self, kind: TermKind, values: Iterable[str], *, until: int, each: int
    ) -> list[Recorded]:
        """Of each agent or activity the first statements that it finds, at most so many."""
        found = (sorted(self._index.get(one, ()))[:each] for one in _terms(kind, values))
        positions = {at for some in found for at in some if at <= until}
        return self._where(lambda one: one.position in positions)

    def has_activity(self, *activities: str) -> bool:
        """Whether any statement, at whatever position, is about one of these activities."""
        return bool(self.with_activity(*activities, until=self.head()))

    def grants(self, *, until: int, after: int = 0) -> list[Grant]:
        """The changes of credentials with after < position <= until, in order."""
        return [one for one in self._grants if after < one.position <= until]

    def last_erased(self, *, until: int, after: int = 0) -> int:
        """The position of the last erasure with after < position <= until; 0 when there is none."""
        return max((one for one in self._erasures if after < one <= until), default=0)

    def _where(self, chosen: Callable[[Recorded], bool]) -> list[Recorded]:
        return [one for one in self._statements if chosen(one)]

    def _found(self, terms: Collection[Term], after: int, until: int) -> list[Recorded]:
        positions = {position for one in terms for position in self._index.get(one, ())}
        return self._where(lambda one: after < one.position <= until and one.position in positions)

    @cached_property
    def _times(self) -> dict[int, datetime]:
        """When each event was stored, by position."""
        return {one.position: one.stored for one in self._statements} | dict(self._others)

    @cached_property
    def _index(self) -> dict[Term, list[int]]:
        """The positions of the statements that each term finds, by itself or by reference."""
        nodes = {
            one.statement_id: Node.of(read(one.body), one.authority) for one in self._statements
        }
        references = References.load(nodes, self._elsewhere)
        index: dict[Term, list[int]] = {}
        for one in self._statements:
            for found in references.follow(one.statement_id)[0]:
                index.setdefault(found, []).append(one.position)
        return index


def _terms(kind: TermKind, values: Iterable[str]) -> set[Term]:
    return {term(kind, value) for value in values}
