"""A rebuild by several processes, each with a connection of its own.

Each task is one transaction of the process that does it. Where one fails or a process dies, the
others are stopped; where this process dies, the others end with it.
"""

import pickle
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Any, Final, Self, TypeVar

import psycopg
from psycopg import Connection

from lrs.garbage_collection import collecting_nothing
from lrs.log.log_reader import LogReader
from projections.answers.acts import GrowingReference
from projections.answers.basis import Basis
from projections.tables import tracking, versions
from projections.tables.registry import PROJECTIONS
from replay import child
from replay.making import Making, MoreDone, Task
from replay.shares import Shares

T = TypeVar("T")

PATIENCE: Final = 5.0
"""Seconds after which a process that was asked to end is killed."""


class WorkerLostError(RuntimeError):
    """A process of the rebuild died; nothing was changed."""


@dataclass(slots=True, kw_only=True)
class _Worker:
    """A process, the end of its pipe here, and what it does now."""

    number: int
    process: BaseProcess
    pipe: Pipe
    task: Task[Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What a process is told at its start."""

    conninfo: str = field(repr=False)
    position: int
    today: date
    shares: Shares
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failed:
    """That a task raised, with the error where it can be sent."""

    error: BaseException


class Team(AbstractContextManager["Team"]):
    """Processes that do the tasks of a rebuild, which write beside the tables that answer."""

    def __init__(self, conninfo: str, basis: Basis, shares: Shares, *, more_done: MoreDone) -> None:
        self._more_done = more_done
        self._conninfo = conninfo
        context = get_context("spawn")
        self._workers: list[_Worker] = []
        for number in range(shares.jobs):
            ours, theirs = context.Pipe()
            part = _Part(
                conninfo=conninfo,
                position=basis.position,
                today=basis.today,
                shares=shares,
                number=number,
            )
            process = context.Process(target=_work, args=(part, theirs), daemon=True)
            self._workers.append(_Worker(number=number, process=process, pipe=ours))
            process.start()
            theirs.close()  # so that its end is seen here

    def __enter__(self) -> Self:
        try:
            with psycopg.connect(self._conninfo) as conn:
                for projection in PROJECTIONS:
                    versions.clear_beside(conn, projection)
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def each(self, tasks: Iterable[Task[T]]) -> Iterator[T]:
        """What each task came to, as they are done. Raises WorkerLostError and what tasks raise."""
        rest = iter(tasks)
        bound: dict[int, deque[Task[Any]]] = {one.number: deque() for one in self._workers}
        for one in self._workers:
            self._give(one, rest, bound)
        while busy := [one for one in self._workers if one.task is not None]:
            ready = wait([one.pipe for one in busy])
            for worker in (one for one in busy if one.pipe in ready):
                said = self._heard(worker)
                if isinstance(said, _Failed):
                    raise said.error
                if isinstance(said, _MoreDone):
                    self._more_done(said.more)
                    continue
                worker.task = None
                yield said.result
                self._give(worker, rest, bound)

    def _give(
        self, worker: _Worker, rest: Iterator[Task[Any]], bound: dict[int, deque[Task[Any]]]
    ) -> None:
        """Gives a process its next task: one that only it can do, else one that any can."""
        own = bound[worker.number]
        while not own:
            task = next(rest, None)
            if task is None:
                return
            bound[worker.number if task.worker is None else task.worker].append(task)
        worker.task = own.popleft()
        try:
            worker.pipe.send(worker.task)
        except OSError:
            raise self._lost(worker) from None

    def _heard(self, worker: _Worker) -> Any:
        try:
            return worker.pipe.recv()
        except (EOFError, OSError):
            raise self._lost(worker) from None

    def _lost(self, worker: _Worker) -> WorkerLostError:
        worker.process.join(PATIENCE)
        return WorkerLostError(
            f"process {worker.number + 1} of {len(self._workers)} of the rebuild died (exit code "
            f"{worker.process.exitcode}), as for want of memory, while it was at "
            f"{type(worker.task).__name__}; the tables that answer stayed as they were: run it "
            "again, with fewer jobs where memory is short"
        )

    def _stop(self) -> None:
        for worker in self._workers:
            worker.pipe.close()
            worker.process.terminate()
        for worker in self._workers:
            worker.process.join(PATIENCE)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()


@dataclass(frozen=True, slots=True, kw_only=True)
class _MoreDone:
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    result: Any


def _work(part: _Part, pipe: Pipe) -> None:
    """What one process does: tasks, until it is told of no more."""
    child.begin()
    with collecting_nothing(), psycopg.connect(part.conninfo, autocommit=True) as conn:
        making: Making | None = None
        while True:
            try:
                task = pipe.recv()
            except EOFError:
                return
            try:
                if making is None:
                    making = _making(conn, part, pipe)
                with conn.transaction():
                    tracking.at_ease(conn)
                    result = task.run(making)
            except Exception as error:
                _send_error(pipe, error)
                return
            pipe.send(_Done(result=result))


def _making(conn: Connection[Any], part: _Part, pipe: Pipe) -> Making:
    """The part of this process; it reads for itself what all answers rest on."""
    reference = GrowingReference().up_to(part.position, LogReader(conn))
    basis = Basis(
        position=part.position,
        today=part.today,
        policies=reference.succession(known=part.position),
        reference=reference,
    )
    return Making(
        conn,
        basis,
        part.shares,
        number=part.number,
        more_done=lambda more: pipe.send(_MoreDone(more=more)),
    )


def _send_error(pipe: Pipe, error: Exception) -> None:
    """Sends an error, or what it says where it would not come through as it is."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - made here
    except Exception:
        error = RuntimeError(f"{type(error).__qualname__}: {error}")
    pipe.send(_Failed(error=error))
