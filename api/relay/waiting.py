"""Lets who asks for the feed of results wait until the log has grown, in front of what answers.

Whoever waits holds no connection to the database and no place in a report process: one look at the
log, twice a second while anybody waits, serves all of a server process.
"""

import asyncio
from asyncio import Event, Future
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from api.http.asgi import App, Exchange, Message, Receive, Scope, Send
from api.http.errors import BadRequestError
from api.http.parameters import LONGEST_WAIT, ParameterError, check_whole, whole
from api.http.query_string import read_parameters

FEED: Final = "/changes"
"""The path whose requests may wait."""

LOOK_SECONDS: Final = 0.5
"""How often the log is looked at while somebody waits."""


class Growth:
    """Tells those who wait when the log has grown beyond a position."""

    def __init__(self, head: Callable[[], Awaitable[int]]) -> None:
        self._head_of_log = head
        self._head = 0
        self._waiting = 0
        self._looked = Event()
        self._stopped = Event()
        self._looking: Future[None] | None = None

    async def beyond(self, position: int, *, seconds: float) -> None:
        """Returns when the log has grown beyond a position, at the latest after some seconds, and
        at once when the server is asked to end."""
        self._waiting += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.ensure_future(self._look())
        try:
            async with asyncio.timeout(seconds):
                while self._head <= position and not self._stopped.is_set():
                    await self._looked.wait()
        except TimeoutError:
            pass
        finally:
            self._waiting -= 1

    def stop(self) -> None:
        """Lets nobody wait any longer."""
        self._stopped.set()
        self._tell()

    async def _look(self) -> None:
        while self._waiting and not self._stopped.is_set():
            with suppress(Exception):  # whatever keeps it from looking is told by what answers
                self._head = await self._head_of_log()
            self._tell()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._stopped.wait()

    def _tell(self) -> None:
        looked, self._looked = self._looked, Event()
        looked.set()


class Waiting:
    """An ASGI application that hands a request on once there is something to tell, or after the
    time that it asks for; what it asks for wrongly is refused by what answers."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request; nobody waits who cannot sign in."""
        exchange = Exchange.of(scope, receive)
        wanted = _wanted(exchange)
        if wanted is None or not await _signs_in(scope, exchange):
            await self._app(scope, receive, send)
            return
        position, seconds = wanted
        growth: Growth = scope["state"]["growth"]
        request = await receive()
        following = asyncio.ensure_future(receive())  # mostly that the client is gone
        grown = asyncio.ensure_future(growth.beyond(position, seconds=seconds))
        try:
            await asyncio.wait({following, grown}, return_when="FIRST_COMPLETED")
            if grown.done() or following.result()["type"] != "http.disconnect":
                await self._app(scope, _again(request, following), send)
        finally:
            for waiting in (grown, following):
                waiting.cancel()


def _wanted(exchange: Exchange) -> tuple[int, int] | None:
    """After which position, and how many seconds a request wants to wait; None where it does not,
    or where that cannot be read."""
    try:
        found = read_parameters(exchange.query, (), also=lambda _: True)
        seconds = whole("wait", found.get("wait", "0"), most=LONGEST_WAIT)
        after, _, days = found.get("after", "0").partition("~")
        check_whole("after", after)
    except (BadRequestError, ParameterError):
        return None
    within = "~" in days  # a moment is not told to its end: there is something to tell
    return (int(after), seconds) if seconds and len(after) < 19 and not within else None


async def _signs_in(scope: Scope, exchange: Exchange) -> bool:
    authenticator = scope["state"]["services"].authenticator
    try:
        await authenticator.authenticate(exchange.header(b"authorization"))
    except Exception:  # what answers says why
        return False
    return True


def _again(request: Message, following: "Future[Message]") -> Receive:
    """Receives once more what was received, and then what follows."""
    received = [request]

    async def receive() -> Message:
        return received.pop() if received else await following

    return receive
