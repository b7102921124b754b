"""Runs the report processes beside the server: what is folded for a question takes no time from
those who post and read statements."""

import asyncio
import logging
import os
import signal
import socket
import tempfile
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol

from api.http.asgi import App, Receive, Scope, Send
from api.http.reads import Reads, conninfo_of_reads
from api.operations.ahead import keep_ahead
from api.operations.beside import as_child, memory_held, running_beside
from api.operations.sharing import answer_shares
from api.operations.standby import FromStandby
from api.relay.answering import Answering
from api.relay.begun import SignPost
from api.relay.lanes import Lane, Lanes
from api.relay.shares import Shared
from lrs.postgres.postgres import Database
from lrs.settings import Settings

logger = logging.getLogger(__name__)

NICENESS: Final = {Lane.QUICK: 5, Lane.LONG: 10}
"""How far report processes stand back behind those who post: those the further whose answers take
long in any case."""

LOOK_SECONDS: Final = 1.0
"""How often a report process looks after itself."""

STUCK_SECONDS: Final = 10.0
"""How long a read may go on that was stopped: then its process is replaced."""

GOODBYE_SECONDS: Final = 3.0
"""In which a report process ends once it was asked to, whatever it does."""

STUCK, TOO_LARGE, SLOW_END = 70, 71, 72
"""Exit codes of report processes that ended themselves."""


def processes(settings: Settings) -> dict[Lane, int]:
    """How many processes answer each queue."""
    long = settings.report_processes or max(1, (os.cpu_count() or 1) // 2)
    return {Lane.QUICK: 1, Lane.LONG: long}


def helpers(settings: Settings) -> int:
    """How many processes help those that make long reports: one for each at most, and no more than
    there are cores for."""
    long = processes(settings)[Lane.LONG]
    return max(0, min(long, (os.cpu_count() or 1) - long))


class Application(Protocol):
    """The application that answers, with the part of it that knows its lifespan."""

    rest: Any

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """Where a report process stands: the queue it takes requests from, and where it says so."""

    lane: Lane
    listener: socket.socket
    sign: SignPost
    sharing: Shared
    """Who helps it to fold many cadres."""


Create = Callable[..., Application]
"""Makes the application of a process, from its settings, `database` and `sharing`."""


@contextmanager
def reports_running(create: Create, database: Database, settings: Settings) -> Iterator[Lanes]:
    """Keeps the report processes running until the end of the block, and tells where they listen.

    The sockets are opened here and outlive each process: who asks while one is replaced waits.
    """
    ended = threading.Event()
    with ExitStack() as stack:
        # Not in LRS_HOME: the path of a socket has at most some 100 bytes.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lrs-reports-")))
        sharing = _shared(stack, folder / "shares", database, settings, ended=ended)
        sockets: dict[Lane, Path] = {}
        signs: dict[Lane, list[SignPost]] = {}
        for lane, count in processes(settings).items():
            sockets[lane] = folder / lane
            listener = stack.enter_context(_listener(sockets[lane], settings.report_queue))
            names = [f"{lane}-{number}" for number in range(1, count + 1)]
            signs[lane] = [SignPost(folder / f"{name}.begun") for name in names]
            for name, sign in zip(names, signs[lane], strict=True):
                station = Station(lane=lane, listener=listener, sign=sign, sharing=sharing)
                told = create, database, settings, station
                stack.enter_context(running_beside(name, answer_reports, *told, ended=ended))
        yield Lanes(sockets=sockets, signs=signs)


def _shared(
    stack: ExitStack,
    path: Path,
    database: Database,
    settings: Settings,
    *,
    ended: threading.Event,
) -> Shared:
    """Begins the processes that help, and tells where they listen."""
    listener = stack.enter_context(_listener(path, settings.report_queue))
    share = partial(
        answer_shares,
        conninfo_of_reads(settings, database),
        listener,
        niceness=NICENESS[Lane.LONG],
        max_bytes=settings.report_memory_bytes,
    )
    for number in range(1, helpers(settings) + 1):
        stack.enter_context(running_beside(f"share-{number}", share, ended=ended))
    return Shared(path, helpers=helpers(settings))


def _listener(path: Path, queue: int) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))  # in a folder that is closed to other users
    listener.listen(queue)
    return listener


def answer_reports(
    create: Create, database: Database, settings: Settings, station: Station
) -> None:
    """Answers what is passed on until the parent ends or asks for the end."""
    alive = as_child()
    os.nice(NICENESS[station.lane])
    app = create(settings, database=database, is_report_process=True, sharing=station.sharing)
    asyncio.run(_Process(settings, station, alive).answer(app))


class _Process:
    """A report process, and the thread in it that ends it where it does not end by itself."""

    def __init__(self, settings: Settings, station: Station, alive: Callable[[], bool]) -> None:
        self._settings = settings
        self._station = station
        self._alive = alive
        self._asked = threading.Event()

    async def answer(self, app: Application) -> None:
        """Answers until the process is asked to end, or has grown too large."""
        loop = asyncio.get_running_loop()
        to_end, too_large = asyncio.Event(), asyncio.Event()
        loop.add_signal_handler(signal.SIGTERM, self._asked.set)
        async with app.rest.router.lifespan_context(app.rest) as state:
            reads: Reads = state["services"].reads

            def watch() -> None:
                while self._alive() and not self._asked.wait(LOOK_SECONDS):
                    self._look(reads)
                    if memory_held() > self._settings.report_memory_bytes:
                        loop.call_soon_threadsafe(too_large.set)
                loop.call_soon_threadsafe(to_end.set)
                threading.Event().wait(GOODBYE_SECONDS)
                os._exit(SLOW_END)

            threading.Thread(target=watch, name="watch", daemon=True).start()
            answers, at_once = await self._answers(app, state), self._settings.read_connections
            answering = Answering(answers, self._station.listener, at_once=at_once, state=state)
            accepting = asyncio.ensure_future(answering.run())
            self._station.sign.begin()
            if self._station.lane is Lane.LONG:
                keep_ahead(state["services"], self._station.sign, answering.is_idle)
            await _first_of(to_end.wait(), too_large.wait(), accepting)
            accepting.cancel()
            if not to_end.is_set():
                await _first_of(to_end.wait(), answering.finish())
            answering.cancel()

    async def _answers(self, app: Application, state: Mapping[str, Any]) -> App:
        """What answers: where a standby is read, it says so."""
        if self._settings.reports_database_url is None:
            return app
        from_standby = FromStandby(app, state["services"])
        await from_standby.check()
        return from_standby

    def _look(self, reads: Reads) -> None:
        """Ends the process at once where nothing else would help."""
        if reads.stuck_for() > STUCK_SECONDS:
            logger.error("a report does not end though it was stopped: its process is replaced")
            os._exit(STUCK)
        if memory_held() > 2 * self._settings.report_memory_bytes:
            logger.error("a report needs more than twice LRS_REPORT_MEMORY_BYTES: it is given up")
            os._exit(TOO_LARGE)


async def _first_of(*waited: Coroutine[Any, Any, Any] | asyncio.Future[Any]) -> None:
    """Returns when the first of them is done, and gives up the others."""
    tasks = {asyncio.ensure_future(one) for one in waited}
    _, pending = await asyncio.wait(tasks, return_when="FIRST_COMPLETED")
    for task in pending:
        task.cancel()
