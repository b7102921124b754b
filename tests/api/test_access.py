"""Who gets in: HTTP Basic, scopes, and how soon a change of credentials counts."""

import base64

import httpx
import pytest

from api.http import auth
from lrs.access.credential_store import Credentials
from lrs.log.record_store import RecordStore
from tests.api.conftest import conversation
from tests.api.conversation import PATH, Log, error_of, new_id, statement
from tests.api.serving import KEY, SECRET

HEADERS = {"X-Experience-API-Version": "2.0.0", "Content-Type": "application/json"}


def basic(text: bytes) -> str:
    """An Authorization header."""
    return "Basic " + base64.b64encode(text).decode()


REFUSED = {
    "nothing": None,
    "empty": "",
    "another scheme": f"Bearer {SECRET}",
    "only a scheme": "Basic",
    "no base64": f"Basic {KEY}:{SECRET}",
    "a colon after the scheme": basic(f"{KEY}:{SECRET}".encode()).replace(" ", ":"),
    "no colon": basic(KEY.encode()),
    "no utf-8": basic(b"\xff:\xff"),
    "no ascii": "Basic \xff\xff",
    "another secret": basic(f"{KEY}:another".encode()),
    "no secret": basic(f"{KEY}:".encode()),
    "another key": basic(f"another:{SECRET}".encode()),
    "the operator": basic(b"operator:"),
}


@pytest.mark.parametrize("authorization", REFUSED.values(), ids=REFUSED)
def test_without_a_credential_nothing_is_read_or_stored(
    address: str, log: Log, authorization: str | None
) -> None:
    headers = httpx.Headers(HEADERS, encoding="latin-1")
    if authorization is not None:
        headers["Authorization"] = authorization
    with log.unchanged(), httpx.Client(base_url=address, headers=headers) as client:
        for answer in (
            client.get(PATH),
            client.post(PATH, json=statement()),
            client.put(PATH, params={"statementId": new_id()}, json=statement(id=None)),
        ):
            assert error_of(answer, 401)["code"] == "authentication"
            assert answer.headers["WWW-Authenticate"].startswith("Basic ")
            assert answer.headers["X-Experience-API-Version"] == "2.0.0"
            assert SECRET not in answer.text


@pytest.mark.parametrize(
    "path", [f"{PATH}/more", "/openapi.json", "/cadres/c1/balances", "/units/u1/compliance"]
)
def test_nothing_but_about_is_for_everybody(address: str, path: str) -> None:
    error_of(httpx.get(address + path), 401)
    assert httpx.get(f"{address}/xapi/about").status_code == 200
    for hidden in ("/docs", "/redoc"):
        error_of(httpx.get(address + hidden), 404)
    error_of(httpx.get(f"{address}/"), 401)


def test_the_scheme_has_no_case(address: str) -> None:
    authorization = basic(f"{KEY}:{SECRET}".encode()).replace("Basic", "bAsIc")
    answer = httpx.get(address + PATH, headers={**HEADERS, "Authorization": authorization})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("scopes", "reads", "writes"),
    [
        (["statements/write"], False, True),
        (["statements/read/mine"], True, False),
        (["statements/read"], True, False),
        (["all/read"], True, False),
        (["statements/write", "statements/read"], True, True),
        (["all"], True, True),
        (["reports/read"], False, False),
        (["audit/read"], True, False),
        ([], False, False),
    ],
)
def test_a_scope_opens_what_it_names(
    address: str, store: RecordStore, log: Log, scopes: list[str], reads: bool, writes: bool
) -> None:
    credential, secret = Credentials(store).add("Some", scopes=scopes)
    with conversation(address, key=credential.key, secret=secret) as client:
        if reads:
            assert client.ask().status_code == 200
        else:
            assert "statements/read" in error_of(client.ask(), 403)["scopes"]
            error_of(client.ask(statementId=new_id()), 403)
            error_of(client.get(f"{PATH}/more"), 403)
        if writes:
            assert client.store(statement())
        else:
            with log.unchanged():
                for answer in (
                    client.send_statements(statement()),
                    client.place(new_id(), statement(id=None)),
                ):
                    error = error_of(answer, 403)
                    assert error["scopes"] == ["statements/write"]
                    assert "statements/write" in error["message"]


def test_a_new_credential_works_at_once_and_a_wrong_secret_does_not(
    address: str, store: RecordStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth, "OLDEST_SECONDS", 3600.0)
    credential, secret = Credentials(store).add("New", scopes=["all"])
    with conversation(address, key=credential.key, secret="x" * 43) as client:
        error_of(client.ask(), 401)
    with conversation(address, key=credential.key, secret=secret) as client:
        assert client.ask().status_code == 200


def test_a_revoked_credential_is_refused_when_the_registry_is_too_old(
    address: str, store: RecordStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert auth.OLDEST_SECONDS <= 1
    credential, secret = Credentials(store).add("Short-lived", scopes=["all"])
    with conversation(address, key=credential.key, secret=secret) as client:
        assert client.ask().status_code == 200
        Credentials(store).revoke(credential.key)
        monkeypatch.setattr(auth, "OLDEST_SECONDS", 0.0)
        error_of(client.ask(), 401)
        error_of(client.send_statements(statement()), 401)


def test_a_header_that_was_right_counts_no_longer_than_its_credential(
    address: str, store: RecordStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth, "OLDEST_SECONDS", 3600.0)
    credential, secret = Credentials(store).add("Short-lived", scopes=["all"])
    with conversation(address, key=credential.key, secret=secret) as client:
        assert [client.ask().status_code for _ in range(3)] == [200] * 3
        with conversation(address, key=credential.key, secret="x" * 43) as other:
            error_of(other.ask(), 401)
        Credentials(store).revoke(credential.key)
        monkeypatch.setattr(auth, "OLDEST_SECONDS", 0.0)
        error_of(client.ask(), 401)
        monkeypatch.setattr(auth, "OLDEST_SECONDS", 3600.0)
        error_of(client.ask(), 401)
