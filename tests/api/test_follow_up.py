"""The follow-up of classes over HTTP: what is told, to whom, from the tables and from the log."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from lrs.postgres.postgres import Database
from tests.api.asking import ask
from tests.api.roles import Served, readers_of, served_to
from tests.api.serving import KEY, SECRET

DAY = {"occurred": "2009-01-01"}
CLASS = {"start": "2010-03-25", "end": "2010-03-31", "scheduled_days": "5"}


def facts() -> Iterator[dict[str, Any]]:
    named = {"zh-CN": "党校"}
    yield {"fact": "unit.registered", "id": "u", "unit": "school", "name": named} | DAY
    for cadre, unit in (("c1", "A"), ("c2", "A"), ("c3", "B")):
        yield (
            {"fact": "cadre.enrolled", "id": f"m{cadre}", "cadre": cadre, "unit": unit}
            | DAY
            | {"real_name": f"name of {cadre}"}
        )
        for name, tag in (("K1", {"class_tag": "key", "follow_up_years": 2}), ("K2", {})):
            yield (
                {"fact": "class.completed", "id": f"{cadre}{name}", "cadre": cadre}
                | CLASS
                | {
                    "class": name,
                    "institution": "school" if name == "K1" else "college",
                    **tag,
                }
            )
    yield {"fact": "self_evaluation.submitted", "id": "e1", "cadre": "c1", "class": "K1"} | {
        "occurred": "2010-03-31"
    }
    frame = {"seed": "c", "frame": ["c1", "c2", "c3"], "n": 1, "drawn": ["c1"]}
    yield {"fact": "sample.drawn", "id": "s1", "class": "K1", "occurred": "2010-04-02"} | frame
    yield {"fact": "result.fed_back", "id": "b1", "class": "K1", "unit": "A"} | {
        "occurred": "2010-04-09"
    }
    visit = {"method": "interview", "headings": {"practice": "runs a desk"}}
    yield (
        {"fact": "visit.conducted", "id": "v1", "cadre": "c1", "class": "K1"}
        | visit
        | {"occurred": "2010-09-01"}
    )
    yield {"fact": "seminar.held", "id": "h1", "class": "K1", "occurred": "2010-03-30"}
    yield {"fact": "course.catalogued", "id": "o", "course": "o1", "credits": "10"} | DAY
    yield {"fact": "course.passed", "id": "p1", "cadre": "c1", "course": "o1"} | {
        "occurred": "2010-06-01"
    }
    yield {"fact": "institution_report.filed", "id": "r1", "institution": "school"} | {
        "kind": "digest",
        "half": "2010-H1",
        "occurred": "2010-07-03",
    }


@pytest.fixture(scope="module")
def served(shared_database: Database) -> Iterator[Served]:
    """A server, and credentials that read the reports of one unit each."""
    now = datetime(2010, 12, 1, tzinfo=UTC)
    with served_to(readers_of("A", "school", "C"), shared_database, now, *facts()) as served:
        yield served


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.address, auth=(KEY, SECRET)) as opened:
        yield opened


def test_a_class_is_told_with_names_beside_ids(client: httpx.Client) -> None:
    found = ask(client, "/classes/K1/follow-up")
    assert (found["institution"], found["institution_name"]) == ("school", "党校")
    assert found["days"]["follow_up_ends"] == "2012-03-31"
    assert [one["name"] for one in found["trainees"]] == [
        "name of c1",
        "name of c2",
        "name of c3",
    ]
    assert found["unit_feedback_by_unit"]["A"]["delay_days"] == 9
    assert found["unit_feedback_by_unit"]["B"]["item"]["state"] == "overdue"
    assert found["trainees"][1]["self_evaluation"]["reason"]["code"] == "follow_up_overdue"


def test_trainees_come_in_pages(client: httpx.Client) -> None:
    first = ask(client, "/classes/K1/follow-up", limit=2)
    second = ask(client, "/classes/K1/follow-up", limit=2, after=first["next"])
    assert [one["cadre"] for one in first["trainees"]] == ["c1", "c2"]
    assert [one["cadre"] for one in second["trainees"]] == ["c3"]
    assert (first["total"], second["next"]) == (3, None)


def test_a_unit_sees_its_own_trainees_and_who_held_the_class_sees_all(served: Served) -> None:
    with served.client("A") as unit, served.client("school") as institution:
        own = ask(unit, "/classes/K1/follow-up")
        assert [one["cadre"] for one in own["trainees"]] == ["c1", "c2"]
        assert own["unit_feedback_by_unit"].keys() == {"A"}
        assert unit.get("/classes/K1/sample").status_code == 403
        assert unit.get("/institutions/school/follow-up").status_code == 403
        everybody = ask(institution, "/classes/K1/follow-up")
        assert everybody["total"] == 3
        assert ask(institution, "/classes/K1/sample")["sample"]["verdict"]["code"] == "sound"
        assert institution.get("/classes/K2/follow-up").status_code == 403


def test_who_sees_nobody_of_a_class_is_not_told_whether_there_is_one(served: Served) -> None:
    with served.client("C") as stranger:
        assert stranger.get("/classes/K1/follow-up").status_code == 403
        assert stranger.get("/classes/nothing/follow-up").status_code == 403
        assert ask(stranger, "/follow-up")["classes"] == []


def test_a_cadre_has_one_line_of_time_and_what_he_learned_beside_it(client: httpx.Client) -> None:
    found = ask(client, "/cadres/c1/follow-up")
    key = found["classes"][0]
    assert key["training_class"] == "K1"
    assert [(one["day"], one["fact"]) for one in key["entries"]] == [
        ("2010-03-31", "class.completed"),
        ("2010-03-31", "self_evaluation.submitted"),
        ("2010-04-09", "result.fed_back"),
        ("2010-06-01", "course.passed"),
        ("2010-09-01", "visit.conducted"),
    ]
    after = {one["when"]: one for one in key["around"]}
    assert after["before"]["credits"] == "0"
    assert after["during"]["classes"] == {"": 2}
    assert (after["after_1"]["credits"], after["after_1"]["courses"]) == ("10", {"": 1})
    assert [(one["year"], one["when"]) for one in key["years"]] == [
        (2009, "before"),
        (2010, "during"),
    ]


def test_the_classes_of_a_cadre_come_in_pages(client: httpx.Client) -> None:
    first = ask(client, "/cadres/c1/follow-up", limit=1)
    second = ask(client, "/cadres/c1/follow-up", limit=1, after=first["next"])
    found = [one["training_class"] for page in (first, second) for one in page["classes"]]
    assert found == ["K1", "K2"]
    assert second["next"] is None


def test_the_half_year_of_an_institution(client: httpx.Client) -> None:
    found = ask(client, "/institutions/school/follow-up", half="2010-H1")
    (own,) = found["classes"]
    assert own["self_evaluations"] == {"owed": 3, "done": 1, "overdue": 2}
    assert own["sample"]["frame"] == 3
    assert found["digest"]["state"] == "done_late"
    assert found["preset"]["state"] == "overdue"
    assert found["preset"]["evidence"] == []
    assert client.get("/institutions/school/follow-up?half=2010-H3").status_code == 400


def test_the_report_and_the_list_are_the_same_from_tables_and_from_the_log(
    client: httpx.Client,
) -> None:
    for path, part in (("/reports/follow-up", "items"), ("/follow-up", "classes")):
        for unit in (None, "A", "school"):
            asked = {} if unit is None else {"unit": unit}
            now = ask(client, path, **asked)
            folded = ask(client, path, known_at="2010-12-01", **asked)
            assert now[part] == folded[part]
            assert now[part]


def test_the_report_tells_institutions_then_units(client: httpx.Client) -> None:
    found = ask(client, "/reports/follow-up", limit=1)
    assert {(one["by"], one["id"]) for one in found["items"]} == {("institution", "college")}
    rest = ask(client, "/reports/follow-up", after=found["next"])
    owners = list(dict.fromkeys((one["by"], one["id"]) for one in rest["items"]))
    assert owners == [("institution", "school"), ("unit", "A"), ("unit", "B")]
    feedback = {
        one["id"]: (one["done_late"], one["overdue"])
        for one in rest["items"]
        if one["item"] == "unit_feedback" and one["by"] == "unit"
    }
    assert feedback == {"A": (1, 1), "B": (0, 2)}


def test_the_report_counts_what_is_due_by_a_day(client: httpx.Client) -> None:
    early = ask(client, "/reports/follow-up", until="2010-04-01")
    assert {one["item"] for one in early["items"]} == {"self_evaluation"}
    assert client.get("/reports/follow-up?until=yesterday").status_code == 400


def test_a_policy_without_follow_up_says_so(client: httpx.Client) -> None:
    found = ask(client, "/classes/K1/follow-up", policy="nanjing")
    assert (found["state"], found["days"]) == ("not_applicable", None)
    assert ask(client, "/cadres/c1/follow-up", policy="nanjing")["classes"] == []
    assert ask(client, "/reports/follow-up", policy="nanjing")["items"] == []


def test_what_is_amiss_is_among_the_findings(served: Served, client: httpx.Client) -> None:
    found = ask(client, "/reports/findings", code="seminar_before_class")["findings"]
    assert [(one["value"], one["rule"]) for one in found] == [("K1", "R38")]
    with served.client("school") as institution, served.client("A") as unit:
        asked = {"code": "seminar_before_class"}
        assert len(ask(institution, "/reports/findings", **asked)["findings"]) == 1
        assert ask(unit, "/reports/findings", **asked)["findings"] == []


@pytest.mark.parametrize("unit", [None, "A", "B", "school"])
def test_the_calendar_is_the_same_from_tables_and_from_the_log(
    client: httpx.Client, unit: str | None
) -> None:
    asked = {} if unit is None else {"unit": unit}
    now = ask(client, "/follow-up/due", **asked)
    then = ask(client, "/follow-up/due", **asked, today="2010-12-01")
    for name in ("items", "open", "overdue"):
        assert now[name] == then[name]
    assert now["items"]


def test_the_calendar_comes_in_pages_by_day(client: httpx.Client) -> None:
    whole = ask(client, "/follow-up/due")["items"]
    assert [one["due"] for one in whole] == sorted(one["due"] for one in whole)
    found: list[Any] = []
    after: str | None = ""
    while after is not None:
        page = ask(client, "/follow-up/due", after=after, limit=2)
        found, after = found + page["items"], page["next"]
    assert found == whole


def test_the_calendar_tells_what_is_so_far_alone(client: httpx.Client) -> None:
    overdue = ask(client, "/follow-up/due", state="overdue")
    assert {one["state"] for one in overdue["items"]} == {"overdue"}
    assert sum(one["count"] for one in overdue["items"]) == overdue["overdue"]
    assert client.get("/follow-up/due", params={"state": "done"}).status_code == 400
