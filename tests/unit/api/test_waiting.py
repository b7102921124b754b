"""Who waits for the log to grow is told when it has, when time is up, or when the server ends."""

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest

from api.http.asgi import Message, Receive, Scope, Send
from api.relay.waiting import Growth, Waiting

Waits = Callable[[Growth, list[int]], Awaitable[None]]


async def grows(growth: Growth, head: list[int]) -> None:
    waiting = asyncio.ensure_future(growth.beyond(5, seconds=60))
    await asyncio.sleep(0)
    head[0] = 6
    await waiting


async def has_grown(growth: Growth, head: list[int]) -> None:
    await growth.beyond(4, seconds=60)


async def time_is_up(growth: Growth, head: list[int]) -> None:
    await growth.beyond(5, seconds=0.01)


async def ends(growth: Growth, head: list[int]) -> None:
    waiting = [asyncio.ensure_future(growth.beyond(5, seconds=60)) for _ in range(3)]
    await asyncio.sleep(0)
    growth.stop()
    await asyncio.gather(*waiting)
    await growth.beyond(5, seconds=60)


@pytest.mark.parametrize("case", [grows, has_grown, time_is_up, ends])
def test_nobody_waits_for_longer_than_he_must(case: Waits) -> None:
    head, looks = [5], 0

    async def look() -> int:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise OSError("the database does not answer")
        return head[0]

    async def run() -> None:
        await asyncio.wait_for(case(Growth(look), head), timeout=20)

    asyncio.run(run())


@pytest.mark.parametrize(("following", "answers"), [("http.request", 1), ("http.disconnect", 0)])
def test_who_sends_a_body_in_pieces_is_answered_and_who_has_gone_is_not(
    following: str, answers: int
) -> None:
    sent: list[Message] = [{"type": following}, {"type": "http.request", "more_body": True}]
    answered = 0

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal answered
        assert [(await receive())["type"] for _ in range(2)] == ["http.request", following]
        answered += 1

    async def receive() -> Message:
        return sent.pop()

    async def send(message: Message) -> None:
        raise AssertionError(message)

    async def signed_in(_: str | None) -> None:
        return None

    async def head() -> int:
        return 5

    async def run() -> None:
        services: Any = SimpleNamespace(authenticator=SimpleNamespace(authenticate=signed_in))
        state = {"services": services, "growth": Growth(head)}
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/changes",
            "headers": [],
            "query_string": b"after=5&wait=20",
            "root_path": "",
            "state": state,
        }
        await asyncio.wait_for(Waiting(app)(scope, receive, send), timeout=10)

    asyncio.run(run())
    assert answered == answers
