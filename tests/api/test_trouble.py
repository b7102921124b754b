"""What a server answers when it is busy, cut off or wrong, and what becomes of the statements."""

import logging
import socket
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlparse

import httpx
import orjson
import psycopg
import pytest

from api.app import create_app
from lrs.clock import system_clock
from lrs.event.credentials import Credential
from lrs.postgres.postgres import Database
from lrs.statement.statement import Received
from tests.api.conftest import conversation
from tests.api.conversation import PATH, Conversation, Log, error_of, eventually, statement
from tests.api.serving import AUTHORIZATION, product, serving, settings
from tests.posting import Hands

CLIENTS = 6
WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@contextmanager
def held_log(database: Database) -> Iterator[psycopg.Connection]:
    """Within this nobody can append; yields a connection beside it."""
    with (
        psycopg.connect(database.app, autocommit=True) as beside,
        psycopg.connect(database.service) as holder,
    ):
        holder.execute("SELECT FROM lrs.store FOR UPDATE")
        yield beside


def writer_waits(conn: psycopg.Connection) -> bool:
    """Whether the writer waits for the log."""
    row = conn.execute(WAITING).fetchone()
    return row is not None and row[0] > 0


def count(database: Database) -> int:
    """The last position of a log."""
    with psycopg.connect(database.service) as conn:
        return Log(conn).head()


def test_a_full_queue_is_503_and_what_was_taken_is_stored(database: Database) -> None:
    with (
        product(database, queue_posts=1) as address,
        conversation(address) as client,
        ThreadPoolExecutor(CLIENTS) as clients,
    ):
        before = count(database)
        with held_log(database):
            posts = [clients.submit(client.send_statements, statement()) for _ in range(CLIENTS)]
            refused, _ = wait(posts, return_when=FIRST_COMPLETED)
            for post in refused:
                assert error_of(post.result(), 503)["code"] == "busy"
                assert int(post.result().headers["Retry-After"]) > 0
        answers = [post.result() for post in posts]
        stored = [answer for answer in answers if answer.status_code == 200]
        assert 1 <= len(stored) <= CLIENTS - 1
        assert count(database) == before + len(stored)
        for answer in stored:
            assert client.ask(statementId=answer.json()[0]).status_code == 200


def test_a_clock_behind_the_log_is_503_and_stores_nothing(database: Database) -> None:
    clock = Hands(system_clock())
    app = create_app(settings(), database=database, clock=clock)
    with serving(app) as address, conversation(address) as client:
        client.store(statement())
        before = count(database)
        clock.now -= timedelta(minutes=2)
        answer = client.send_statements(statement())
        assert error_of(answer, 503)["code"] == "clock_behind"
        assert int(answer.headers["Retry-After"]) > 0
        assert count(database) == before
        clock.now += timedelta(minutes=3)
        client.store(statement())


def test_an_unexpected_error_is_500_without_its_text(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_: Credential, received: Received) -> str | None:
        raise RuntimeError(f"about {received.statement.actor}")

    app = create_app(settings(), database=database, guard=fails)
    caplog.set_level(logging.DEBUG)
    with serving(app) as address, conversation(address) as client:
        before = count(database)
        named = statement(actor={"mbox": "mailto:li.ming@example.com"})
        answer = client.send_statements(named)
        assert error_of(answer, 500)["code"] == "internal"
        assert answer.headers["X-Experience-API-Version"] == "1.0.3"
        assert count(database) == before
    assert "li.ming" not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text
    assert "test_trouble.py" in caplog.text


def test_an_unexpected_error_behind_fastapi_is_500_without_its_text(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(settings(), database=database)

    @app.rest.get("/fails/{name}")
    async def fails(name: str) -> None:
        raise RuntimeError(name)

    with serving(app) as address:
        answer = httpx.get(f"{address}/fails/li.ming")
        assert error_of(answer, 500)["code"] == "internal"
    assert "li.ming" not in answer.text
    assert "li.ming" not in "".join(
        record.getMessage() + str(record.exc_info)
        for record in caplog.records
        if not record.name.startswith("httpx")
    )


def test_requests_are_not_logged_since_they_name_persons(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    person = orjson.dumps({"mbox": "mailto:li.ming@example.com"}).decode()
    with product(database) as address, conversation(address) as client:
        client.store(statement(actor=orjson.loads(person)))
        assert len(client.found(agent=person)) == 1
        error_of(client.ask(agent=person, verb="li.ming"), 400)
        client.get("/cadres/li.ming/balances")
    ours = [
        record.getMessage()
        for record in caplog.records
        if not record.name.startswith(("httpx", "httpcore"))
    ]
    assert not [line for line in ours if "li.ming" in line]


def request_of(body: bytes, *, length: int) -> bytes:
    """A POST as it goes over the wire."""
    lines = [
        f"POST {PATH} HTTP/1.1",
        "Host: test",
        f"Authorization: {AUTHORIZATION}",
        "X-Experience-API-Version: 1.0.3",
        "Content-Type: application/json",
        f"Content-Length: {length}",
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def connected(address: str) -> socket.socket:
    """A connection to a server."""
    place = urlparse(address)
    return socket.create_connection((str(place.hostname), int(place.port or 0)))


def test_a_client_that_leaves_before_the_answer_loses_nothing(database: Database) -> None:
    posted = statement()
    body = orjson.dumps(posted)
    with product(database) as address, conversation(address) as client:
        with held_log(database) as beside, connected(address) as leaving:
            leaving.sendall(request_of(body, length=len(body)))
            eventually(lambda: writer_waits(beside))
            leaving.close()
        eventually(lambda: client.ask(statementId=posted["id"]).status_code == 200)


def test_a_client_that_leaves_within_its_request_stores_nothing(
    xapi: Conversation, address: str, log: Log
) -> None:
    body = orjson.dumps(statement())
    with log.unchanged():
        with connected(address) as leaving:
            leaving.sendall(request_of(body[:-10], length=len(body)))
        assert xapi.ask(limit="1").status_code == 200


def test_a_server_that_stops_writes_what_it_took(database: Database) -> None:
    posted = statement()
    with ThreadPoolExecutor(1) as clients:
        with product(database) as address:
            client = conversation(address)
            with held_log(database) as beside:
                answer = clients.submit(client.send_statements, posted)
                eventually(lambda: writer_waits(beside))
            # The log is free again, and the server is told to stop.
        assert answer.result().json() == [posted["id"]]
        client.close()
    with product(database) as address, conversation(address) as client:
        assert client.ask(statementId=posted["id"]).status_code == 200
