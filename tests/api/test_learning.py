"""Learning in figures: totals that add up, exact, page by page, and tables for spreadsheets."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from api.app import create_app
from lrs.access.credential_store import Credentials
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from projections.profile.writing import to_statement
from projections.tables.learning import DIMENSIONS
from tests.api.catching_up import catch_up
from tests.api.serving import KEY, SECRET, serving, settings
from tests.recording import Hands, open_store, post, publish, record

MEASURES = ("lines", "credited", "zero")


def facts() -> Iterator[dict[str, Any]]:
    yield {"fact": "unit.registered", "id": "u1", "unit": "A1", "parent": "A"} | DAY
    for cadre, unit in (("c1", "A"), ("c2", "A1"), ("c3", "B"), ("c4", "007")):
        yield {"fact": "unit.assigned", "id": f"m{cadre}", "cadre": cadre, "unit": unit} | DAY
    for course, credit in (("o-law", "5.5"), ("o-ict", "10")):
        catalogued = {"fact": "course.catalogued", "id": course, "course": course}
        yield {**catalogued, "credits": credit, "category": "law", "hours": "1.5"} | DAY
    yield {"fact": "course.catalogued", "id": "2", "course": "o-law-2", "same_as": "o-law"} | DAY
    for number, cadre in enumerate(("c1", "c2", "c3", "c4", "c5")):
        passed = {"fact": "course.passed", "cadre": cadre, "by": "exam"}
        for course in ("o-law", "o-ict", "o-none"):
            day = f"2010-0{number + 1}-1{len(course)}"
            yield {**passed, "id": f"{cadre}{course}", "course": course, "occurred": day}
        yield {"fact": "history.imported", "id": f"{cadre}H", "cadre": cadre, "hours": "40"} | DAY
        attended = {"fact": "class.completed", "cadre": cadre, "class": "K", "start": "2010-03-01"}
        days = {"scheduled_days": "4", "attended_days": "3.5", "end": "2010-03-04"}
        yield {**attended, **days, "id": f"{cadre}K"}
    yield {**passed, "id": "ahead", "course": "o-law", "occurred": "2010-12-20"}
    yield from beside_learning()


def beside_learning() -> Iterator[dict[str, Any]]:
    """What is no learning, so that every report has something to tell."""
    of_class, year = {"class": "K", "occurred": "2010-03-01"}, {"year": 2010}
    yield {"fact": "problem.submitted", "id": "q", "cadre": "c1", "kind": "theory", **of_class}
    yield {"fact": "problem.answered", "id": "q1", "target": "q", "occurred": "2010-03-02"}
    yield {"fact": "test.taken", "id": "t", "cadre": "c1", "success": True, **of_class}
    yield {"fact": "book_list.given", "id": "l", "books": ["b1"], **of_class}
    yield {"fact": "teacher.pooled", "id": "p", "teacher": "t1", "kind": "full_time"} | DAY
    yield {"fact": "teacher.removed", "id": "p2", "teacher": "t2", "occurred": "2010-02-01"}
    yield {"fact": "budget.recorded", "id": "b", "unit": "A", "payroll": "9", "amount": "1"} | (
        DAY | year
    )
    yield {
        "fact": "responsibility_letter.signed",
        "id": "s",
        "agreement": "X",
        "parties": ["A"],
    } | (DAY | year)
    yield {"fact": "county_plan.approved", "id": "c", "unit": "A1"} | DAY | year
    yield from of_needs()


def of_needs() -> Iterator[dict[str, Any]]:
    """A survey that is closed, a need, a programme, and what a cadre's learning is assessed by."""
    yield {"fact": "survey.opened", "id": "so", "survey": "S1", "kind": "census"} | DAY
    for number in range(9):
        answer = {"fact": "survey.answered", "survey": "S1", "question": "content"}
        choice = "law" if number < 6 else "economy"
        yield {**answer, "id": f"sa{number}", "choice": choice} | DAY
    yield {"fact": "survey.closed", "id": "sc", "survey": "S1"} | DAY
    need = {"fact": "need.recorded", "kind": "post", "method": "form", "theme": "law"}
    yield {**need, "id": "n", "cadre": "c1", "occurred": "2010-03-01"}
    offered = {"fact": "programme.offered", "programme": "P1", "renewed": True, "year": 2010}
    yield {**offered, "id": "po", "occurred": "2010-03-01"}
    rated = {"fact": "peer.rated", "cadre": "c1", "rating": "5", "year": 2010}
    for number in range(5):
        yield {**rated, "id": f"pr{number}", "occurred": "2010-11-01"}


DAY = {"occurred": "2009-01-01"}
SEEN = {"cadre": "c1", "occurred": "2010-05-05"}
DOCUMENT = Path(__file__).parents[2] / "docs" / "analysts.md"


@pytest.fixture(scope="module")
def client(shared_database: Database) -> Iterator[httpx.Client]:
    clock = Hands(datetime(2010, 12, 1, tzinfo=UTC))
    store = open_store(shared_database.service, clock)
    publish(store)
    record(store, *facts())
    looked_at = to_statement({"fact": "course.passed", "id": "seen", "course": "o-law", **SEEN})
    looked_at["verb"] = {"id": "http://adlnet.gov/expapi/verbs/initialized"}
    assert store.record([post(looked_at)]) == [None]
    catch_up(shared_database, clock)
    app = create_app(settings(), database=shared_database, clock=clock)
    with serving(app) as address, httpx.Client(base_url=address, auth=(KEY, SECRET)) as opened:
        yield opened
    store.close()


def ask(client: httpx.Client, **parameters: Any) -> Any:
    answer = client.get("/reports/learning", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def pages(client: httpx.Client, **parameters: Any) -> list[Any]:
    found = [ask(client, **parameters)]
    while found[-1]["next"]:
        found.append(ask(client, **parameters, after=found[-1]["next"]))
    return found


@pytest.mark.parametrize(
    "by", [one for size in (1, 2) for one in combinations(DIMENSIONS, size)], ids=",".join
)
def test_a_total_is_the_sum_of_its_groups_over_all_pages(
    client: httpx.Client, by: tuple[str, ...]
) -> None:
    found = pages(client, by=",".join(by), limit=3)
    groups = [group for page in found for group in page["groups"]]
    keys = [tuple(group[name] or "" for name in by) for group in groups]
    assert keys == sorted(set(keys))
    for page in found:
        total = page["total"]
        counts = {"lines": 20, "credited": 15, "zero": 5}
        assert total == {**counts, "credits": "165", "hours": "346.25"}
        for measure in MEASURES:
            assert sum(group[measure] for group in groups) == total[measure]
        for measure in ("credits", "hours"):
            assert sum(Decimal(group[measure]) for group in groups) == Decimal(total[measure])


def test_groups_are_exact_and_named(client: httpx.Client) -> None:
    answer = ask(client, by="unit,channel")
    imported, off_job, online, *_ = answer["groups"]
    none = {"unit": None, "unit_name": None, "lines": 0, "credited": 0, "zero": 0, "credits": "0"}
    assert imported == {**none, "channel": "imported", "hours": "40"}
    one = {"lines": 1, "credited": 1, "credits": "17.5", "hours": "26.25"}
    assert off_job == {**none, **one, "channel": "off_job"}
    assert (online["lines"], online["hours"]) == (3, "3")
    by_course = ask(client, by="course,category", course="o-law")["groups"]
    assert [(one["category"], one["hours"]) for one in by_course] == [("basic.online", "7.5")]
    units = [(group["unit"], group["channel"], group["credits"]) for group in answer["groups"]]
    assert ("A", "online", "15.5") in units


def test_the_documented_query_gives_the_figures_of_the_report(
    client: httpx.Client, shared_database: Database
) -> None:
    _, example = DOCUMENT.read_text().split("**Example.**")
    query = example.split("```sql\n")[1].split("```")[0]
    with psycopg.connect(shared_database.projector) as conn:
        rows = conn.execute(query).fetchall()
        hidden = conn.execute("SELECT count(*) FROM projections.ledger WHERE fact = 'unknown'")
        assert hidden.fetchone() == (1,)
    told = {(unit, f"{month:%Y-%m}"): (earned, zero) for unit, month, earned, zero in rows}
    groups = ask(client, by="unit,month", year="2010")["groups"]
    reported = {
        (one["unit"], one["month"]): (Decimal(one["credits"]), one["zero"])
        for one in groups
        if one["lines"]
    }
    assert told == reported
    assert (None, "2010-05") in reported


def test_filters(client: httpx.Client) -> None:
    by_month = ask(client, by="month", **{"from": "2010-03-01", "to": "2010-03-31"})
    assert [group["month"] for group in by_month["groups"]] == ["2010-03"]
    assert ask(client, by="", unit="A")["total"]["lines"] == 8
    assert ask(client, by="", course="o-law")["total"]["credits"] == "27.5"
    assert ask(client, by="", channel="off_job", cadre="c1")["total"]["credits"] == "17.5"
    assert ask(client, by="", year="2009")["total"]["credits"] == "0"
    assert ask(client, by="")["groups"] == []


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"by": "shoe"}, "by"),
        ({"by": "unit,unit"}, "once"),
        ({"after": "x"}, "after"),
        ({"by": "unit", "after": '["a","b"]'}, "after"),
        ({"known_at": "soon"}, "known_at"),
        ({"from": "soon"}, "from"),
        ({"from": "2010-12-01", "to": "2010-01-01"}, "in order"),
        ({"month": "2010-5"}, "month"),
        ({"month": "2010-13"}, "month"),
        ({"year": "abc"}, "year"),
        ({"year": "99999"}, "year"),
        ({"channel": "onlin"}, "off_job"),
        ({"format": "pdf"}, "no official form"),
        ({"format": "docx"}, "format"),
        ({"limit": "0"}, "limit"),
        ({"unit": "A\0"}, "U+0000"),
    ],
)
def test_what_cannot_be_answered_says_why(
    client: httpx.Client, parameters: dict[str, str], words: str
) -> None:
    answer = client.get("/reports/learning", params=parameters)
    assert answer.status_code == 400, answer.text
    assert words in answer.json()["error"]["message"]


@pytest.mark.parametrize("by", DIMENSIONS)
def test_what_is_folded_from_the_log_is_what_the_tables_hold(client: httpx.Client, by: str) -> None:
    for unit in ({}, {"unit": "A"}):
        now = ask(client, by=by, **unit)
        folded = ask(client, by=by, today="2010-12-01", **unit)
        assert {**folded, "settled": now["settled"]} == now
        assert now["total"]["lines"]


def test_figures_of_an_earlier_day_hold_what_had_happened(client: httpx.Client) -> None:
    total = ask(client, by="cadre", today="2010-01-31")["total"]
    assert (total["lines"], total["credits"], total["hours"]) == (3, "15.5", "203")


def test_figures_by_another_reading_of_the_policy(client: httpx.Client) -> None:
    parameters = {"hours.counts_online": "false", "today": "2010-01-31"}
    assert ask(client, by="", **parameters)["total"]["hours"] == "200"


def test_a_unit_sees_its_own_figures_and_those_below(
    client: httpx.Client, shared_database: Database
) -> None:
    store: RecordStore = open_store(
        shared_database.service, Hands(datetime(2011, 1, 1, tzinfo=UTC))
    )
    made, secret = Credentials(store).add("A", scopes=["reports/read:A"])
    writer, other = Credentials(store).add("W", scopes=["statements/write"])
    store.close()
    auth = (made.key, secret)
    answer = client.get("/reports/learning", auth=auth).json()
    assert [group["unit"] for group in answer["groups"]] == ["A", "A1"]
    assert answer["total"]["lines"] == 8
    assert client.get("/reports/learning?unit=B", auth=auth).status_code == 403
    assert client.get("/reports/learning", auth=(writer.key, other)).status_code == 403


def table(answer: httpx.Response) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_a_table_has_the_groups_and_at_its_end_the_total(client: httpx.Client) -> None:
    rows = table(client.get("/reports/learning?by=unit&format=csv"))
    assert [row["unit"] for row in rows] == [
        "",
        "\t007",
        "A",
        "A1",
        "B",
        "全部行合计 total of all rows",
    ]
    assert rows[-1]["credits"] == "165"
    years = table(client.get("/reports/learning?by=year&format=csv"))
    assert "2010" in [row["year"] for row in years]
    assert sum(Decimal(row["credits"]) for row in rows[:-1]) == 165
    first = client.get("/reports/learning?by=unit&limit=3", headers={"Accept": "text/csv"})
    assert [row["unit"] for row in table(first)] == ["", "\t007", "A"]
    following = first.links["next"]["url"]
    rest = client.get(following, headers={"Accept": "text/csv"})
    assert [row["unit"] for row in table(rest)] == ["A1", "B", "全部行合计 total of all rows"]


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "application/json"),
        ("text/csv", "text/csv"),
        ("text/csv;q=0.5, application/json", "application/json"),
        ("application/json;q=0.2, text/csv;q=0.9", "text/csv"),
        ("text/html", "text/html"),
    ],
)
def test_the_accept_header_decides(client: httpx.Client, accept: str, kind: str) -> None:
    answer = client.get("/reports/learning", headers={"Accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == kind
    assert answer.headers["vary"].startswith("Accept, Accept-Language")


def test_the_catalogue_tells_which_courses_are_runs_of_one(client: httpx.Client) -> None:
    told = {one["course"]: one["same_as"] for one in client.get("/catalogue").json()["courses"]}
    assert told == {"o-law": None, "o-ict": None, "o-law-2": "o-law"}
    rows = client.get("/catalogue", params={"format": "csv"}).content.decode("utf-8-sig")
    found = {one["course"]: one["same_as"] for one in csv.DictReader(io.StringIO(rows))}
    assert found == {"o-law": "", "o-ict": "", "o-law-2": "o-law"}


def test_the_catalogue_is_counted_by_category_and_paged(client: httpx.Client) -> None:
    first = client.get("/catalogue", params={"limit": 1}).json()
    assert (first["total"], first["categories"], first["next"]) == (3, {"": 1, "law": 2}, "o-ict")
    rest = client.get("/catalogue", params={"after": first["next"], "category": "law"}).json()
    (course,) = rest["courses"]
    assert (course["course"], course["credits"], course["since"]) == ("o-law", "5.5", "2009-01-01")
    assert rest["next"] is None
    assert client.get("/catalogue", params={"category": "x"}).json()["courses"] == []
    before = client.get("/catalogue", params={"today": "2008-12-31", "policy": "baoji-2009"}).json()
    assert (before["total"], before["courses"]) == (0, [])


def test_a_report_without_rows_is_no_table(client: httpx.Client) -> None:
    answer = client.get("/health/reports", headers={"Accept": "text/csv"})
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "media_type"
    assert client.get("/cadres/nobody/ledger?format=csv").status_code == 404
