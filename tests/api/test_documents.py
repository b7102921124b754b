"""What an auditor is told of a document: every change, and proof of what it held."""

import hmac
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import httpx
import orjson
import psycopg
import pytest

from lrs.access.credential_store import Credentials
from lrs.clock import system_clock
from lrs.documents.retention import expire
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from tests.api.conversation import error_of, learner, new_id
from tests.api.serving import KEY, SECRET

STATE = "/xapi/activities/state"
XAPI = {"X-Experience-API-Version": "1.0.3"}


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, auth=(KEY, SECRET)) as opened:
        yield opened


@pytest.fixture
def document() -> dict[str, str]:
    """The parameters of a state document of its own."""
    agent = orjson.dumps(learner(new_id())).decode()
    return {"activityId": "https://example.com/course", "agent": agent, "stateId": "bookmark"}


def put(client: httpx.Client, document: dict[str, str], content: bytes) -> None:
    headers = {**XAPI, "Content-Type": "text/html"}
    answer = client.put(STATE, params=document, content=content, headers=headers)
    assert answer.status_code == 204, answer.text


def history(client: httpx.Client, document: dict[str, str], **paging: str) -> Any:
    parameters = {"resource": "state", **document, **paging}
    answer = client.get("/documents/history", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_every_change_is_listed_with_who_and_what(
    client: httpx.Client, document: dict[str, str]
) -> None:
    put(client, document, b"one")
    put(client, document, b"two!")
    assert client.delete(STATE, params=document, headers=XAPI).status_code == 204
    told = history(client, document)
    assert told["document"]["id"] == "bookmark"
    assert told["next"] is None
    one, two, three = told["events"]
    assert [event["version"] for event in told["events"]] == [1, 2, 3]
    assert one["stored"] < two["stored"] < three["stored"]
    assert {event["credential"] for event in told["events"]} == {KEY}
    assert (one["event"], one["method"], one["size"]) == ("DocumentStored", "PUT", 3)
    assert (two["media_type"], two["xapi_version"]) == ("text/html", "1.0.3")
    assert three["event"] == "DocumentDeleted"
    assert "digest" not in three


def test_what_was_replaced_can_be_had_and_proved(
    client: httpx.Client, document: dict[str, str]
) -> None:
    put(client, document, b"<script>old</script>")
    put(client, document, b"new")
    old = history(client, document)["events"][0]
    answer = client.get("/documents/content", params={"position": old["position"]})
    assert answer.content == b"<script>old</script>"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    key = bytes.fromhex(old["digest_key"])
    assert hmac.digest(key, answer.content, "sha256").hex() == old["digest"]


def test_a_history_has_pages(client: httpx.Client, document: dict[str, str]) -> None:
    for number in range(5):
        put(client, document, b"%d" % number)
    versions, after = [], "0"
    while after != "None":
        page = history(client, document, after=after, limit="2")
        versions.append([event["version"] for event in page["events"]])
        after = str(page["next"])
    assert versions == [[1, 2], [3, 4], [5]]


def test_a_document_that_never_was_has_no_history(
    client: httpx.Client, document: dict[str, str]
) -> None:
    assert history(client, document)["events"] == []


def test_removed_content_leaves_its_event(
    client: httpx.Client, document: dict[str, str], shared_database: Database
) -> None:
    put(client, document, b"gone")
    put(client, document, b"here")
    with psycopg.connect(shared_database.service, autocommit=True) as conn:
        expire(conn, {"state": 0}, now=system_clock() + timedelta(seconds=1))
    old, new = history(client, document)["events"]
    assert (old["size"], old["digest_key"]) == (4, None)
    assert new["digest_key"]
    missing = client.get("/documents/content", params={"position": old["position"]})
    assert str(old["position"]) in error_of(missing, 404)["message"]


@pytest.mark.parametrize(
    "change",
    [
        {"resource": "statement"},
        {"resource": ""},
        {"agent": "{}"},
        {"activityId": "x"},
        {"stateId": None},
        {"registration": "x"},
        {"profileId": "x"},
        {"foo": "x"},
        {"after": "-1"},
        {"limit": "0"},
    ],
)
def test_wrong_parameters_are_refused(
    client: httpx.Client, document: dict[str, str], change: dict[str, Any]
) -> None:
    changed = {"resource": "state", **document, **change}
    parameters = {name: value for name, value in changed.items() if value is not None}
    error_of(client.get("/documents/history", params=parameters), 400)


@pytest.mark.parametrize("position", ["0", "x", "9223372036854775808", ""])
def test_a_position_is_a_number_of_the_log(client: httpx.Client, position: str) -> None:
    error_of(client.get("/documents/content", params={"position": position}), 400)


def test_a_statement_is_no_content(client: httpx.Client) -> None:
    error_of(client.get("/documents/content", params={"position": "1"}), 404)


def test_only_auditors_are_told(
    shared_database: Database, address: str, document: dict[str, str]
) -> None:
    with closing(RecordStore(shared_database.service, clock=system_clock)) as store:
        scopes = ["state", "profile", "statements/read", "reports/read"]
        made, secret = Credentials(store).add("no auditor", scopes=scopes)
    with httpx.Client(base_url=address, auth=(made.key, secret)) as client:
        for path, parameters in (
            ("/documents/history", {"resource": "state", **document}),
            ("/documents/content", {"position": "1"}),
        ):
            error = error_of(client.get(path, params=parameters), 403)
            assert error["scopes"] == ["audit/read"]
