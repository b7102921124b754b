"""Passes requests on to the report processes, from the server process that a client speaks to."""

import asyncio
import socket
from asyncio import Future, StreamReader, StreamWriter, Task
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from api.http.asgi import Answer, Exchange, Message, Receive, Scope, Send
from api.http.errors import ReportEndedError, StoppedError, TooLongError
from api.http.problems import problem
from api.relay import wire
from api.relay.lanes import Lane, Lanes, is_printed, lane_of
from lrs.log.group_commit import QueueFullError

PASSED_ON: Final = (
    *("type", "asgi", "http_version", "server", "client", "scheme", "root_path"),
    *("method", "path", "raw_path", "query_string", "headers"),
)
"""What of a request's scope goes to the report process. It signs the client in by itself, from the
headers: nothing that is passed on need be believed."""

GRACE_SECONDS: Final = 15.0
"""How long after a report's own limit its process may take to say so."""


class Relay:
    """An ASGI application that has each request answered by a report process.

    A client that goes takes its work along: the socket is closed, and the process stops. Requests
    beyond those that may wait are told to come again, whichever server process they came to.
    """

    def __init__(self, lanes: Lanes, *, seconds: float) -> None:
        self._sockets: Mapping[Lane, Path] = lanes.sockets
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request; who waits when the server ends is told so."""
        started = False

        async def begun(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._pass_on(scope, receive, begun)
        except (QueueFullError, TooLongError, ReportEndedError, asyncio.CancelledError) as raised:
            error = raised if isinstance(raised, Exception) else StoppedError()
            if not started:  # else uvicorn hangs up, so that the client sees that it is not whole
                exchange = Exchange.of(scope, receive)
                answer = Answer.to(problem(error, exchange.language))
                await answer.send(send, defaults={}, without_body=exchange.method == "HEAD")

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        reader, writer = await self._connected(lane_of(path, is_printed=is_printed(scope)))
        asking = asyncio.create_task(_ask(scope, receive, writer))
        try:
            await self._answered(reader, send, asking)
        finally:
            asking.cancel()
            writer.transport.abort()
            with suppress(asyncio.CancelledError, QueueFullError):
                await asking

    async def _connected(self, lane: Lane) -> tuple[StreamReader, StreamWriter]:
        """A connection to whichever process takes it. Raises QueueFullError."""
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.setblocking(False)
            # Not by the loop: it takes a full backlog, which is EAGAIN, for a connection to come.
            connection.connect(str(self._sockets[lane]))
            return await asyncio.open_unix_connection(sock=connection)
        except BlockingIOError:
            connection.close()
            raise QueueFullError("too many reports wait to be made") from None
        except OSError:
            connection.close()
            raise ReportEndedError from None

    async def _answered(self, reader: StreamReader, send: Send, asking: "Task[bool]") -> None:
        """Hands over the answer; returns when it is whole or when the client is gone."""
        accepted, more = False, True
        while more:
            limit = self._seconds + (GRACE_SECONDS if accepted else 0)
            coming = asyncio.ensure_future(wire.receive(reader))
            try:
                gone = await _first(coming, asking, limit)
            finally:
                coming.cancel()
            if gone:
                return
            if not coming.done() or coming.cancelled():
                raise _too_long(self._seconds, accepted=accepted)
            message = coming.result()
            if message is None:
                raise ReportEndedError
            if message["type"] == wire.ACCEPTED:
                accepted = True
            else:
                more = message["type"] != "http.response.body" or message.get("more_body", False)
                await send(message)


async def _first(coming: "Future[Message | None]", asking: "Task[bool]", limit: float) -> bool:
    """Waits for the next message, some seconds at most; whether the client went before. Raises what
    the client's request raised."""
    if not asking.done():
        both: set[Future[Any]] = {coming, asking}
        await asyncio.wait(both, timeout=limit, return_when="FIRST_COMPLETED")
        if coming.done() or not asking.done():
            return False
        if asking.result():
            return True
    await asyncio.wait({coming}, timeout=limit)  # it does not listen any more, and may yet answer
    return False


def _too_long(seconds: float, *, accepted: bool) -> Exception:
    if accepted:
        return TooLongError(seconds)
    return QueueFullError("the reports before this one take too long")


async def _ask(scope: Scope, receive: Receive, writer: StreamWriter) -> bool:
    """Passes on a request; returns true when its client is gone, and false when the process does
    not take what is sent. Raises what ``receive`` does."""
    head: dict[str, Any] = {name: scope[name] for name in PASSED_ON if name in scope}
    message: Message = head
    while message["type"] != "http.disconnect":
        try:
            await wire.send(writer, message)
        except ConnectionError:
            return False
        message = await receive()
    return True
