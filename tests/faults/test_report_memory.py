"""A report process that has grown too large answers what it began, and another takes its place."""

import asyncio
import multiprocessing
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from api.app import create_app
from api.http.asgi import Message, Receive, Scope, Send
from api.operations.reporting import reports_running
from api.relay import wire
from api.relay.lanes import Lane
from lrs.postgres.postgres import Database
from lrs.settings import Settings
from tests.faults.waiting import PATIENCE, eventually

MIB = 2**20
BOUND, GROWTH = 300 * MIB, 250 * MIB
REFUSED_SECONDS = 1.0
"""A process that takes requests takes one sooner."""

held: list[bytes] = []


class Hungry:
    """An application that grows when it is asked to, and then waits for a file to end its answer;
    any other answer is the number of the process."""

    def __init__(self, settings: Settings, **options: Any) -> None:
        self.rest = create_app(settings, **options).rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        name = str(multiprocessing.current_process().pid).encode()
        if scope["query_string"]:
            held.append(b"x" * GROWTH)
            await send({"type": "http.response.body", "body": name, "more_body": True})
            while not Path(scope["query_string"].decode()).exists():
                await asyncio.sleep(0.01)
        await send({"type": "http.response.body", "body": name})


class Asking:
    """A request that is passed on to a report process."""

    def __init__(self, address: Path, *, until: str = "") -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(PATIENCE)
        self._socket.connect(str(address))
        head = {"type": "http", "method": "GET", "path": "/", "headers": []}
        body = {"type": "http.request", "body": b"", "more_body": False}
        for message in ({**head, "query_string": until.encode()}, body):
            self._socket.sendall(wire.to_bytes(message))

    def is_taken(self, *, seconds: float) -> bool:
        """Whether a process takes it within so many seconds."""
        self._socket.settimeout(seconds)
        try:
            return bool(self.message()["type"] == wire.ACCEPTED)
        except TimeoutError:
            return False
        finally:
            self._socket.settimeout(PATIENCE)

    def piece(self) -> bytes:
        """The next piece of the answer."""
        while (message := self.message())["type"] != "http.response.body":
            pass
        body: bytes = message["body"]
        return body

    def message(self) -> Message:
        """The next message."""
        length = int.from_bytes(self._received(4))
        found: Message = msgspec.msgpack.decode(self._received(length), type=dict[str, Any])
        return found

    def _received(self, size: int) -> bytes:
        content = b""
        while len(content) < size:
            piece = self._socket.recv(size - len(content))
            assert piece, "the process hung up"
            content += piece
        return content

    def close(self) -> None:
        """Goes away."""
        self._socket.close()


@contextmanager
def asking(address: Path, *, until: str = "") -> Iterator[Asking]:
    """A request, until the end of the block."""
    found = Asking(address, until=until)
    try:
        yield found
    finally:
        found.close()


def test_a_process_above_its_bound_ends_what_it_began_and_is_replaced(
    database: Database, tmp_path: Path
) -> None:
    settings = Settings(report_memory_bytes=BOUND, kept_answers=tmp_path / "answers")
    with reports_running(Hungry, database, settings) as lanes:
        address, end = lanes.sockets[Lane.LONG], tmp_path / "end"
        with asking(address, until=str(end)) as large:
            first = large.piece()

            def takes_no_more() -> bool:
                with asking(address) as another:
                    return not another.is_taken(seconds=REFUSED_SECONDS)

            eventually(takes_no_more)
            with asking(address) as waiting:
                end.touch()
                assert large.piece() == first
                assert waiting.piece() != first
