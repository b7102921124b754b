"""An answer that was made before its request was read to the end comes whole."""

import asyncio
import socket
from pathlib import Path

from api.http.asgi import Message, Receive, Scope, Send
from api.relay.answering import Answering
from api.relay.lanes import Lane, Lanes
from api.relay.passing import Relay


def test_an_answer_that_does_not_wait_for_the_request_comes_whole(tmp_path: Path) -> None:
    async def refuses(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 403, "headers": []})
        await send({"type": "http.response.body", "body": b"no"})
        refused.set()

    async def receive() -> Message:
        """The request's body, which comes when the report process is done with its answer."""
        await refused.wait()
        for _ in range(50):  # turns of the loop, in which it may hang up
            await asyncio.sleep(0)
        if passed.is_set():
            await asyncio.Event().wait()
        passed.set()
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def send(message: Message) -> None:
        """The client takes the rest of the answer when the body of its request was passed on."""
        sent.append(message)
        await passed.wait()
        for _ in range(50):
            await asyncio.sleep(0)

    async def run() -> None:
        path = tmp_path / "quick"
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(path))
            listener.listen()
            answering = Answering(refuses, listener, at_once=1, state={})
            accepting = asyncio.ensure_future(answering.run())
            relay = Relay(Lanes(sockets=dict.fromkeys(Lane, path)), seconds=20)
            scope = {"type": "http", "method": "GET", "path": "/cadres/c1", "headers": []}
            await asyncio.wait_for(relay(scope, receive, send), timeout=20)
            accepting.cancel()
            await asyncio.wait_for(answering.finish(), timeout=20)

    refused, passed = asyncio.Event(), asyncio.Event()
    sent: list[Message] = []
    asyncio.run(run())
    assert [one.get("status", one.get("body")) for one in sent] == [403, b"no"]
