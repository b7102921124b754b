"""A restore by several processes: batches are read side by side and recorded one after the other.

Reading a statement strictly costs more than recording it, and batches can be read in any order; but
each is recorded only when the one before it is in the log.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.context import SpawnContext

import psycopg

from lrs.clock import Clock
from lrs.log.record_store import RecordStore
from replay import child
from replay.attested import Batch, read
from replay.restore import Put, Restorer

AHEAD = 2
"""Batches for each process that are read but not recorded yet."""

STOPPED = -1


class StoppedError(RuntimeError):
    """A batch before this one was not recorded."""


class Turns:
    """Whose turn it is to record: batch 0, 1, 2, ...; after a failure nobody's."""

    def __init__(self, context: SpawnContext) -> None:
        self._changed = context.Condition()
        self._next = context.Value("q", 0, lock=False)

    @contextmanager
    def of(self, number: int) -> Iterator[None]:
        """Waits for the turn of a batch, and passes it on if all goes well."""
        with self._changed:
            self._changed.wait_for(lambda: self._next.value in (number, STOPPED))
            if self._next.value == STOPPED:
                raise StoppedError
        yield
        with self._changed:
            self._next.value = number + 1
            self._changed.notify_all()

    def stop(self) -> None:
        """Ends all waiting."""
        with self._changed:
            self._next.value = STOPPED
            self._changed.notify_all()


class Team:
    """Processes that restore; a context manager."""

    def __init__(self, owner: str, *, processes: int, clock: Clock) -> None:
        context = get_context("spawn")
        self._turns = Turns(context)
        self._most = AHEAD * processes
        self._pool = ProcessPoolExecutor(
            processes, mp_context=context, initializer=_begin, initargs=(owner, self._turns, clock)
        )

    def put_all(self, batches: Iterable[Batch]) -> Iterator[Put]:
        """As Restorer.put_all."""
        running: deque[tuple[int, Future[int]]] = deque()
        after = 0
        try:
            for number, batch in enumerate(batches):
                size = len(batch.lines)
                running.append((size, self._pool.submit(_put, number, batch, after)))
                after += size
                if len(running) == self._most:
                    yield _done(running)
            while running:
                yield _done(running)
        finally:
            self._turns.stop()
            self._pool.shutdown(cancel_futures=True)


def _done(running: deque[tuple[int, Future[int]]]) -> Put:
    size, there = running.popleft()
    return Put(size, there.result())


class _Worker:
    """What one process keeps between batches."""

    turns: Turns
    restorer: Restorer


def _begin(owner: str, turns: Turns, clock: Clock) -> None:
    child.begin()
    _Worker.turns = turns
    _Worker.restorer = Restorer(
        RecordStore(owner, clock=clock), psycopg.connect(owner, autocommit=True), clock=clock
    )


def _put(number: int, batch: Batch, after: int) -> int:
    attested = read(batch)
    with _Worker.turns.of(number):
        return _Worker.restorer.put(attested, after=after)
