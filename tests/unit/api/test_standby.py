"""An answer from a standby does not wait for a server that is gone."""

import asyncio
from collections.abc import Callable
from threading import Event
from types import SimpleNamespace
from typing import Any

from api.http.asgi import Message, Receive, Scope, Send
from api.operations.standby import FromStandby


async def _app(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})


async def _run(read: Callable[[Any], Any]) -> int:
    return 41


async def _told(asked: FromStandby) -> bytes:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    await asked({"type": "http"}, receive, send)
    told: bytes = dict(sent[0]["headers"])[b"standby"]
    return told


def test_nobody_waits_for_a_server_that_does_not_answer() -> None:
    gone = Event()

    def connection() -> Any:
        gone.wait()
        raise OSError

    services: Any = SimpleNamespace(
        reads=SimpleNamespace(run=_run), store=SimpleNamespace(connection=connection)
    )

    async def ask() -> list[bytes]:
        asked = FromStandby(_app, services)
        try:
            return list(await asyncio.gather(_told(asked), _told(asked)))
        finally:
            gone.set()

    assert asyncio.run(ask()) == [b"position=41; behind=unknown; seconds=unknown"] * 2
