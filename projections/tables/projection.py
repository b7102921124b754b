"""What a projection is: facts folded key by key into tables of its own, which follow the log.

The runner, a rebuild, the digest and the health of the tables know nothing else of it. How to add
one is told in docs/how-to/projection.md.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from lrs.event.log import Log, Recorded
from projections.answers.basis import Basis
from projections.case.decisions import AsOf
from projections.case.reference import Reference
from projections.facts.fact import Fact, SetAside
from projections.facts.learning_act import read_fact
from projections.tables.bulk import Columns
from projections.words.persons import identifier_of


class Folded(Protocol):
    """What the facts about one key come to."""

    @property
    def set_aside(self) -> Sequence[SetAside]:
        """What stands in the place of facts without which it was folded."""

    @property
    def wakes_on(self) -> date | None:
        """The next day on which it changes though nothing is recorded; None where it never does.

        What was recorded before it happens needs no such day: on the day on which it happens it
        touches whom it would touch had it been recorded then.
        """


T = TypeVar("T", bound=Folded)

Stated = Sequence[tuple[Fact, int]]
"""What some statements are about in the end, which for a decision is its target, each with the
position of the statement."""

Row = Sequence[object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """How far the log was scanned, and as of what the tables are folded; None without a policy."""

    log: Log
    reference: Reference
    until: int
    as_of: AsOf | None
    _read: dict[frozenset[str], list[Fact]] = field(default_factory=dict, init=False, repr=False)

    def concerning(self, cadres: Collection[str]) -> list[Fact]:
        """What is stated about some cadres, under just these names, and the decisions on it."""
        agents = frozenset(map(identifier_of, cadres))
        return self._once(agents, lambda: self.log.concerning(agents, until=self.until))

    def about(self, activities: Collection[str]) -> list[Fact]:
        """What is stated about some activities, such as courses, and the decisions on it."""
        iris = frozenset(activities)
        return self._once(iris, lambda: self.log.with_activity(*iris, until=self.until))

    def _once(self, named: frozenset[str], read: Callable[[], list[Recorded]]) -> list[Fact]:
        """What was read, once for all projections that ask for the same."""
        if named and named not in self._read:
            self._read[named] = [read_fact(one) for one in read()]
        return self._read.get(named, [])


class Projection(ABC, Generic[T]):
    """Facts about keys such as cadres or classes, folded into tables of its own.

    A fold reads the log and the reference alone, never another projection's tables.
    """

    name: ClassVar[str]
    version: ClassVar[str]
    """Changes with the tables or the rules; then it is folded anew, beside the old one."""
    topics: ClassVar[tuple[type[Fact], ...]]
    """The facts that its rows are made of."""
    tables: ClassVar[Mapping[str, Columns]]
    """The columns of each table, of which the first is the key. Their definition, indices and views
    stand in sql/<name>/."""
    rooms: ClassVar[tuple[str, ...]] = ()
    """The packages or modules of its rules, every line of which the worked examples have to run
    (tests/digests.py)."""
    view_parts: ClassVar[Mapping[str, str]] = {}
    """What stands in braces in its views.sql."""

    @abstractmethod
    def touched(self, stated: Stated, scanned: Scanned) -> Mapping[str, int]:
        """The keys whose answers may change, each with the first position that is to blame.

        That includes the key that a fact leaves: the class of a voided attendance, the unit before
        a transfer.
        """

    @abstractmethod
    def gather(self, keys: Collection[str], log: Log, basis: Basis) -> Mapping[str, list[Fact]]:
        """For each key the facts about it and the decisions on them, read from the log."""

    @abstractmethod
    def folds(
        self, facts: Mapping[str, Collection[Fact]], log: Log, basis: Basis
    ) -> Callable[[str, Collection[Fact]], T]:
        """What folds each of these keys from its facts, or from some of them; pure but for what
        was read here."""

    @abstractmethod
    def rows(self, folded: Collection[T]) -> Mapping[str, Iterable[Row]]:
        """The rows of each table."""

    def own_keys(self, stated: Stated) -> Iterable[str]:
        """The keys that these facts are about, each of which has rows of its own; all of them are
        asked of the whole log, so that none that merely depends on a fact need be named."""
        return ()


AnyProjection = Projection[Any]
