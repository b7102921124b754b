"""Learning in class, teachers, funds and sharing over HTTP: pages, tables, and who may see what."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from api.app import create_app
from lrs.access.credential_store import Credentials
from lrs.postgres.postgres import Database
from tests.api.asking import ask
from tests.api.serving import KEY, SECRET, serving, settings
from tests.api.test_learning import table
from tests.recording import Hands, open_store, publish, record

DAY = {"occurred": "2010-02-01"}
YEAR = {"year": 2010, **DAY}
ATTENDED = {"fact": "class.completed", "start": "2010-03-01", "end": "2010-03-05"}


def facts() -> Iterator[dict[str, Any]]:
    for unit in ("A", "B"):
        named = {"unit": unit, "kind": "agency", "name": {"zh-CN": f"{unit}局"}}
        yield {"fact": "unit.registered", "id": f"u{unit}", **named, **DAY}
    for number, unit in enumerate("ABB", 1):
        cadre = {"cadre": f"c{number}"}
        real = {"real_name": f"王{number}", "unit": unit, "occurred": "2009-01-01"}
        yield {"fact": "cadre.enrolled", "id": f"m{number}", **cadre, **real}
        yield {**ATTENDED, "id": f"k{number}", **cadre, "class": "K", "scheduled_days": 5}
        problem = {"fact": "problem.submitted", "class": "K", "kind": "theory", **cadre}
        yield {**problem, "id": f"q{number}", "occurred": "2010-03-01"}
    yield {**ATTENDED, "id": "only B", "cadre": "c2", "class": "L", "scheduled_days": 5}
    for number, unit in enumerate("ABB", 1):
        pooled = {"teacher": f"t{number}", "unit": unit, "kind": "full_time"}
        yield {"fact": "teacher.pooled", "id": f"t{number}", **pooled, **DAY}
    for unit in ("A", "B", "C"):
        budget = {"unit": unit, "payroll": "1000.10", "amount": "15.0015"}
        yield {"fact": "budget.recorded", "id": f"b{unit}", **budget, **YEAR}
    letter = {"fact": "responsibility_letter.signed", **YEAR}
    yield {**letter, "id": "X", "agreement": "X", "parties": ["A", "C"]}
    yield {**letter, "id": "Y", "agreement": "Y", "parties": ["B"]}
    yield {"fact": "county_plan.approved", "id": "cB", "unit": "B", **YEAR}


@pytest.fixture(scope="module")
def clients(shared_database: Database) -> Iterator[dict[str, httpx.Client]]:
    clock = Hands(datetime(2010, 12, 1, tzinfo=UTC))
    store = open_store(shared_database.service, clock)
    publish(store)
    record(store, *facts())
    app = create_app(settings(), database=shared_database, clock=clock)
    with serving(app) as address, httpx.Client(base_url=address, auth=(KEY, SECRET)) as everything:
        of_a, secret = Credentials(store).add("HR of A", scopes=["reports/read:A"])
        with httpx.Client(base_url=address, auth=(of_a.key, secret)) as unit:
            yield {"all": everything, "A": unit}
    store.close()


@pytest.mark.parametrize(
    ("path", "rows", "key", "everybody", "own"),
    [
        ("/reports/teachers?year=2010", "teachers", "teacher", ["t1", "t2", "t3"], ["t1"]),
        ("/reports/funds?year=2010", "funds", "unit", ["A", "B", "C"], ["A"]),
        ("/reports/sharing?year=2010", "agreements", "agreement", ["X", "Y"], ["X"]),
        ("/reports/sharing?year=2010", "counties", "unit", ["B"], []),
        ("/classes/K/learning", "trainees", "cadre", ["c1", "c2", "c3"], ["c1"]),
        ("/classes/K/problems", "missing", "cadre", ["c1", "c2", "c3"], ["c1"]),
    ],
)
def test_who_reads_a_unit_is_told_of_it_alone(
    clients: dict[str, httpx.Client],
    path: str,
    rows: str,
    key: str,
    everybody: list[str],
    own: list[str],
) -> None:
    assert [one[key] for one in ask(clients["all"], path)[rows]] == everybody
    assert [one[key] for one in ask(clients["A"], path)[rows]] == own


@pytest.mark.parametrize("report", ["problems", "learning"])
def test_a_class_without_ones_own_trainees_is_refused_as_one_that_is_not_there(
    clients: dict[str, httpx.Client], report: str
) -> None:
    refused, unknown = (clients["A"].get(f"/classes/{name}/{report}") for name in ("L", "none"))
    assert (refused.status_code, unknown.status_code) == (403, 403)
    assert refused.json() == unknown.json()
    assert clients["all"].get(f"/classes/none/{report}").status_code == 404


def test_another_unit_is_refused(clients: dict[str, httpx.Client]) -> None:
    assert clients["A"].get("/reports/funds?unit=B").status_code == 403
    assert [one["unit"] for one in ask(clients["all"], "/reports/funds?unit=B")["funds"]] == ["B"]


@pytest.mark.parametrize(
    ("path", "rows", "key"),
    [
        ("/reports/teachers?year=2010", "teachers", "teacher"),
        ("/reports/funds?year=2010", "funds", "unit"),
        ("/reports/sharing?year=2010", "agreements", "agreement"),
        ("/classes/K/learning?today=2010-12-01", "trainees", "cadre"),
        ("/classes/K/problems?today=2010-12-01", "problems", "statement_id"),
    ],
)
def test_pages_follow_each_other_and_have_the_figures_of_the_whole(
    clients: dict[str, httpx.Client], path: str, rows: str, key: str
) -> None:
    whole = ask(clients["all"], path)
    found: list[Any] = []
    after: Any = ""
    for _ in whole[rows]:
        page = ask(clients["all"], f"{path}&limit=1&after={after}")
        assert page["total"] == whole["total"] == len(whole[rows])
        found += page[rows]
        after = page["next"]
    assert found == whole[rows]
    assert after is None
    heads = [one[key] for one in found]
    assert heads == sorted(heads)


def test_amounts_are_exact_and_names_stand_beside_ids(clients: dict[str, httpx.Client]) -> None:
    found = ask(clients["all"], "/reports/funds?year=2010")
    (a, _, c) = found["funds"]
    assert (a["unit_name"], a["required"], a["amount"], a["met"]) == (
        "A局",
        "15.0015",
        "15.0015",
        True,
    )
    assert (c["unit_name"], c["required"], c["reason"]["code"]) == (None, None, "unit_kind_unknown")
    assert (found["required"], found["amount"], found["met"]) == ("30.003", "45.0045", 2)
    trainee = ask(clients["all"], "/classes/K/learning")["trainees"][0]
    assert (trainee["cadre"], trainee["name"], trainee["unit_name"]) == ("c1", "王1", "A局")


def test_a_table_says_what_the_report_says(clients: dict[str, httpx.Client]) -> None:
    rows = table(clients["all"].get("/reports/funds?year=2010&format=csv"))
    assert [(row["unit"], row["required"], row["reason.code"]) for row in rows] == [
        ("A", "15.0015", ""),
        ("B", "15.0015", ""),
        ("C", "", "unit_kind_unknown"),
    ]
