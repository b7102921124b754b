"""One server for the tests of a module, and a client that speaks one version of xAPI to it."""

from base64 import b64encode
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import orjson
import pytest

from lrs.postgres.postgres import Database
from lrs.statement.versions import V1_0_3, V2_0_0, VERSIONS
from tests.api.serving import KEY, SECRET, product
from tests.conftest import Postgres

MAX_DOCUMENT_BYTES = 100_000
MAX_BODY_BYTES = 200_000
MAX_ATTACHMENT_BYTES = 600_000

Json = dict[str, Any]


class Client(httpx.Client):
    """A client of one version of xAPI."""

    def __init__(self, address: str, *, version: str | None, auth: Any = (KEY, SECRET)) -> None:
        headers = {"X-Experience-API-Version": version} if version else {}
        super().__init__(base_url=f"{address}/xapi", auth=auth, headers=headers)
        self.version = version

    def state(self, method: str, *, parameters: Json, body: object = None, **headers: str) -> Any:
        """Sends a request to the State resource."""
        return self.document("/activities/state", method, parameters, body, **headers)

    def document(
        self, path: str, method: str, parameters: Json, body: object = None, **headers: str
    ) -> httpx.Response:
        """Sends a request to a document resource: bytes as they are, anything else as JSON.

        Headers are written with underscores.
        """
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None and not isinstance(body, bytes):
            body = orjson.dumps(body)
            named.setdefault("Content-Type", "application/json")
        content = body if isinstance(body, bytes) else None
        return self.request(
            method, path, params=encoded(parameters), content=content, headers=named
        )

    def auth_header(self) -> str:
        """What this client sends as Authorization."""
        return "Basic " + b64encode(f"{KEY}:{SECRET}".encode()).decode()

    def statement(self, **members: Any) -> None:
        """Stores a statement."""
        whole = {
            "actor": agent("someone"),
            "verb": {"id": "http://example.com/verbs/did"},
            "object": {"id": "http://example.com/activities/some"},
            **members,
        }
        answer = self.post("/statements", json=whole)
        assert answer.status_code == 200, answer.text


def encoded(parameters: Json) -> dict[str, str]:
    """Parameters as text: objects as JSON."""
    return {
        name: value if isinstance(value, str) else orjson.dumps(value).decode()
        for name, value in parameters.items()
    }


def agent(name: str) -> Json:
    """An agent with an account."""
    return {"objectType": "Agent", "account": {"homePage": "http://example.com", "name": name}}


def unique(prefix: str) -> str:
    """An id that no other test has."""
    return f"{prefix}-{uuid4()}"


def message(answer: httpx.Response, status: int) -> str:
    """The message of an error with this status; it says something."""
    assert answer.status_code == status, answer.text
    error: str = answer.json()["error"]["message"]
    assert error
    return error


def done(answer: httpx.Response) -> None:
    """Asserts that a change was made: 204, and nothing in the answer."""
    assert (answer.status_code, answer.content) == (204, b""), answer.text


@pytest.fixture(scope="module")
def module_database(postgres: Postgres, migrated: str) -> Iterator[Database]:
    with postgres.database(template=migrated) as database:
        yield database


@pytest.fixture(scope="module")
def address(module_database: Database) -> Iterator[str]:
    limits = {
        "max_document_bytes": MAX_DOCUMENT_BYTES,
        "max_body_bytes": MAX_BODY_BYTES,
        "max_attachment_bytes": MAX_ATTACHMENT_BYTES,
    }
    with product(module_database, **limits) as address:
        yield address


@pytest.fixture(scope="module", params=VERSIONS)
def xapi(request: pytest.FixtureRequest, address: str) -> Iterator[Client]:
    """A client in each version."""
    with Client(address, version=request.param) as client:
        yield client


@pytest.fixture(scope="module")
def v1(address: str) -> Iterator[Client]:
    with Client(address, version=V1_0_3.number) as client:
        yield client


@pytest.fixture(scope="module")
def v2(address: str) -> Iterator[Client]:
    with Client(address, version=V2_0_0.number) as client:
        yield client
