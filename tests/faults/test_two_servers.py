"""Two server processes on one database: one order, one meaning of an id, no reader misled."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial

import pytest

from lrs.event.log import Log
from lrs.log.log_reader import LogReader
from lrs.postgres.postgres import Database
from tests.faults.clients import Answer, Client, Statement, attended, in_thread
from tests.faults.logs import (
    assert_kept,
    assert_projected,
    assert_sound,
    log_of,
    projector,
    statements_of,
)
from tests.faults.processes import serving_database
from tests.faults.waiting import PATIENCE

PAIRS = 4
"""Pairs of clients, one at each server, that post at the same moment."""
ROUNDS = 25
PAGE = 7
"""Statements that a reader reads at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """What two clients post at the same moment, and what each was answered."""

    requests: tuple[list[Statement], list[Statement]]
    answers: tuple[Answer, Answer]


@pytest.fixture
def servers(database: Database) -> Iterator[tuple[str, str]]:
    """The addresses of two server processes; they start at the same moment, too."""
    starting = [in_thread(partial(serving_database, database)) for _ in range(2)]
    with starting[0].result(PATIENCE) as one, starting[1].result(PATIENCE) as other:
        yield one.address, other.address


class Follower:
    """Reads the log from its start by position, as the projections do, while it grows."""

    def __init__(self, database: Database) -> None:
        self.seen: list[int] = []
        self._database = database
        self._ended = threading.Event()

    def _read_on(self, reader: Log) -> None:
        after = self.seen[-1] if self.seen else 0
        page = reader.read(after=after, until=reader.head(), limit=PAGE)
        self.seen += [recorded.position for recorded in page]

    def _run(self) -> None:
        with projector(self._database) as conn:
            reader = LogReader(conn)
            while not self._ended.is_set():
                self._read_on(reader)
            while not self.seen or self.seen[-1] < reader.head():
                self._read_on(reader)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Reads during the block, and to the end of the log after it."""
        done = in_thread(self._run)
        try:
            yield
        finally:
            self._ended.set()
            done.result(PATIENCE)


def clashes(addresses: Sequence[str], name: str, second: Statement) -> list[Clash]:
    """Pairs of clients post batches with statements of their own and one that both have in common.

    ``second`` is merged into the common statement as the second client of a pair posts it.
    """
    barrier = threading.Barrier(2 * PAIRS)

    def batches(pair: int, side: int) -> Iterator[list[Statement]]:
        for number in range(ROUNDS):
            common = attended(f"{name}-{pair}-{number}", f"c{pair}")
            own = [attended(f"{name}-{pair}-{number}-{side}-{n}", f"c{pair}") for n in range(4)]
            place = number % 5 if side == 0 else 4 - number % 5
            own.insert(place, common | second if side else common)
            yield own

    def post_all(pair: int, side: int) -> list[tuple[list[Statement], Answer]]:
        answered = []
        with closing(Client(addresses[side])) as client:
            for batch in batches(pair, side):
                barrier.wait(PATIENCE)
                answered.append((batch, client.post(batch)))
        return answered

    calls = [
        (in_thread(partial(post_all, pair, 0)), in_thread(partial(post_all, pair, 1)))
        for pair in range(PAIRS)
    ]
    return [
        Clash(requests=(one[0], other[0]), answers=(one[1], other[1]))
        for first, last in calls
        for one, other in zip(first.result(PATIENCE), last.result(PATIENCE), strict=True)
    ]


def test_one_order_one_meaning_and_a_reader_that_misses_nothing(
    database: Database, servers: tuple[str, str]
) -> None:
    follower = Follower(database)
    with follower.reading():
        conflicts = clashes(servers, "conflict", {"actor": attended("x", "other")["actor"]})
        equals = clashes(servers, "equal", {})
    winners = [winner_of(clash) for clash in conflicts]
    assert {answer.status for clash in equals for answer in clash.answers} == {200}
    welcome = [request for clash in equals for request in clash.requests]
    assert_kept(database, acknowledged=winners + welcome)
    assert_sound(database)
    assert_followed(database, follower)
    assert_projected(database)


def winner_of(clash: Clash) -> list[Statement]:
    """The request that won whole; the other was told which of its statements is another's."""
    assert sorted(answer.status for answer in clash.answers) == [200, 409]
    won = 0 if clash.answers[0].status == 200 else 1
    lost, error = clash.requests[1 - won], clash.answers[1 - won].error
    common = lost[error["index"]]["id"]
    assert common in {statement["id"] for statement in clash.requests[won]}
    assert error["id"] == common
    return clash.requests[won]


def assert_followed(database: Database, follower: Follower) -> None:
    """The reader saw every statement once, in order."""
    log = log_of(database)
    there = statements_of(log)
    assert follower.seen == [row.position for row in log if row.originator_id in there]
