"""`lrs serve` bounds what anybody may send it: how much, for how long, and before who sends it is
known."""

import http.client
import select
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import orjson
import pytest

from lrs.postgres.postgres import Database
from tests.api.serving import AUTHORIZATION
from tests.faults.clients import Answer, Client, attended
from tests.faults.processes import Serving
from tests.faults.waiting import PATIENCE, eventually

SMALL = {
    "LRS_MAX_REQUEST_LINE_BYTES": "4096",
    "LRS_MAX_HEADER_BYTES": "4096",
    "LRS_REQUEST_SECONDS": "1",
    "LRS_KEEP_ALIVE_SECONDS": "3",
    "LRS_TRAFFIC_BYTES": str(2 * 1024 * 1024),
    "LRS_QUEUE_BYTES": str(2 * 1024 * 1024),
    "LRS_MAX_BODY_BYTES": str(1024 * 1024),
    "LRS_PAGE_BYTES": str(1024 * 1024),
}
POST = b"POST /xapi/statements HTTP/1.1\r\nHost: x\r\n"
LINE = b"GET /xapi/about HTTP/1.1\r\nHost: x\r\n"
AS_US = (
    f"Authorization: {AUTHORIZATION}\r\nX-Experience-API-Version: 1.0.3\r\n"
    "Content-Type: application/json\r\n"
).encode()


@pytest.fixture(scope="module")
def database_of_module(postgres: Any, migrated: str) -> Iterator[Database]:
    with postgres.database(template=migrated) as database:
        yield database


@pytest.fixture(scope="module")
def server(database_of_module: Database) -> Iterator[Serving]:
    with Serving({"LRS_DATABASE_URL": database_of_module.app, **SMALL}) as serving:
        yield serving


@pytest.fixture(scope="module")
def patient(database_of_module: Database) -> Iterator[Serving]:
    """A server as it is by default, with two workers."""
    with Serving({"LRS_DATABASE_URL": database_of_module.app}, workers=2) as serving:
        yield serving


@pytest.fixture(scope="module")
def patient_and_small(database_of_module: Database) -> Iterator[Serving]:
    """A server with a small sum, that gives its clients time."""
    variables = SMALL | {"LRS_REQUEST_SECONDS": "60", "LRS_KEEP_ALIVE_SECONDS": "75"}
    with Serving({"LRS_DATABASE_URL": database_of_module.app, **variables}) as serving:
        yield serving


@contextmanager
def connected(server: Serving) -> Iterator[socket.socket]:
    host, port = server.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield connection


def answer_of(connection: socket.socket) -> Answer:
    response = http.client.HTTPResponse(connection)
    response.begin()
    return Answer.of(response)


def hung_up(connection: socket.socket) -> bool:
    """Waits for the end of the connection."""
    try:
        while connection.recv(65536):
            pass
    except ConnectionResetError:
        pass
    return True


def refused(server: Serving, *parts: bytes) -> Answer:
    """What is answered to these bytes, after which the server hangs up."""
    with connected(server) as connection:
        for part in parts:
            connection.sendall(part)
        answer = answer_of(connection)
        assert hung_up(connection)
    assert answer.error["message"]
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["connection"] == "close"
    return answer


def good(connection: socket.socket, request: bytes = LINE + b"\r\n") -> None:
    connection.sendall(request)
    assert answer_of(connection).status == 200


def wait_until(moment: float) -> None:
    """Returns at a moment of the monotonic clock: what is tested is that time may pass."""
    eventually(lambda: time.monotonic() >= moment)


@pytest.mark.parametrize("length", [5_000, 300_000])
def test_a_request_line_has_a_length(server: Serving, length: int) -> None:
    answer = refused(
        server, b"GET /xapi/about?x=" + b"a" * length + b" HTTP/1.1\r\nHost: x\r\n\r\n"
    )
    assert (answer.status, answer.error["code"]) == (414, "too_long")


@pytest.mark.parametrize(
    "headers",
    [
        b"X-A: " + b"a" * 5_000 + b"\r\n\r\n",
        b"X-A: " + b"a" * 300_000 + b"\r\n\r\n",
        b"X-A: " + b"a" * 300_000,
        b"".join(b"X-%d: a\r\n" % number for number in range(1_000)) + b"\r\n",
    ],
    ids=["long", "longer", "endless", "many"],
)
def test_headers_have_a_size(server: Serving, headers: bytes) -> None:
    answer = refused(server, LINE, headers)
    assert (answer.status, answer.error["code"]) == (431, "too_large")


def test_chunks_and_trailers_have_no_room_either(server: Serving) -> None:
    head = POST + b"Transfer-Encoding: chunked\r\n" + AS_US
    trailers = b"1\r\n[\r\n0\r\nX-A: " + b"a" * 600_000
    with connected(server) as connection:
        connection.sendall(head + b"\r\n")
        try:
            connection.sendall(trailers)
        except ConnectionError:
            return  # it hung up
        assert hung_up(connection)


def test_what_is_no_http_is_told_in_our_words(server: Serving) -> None:
    assert refused(server, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n").status == 400


@pytest.mark.parametrize(
    "begun",
    [
        b"G",
        LINE,
        LINE + b"X-A: a",
        POST + b"Content-Length: 9\r\n" + AS_US + b"\r\n[",
        b"POST /nothing HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n",
    ],
    ids=["line", "headers", "a header", "body", "chunk"],
)
def test_a_request_that_does_not_go_on_is_given_up(server: Serving, begun: bytes) -> None:
    with connected(server) as connection:
        connection.sendall(begun)
        answer = answer_of(connection)
        assert answer.status in (408, 404)  # what needs no body is answered before
        assert hung_up(connection)


@pytest.mark.parametrize(
    "head",
    [
        LINE,
        b"POST /xapi/statements HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n" + AS_US + b"\r\n",
    ],
    ids=["headers", "body"],
)
def test_a_request_that_drips_is_given_up(server: Serving, head: bytes) -> None:
    """Each byte comes in time for itself."""
    with connected(server) as connection:
        connection.sendall(head)
        connection.settimeout(0.05)
        began = time.monotonic()
        got = b""
        while b"\r\n\r\n" not in got:
            assert time.monotonic() - began < PATIENCE
            try:
                connection.sendall(b"[" if b"Length" in head else b"X: a\r\n")
                got += connection.recv(65536)
            except TimeoutError:
                continue
    assert got.startswith(b"HTTP/1.1 408 ")


def test_a_body_that_comes_slowly_but_steadily_is_taken(server: Serving) -> None:
    body = orjson.dumps([attended(f"steady-{n}", "c1") for n in range(31)])
    with closing(Client(server.address)) as client:
        client.begin(length=len(body))
        began = time.monotonic()
        for start in range(0, len(body), 2000):
            client.go_on(body[start : start + 2000])
            wait_until(began + (start + 2000) / 20_000)
        assert time.monotonic() - began > 1
        assert client.receive().status == 200


def test_connections_on_which_nothing_comes_end(server: Serving) -> None:
    with connected(server) as silent, connected(server) as idle, connected(server) as feeding:
        good(idle)
        feeding.sendall(b"\r\n")
        for connection in (silent, idle, feeding):
            assert connection.recv(1) == b""


def begun(stack: ExitStack, server: Serving, part: bytes, head: bytes) -> socket.socket:
    """A connection on which a request has begun, with a part of its body."""
    connection = stack.enter_context(connected(server))
    connection.sendall(head + part)
    return connection


def test_all_that_is_being_received_has_a_sum(patient_and_small: Serving) -> None:
    """Ten who send half of what they may each: those above the sum are told to come again, and who
    comes when they are gone is welcome."""
    server, half = patient_and_small, b" " * 600_000
    head = POST + AS_US + b"Content-Length: 1000000\r\n\r\n"
    with ExitStack() as stack:
        senders = [begun(stack, server, half, head) for _ in range(10)]
        readable: set[socket.socket] = set()

        def told() -> bool:
            readable.update(select.select(senders, [], [], 0.1)[0])
            return len(readable) >= 7

        eventually(told)
        for sender in readable:
            answer = answer_of(sender)
            assert (answer.status, answer.error["code"]) == (503, "busy")
            assert answer.headers["retry-after"] == "1"
    with closing(Client(server.address)) as client:
        eventually(lambda: client.post(attended("after", "c1")).status == 200)


@pytest.mark.parametrize("known", [None, b"Basic bm86Ym9keQ==", AUTHORIZATION.encode()])
def test_little_of_a_form_is_read_before_it_is_known_who_sends_it(
    patient_and_small: Serving, known: bytes | None
) -> None:
    stated = b"" if known is None else b"Authorization=" + quote_plus(known).encode() + b"&"
    head = b"POST /xapi/statements?method=POST HTTP/1.1\r\nHost: x\r\n"
    head += b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 500000\r\n"
    head += b"X-Experience-API-Version: 1.0.3\r\n\r\n"
    with connected(patient_and_small) as connection:
        connection.sendall(head + stated + b"content=" + b"x" * 400_000)
        if known == AUTHORIZATION.encode():
            connection.sendall(b"x" * (100_000 - len(stated) - len("content=")))
            assert answer_of(connection).status == 400
        else:
            assert answer_of(connection).status == 401


def test_a_page_of_statements_ends_by_bytes(server: Serving) -> None:
    with closing(Client(server.address)) as client:
        large = [attended(f"large-{number}", "c9") for number in range(24)]
        for one in large:
            one["result"] = {"response": "x" * 120_000}
            assert client.post(one).status == 200
        path, found = "/xapi/statements?agent=" + quote_plus(orjson.dumps(large[0]["actor"])), []
        while path:
            page = client.get(path)
            assert page.status == 200
            assert len(page.body) < 1024 * 1024 + 1000
            told = orjson.loads(page.body)
            found += [one["id"] for one in told["statements"]]
            path = told["more"]
    assert found == [one["id"] for one in reversed(large)]


def test_a_client_that_does_not_take_its_answer_is_let_go(server: Serving) -> None:
    """Its answers are not kept for it."""
    request = LINE.replace(b"/xapi/about", b"/xapi/statements?limit=9") + AS_US + b"\r\n"
    with connected(server) as connection:
        connection.sendall(request * 20)
        eventually(lambda: is_held(connection))
        eventually(lambda: not is_held(connection))


def is_held(connection: socket.socket) -> bool:
    """Whether a process holds the other end of a connection; Linux only."""
    ours, theirs = (
        f":{name[1]:04X}" for name in (connection.getsockname(), connection.getpeername())
    )
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, remote, *_, inode = line.split()[:10]
        if local.endswith(theirs) and remote.endswith(ours):
            return inode != "0"
    return False


def test_what_clients_have_yet_to_take_has_a_sum(patient_and_small: Serving) -> None:
    """Those who do not read are answered until it is full; then reading is refused to everybody,
    until they take it or go."""
    with closing(Client(patient_and_small.address)) as client, ExitStack() as stack:
        large = [attended(f"untaken-{number}", "c8") for number in range(7)]
        for one in large:
            one["result"] = {"response": "x" * 120_000}
            assert client.post(one).status == 200
        path = "/xapi/statements?limit=7&agent=" + quote_plus(orjson.dumps(large[0]["actor"]))
        request = LINE.replace(b"/xapi/about", path.encode()) + AS_US + b"\r\n"
        lazy = [stack.enter_context(connected(patient_and_small)) for _ in range(20)]
        for connection in lazy:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(request * 10)
        eventually(lambda: client.get("/xapi/statements?limit=1").status == 503)
        stack.close()
        eventually(lambda: client.get("/xapi/statements?limit=1").status == 200)
