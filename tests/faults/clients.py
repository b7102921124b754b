"""Clients that post over HTTP, each in a thread, and remember what they were told."""

import http.client
import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Self, TypeVar
from uuid import UUID

import orjson

from projections.profile.writing import to_statement
from tests.api.serving import AUTHORIZATION
from tests.faults.waiting import PATIENCE

HEADERS = {
    "Authorization": AUTHORIZATION,
    "Content-Type": "application/json",
    "X-Experience-API-Version": "2.0.0",
}
PATH = "/xapi/statements"
CLIENTS = 16

Statement = dict[str, Any]
T = TypeVar("T")


def attended(name: str, cadre: str, days: int = 12) -> Statement:
    """A statement that earns a cadre some credits; its id follows from the name."""
    return to_statement(
        {
            "fact": "class.completed",
            "id": name,
            "cadre": cadre,
            "class": f"class-{name}",
            "start": "2010-03-01",
            "end": "2010-03-16",
            "scheduled_days": days,
        }
    )


def ids_of(statements: Sequence[Statement]) -> list[UUID]:
    """Their ids."""
    return [UUID(statement["id"]) for statement in statements]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a client was told."""

    status: int
    headers: dict[str, str]
    body: bytes

    @classmethod
    def of(cls, response: http.client.HTTPResponse) -> Self:
        """What came."""
        headers = {name.lower(): value for name, value in response.getheaders()}
        return cls(status=response.status, headers=headers, body=response.read())

    @property
    def error(self) -> dict[str, Any]:
        """The error, as a program reads it."""
        return dict(orjson.loads(self.body)["error"])


class Client:
    """Posts over one kept connection to the server at http://..."""

    def __init__(self, address: str) -> None:
        place = address.removeprefix("http://")
        self._connection = http.client.HTTPConnection(place, timeout=PATIENCE)

    def post(self, body: object) -> Answer:
        """Posts a body, as it is or as JSON. Raises OSError or HTTPException with no answer."""
        self.send(body)
        return self.receive()

    def get(self, path: str) -> Answer:
        """Gets a path."""
        self._connection.request("GET", path, headers=HEADERS)
        return self.receive()

    def send(self, body: object) -> None:
        """Posts a body and does not wait for the answer."""
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        self._connection.request("POST", PATH, content, HEADERS)

    def receive(self) -> Answer:
        """Waits for the answer."""
        return Answer.of(self._connection.getresponse())

    def begin(self, *, length: int | None) -> None:
        """Sends the head of a POST; without a length the body comes in chunks."""
        self._connection.putrequest("POST", PATH)
        framing = {"Transfer-Encoding": "chunked"}
        if length is not None:
            framing = {"Content-Length": str(length)}
        for name, value in (HEADERS | framing).items():
            self._connection.putheader(name, value)
        self._connection.endheaders()

    def go_on(self, part: bytes) -> None:
        """Sends a part of the body."""
        self._connection.send(part)

    def is_left(self) -> bool:
        """Waits until the server says something that was not asked for; whether it is goodbye."""
        return self._connection.sock.recv(1) == b""

    def close(self) -> None:
        """Closes the connection."""
        self._connection.close()


def requests_of(client: int) -> Iterator[list[Statement]]:
    """What a client posts, without end: one statement, then a batch, and so on."""
    for number in itertools.count():
        size = 1 if number % 2 == 0 else 2 + (client + number) % 9
        yield [
            attended(f"{client}-{number}-{place}", f"c{(client + place) % 20}", 1 + number % 14)
            for place in range(size)
        ]


@dataclass(slots=True)
class Told:
    """The requests of all clients: those acknowledged, and those whose fate nobody told."""

    acknowledged: list[list[Statement]] = field(default_factory=list)
    unknown: list[list[Statement]] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)

    @property
    def sent(self) -> list[list[Statement]]:
        """All requests."""
        return self.acknowledged + self.unknown


class Crowd:
    """Clients that post at the same time until the server is gone or they are told to stop."""

    def __init__(self, address: str) -> None:
        self.told = Told()
        self._address = address
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(number,), daemon=True)
            for number in range(CLIENTS)
        ]

    def acknowledged(self, more: int) -> None:
        """Returns when so many more requests were acknowledged."""
        with self._changed:
            goal = len(self.told.acknowledged) + more
            assert self._changed.wait_for(lambda: len(self.told.acknowledged) >= goal, PATIENCE)

    def _run(self, number: int) -> None:
        with closing(Client(self._address)) as client:
            for request in requests_of(number):
                if self._stopping.is_set() or not self._post(client, request):
                    return

    def _post(self, client: Client, request: list[Statement]) -> bool:
        """Posts and remembers; whether there was an answer."""
        answer = None
        with suppress(OSError, http.client.HTTPException):
            answer = client.post(request if len(request) > 1 else request[0])
        with self._changed:
            if answer:
                self.told.statuses.add(answer.status)
            sure = answer is not None and answer.status == 200
            (self.told.acknowledged if sure else self.told.unknown).append(request)
            self._changed.notify_all()
        return answer is not None

    @contextmanager
    def posting(self) -> Iterator[None]:
        """Posts during the block."""
        for thread in self._threads:
            thread.start()
        try:
            yield
        finally:
            self._stopping.set()
            self.ended()

    def ended(self) -> None:
        """Returns when every client has come to its end."""
        for thread in self._threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()


def resend(address: str, requests: Sequence[list[Statement]]) -> set[int]:
    """All clients post these requests, mixed; the statuses that they were answered."""

    def post_some(number: int) -> set[int]:
        with closing(Client(address)) as client:
            return {client.post(request).status for request in requests[number::CLIENTS]}

    work = [in_thread(partial(post_some, number)) for number in range(CLIENTS)]
    return set().union(*(future.result(PATIENCE) for future in work))


def in_thread(call: Callable[[], T]) -> "Future[T]":
    """Begins a call in a thread of its own; gives what it will return."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future
