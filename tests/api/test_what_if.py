"""What a policy would change and what a trial differs in, over HTTP: as the commands tell it."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from api.app import create_app
from lrs.access.credential_store import Credentials
from lrs.clock import system_clock
from lrs.postgres.postgres import Database
from projections.profile.writing import to_statement
from tests.api.serving import serving, settings
from tests.cli.conftest import Run, environment, lrs
from tests.pages.conftest import HTML
from tests.pages.numbers import exact, page_of
from tests.recording import open_store

__all__ = ["environment", "lrs"]

CITY = ["--cadres", 12, "--units", 3, "--years", 2, "--until", "2024-05-01"]
YEAR = 2023
DIGESTS = "SELECT sum(hash_record_extended(ROW(b.*), 0)) FROM projections.balance b"


@pytest.fixture
def city(lrs: Run, environment: Database, tmp_path: Path) -> Database:
    """A small city with a past, and tables that answer."""
    past = tmp_path / "city.ndjson"
    past.write_text(lrs("simulate", *CITY).out)
    assert lrs("restore", past).code == 0
    assert lrs("rebuild").code == 0
    return environment


@pytest.fixture
def auditor(city: Database) -> Iterator[httpx.Client]:
    """Who reads all for an audit, and may do nothing else."""
    with closing(open_store(city.service, system_clock)) as store:
        made, secret = Credentials(store).add("Auditor", scopes=["audit/read"])
        analyst, other = Credentials(store).add("Analyst", scopes=["reports/read"])
    with (
        serving(create_app(settings(), database=city)) as address,
        httpx.Client(base_url=address, auth=(made.key, secret), timeout=60) as client,
    ):
        for path in ("/audit/what-if?policy=nanjing", "/audit/trial", "/audit/trial/differences"):
            assert client.get(path, auth=(analyst.key, other)).status_code == 403
        yield client


def pages(client: httpx.Client, path: str, **asked: Any) -> list[Any]:
    """All pages of an answer."""
    found: list[Any] = []
    after: str | None = ""
    while after is not None:
        answer = client.get(path, params={**asked, "after": after})
        assert answer.status_code == 200, answer.text
        found.append(answer.json())
        after = found[-1]["next"]
    return found


def lines(out: str, kind: str) -> list[Any]:
    """The results of a kind that a command told."""
    found = map(json.loads, out.splitlines())
    return [bare(one) for one in found if one.pop("kind") == kind]


def bare(value: Any) -> Any:
    """An answer as a command tells it: without the names that stand beside ids."""
    if isinstance(value, dict):
        names = {"name", "subject_name", "unit_name"}
        return {name: bare(one) for name, one in value.items() if name not in names}
    return [bare(one) for one in value] if isinstance(value, list) else value


def summed(found: list[Any]) -> Any:
    """The totals of all pages, added up; those without anybody left out."""
    total: Counter[str] = Counter()
    for answer in found:
        for place, value in flat(answer["totals"]):
            total[place] += value
    return {place: value for place, value in total.items() if value}


def flat(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """The figures of totals, by where they stand."""
    for name, one in value.items():
        if isinstance(one, dict):
            yield from flat(one, f"{place}{name}.")
        elif name != "year":
            yield f"{place}{name}", int(float(one) * 10_000)


@pytest.mark.parametrize(
    ("command", "asked"),
    [
        (["nanjing", "--effective", "2023-01-01"], {"effective": "2023-01-01", "of": "amounts"}),
        (["baoji-2009", "nanjing"], {}),
    ],
)
def test_it_tells_what_the_command_tells(
    lrs: Run, auditor: httpx.Client, command: list[str], asked: dict[str, str]
) -> None:
    told = lrs("policy", "compare", *command, "--year", YEAR)
    assert told.code == 0, told.err
    cadres, units, totals = (lines(told.out, kind) for kind in ("cadre", "unit", "totals"))
    assert cadres
    for limit in (1, 100):
        found = pages(auditor, "/audit/what-if", policy="nanjing", year=YEAR, limit=limit, **asked)
        assert len(found) == (found[0]["units"] if limit == 1 else 1)
        assert [bare(one) for page in found for one in page["cadres"]] == cadres
        assert [bare(one) for page in found for one in page["verdicts"]] == units
        assert summed(found) == summed([{"totals": totals[0]}])
        assert found[0]["policy"]["id"] == "nanjing" or asked
        assert found[0]["against"]["id"] == "baoji-2009"


def test_parameters_are_tried_and_no_table_is_touched(
    lrs: Run, auditor: httpx.Client, city: Database
) -> None:
    with psycopg.connect(city.service, autocommit=True) as conn:
        before = conn.execute(DIGESTS).fetchone()
        asked: dict[str, Any] = {"year": YEAR, "policy.thresholds.annual_credits": "1000"}
        found = auditor.get("/audit/what-if", params=asked).json()
        assert {one["second"]["grade"] for one in found["cadres"]} == {"unqualified"}
        assert found["totals"]["second"]["grades"]["unqualified"] > 0
        assert conn.execute(DIGESTS).fetchone() == before
    for form in ("csv", "xlsx"):
        table = auditor.get("/audit/what-if", params={**asked, "format": form})
        assert table.status_code == 200
    rows = auditor.get("/audit/what-if", params={**asked, "format": "csv"}).text.splitlines()
    assert len(rows) == 1 + len(found["cadres"]) + len(found["verdicts"])


@pytest.mark.parametrize(
    ("asked", "status", "told"),
    [
        ({}, 400, "name what is tried"),
        ({"policy": "nowhere"}, 409, "nowhere"),
        ({"policy": "nanjing", "effective": "soon"}, 400, "effective"),
        ({"policy": "nanjing", "of": "weights"}, 400, "of"),
        ({"policy": "nanjing", "amounts": "true"}, 400, "amounts"),
    ],
)
def test_a_wrong_question_is_told_what_is_wrong(
    auditor: httpx.Client, asked: dict[str, str], status: int, told: str
) -> None:
    answer = auditor.get("/audit/what-if", params=asked)
    assert answer.status_code == status, answer.text
    assert told in answer.json()["error"]["message"]


def test_a_trial_is_shown_and_compared_as_the_command_does(
    lrs: Run, auditor: httpx.Client, city: Database
) -> None:
    for path in ("/audit/trial", "/audit/trial/differences"):
        assert auditor.get(path).json()["tried"] is None
        assert "目前没有试算" in auditor.get(path, headers=HTML).text
    assert lrs("trial", "build", "--policy", "nanjing", "--effective", "2023-01-01").code == 0
    shown = auditor.get("/audit/trial").json()
    assert (shown["candidate"], shown["effective"]) == ("nanjing", "2023-01-01")
    assert {one["settled"] for one in shown["projections"]} == {shown["position"]}
    level = auditor.get("/audit/trial/differences")
    if level.status_code == 409:  # the live tables had read less of the log than the trial
        assert "do not stand at one position" in level.json()["error"]["message"]
        assert lrs("rebuild").code == 0
    told = lrs("trial", "compare")
    assert told.code == 1, told.err
    found = pages(auditor, "/audit/trial/differences", limit=5)
    assert len(found) > 1
    cadres = lines(told.out, "cadre")
    assert cadres
    assert [bare(one) for page in found for one in page["cadres"]] == cadres
    verdicts = {(one["year"], one["unit"]): one for page in found for one in page["verdicts"]}
    assert [bare(verdicts[key]) for key in sorted(verdicts)] == lines(told.out, "unit")
    tables = [(one["table"], one["keys"]) for one in lines(told.out, "table")]
    assert [(one["table"], one["keys"]) for one in found[-1]["tables"]] == tables
    assert not any(page["tables"] for page in found[:-1])
    assert auditor.get("/audit/trial?known_at=2023-01-01").status_code == 400
    table = auditor.get("/audit/trial/differences?limit=1000&format=csv").text.splitlines()
    assert len(table) == 1 + len(cadres) + len(verdicts) + len(tables)
    page = page_of(auditor, "/audit/trial/differences?limit=1000")
    assert len(page["cadres"]) == 1 + len(cadres)
    assert len(page["tables"]) == 1 + len(tables)
    numbers = [exact(row[5]) for row in page["cadres"][1:]]
    assert numbers == [exact(one["made"] and one["made"]["counted"]) for one in cadres]
    page = page_of(auditor, "/audit/trial")
    assert [row[2] for row in page["places"][1:]] == [
        str(one["settled"]) for one in shown["projections"]
    ]


@pytest.mark.parametrize("day", ["2023-06-30", "2024-01-02"])
def test_who_differs_of_a_year_is_told_in_pages_as_the_command_does(
    lrs: Run, auditor: httpx.Client, tmp_path: Path, day: str
) -> None:
    late = tmp_path / "late.ndjson"
    attended = {"fact": "class.completed", "class": "late", "scheduled_days": "3"}
    days = {"start": "2023-03-06", "end": "2023-03-08"}
    late.write_text(
        "".join(
            json.dumps(to_statement({**attended, **days, "id": f"late {cadre}", "cadre": cadre}))
            + "\n"
            for cadre in ("c000001", "c000002", "c000003")
        )
    )
    assert lrs("import", late).code == 0
    told = lrs("as-of", "--year", YEAR, "--known-at", day)
    assert told.code == 0, told.err
    whole = [bare(json.loads(line)) for line in told.out.splitlines()]
    assert {one["cadre"] for one in whole if one["cadre"]} >= {"c000001", "c000002", "c000003"}
    assert all(one["because"] for one in whole if one["member"] == "counted")
    found = pages(auditor, "/audit/as-of", year=YEAR, known_at=day, limit=1)
    assert [bare(one) for page in found for one in page["numbers"]] == whole
    assert len(found) > 1
