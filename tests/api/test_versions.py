"""Both versions of xAPI on one endpoint, chosen by each request."""

import httpx
import pytest

from lrs.statement.formats import instant
from tests.api.conversation import PATH, Log, error_of, new_id, statement
from tests.api.serving import KEY, SECRET

VERSION = "X-Experience-API-Version"
CREDENTIAL = httpx.BasicAuth(KEY, SECRET)


@pytest.mark.parametrize(
    ("asked", "answered", "stated"),
    [
        ("1.0", "1.0.3", "1.0.0"),
        ("1.0.0", "1.0.3", "1.0.0"),
        ("1.0.3", "1.0.3", "1.0.0"),
        ("1.0.99", "1.0.3", "1.0.0"),
        ("2.0", "2.0.0", "2.0.0"),
        ("2.0.0", "2.0.0", "2.0.0"),
    ],
)
def test_the_version_of_the_request_is_spoken(
    address: str, asked: str, answered: str, stated: str
) -> None:
    headers = {VERSION: asked}
    with httpx.Client(base_url=address, auth=CREDENTIAL, headers=headers) as client:
        posted = client.post(PATH, json=statement())
        answers = [
            posted,
            client.put(PATH, params={"statementId": new_id()}, json=statement(id=None)),
            client.get(PATH),
            client.head(PATH),
            client.get(PATH, params={"statementId": posted.json()[0]}),
            client.get(PATH, params={"statementId": new_id()}),
            client.get(PATH, params={"unknown": "1"}),
            client.post(PATH, json={}),
            client.delete(PATH),
            client.get(f"{PATH}/more"),
            client.get("/xapi/about"),
        ]
    assert [answer.headers[VERSION] for answer in answers] == [answered] * len(answers)
    assert answers[4].json()["version"] == stated


@pytest.mark.parametrize("asked", [None, "", "0.9", "0.95", "1.1.0", "3.0.0", "1.0.", "v2", "1"])
def test_another_version_is_refused_and_nothing_is_stored(
    address: str, log: Log, asked: str | None
) -> None:
    headers = {} if asked is None else {VERSION: asked}
    with (
        log.unchanged(),
        httpx.Client(base_url=address, auth=CREDENTIAL, headers=headers) as client,
    ):
        for answer in (
            client.get(PATH),
            client.post(PATH, json=statement()),
            client.put(PATH, params={"statementId": new_id()}, json=statement(id=None)),
        ):
            assert error_of(answer, 400)["code"] == "version"
            assert answer.headers[VERSION] == "0.95"
        assert instant(client.get(PATH).headers["X-Experience-API-Consistent-Through"])


def test_a_member_of_2_0_0_is_refused_in_1_0_3_and_returned_to_it(address: str, log: Log) -> None:
    agents = [{"objectType": "contextAgent", "agent": {"mbox": "mailto:a@example.com"}}]
    newer = statement(context={"contextAgents": agents})
    with httpx.Client(base_url=address, auth=CREDENTIAL) as client:
        with log.unchanged():
            answer = client.post(PATH, json=newer, headers={VERSION: "1.0.3"})
            assert error_of(answer, 400)["path"] == "context.contextAgents"
        answer = client.post(PATH, json=newer, headers={VERSION: "2.0.0"})
        assert answer.status_code == 200
        answer = client.get(PATH, params={"statementId": newer["id"]}, headers={VERSION: "1.0.3"})
    assert answer.json()["version"] == "2.0.0"
    assert answer.json()["context"] == newer["context"]


def test_about_names_the_versions_to_anybody(address: str) -> None:
    for headers in ({}, {VERSION: "1.0.3"}, {VERSION: "nonsense"}):
        answer = httpx.get(f"{address}/xapi/about", headers=headers)
        assert answer.status_code == 200
        assert answer.json()["version"] == ["1.0.3", "2.0.0"]
        assert answer.headers[VERSION] in ("1.0.3", "2.0.0")
        assert httpx.head(f"{address}/xapi/about", headers=headers).status_code == 200
    error_of(httpx.get(f"{address}/xapi/about?x=1"), 400)
    error_of(httpx.post(f"{address}/xapi/about"), 405)
