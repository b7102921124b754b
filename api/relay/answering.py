"""Answers what server processes pass on, in a report process."""

import asyncio
import logging
import socket
from asyncio import StreamReader, StreamWriter
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from api.http.asgi import App, Message
from api.relay import wire

logger = logging.getLogger(__name__)

PIECE: Final = 256 * 1024
"""Bytes of an answer that are sent at once: more waits until the client has taken these."""

HEAD_SECONDS: Final = 5.0
"""In which a request must follow its connection: server processes send both at once."""

TAKEN_SECONDS: Final = 5.0
"""How long a connection is held for a server process to take the answer and hang up."""


class Answering:
    """Accepts so many requests at a time from a socket that other processes accept from, too."""

    def __init__(
        self, app: App, listener: socket.socket, *, at_once: int, state: Mapping[str, Any]
    ) -> None:
        self._app = app
        self._listener = listener
        self._places = asyncio.Semaphore(at_once)
        self._state = state
        self._running: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Accepts until it is cancelled."""
        self._listener.setblocking(False)
        loop = asyncio.get_running_loop()
        while True:
            await self._places.acquire()
            try:
                accepted, _ = await loop.sock_accept(self._listener)
            except BaseException:
                self._places.release()
                raise
            task = loop.create_task(self._answer(accepted))
            self._running.add(task)
            task.add_done_callback(self._ended)

    def is_idle(self) -> bool:
        """Whether nothing is being answered."""
        return not self._running

    async def finish(self) -> None:
        """Returns when what was accepted is answered."""
        while self._running:
            await asyncio.wait(self._running)

    def cancel(self) -> None:
        """Gives up what was accepted."""
        for task in self._running:
            task.cancel()

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._running.discard(task)
        self._places.release()
        if not task.cancelled() and (error := task.exception()):
            logger.error("a request could not be answered: %s", type(error).__qualname__)

    async def _answer(self, accepted: socket.socket) -> None:
        reader, writer = await asyncio.open_unix_connection(sock=accepted)
        try:
            async with asyncio.timeout(HEAD_SECONDS):
                head = await wire.receive(reader)
            if head is not None and head.get("type") == "http":
                with suppress(ConnectionError):
                    await wire.send(writer, {"type": wire.ACCEPTED})
                    await self._run(head, reader, writer)
                    await _hung_up(reader, writer)
        except TimeoutError:
            pass
        finally:
            writer.close()

    async def _run(self, head: Message, reader: StreamReader, writer: StreamWriter) -> None:
        """Runs the application for as long as somebody waits for its answer."""
        received: asyncio.Queue[Message] = asyncio.Queue(maxsize=1)
        scope = {**head, "headers": [tuple(one) for one in head["headers"]]}
        scope |= {"state": dict(self._state), "extensions": {}}

        async def send(message: Message) -> None:
            # To whoever is gone nothing is told: what listens to him ends this work at once.
            if writer.is_closing():
                await asyncio.sleep(0)
                return
            with suppress(ConnectionError):
                await _send_in_pieces(writer, message)

        answering = asyncio.ensure_future(self._app(scope, received.get, send))
        listening = asyncio.ensure_future(_listen(reader, received))
        try:
            await asyncio.wait({answering, listening}, return_when="FIRST_COMPLETED")
            if answering.done():
                answering.result()
        finally:
            for task in (answering, listening):
                task.cancel()
            # What fails because the client is gone fails nobody: it is taken here, and not logged.
            await asyncio.gather(answering, listening, return_exceptions=True)


async def _hung_up(reader: StreamReader, writer: StreamWriter) -> None:
    """Returns when the other side has hung up, which then has the whole answer.

    To close a socket that holds something unread is an error to the other side, which may then
    lose what it had been sent: so what is left of the request is read first.
    """
    with suppress(OSError, TimeoutError):
        writer.write_eof()
        async with asyncio.timeout(TAKEN_SECONDS):
            while await reader.read(PIECE):
                pass


async def _listen(reader: StreamReader, received: "asyncio.Queue[Message]") -> None:
    """Takes in what is received; returns when the client is gone."""
    while (message := await wire.receive(reader)) is not None:
        await received.put(message)


async def _send_in_pieces(writer: StreamWriter, message: Message) -> None:
    body = message.get("body", b"")
    if len(body) <= PIECE:
        await wire.send(writer, message)
        return
    more = message.get("more_body", False)
    for start in range(0, len(body), PIECE):
        last = start + PIECE >= len(body)
        piece = {"body": body[start : start + PIECE], "more_body": more or not last}
        await wire.send(writer, {**message, **piece})
