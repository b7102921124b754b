"""The integrator's desk: counts first, each list with its reason, its statement and how to mend
it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest

from api.pages.wording import catalogue
from projections.reasons import Reason
from tests.api.catching_up import catch_up
from tests.api.roles import Served, served_to
from tests.conftest import Postgres
from tests.pages.conftest import HTML, signed_in
from tests.recording import Hands

NOW = datetime(2011, 3, 1, tzinfo=UTC)
VERSION = {"X-Experience-API-Version": "1.0.3"}
ROLES: dict[str, dict[str, Any]] = {
    "platform": {
        "scopes": ["statements/write", "statements/read/mine"],
        "asserts": ["course.passed"],
    },
    "other": {"scopes": ["statements/write"], "asserts": ["course.passed"]},
    "reader": {"scopes": ["reports/read"], "asserts": ["course.passed"]},
}
PASSED = {
    "id": str(UUID(int=7)),
    "actor": {"account": {"homePage": "https://platform.example", "name": "nobody"}},
    "verb": {"id": "http://adlnet.gov/expapi/verbs/passed"},
    "object": {"id": "http://platform.example/course"},
    "timestamp": "2011-02-28T10:00:00Z",
}


@pytest.fixture(scope="module")
def served(postgres: Postgres, migrated: str) -> Iterator[Served]:
    """A server to which a platform sent something that is refused and something of no worth."""
    enrolled = {"fact": "cadre.enrolled", "cadre": "c1", "unit": "A", "occurred": "2009-01-01"}
    with (
        postgres.database(template=migrated) as database,
        served_to(ROLES, database, NOW, enrolled | {"id": "m1"}) as served,
    ):
        with served.client("platform") as client:
            client.headers.update(VERSION)
            assert client.post("/xapi/statements", json=[PASSED]).status_code == 200
            assert client.post("/xapi/statements", json=[PASSED]).status_code == 200
            faulty = {**PASSED, "id": str(UUID(int=8)), "verb": {"id": "passed"}}
            assert client.post("/xapi/statements", json=[faulty]).status_code == 400
        catch_up(database, Hands(NOW))
        yield served


def looks(served: Served, role: str, path: str) -> httpx.Response:
    address, pairs = served
    with httpx.Client(base_url=address, headers=HTML) as browser:
        return signed_in(browser, *pairs[role]).get(path)


@pytest.fixture
def desk(served: Served) -> str:
    """The address of the platform's desk."""
    return f"/integrations/{served[1]['platform'][0]}"


def test_the_counts_come_first_and_each_list_says_why_and_how_to_mend_it(
    served: Served, desk: str
) -> None:
    told = looks(served, "platform", f"{desk}?format=json").json()
    found = told["reconciliation"]
    assert (found["received"], found["stored"], found["resent"]) == (2, 1, 1)
    assert (found["refused"], found["zero"]["count"], found["unmatched"]) == (1, 1, 1)
    (day,) = told["days"]
    assert (day["received"], day["refused"], day["zero"]) == (2, 1, 1)
    page = looks(served, "platform", desk).text
    assert page.index("收到2条语句") < page.index('<section id="refused">')
    assert "改正该成员后重送" in page
    assert '<code dir="auto">verb.id</code>' in page
    assert "在课程目录中登记该课程的学分" in page
    assert f'href="/statements/{UUID(int=7)}"' in page
    assert "reason=not_catalogued" in page
    english = looks(served, "reader", f"{desk}?lang=en").text
    assert "Put the course into the catalogue" in english
    assert "an IRI with a scheme" in english


@pytest.mark.parametrize("part", ["", "/rejections", "/reconciliation", "/reconciliation?list=all"])
def test_a_desk_is_for_its_sender_and_for_who_reads_all(
    served: Served, desk: str, part: str
) -> None:
    for role, status in (("platform", 200), ("reader", 200), ("other", 403)):
        assert looks(served, role, f"{desk}{part}").status_code == status
    assert f'href="{desk}"' in looks(served, "platform", "/").text


def test_whom_nobody_knows_is_listed_with_who_stated_it(served: Served, desk: str) -> None:
    page = looks(served, "reader", "/identities/unmatched").text
    assert "nobody" in page
    assert f'href="{desk}"' in page


def test_no_page_of_an_integrator_tells_a_raw_code(served: Served, desk: str) -> None:
    for path in (desk, f"{desk}/rejections", f"{desk}/reconciliation?list=all"):
        text = re.sub(r"<code[^>]*>.*?</code>|<[^>]+>", " ", looks(served, "reader", path).text)
        assert not re.search(r"\b(not_catalogued|course\.passed|credited|statement)\b", text)


def test_every_reason_says_how_to_mend_it() -> None:
    assert {f"mend.{one}" for one in Reason} <= catalogue().keys()
