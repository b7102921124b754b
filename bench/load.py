"""The load generator: keep-alive clients that send prepared requests and time the answers."""

import asyncio
import re
import socket
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import inf
from time import perf_counter
from typing import cast

import uvloop

CLIENTS = 64
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class LoadError(RuntimeError):
    """An answer that is no success; the text has its beginning."""


@dataclass(slots=True)
class Load:
    """What came of a run: how long each answer took and how long all of it, in seconds."""

    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds


class _Client(asyncio.Protocol):
    """One connection: sends the next request when the answer to the one before is whole."""

    def __init__(
        self, requests: Iterator[bytes], load: Load, until: float, pace: "_Pace | None" = None
    ) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._requests, self._load, self._until = requests, load, until
        self._pace = pace
        self._received = b""
        self._due = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        self._received = self._received + data if self._received else data
        if not _is_whole(self._received):
            return
        if not self._received.startswith(b"HTTP/1.1 2"):
            self._end(LoadError(self._received[:500].decode(errors="replace")))
            return
        self._received = b""
        self._load.latencies.append(perf_counter() - self._due)
        self._send()

    def connection_lost(self, _: Exception | None) -> None:
        self._end(LoadError("the server closed the connection"))

    def _send(self) -> None:
        """Sends the next request as soon as it is due."""
        now = perf_counter()
        self._due = now if self._pace is None else self._pace.next_due()
        if self._due > now:
            asyncio.get_running_loop().call_later(self._due - now, self._send_now)
        else:
            self._send_now()

    def _send_now(self) -> None:
        request = next(self._requests, None) if self._due < self._until else None
        if request is None:
            self._end(None)
        elif not self._transport.is_closing():
            self._transport.write(request)

    def _end(self, error: LoadError | None) -> None:
        if self.done.done():
            return
        if error:
            self.done.set_exception(error)
        else:
            self.done.set_result(None)
        self._transport.close()


class _Pace:
    """So many requests a second, evenly: each is due at its time, whoever sends it and however long
    the answers before it take. One that is sent late counts as asked at its time."""

    def __init__(self, rate: float) -> None:
        self._between = 1 / rate
        self._due = perf_counter()

    def next_due(self) -> float:
        """When the next request is due."""
        due, self._due = self._due, self._due + self._between
        return due


def _is_whole(answer: bytes) -> bool:
    head = answer.find(b"\r\n\r\n")
    if head < 0:
        return False
    length = _LENGTH.search(answer, 0, head)
    return length is None or len(answer) >= head + 4 + int(length[1])


def run(
    port: int,
    requests: Iterable[bytes],
    *,
    clients: int = CLIENTS,
    seconds: float = 3600.0,
    pace: float | None = None,
    beside: Sequence[Iterator[bytes]] = (),
) -> Load:
    """Sends requests in their order until there are no more, or until the time is over.

    `pace`: how many are sent a second, evenly; None: each client sends the next one when it has its
    answer. `beside`: what other clients ask for meanwhile, one each; they are not counted. Raises
    LoadError for the first answer that is no success.
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_run(port, iter(requests), clients, seconds, pace, beside))


async def _run(
    port: int,
    requests: Iterator[bytes],
    clients: int,
    seconds: float,
    pace: float | None,
    beside: Sequence[Iterator[bytes]],
) -> Load:
    load, others = Load(), Load()
    meanwhile = [await _connect(port, _Client(one, others, inf)) for one in beside]
    began = perf_counter()
    until, evenly = began + seconds, None if pace is None else _Pace(pace)
    counted = [await _connect(port, _Client(requests, load, until, evenly)) for _ in range(clients)]
    try:
        await asyncio.gather(*(client.done for _, client in counted))
    finally:
        for transport, client in [*counted, *meanwhile]:
            client.done.cancel()
            transport.abort()
    load.seconds = perf_counter() - began
    return load


async def _connect(port: int, client: _Client) -> tuple[asyncio.Transport, _Client]:
    loop = asyncio.get_running_loop()
    connected = await loop.create_connection(
        lambda: client, "127.0.0.1", port, family=socket.AF_INET
    )
    return connected[0], client


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """The bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body
