"""How tests talk to a server: short ways to post, to ask, and to see that nothing was stored."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx
import orjson
from psycopg import Connection

PATH = "/xapi/statements"
VOIDED = "http://adlnet.gov/expapi/verbs/voided"

Json = dict[str, Any]


def new_id() -> str:
    """A new statement id."""
    return str(uuid4())


def learner(name: str) -> Json:
    """An agent."""
    return {"account": {"homePage": "https://example.com", "name": name}}


def statement(**members: Any) -> Json:
    """A valid statement; ``members`` come over it, and None takes one away."""
    whole = {
        "id": new_id(),
        "actor": learner(new_id()),
        "verb": {"id": "http://adlnet.gov/expapi/verbs/passed"},
        "object": {"id": f"https://example.com/courses/{new_id()}"},
        **members,
    }
    return {name: value for name, value in whole.items() if value is not None}


def voiding(target: str, **members: Any) -> Json:
    """A statement that voids another."""
    reference = {"objectType": "StatementRef", "id": target}
    return statement(verb={"id": VOIDED}, object=reference, **members)


class Conversation(httpx.Client):
    """A client of the Statement resource."""

    def send_statements(self, body: object, **headers: str) -> httpx.Response:
        """POSTs a body, as it is or as JSON."""
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        return self.post(PATH, content=content, headers={"Content-Type": JSON, **headers})

    def store(self, *statements: Json) -> list[str]:
        """POSTs statements and returns their ids."""
        answer = self.send_statements(list(statements))
        assert answer.status_code == 200, answer.text
        ids: list[str] = answer.json()
        return ids

    def place(self, statement_id: str | None, body: object) -> httpx.Response:
        """PUTs a statement."""
        parameters = {} if statement_id is None else {"statementId": statement_id}
        return self.put(PATH, json=body, params=parameters)

    def ask(self, **parameters: str) -> httpx.Response:
        """GETs statements."""
        return self.get(PATH, params=parameters)

    def found(self, **parameters: str) -> list[str]:
        """The ids of a page."""
        answer = self.ask(**parameters)
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json()["statements"]]


JSON = "application/json"


def error_of(answer: httpx.Response, status: int) -> Json:
    """The error of an answer that must have this status; every error has the same form."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == JSON
    body: Json = answer.json()
    assert body.keys() == {"error"}
    error: Json = body["error"]
    assert error["code"]
    assert error["message"]
    return error


def eventually(condition: Callable[[], object]) -> None:
    """Returns as soon as the condition holds."""
    for _ in range(6000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("it never came true")


class Log:
    """The log as PostgreSQL has it."""

    def __init__(self, conn: Connection[Any]) -> None:
        self._conn = conn

    def head(self) -> int:
        """The last position."""
        row = self._conn.execute("SELECT coalesce(max(notification_id), 0) FROM lrs.log").fetchone()
        assert row
        return int(row[0])

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Within this nothing must be stored."""
        before = self.head()
        yield
        assert self.head() == before
