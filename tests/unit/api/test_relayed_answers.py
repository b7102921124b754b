"""Whoever is still sending a request when it is answered gets the answer, not a broken pipe."""

import asyncio
import gc
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.http.asgi import Receive, Scope, Send
from api.relay import wire
from api.relay.answering import Answering
from tests.faults.waiting import PATIENCE

HEAD = {"type": "http", "method": "POST", "path": "/reports/circular", "headers": []}
BODY = {"type": "http.request", "body": b"x" * 2**10, "more_body": False}

REFUSAL = {"type": "http.response.start", "status": 413, "headers": []}
WORDS = {"type": "http.response.body", "body": b"too much"}


async def refuse(_: Scope, __: Receive, send: Send) -> None:
    await send(REFUSAL)
    await send(WORDS)


@contextmanager
def listening(address: str) -> Iterator[socket.socket]:
    """A socket at which a report process is asked."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        yield listener


def test_a_report_process_hangs_up_after_whoever_asked(tmp_path: Path) -> None:
    async def run() -> None:
        answering = Answering(refuse, listener, at_once=1, state={})
        accepting = asyncio.ensure_future(answering.run())
        for _ in range(2):  # the second one has the place of the first
            received = await asyncio.to_thread(_ask, address)
            assert received.endswith(wire.to_bytes(REFUSAL) + wire.to_bytes(WORDS))
        accepting.cancel()
        await answering.finish()

    address = str(tmp_path / "socket")
    with listening(address) as listener:
        asyncio.run(run())


def _ask(address: str) -> bytes:
    """All that is answered. Raises ConnectionError where the rest of what is asked is not taken."""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(address)
        client.settimeout(30)
        client.sendall(wire.to_bytes(HEAD))
        received = b""
        while piece := client.recv(2**16):
            received += piece
        client.sendall(wire.to_bytes(BODY))
    return received


def test_who_goes_in_the_middle_of_an_answer_leaves_no_error_behind(tmp_path: Path) -> None:
    async def tell_slowly(_: Scope, __: Receive, send: Send) -> None:
        await send(REFUSAL)
        try:
            await asyncio.Event().wait()
        finally:
            raise ConnectionResetError  # as what is sent to nobody does

    errors: list[object] = []

    async def run() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, told: errors.append(told))
        answering = Answering(tell_slowly, listener, at_once=1, state={})
        accepting = asyncio.ensure_future(answering.run())
        for _ in range(3):
            await asyncio.to_thread(_look_in, address)
        accepting.cancel()
        await answering.finish()
        gc.collect()

    address = str(tmp_path / "socket")
    with listening(address) as listener:
        asyncio.run(run())
    assert errors == []


def _look_in(address: str) -> None:
    """Takes the beginning of an answer, and goes."""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(address)
        client.settimeout(30)
        client.sendall(wire.to_bytes(HEAD))
        received = b""
        while wire.to_bytes(REFUSAL) not in received:
            received += client.recv(2**16)


def test_what_is_told_to_nobody_is_no_error_of_what_tells_it(tmp_path: Path) -> None:
    raised: list[Exception] = []
    gone = asyncio.Event()

    async def tell_on(_: Scope, __: Receive, send: Send) -> None:
        await send(REFUSAL)
        try:
            while True:  # the socket is full before the client has gone
                await send({"type": "http.response.body", "body": b"x" * 2**20, "more_body": True})
        except Exception as error:
            raised.append(error)
        finally:
            gone.set()

    async def run() -> None:
        answering = Answering(tell_on, listener, at_once=1, state={})
        accepting = asyncio.ensure_future(answering.run())
        await asyncio.to_thread(_look_in, address)
        await asyncio.wait_for(gone.wait(), PATIENCE)
        accepting.cancel()
        await answering.finish()

    address = str(tmp_path / "socket")
    with listening(address) as listener:
        asyncio.run(run())
    assert raised == []
