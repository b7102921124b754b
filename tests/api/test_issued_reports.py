"""Reports are issued over HTTP by who may, listed, and made again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from lrs.access.credential_store import Credentials
from lrs.log.record_store import RecordStore
from tests.api.serving import KEY, SECRET
from tests.recording import publish, record

ATTENDED = {"fact": "class.completed", "cadre": "c1", "start": "2010-03-01", "end": "2010-03-12"}
LEDGER = "/cadres/c1/ledger"
DAY = {"occurred": "2010-03-09"}


@pytest.fixture(scope="module")
def seeded(store: RecordStore) -> RecordStore:
    """The store of the server with a policy and a cadre."""
    publish(store)
    record(store, {**ATTENDED, "id": "k1", "class": "K1", "scheduled_days": "10"})
    return store


@pytest.fixture
def client(address: str, seeded: RecordStore) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, auth=(KEY, SECRET)) as client:
        yield client


def listed(client: httpx.Client) -> list[str]:
    found = client.get("/audit/reports").raise_for_status().json()["reports"]
    return [one["report"] for one in found]


def test_a_report_is_issued_and_made_again(client: httpx.Client, seeded: RecordStore) -> None:
    answer = client.get(LEDGER)
    report = client.post("/audit/reports", json={"request": LEDGER, "number": "7"})
    assert report.status_code == 200, report.text
    told = report.json()
    assert told["request"] == LEDGER
    assert told["stands"] is True
    assert f"answer={told['answer']}" in answer.headers["Answer-Basis"]
    record(seeded, {**ATTENDED, "id": "k2", "class": "K2", "scheduled_days": "5"})
    assert client.get(LEDGER).headers["Answer-Basis"] != answer.headers["Answer-Basis"]
    for name in (told["report"], "7"):
        again = client.get(f"/audit/reports/{name}").raise_for_status().json()
        assert (again["same"], again["made"], again["versions"]) == (True, told["answer"], {})
    assert told["report"] in listed(client)
    table = client.get("/audit/reports?format=csv").text
    assert told["report"] in table


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"{}", "missing required field `request`"),
        (b'{"request": 1}', "Expected `str`"),
        (b'{"request": "/cadres", "x": 1}', "unknown field"),
        (b'{"request": "/cadres"}', "read from the tables"),
        (b'{"request": "/cadres/c1/ledger?x=1"}', "x"),
        (b'{"request": "/audit/access"}', "there is nothing at this path"),
        (b'{"request": "//[/cadres"}', "there is nothing at this path"),
        (b'{"request": "http://[/cadres"}', "expected the path and the query of a report"),
        (b"not json", "the body"),
        (b'{"request": "/cadres/c1/ledger?format=csv"}', "without its `format`"),
        (b'{"request": "/cadres/c1/ledger?format=xlsx"}', "without its `format`"),
        (b'{"request": "/cadres/c1/ledger", "number": ""}', "number: got ''"),
        (b'{"request": "/cadres/c1/ledger", "number": "\\ud800"}', "the body"),
    ],
)
def test_what_cannot_be_issued_is_told(client: httpx.Client, body: bytes, why: str) -> None:
    before = listed(client)
    refused = client.post("/audit/reports", content=body)
    assert refused.status_code == 400
    assert why in refused.json()["error"]["message"]
    assert listed(client) == before


def stated(report: dict[str, Any], number: str) -> dict[str, Any]:
    """A statement that another report of the same answer was issued under a number."""
    same = {name: report[name] for name in ("request", "policies", "answer")}
    about = {"fact": "report.issued", "id": f"r {number}", "report": f"r {number}"}
    rests = {"position": report["position"], "today": report["today"], "versions": {}}
    return {**about, **same, **rests, "number": number, "occurred": "2010-03-09"}


def test_a_number_is_given_once_and_one_that_several_have_names_none(
    client: httpx.Client, seeded: RecordStore
) -> None:
    asked = {"request": LEDGER, "number": "31"}
    report = client.post("/audit/reports", json=asked).raise_for_status().json()
    before = listed(client)
    twice = client.post("/audit/reports", json=asked)
    assert (twice.status_code, twice.json()["error"]["code"]) == (409, "name_taken")
    assert report["report"] in twice.json()["error"]["message"]
    assert listed(client) == before
    assert client.get("/audit/reports/31").json()["report"] == report["report"]

    record(seeded, {"fact": "act.voided", "id": "v 31", "target": report["report"]} | DAY)
    assert client.post("/audit/reports", json=asked).status_code == 409, "on paper it stays"
    assert client.get("/audit/reports/31").json()["stands"] is False

    record(seeded, stated(report, "31"))
    ambiguous = client.get("/audit/reports/31")
    assert (ambiguous.status_code, ambiguous.json()["error"]["code"]) == (409, "name_taken")
    assert client.get(f"/audit/reports/{report['report']}").status_code == 200


def test_who_may_not_issue_takes_no_number_away(client: httpx.Client, seeded: RecordStore) -> None:
    report = client.post("/audit/reports", json={"request": LEDGER}).json()
    stranger, _ = Credentials(seeded).add("S", scopes=["all"], asserts=["class.completed"])
    record(seeded, stated(report, "32"), credential=stranger)
    assert client.get("/audit/reports/32").json()["stands"] is False
    asked = {"request": LEDGER, "number": "32"}
    issued = client.post("/audit/reports", json=asked).raise_for_status().json()
    assert client.get("/audit/reports/32").json()["report"] == issued["report"]


def test_of_several_who_give_a_number_at_once_one_does(client: httpx.Client) -> None:
    # FastAPI prepares a route when it is first asked for, and meanwhile silences the warnings of
    # all threads: here, where warnings are errors, it would raise in another.
    client.post("/audit/reports", json={"request": LEDGER})

    def give(_: int) -> tuple[int, str]:
        asked = {"request": LEDGER, "number": "33"}
        answer = httpx.post(
            f"{client.base_url}/audit/reports", json=asked, auth=(KEY, SECRET), timeout=60
        )
        return answer.status_code, answer.text

    with ThreadPoolExecutor(4) as many:
        found = sorted(many.map(give, range(4)))
    assert [status for status, _ in found] == [200, 409, 409, 409], found
    assert client.get("/audit/reports/33").status_code == 200


def test_what_is_known_of_a_report_at_a_moment_never_changes(
    client: httpx.Client, seeded: RecordStore
) -> None:
    report = client.post("/audit/reports", json={"request": LEDGER}).json()["report"]
    then = {"known_at": seeded.now().isoformat()}
    before = client.get("/audit/reports", params=then).json()["reports"]
    record(seeded, {"fact": "act.voided", "id": "v of it", "target": report} | DAY)
    assert client.get("/audit/reports", params=then).json()["reports"] == before


def test_a_body_that_is_too_long_is_not_read(client: httpx.Client) -> None:
    assert client.post("/audit/reports", content=b" " * 20_000).status_code == 413
    assert client.get("/audit/reports/nowhere").status_code == 404


def test_who_may_not_state_it_issues_nothing(client: httpx.Client, seeded: RecordStore) -> None:
    before = listed(client)
    for scopes, asserts in (
        (["all"], ["class.completed"]),
        (["statements/read"], ["*"]),
        (["audit/read"], []),
    ):
        credential, secret = Credentials(seeded).add("A", scopes=scopes, asserts=asserts)
        answer = httpx.post(
            f"{client.base_url}/audit/reports",
            json={"request": LEDGER},
            auth=(credential.key, secret),
        )
        assert answer.status_code == 403, answer.text
    auditor = httpx.get(f"{client.base_url}/audit/reports", auth=(credential.key, secret))
    assert [one["report"] for one in auditor.json()["reports"]] == before == listed(client)
