"""Ledger, handbook and applications over HTTP: evidence, findings, and for whom they are."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from api.app import create_app
from lrs.access.credential_store import Credentials
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from projections.profile.writing import statement_id
from tests.api.asking import ask
from tests.api.serving import KEY, SECRET, serving, settings
from tests.recording import Hands, open_store, publish, record

BOOK = {"fact": "book.published", "role": "sole", "occurred": "2010-05-01"}
MEMBER = {"fact": "cadre.enrolled", "occurred": "2009-01-01", "managed_by": "unit"}
UNIT = {"fact": "unit.registered", "occurred": "2009-01-01"}


@pytest.fixture
def store(database: Database) -> Iterator[RecordStore]:
    opened = open_store(database.service, Hands(datetime(2010, 6, 1, tzinfo=UTC)))
    publish(opened)
    record(
        opened,
        {**UNIT, "id": "u1", "unit": "A"},
        {**UNIT, "id": "u2", "unit": "A1", "parent": "A"},
        {**MEMBER, "id": "m1", "cadre": "c1", "unit": "A1"},
        {**MEMBER, "id": "m2", "cadre": "c2", "unit": "A"},
        {**MEMBER, "id": "m3", "cadre": "c3", "unit": "B"},
        {**BOOK, "id": "b1", "cadre": "c1", "work": "w1", "evidence": "ISBN 7-1"},
        {**BOOK, "id": "b2", "cadre": "c2", "work": "w2"},
        {**BOOK, "id": "b3", "cadre": "c3", "work": "w3"},
    )
    approval = {"fact": "credit.approved", "target": "b1", "person": "c1"}
    record(opened, {**approval, "id": "a1", "occurred": "2010-05-20"})
    yield opened
    opened.close()


@pytest.fixture
def client(database: Database, store: RecordStore) -> Iterator[httpx.Client]:
    clock = Hands(datetime(2010, 6, 1, tzinfo=UTC))
    app = create_app(settings(), database=database, clock=clock)
    with serving(app) as address, httpx.Client(base_url=address, auth=(KEY, SECRET)) as opened:
        yield opened


def test_the_ledger_shows_evidence_findings_and_applications(client: httpx.Client) -> None:
    answer = ask(client, "/cadres/c1/ledger")
    (line,) = answer["entries"]
    assert (line["rule"], line["article"], line["credits"]) == ("R9", "A3-9", "10")
    assert line["evidence"] == [str(statement_id("a1"))]
    assert line["documents"] == ["ISBN 7-1"]
    (finding,) = answer["findings"]
    assert (finding["code"], finding["rule"]) == ("self_approved", "R15")
    assert finding["evidence"] == [str(statement_id("b1")), str(statement_id("a1"))]
    assert finding["zh"]
    assert finding["en"]
    (application,) = answer["applications"]
    assert (application["state"], application["decided_on"]) == ("approved", "2010-05-20")


def test_what_was_pending_then_is_pending_in_the_answer_as_of_then(client: httpx.Client) -> None:
    answer = ask(client, "/cadres/c1/ledger", today="2010-05-19")
    assert answer["entries"][0]["reason"]["code"] == "pending_or_rejected"
    assert answer["applications"][0]["state"] == "pending"
    assert answer["findings"] == []


def test_a_unit_sees_the_queue_of_its_cadres_and_of_those_below(client: httpx.Client) -> None:
    answer = ask(client, "/units/A/applications")
    assert answer["pending"] == 1
    assert [(one["cadre"], one["state"]) for one in answer["applications"]] == [
        ("c2", "pending"),
        ("c1", "approved"),
    ]
    below = ask(client, "/units/A1/applications")["applications"]
    assert [one["cadre"] for one in below] == ["c1"]


def test_the_handbook_is_printed_page_by_page(client: httpx.Client) -> None:
    answer = ask(client, "/cadres/c1/handbook")
    (line,) = answer["pages"]["reward"]
    assert (line["subject"], line["credits"], line["documents"]) == ("w1", "10", ["ISBN 7-1"])
    assert line["approved"]["statement_id"] == str(statement_id("a1"))
    assert answer["pages"]["basic.off_job"] == []
    assert [(year["year"], year["state"]) for year in answer["years"]] == [
        (2009, "ended"),
        (2010, "open"),
    ]
    assert answer["policy"]["id"] == "baoji-2009"


def test_each_unit_sees_its_own(client: httpx.Client, store: RecordStore) -> None:
    made, secret = Credentials(store).add("Unit B", scopes=["reports/read:B"])

    def status(path: str) -> int:
        return client.get(path, auth=(made.key, secret)).status_code

    assert status("/units/B/applications") == 200
    assert status("/cadres/c3/handbook") == 200
    assert status("/units/A/applications") == 403
    assert status("/cadres/c1/handbook") == 403
    assert status("/cadres/c1/ledger") == 403
    assert client.get("/units/Z/applications").status_code == 404
