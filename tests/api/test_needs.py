"""Needs, surveys and assessments over HTTP: what they say, page by page, and to whom."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from api.app import create_app
from lrs.access.credential_store import Credentials
from lrs.event.credentials import UNIT_REPORTS
from lrs.postgres.postgres import Database
from tests.api.catching_up import catch_up
from tests.api.serving import KEY, SECRET, serving, settings
from tests.recording import Hands, open_store, publish, record

DAY = {"occurred": "2010-01-04"}
NEED = {"fact": "need.recorded", "kind": "post", "method": "form", "theme": "law"}
ATTENDED = {
    "fact": "class.completed",
    "start": "2010-03-01",
    "end": "2010-03-05",
    "scheduled_days": "5",
    "class_tag": "key",
    "theme": "law",
}


def facts() -> Iterator[dict[str, Any]]:
    yield {"fact": "unit.registered", "id": "ua", "unit": "A", "name": "甲单位"} | DAY
    yield {"fact": "unit.registered", "id": "ua1", "unit": "A1", "parent": "A"} | DAY
    for cadre, unit in (("c1", "A"), ("c2", "A1"), ("c3", "B")):
        yield {
            "fact": "cadre.enrolled",
            "id": cadre,
            "cadre": cadre,
            "unit": unit,
            "real_name": f"name of {cadre}",
        } | DAY
        yield {**NEED, "id": f"n{cadre}", "cadre": cadre, "occurred": "2010-02-01"}
    yield {**ATTENDED, "id": "k1", "cadre": "c1", "class": "K1"}
    yield {**ATTENDED, "id": "k3", "cadre": "c3", "class": "K3"}
    opened = {"fact": "survey.opened", "kind": "key_class", "occurred": "2010-02-01"}
    yield {**opened, "id": "s1", "survey": "S1", "class": "K1", "name": "班前调查"}
    yield {**opened, "id": "s2", "survey": "S2", "kind": "census"}
    for number in range(3):
        offered = {"fact": "programme.offered", "year": 2010, "renewed": number == 0}
        yield {**offered, "id": f"p{number}", "programme": f"P{number}"} | DAY
    assessed = {"fact": "unit_assessment.inspected", "unit": "A", "year": 2010, "result": "good"}
    yield {**assessed, "id": "i", "occurred": "2010-11-01"}


@pytest.fixture(scope="module")
def client(shared_database: Database) -> Iterator[httpx.Client]:
    clock = Hands(datetime(2010, 12, 1, tzinfo=UTC))
    with closing(open_store(shared_database.service, clock)) as store:
        publish(store)
        record(store, *facts())
        catch_up(shared_database, clock)
        app = create_app(settings(), database=shared_database, clock=clock)
        with (
            serving(app) as address,
            httpx.Client(base_url=address, auth=(KEY, SECRET)) as opened,
        ):
            opened.get("/health/projections")
            _, secret = Credentials(store).add("HR of A", scopes=[f"{UNIT_REPORTS}A"], key="hr")
            opened.headers["X-Secret-Of-Tests"] = secret
            yield opened


def ask(client: httpx.Client, path: str, *, hr: bool = False) -> Any:
    auth = ("hr", client.headers["X-Secret-Of-Tests"]) if hr else (KEY, SECRET)
    answer = client.get(path, auth=auth)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_half_year_tells_needs_by_unit_and_key_classes_with_their_surveys(
    client: httpx.Client,
) -> None:
    found = ask(client, "/reports/needs?half=2010-H1")
    assert (found["report"]["filed"], found["report"]["reason"]["code"]) == (
        "overdue",
        "needs_report_missing",
    )
    assert (found["census"]["held"], found["census"]["verdict"]) == (1, "open")
    assert {one["training_class"]: one["survey"] for one in found["key_classes"]} == {
        "K1": "S1",
        "K3": None,
    }
    told = [(one["unit"], one["unit_name"], one["needs"], one["met"]) for one in found["recorded"]]
    assert told == [("A", "甲单位", 1, 1), ("A1", None, 1, 0), ("B", None, 1, 1)]


def test_a_unit_is_told_of_itself_and_those_below_it(client: httpx.Client) -> None:
    needs = ask(client, "/reports/needs?half=2010-H1", hr=True)
    assert [one["unit"] for one in needs["recorded"]] == ["A", "A1"]
    assert [one["training_class"] for one in needs["key_classes"]] == ["K1"]
    assessed = ask(client, "/reports/assessment?year=2010", hr=True)
    assert [one["cadre"] for one in assessed["cadres"]] == ["c1", "c2"]
    assert ask(client, "/cadres/c2/needs", hr=True)["needs"][0]["theme"] == "law"
    secret = client.headers["X-Secret-Of-Tests"]
    for path in ("/cadres/c3/needs", "/reports/assessment?unit=B", "/reports/needs?unit=B"):
        assert client.get(path, auth=("hr", secret)).status_code == 403
    assert ask(client, "/surveys/S2", hr=True)["published"] == {}


@pytest.mark.parametrize(
    ("path", "rows", "key"),
    [
        ("/surveys", "surveys", "survey"),
        ("/reports/renewal?year=2010", "programmes", "programme"),
        ("/reports/assessment?year=2010", "cadres", "cadre"),
        ("/reports/needs?half=2010-H1", "recorded", "unit"),
    ],
)
def test_pages_together_are_the_whole(client: httpx.Client, path: str, rows: str, key: str) -> None:
    whole = ask(client, path)
    assert whole["next"] is None
    sign, found = "&" if "?" in path else "?", []
    after: str | None = ""
    while after is not None:
        page = ask(client, f"{path}{sign}limit=1&after={after}")
        assert len(page[rows]) == 1
        found += page[rows]
        after = page["next"]
    assert found == whole[rows]
    assert [one[key] for one in found] == sorted(one[key] for one in found)


def test_names_stand_beside_ids(client: httpx.Client) -> None:
    assert ask(client, "/surveys")["surveys"][0]["survey_name"] == "班前调查"
    need = ask(client, "/cadres/c1/needs")
    assert (need["name"], need["unit_name"]) == ("name of c1", "甲单位")
    assessed = ask(client, "/reports/assessment?year=2010")
    assert assessed["cadres"][0]["name"] == "name of c1"
    assert assessed["units"][0]["unit_name"] == "甲单位"
    assert assessed["units"][0]["assessment"]["out_of_order"] is True


def test_renewal_is_judged_over_the_whole_and_not_the_page(client: httpx.Client) -> None:
    page = ask(client, "/reports/renewal?year=2010&limit=1")
    assert (page["renewed"], page["base"], page["verdict"]) == (1, 3, "open")
    ended = ask(client, "/reports/renewal?year=2010&today=2010-12-31")
    assert (ended["verdict"], ended["reason"]["code"]) == ("below", "renewal_short")


@pytest.mark.parametrize(
    "path", ["/reports/needs?half=2010-H3", "/reports/needs?half=2010", "/surveys?limit=0"]
)
def test_what_cannot_be_asked_is_refused(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 400


def test_what_nobody_speaks_of_is_not_found(client: httpx.Client) -> None:
    assert client.get("/surveys/none").status_code == 404
    assert client.get("/cadres/none/needs").status_code == 404
