"""What a rebuild consists of: tasks, each of which writes rows beside the tables that answer.

The log is taken in range by range, the ledgers of the cadres are folded share by share, the keys of
all other projections some at a time; then each projection gets its indices and its digest.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, Final, Protocol, TypeVar

from psycopg import Connection

from lrs.event.log import PAGE, pages
from lrs.log.log_reader import LogReader
from projections.answers.acts import in_buckets
from projections.answers.basis import Basis
from projections.facts.decision_facts import Decision
from projections.facts.fact import Fact
from projections.facts.learning_act import read_fact
from projections.tables import intake, tracking, versions
from projections.tables.folding import digest, fold_into_tables
from projections.tables.ledgers import LEDGERS
from projections.tables.projection import AnyProjection
from projections.tables.registry import PROJECTIONS
from replay.shares import Shares, is_needed, marks_of, needed

RANGE: Final = 4 * PAGE
"""Positions that are taken in by one task."""

BUCKET: Final = 500
"""Keys folded and written at a time."""

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

MoreDone = Callable[[int], None]
"""Called with how many more statements were read, or folded."""


class Making:
    """One process's part in a rebuild: a connection as the projector, what all rests on, and the
    facts that it keeps of what it took in.

    Those are the facts of the first share that it folds, which is the one of its number.
    """

    def __init__(
        self,
        conn: Connection[Any],
        basis: Basis,
        shares: Shares,
        *,
        number: int = 0,
        more_done: MoreDone = lambda _: None,
    ) -> None:
        self.conn, self.log, self.basis = conn, LogReader(conn), basis
        self.shares, self.more_done = shares, more_done
        self._number = number
        self._kept: list[Fact] = []
        self._taken: list[tuple[int, int]] = []

    def keep(self, after: int, until: int, marked: Iterable[tuple[Fact, int]]) -> None:
        """Keeps of a range what the first share needs."""
        self._kept += [fact for fact, mark in marked if is_needed(mark, self._number)]
        self._taken.append((after, until))

    def facts_of(self, share: int, marks: bytes) -> Iterator[Fact]:
        """The facts that a share needs: those that were kept, and what has to be read again."""
        if share != self._number:
            return self._read(needed(marks, share))
        kept, self._kept = self._kept, []
        missing = bytearray(marks)
        for after, until in self._taken:
            missing[after + 1 : until + 1] = bytes(until - after)
        return chain(kept, self._read(needed(bytes(missing), share)))

    def _read(self, positions: Iterator[int]) -> Iterator[Fact]:
        while some := list(islice(positions, PAGE)):
            yield from map(read_fact, self.log.at(some))


class Task(Protocol[T_co]):
    """A piece of a rebuild. What it writes is committed whole, or not at all."""

    def run(self, making: Making) -> T_co:
        """Does it; whoever calls has begun a transaction."""

    @property
    def worker(self) -> int | None:
        """The number of the process that has to do it; None: any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What a range of the log came to: the mark of each position (`Shares.note`), and the keys of
    the projections but the ledgers that its statements are about."""

    after: int
    marks: bytes
    keys: dict[str, set[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What an engine made of a part of the log: the keys of the projections but the ledgers that
    its statements are about, and how many cadres have ledgers."""

    keys: dict[str, set[str]]
    cadres: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeIn:
    """Takes in the positions after < position <= until: a row of the intake for each statement."""

    after: int
    until: int
    worker: int | None = None

    def run(self, making: Making) -> TakenIn:
        """What the range came to."""
        versions.work_on(making.conn, versions.NEXT)
        basis, shares = making.basis, making.shares
        marked: list[tuple[Fact, int]] = []
        keys: dict[str, set[str]] = {one.name: set() for one in PROJECTIONS}
        for page in pages(making.log, after=self.after, until=self.until):
            facts, rows = intake.read(page, basis.reference)
            intake.add(making.conn, facts, rows)
            stated = [(fact, fact.position) for fact in facts if not isinstance(fact, Decision)]
            for projection in PROJECTIONS:
                keys[projection.name].update(filter(tracking.is_key, projection.own_keys(stated)))
            marked += [(one, shares.note(one, basis.reference, basis.as_of)) for one in facts]
            making.more_done(len(page))
        making.keep(self.after, self.until, marked)
        marks = marks_of(marked, after=self.after, until=self.until)
        return TakenIn(after=self.after, marks=marks, keys=keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldShare:
    """Folds the ledgers of a share of the cadres; ``marks`` are those of the whole log."""

    share: int
    marks: bytes
    worker: int | None

    def run(self, making: Making) -> int:
        """How many cadres there are in the share."""
        versions.work_on(making.conn, versions.NEXT)
        facts = making.facts_of(self.share, self.marks)
        found = LEDGERS.sort(
            facts, making.basis, lambda person: making.shares.of(person) == self.share
        )
        for bucket in in_buckets(found, size=BUCKET):
            some = {key: found[key] for key in bucket}
            fold_into_tables(making.conn, LEDGERS, some, making.log, making.basis)
            making.more_done(sum(map(len, some.values())))
        return len(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gather:
    """Folds some keys of a projection from what the log says of them."""

    projection: str
    keys: list[str]
    worker: int | None = None

    def run(self, making: Making) -> None:
        """Writes their rows."""
        versions.work_on(making.conn, versions.NEXT)
        projection = named(self.projection)
        facts = projection.gather(self.keys, making.log, making.basis)
        fold_into_tables(making.conn, projection, facts, making.log, making.basis)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """Makes the indices of the tables of a projection, of which all rows are there."""

    projection: str
    worker: int | None = None

    def run(self, making: Making) -> tuple[str, str]:
        """The projection and the digest of these tables."""
        versions.work_on(making.conn, versions.NEXT)
        versions.index(making.conn, named(self.projection))
        return self.projection, digest(making.conn, named(self.projection))


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestOf:
    """Reads the tables of a projection that answer."""

    projection: str
    worker: int | None = None

    def run(self, making: Making) -> tuple[str, str]:
        """The projection and their digest."""
        versions.work_on(making.conn, versions.LIVE)
        return self.projection, digest(making.conn, named(self.projection))


class Doing(Protocol):
    """Who does tasks: this process alone, or several."""

    def each(self, tasks: Iterable[Task[T]]) -> Iterator[T]:
        """Does all of them; yields what each came to, in whatever order they are done."""


class Alone:
    """Does one task after the other in the transaction that this process is in."""

    def __init__(self, making: Making) -> None:
        self._making = making

    def each(self, tasks: Iterable[Task[T]]) -> Iterator[T]:
        """What each task came to, in their order."""
        for task in tasks:
            yield task.run(self._making)


def named(name: str) -> AnyProjection:
    """The projection of a name."""
    return next(one for one in PROJECTIONS if one.name == name)
