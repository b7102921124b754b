"""SIGTERM: what was accepted is written and answered, and nothing is left running."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from lrs.postgres.embedded import EmbeddedServer
from tests.faults.clients import CLIENTS, Client, attended, requests_of
from tests.faults.logs import assert_kept, assert_sound
from tests.faults.overload import log_is_locked, writers_waiting
from tests.faults.processes import (
    Serving,
    alive,
    database_of,
    descendants_of,
    no_postgres_lives,
    serving_home,
)
from tests.faults.waiting import eventually


@contextmanager
def after_all_that_was_sent(server: Serving) -> Iterator[Client]:
    """A client that was answered, so the server, which reads in turn, has read what others sent."""
    with closing(Client(server.address)) as client:
        assert client.get("/xapi/statements?limit=1").status == 200
        yield client


def test_what_waits_is_written_and_answered_first(home: Path) -> None:
    database = database_of(home)
    with serving_home(home) as server:
        clients = [Client(server.address) for _ in range(CLIENTS)]
        for number, client in enumerate(clients):
            assert client.post(attended(f"first-{number}", "c1")).status == 200
        requests = [next(requests_of(number)) for number in range(CLIENTS)]
        begun = descendants_of(server.pid)

        with log_is_locked(database):
            for client, request in zip(clients, requests, strict=True):
                client.send(request)
            eventually(lambda: writers_waiting(database))
            with after_all_that_was_sent(server) as idle:
                server.ask_to_end()
                assert idle.is_left()
        assert [client.receive().status for client in clients] == [200] * CLIENTS
        assert server.exit_code() == 0
        for client in clients:
            client.close()
    assert no_postgres_lives(home)
    eventually(lambda: not alive(begun))
    with EmbeddedServer(home):
        assert_sound(database)
        stored = [[attended(f"first-{number}", "c1")] for number in range(CLIENTS)]
        assert_kept(database, acknowledged=[*requests, *stored])


def test_a_client_that_stalls_does_not_keep_it_from_ending(home: Path) -> None:
    database = database_of(home)
    with serving_home(home) as server, closing(Client(server.address)) as stalled:
        begun = descendants_of(server.pid)
        stalled.begin(length=1000)
        stalled.go_on(b'[{"id": ')
        with after_all_that_was_sent(server):
            server.ask_to_end()
        assert server.exit_code() == 0
    eventually(lambda: not alive(begun))
    with EmbeddedServer(home):
        assert_sound(database)
        assert_kept(database, acknowledged=[])
