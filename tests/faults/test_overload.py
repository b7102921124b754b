"""A full queue: what is refused is not stored, what was accepted is."""

from contextlib import ExitStack, closing

import orjson
import pytest

from lrs.postgres.postgres import Database
from tests.api.serving import product
from tests.faults.clients import Client, attended
from tests.faults.logs import assert_kept, assert_sound, log_of
from tests.faults.overload import log_is_locked, writers_waiting
from tests.faults.waiting import eventually

ROOM = 4
REQUESTS = [[attended(f"k{number}-{place}", "c1") for place in range(2)] for number in range(10)]
SIZE = len(orjson.dumps(REQUESTS[0]))
"""Bytes of each request; the queue counts those of the statements, a few less."""


@pytest.mark.parametrize(
    "limits",
    [
        pytest.param({"queue_posts": ROOM}, id="in requests"),
        pytest.param({"queue_bytes": ROOM * SIZE, "max_body_bytes": SIZE}, id="in bytes"),
    ],
)
def test_a_full_queue_refuses_and_keeps_what_it_took(
    database: Database, limits: dict[str, int]
) -> None:
    first, *waiting = REQUESTS[: 1 + ROOM]
    refused = REQUESTS[1 + ROOM :]
    with product(database, **limits) as address, ExitStack() as stack:
        clients = [stack.enter_context(closing(Client(address))) for _ in (first, *waiting)]
        another = stack.enter_context(closing(Client(address)))
        before = len(log_of(database))
        with log_is_locked(database):
            clients[0].send(first)
            eventually(lambda: writers_waiting(database))  # the queue is empty again
            for client, request in zip(clients[1:], waiting, strict=True):
                client.send(request)
            # The server reads in turn: when this is answered, it has read the others.
            assert another.get("/xapi/statements?limit=1").status == 200
            for request in refused:
                answer = another.post(request)
                assert (answer.status, answer.error["code"]) == (503, "busy")
                assert answer.headers["retry-after"] == "1"
        assert [client.receive().status for client in clients] == [200] * (1 + ROOM)
        assert len(log_of(database)) == before + 2 * (1 + ROOM)
        assert_kept(database, acknowledged=[first, *waiting])

        assert {another.post(request).status for request in refused} == {200}
        assert_kept(database, acknowledged=REQUESTS)
        assert_sound(database)
