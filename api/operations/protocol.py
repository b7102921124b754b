"""uvicorn's HTTP protocol with bounds: how much a client may send before its request is known, how
long it may take to send it, and how long to take the answer."""

from asyncio import AbstractEventLoop, BaseTransport, TimerHandle
from typing import Any, Final, cast

from uvicorn._types import ASGI3Application
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)
from uvicorn.server import ServerState

from api.http.errors import BadRequestError, HeadTooLargeError, LineTooLongError, TooSlowError
from api.http.problems import problem
from api.relay.waiting import Growth
from api.xapi.resource import NO_VERSION, VERSION_HEADER
from lrs.settings import Settings

SLOWEST: Final = 1000
"""Bytes a second that a body and an answer must make beyond the seconds that any may take."""

FRAMING: Final = 16
"""Bytes that chunks may take beside each byte of a body; the smallest chunks take five."""

LINGER_SECONDS: Final = 5.0
"""How long what a refused client still sends is thrown away, so that it can read why."""


def options(settings: Settings) -> dict[str, Any]:
    """The options under which uvicorn runs the product's application."""
    return {
        "loop": "uvloop",
        "http": BoundedProtocol,
        "ws": "none",
        "lifespan": "on",
        "access_log": False,
        "log_level": "warning",
        "timeout_keep_alive": settings.keep_alive_seconds,
    }


class BoundedProtocol(HttpToolsProtocol):
    """One connection. The bounds are settings of the product, found in the application's state."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        settings: Settings = app_state["services"].settings
        self._growth: Growth = app_state["growth"]
        self._longest_line = settings.max_request_line_bytes
        self._most_head = settings.max_header_bytes
        self._seconds = float(settings.request_seconds)
        self._receiving = False  # a request has begun and is not whole
        self._in_head = True
        self._since = 0.0
        self._received = 0  # bytes of the request, without those of the packet that began it
        self._body = 0
        self._packet_began_it = False
        self._running: RequestResponseCycle | None = None
        self._refusal: Exception | None = None
        self._lingering = False
        self._slow: TimerHandle | None = None
        self._stalled: TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        """A connection on which nothing comes is one that is kept alive."""
        super().connection_made(cast(Any, transport))
        self._wait_for_next()

    def shutdown(self) -> None:
        """The server was asked to end: nobody waits for the log to grow any longer."""
        self._growth.stop()
        super().shutdown()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is waited for any more."""
        for timer in (self._slow, self._stalled, self.timeout_keep_alive_task):
            if timer is not None:
                timer.cancel()
        if self._running is not None and not self._running.response_complete:
            self._running.disconnected = True
            self._running.message_event.set()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Takes a packet, and looks whether the request that it belongs to is within its bounds."""
        if self._lingering:
            return
        super().data_received(data)
        if self._packet_began_it:
            self._packet_began_it = False
        else:
            self._received += len(data)
        if not self._receiving:
            self._forget_slowness()
            if self.cycle is None or self.cycle.response_complete:
                self._wait_for_next()
        elif self._received - self._body > self._most_head + FRAMING * self._body:
            self._refuse(HeadTooLargeError(self._most_head))
        elif self._slow is None and not self._lingering:
            self._slow = self.loop.call_later(self._seconds, self._look)

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        super().on_message_begin()
        self._receiving = self._in_head = self._packet_began_it = True
        self._received = self._body = 0
        self._since = self.loop.time()

    def on_url(self, url: bytes) -> None:
        """A part of the request line."""
        super().on_url(url)
        if len(self.url) > self._longest_line:
            self._stop_parsing(LineTooLongError(self._longest_line))

    def on_headers_complete(self) -> None:
        """The head is whole; only now the application is asked."""
        size = sum(len(name) + len(value) + 4 for name, value in self.headers)
        if size > self._most_head:
            self._stop_parsing(HeadTooLargeError(self._most_head))
        super().on_headers_complete()
        self._in_head = False
        self._since = self.loop.time()

    def on_body(self, body: bytes) -> None:
        """A part of the body."""
        self._body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The last byte of a request."""
        self._receiving = False
        super().on_message_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """Remembers what is answered now: of requests that come one upon the other uvicorn tells
        only the last that its client is gone."""
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def send_400_response(self, msg: str) -> None:
        """Answers what is no HTTP, or what a bound stopped."""
        self._refuse(self._refusal or BadRequestError(msg))

    def pause_writing(self) -> None:
        """The client does not take its answer as fast as it is made."""
        super().pause_writing()
        self._watch(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        """The client has taken nearly all."""
        super().resume_writing()
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _watch(self, waiting: int) -> None:
        self._stalled = self.loop.call_later(self._seconds, self._look_at_answer, waiting)

    def _look_at_answer(self, waited: int) -> None:
        """Lets go of a client that took less of its answer than the slowest may."""
        waiting = self.transport.get_write_buffer_size()
        if waiting > waited - SLOWEST * self._seconds:
            self.transport.abort()
        else:
            self._watch(waiting)

    def _stop_parsing(self, refusal: Exception) -> None:
        self._refusal = refusal
        raise refusal  # the parser stops at it and calls it no HTTP

    def _wait_for_next(self) -> None:
        if self.timeout_keep_alive_task is None and not self.transport.is_closing():
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )

    def _forget_slowness(self) -> None:
        if self._slow is not None:
            self._slow.cancel()
            self._slow = None

    def _look(self) -> None:
        """Refuses a request that should be whole by now; where the server itself does not read,
        the time begins anew."""
        self._slow = None
        if not self._receiving or self.transport.is_closing():
            return
        now = self.loop.time()
        if self.flow.read_paused:
            self._since = now
        due = self._since + self._seconds + self._body / SLOWEST
        if now < due:
            self._slow = self.loop.call_later(due - now, self._look)
        else:
            self._refuse(TooSlowError("the request did not come whole in time"))

    def _refuse(self, error: Exception) -> None:
        """Answers by itself where the request has no answer yet, and hangs up.

        What the client still sends is read for a while: hanging up on it would take the answer out
        of its hands.
        """
        self._forget_slowness()
        self._receiving = False
        if self._can_answer():
            self.transport.write(_raw(error))
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self._lingering = True
        self.flow.resume_reading()
        self.transport.write_eof()
        self._slow = self.loop.call_later(LINGER_SECONDS, self.transport.abort)

    def _can_answer(self) -> bool:
        if self._in_head:
            return self.cycle is None or self.cycle.response_complete
        return not (self.cycle.response_started or self.pipeline)


def _raw(error: Exception) -> bytes:
    """An answer as it goes over the wire; the last one of its connection."""
    found = problem(error, "en")  # its headers may not have come
    headers = {
        "content-type": "application/json",
        "content-length": str(len(found.body)),
        "connection": "close",
        VERSION_HEADER: NO_VERSION,
        **found.headers,
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return STATUS_LINE[found.status] + lines.encode() + b"\r\n" + found.body
