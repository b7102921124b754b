"""Classes and selection over HTTP: what is told, to whom, from the tables and from the log."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from lrs.postgres.postgres import Database
from tests.api.asking import ask
from tests.api.roles import Served, readers_of, served_to
from tests.api.serving import KEY, SECRET

BEGAN = {"occurred": "2007-01-01"}
K1 = {"class": "K1"}
HELD = {"start": "2010-05-10", "end": "2010-05-14", "scheduled_days": "5", "theme": "economy"}
EARLIER = {"start": "2008-05-10", "end": "2008-05-14", "scheduled_days": "5", "theme": "economy"}
NOW = {"known_at": "2010-12-01", "today": "2010-12-01"}
"""What is asked without parameters, too, on the day of the server's clock."""

PATHS = (
    *("/classes", "/classes?year=2010&state=completed", "/classes?institution=school&limit=1"),
    *("/classes?unit=B", "/reports/classes?year=2010", "/reports/selection?year=2010"),
    *("/reports/coverage", "/reports/coverage?unit=A", "/reports/selection?year=2010&unit=B"),
)


def facts() -> Iterator[dict[str, Any]]:
    for unit in ("A", "B"):
        named = {"name": {"zh-CN": f"{unit}局"}, "unit": unit}
        yield {"fact": "unit.registered", "id": f"u{unit}", **named, **BEGAN}
    for cadre, unit in (("c1", "A"), ("c2", "A"), ("c3", "B"), ("s3", "B"), ("idle", "A")):
        of_cadre = {"cadre": cadre, "unit": unit, "real_name": f"name of {cadre}"}
        yield {"fact": "cadre.enrolled", "id": f"m{cadre}", **of_cadre, **BEGAN}
    plan = {"persons": 40, "start": "2010-05-10", "end": "2010-05-14", "institution": "school"}
    said = {"name": "经济专题班", "occurred": "2010-01-05"}
    yield {"fact": "class.planned", "id": "p1", **K1, **plan, **said}
    yield {"fact": "class.planned", "id": "p2", "class": "K2", "persons": 5} | {
        "start": "2010-12-10",
        "end": "2010-12-14",
        "occurred": "2010-10-01",
    }
    observer = {"person": "officer-7", "occurred": "2010-05-01"}
    yield {"fact": "class.observer_assigned", "id": "o1", **K1, **observer}
    called = {**K1, "occurred": "2010-04-20"}
    for cadre in ("c1", "c2", "c3"):
        yield {"fact": "cadre.nominated", "id": f"n{cadre}", "cadre": cadre, **called}
    yield {"fact": "quota.allocated", "id": "q1", "unit": "A", "persons": 2, **called}
    yield {"fact": "trainee.named", "id": "i1", "unit": "A", "cadre": "c2", **called}
    yield {"fact": "class.completed", "id": "k0", "cadre": "c1", "class": "K0", **EARLIER}
    yield {"fact": "class.completed", "id": "k1", "cadre": "c1", **K1, **HELD}
    yield {"fact": "class.completed", "id": "k3", "cadre": "s3", **K1, **HELD} | {
        "substitute_for": "c3"
    }
    planned = {"cadres": ["c1", "c2"], "occurred": "2010-01-10"}
    yield {"fact": "rotation_plan.set", "id": "r1", "unit": "A", "year": 2010, **planned}


@pytest.fixture(scope="module")
def served(shared_database: Database) -> Iterator[Served]:
    """A server, and credentials that read the reports of one unit each."""
    now = datetime(2010, 12, 1, tzinfo=UTC)
    with served_to(readers_of("B", "C"), shared_database, now, *facts()) as served:
        yield served


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.address, auth=(KEY, SECRET)) as opened:
        yield opened


@pytest.mark.parametrize("path", PATHS)
def test_the_tables_say_what_the_log_says(client: httpx.Client, path: str) -> None:
    assert ask(client, path) == ask(client, path, **NOW)


def test_a_class_is_told_from_its_plan_on(client: httpx.Client) -> None:
    found = ask(client, "/classes/K1")
    assert (found["class_name"], found["state"], found["planned"]) == (
        "经济专题班",
        "completed",
        40,
    )
    assert found["declaration"]["verdict"] == "missing"
    assert [one["code"]["code"] for one in found["findings"]] == ["undeclared"]
    assert found["observers"] == ["officer-7"]
    states = [(one["cadre"], one["name"], one["state"]) for one in found["nominations"]]
    assert states == [
        ("c1", "name of c1", "attended"),
        ("c2", "name of c2", "absent"),
        ("c3", "name of c3", "substituted_unapproved"),
    ]
    (quota,) = found["quotas"]
    assert (quota["unit_name"], quota["allocated"], quota["named"], quota["attended"]) == (
        *("A局", 2),
        *(1, 0),
    )


def test_who_was_to_attend_stands_beside_who_did_page_by_page(client: httpx.Client) -> None:
    first = ask(client, "/classes/K1/attendance", limit=2)
    assert [(one["cadre"], one["attended"], one["expected"]) for one in first["cadres"]] == [
        ("c1", True, "nominated"),
        ("c2", False, "nominated"),
    ]
    rest = ask(client, "/classes/K1/attendance", limit=2, after=first["next"])
    assert [(one["cadre"], one["expected"]) for one in rest["cadres"]] == [
        ("c3", "nominated"),
        ("s3", None),
    ]
    assert rest["next"] is None
    assert rest["cadres"][1]["attendance"]["substitute_for"] == "c3"


def test_lists_are_chosen_and_come_in_pages(client: httpx.Client) -> None:
    first = ask(client, "/classes", limit=2)
    assert [one["training_class"] for one in first["classes"]] == ["K0", "K1"]
    rest = ask(client, "/classes", limit=2, after=first["next"])
    assert [(one["training_class"], one["state"]) for one in rest["classes"]] == [("K2", "planned")]
    found = ask(client, "/classes", year=2010, state="completed")["classes"]
    assert [one["training_class"] for one in found] == ["K1"]


def test_a_year_of_classes_is_summed_up(client: httpx.Client) -> None:
    found = ask(client, "/reports/classes", year=2010)
    assert found["states"] == {"completed": 1, "planned": 1}
    assert found["found"] == {"undeclared": 1}
    kinds = {one["kind"]: (one["expected"], one["held"]) for one in found["classified"]}
    assert kinds["in_post"] == (1, 0)


def test_the_selection_of_a_year_has_its_cases(client: httpx.Client) -> None:
    found = ask(client, "/reports/selection", year=2010)
    assert found["nominations"] == {"absent": 1, "attended": 1, "substituted_unapproved": 1}
    cases = [(one["cadre"], one["reason"]["code"], one["other"]) for one in found["cases"]]
    assert cases == [
        ("c1", "nominee_outside_groups", None),
        ("c1", "trained_again", "K0"),
        ("c2", "nominee_absent", None),
        ("c2", "nominee_outside_groups", None),
        ("c3", "nominee_outside_groups", None),
        ("c3", "substituted_unapproved", "s3"),
    ]
    (rotation,) = found["rotations"]
    assert (rotation["unit_name"], rotation["trained"], rotation["missing"]) == ("A局", 1, ["c2"])
    first = ask(client, "/reports/selection", year=2010, limit=4)
    rest = ask(client, "/reports/selection", year=2010, limit=4, after=first["next"])
    assert [*first["cases"], *rest["cases"]] == found["cases"]


def test_coverage_names_whom_training_has_not_reached(client: httpx.Client) -> None:
    found = ask(client, "/reports/coverage")
    assert (found["members"], found["trained"], found["share"]) == (5, 2, "0.4")
    assert [(one["cadre"], one["since"]) for one in found["untrained"]] == [
        ("c2", "2007-01-01"),
        ("c3", "2007-01-01"),
        ("idle", "2007-01-01"),
    ]
    by_unit = {one["unit"]: (one["members"], one["trained"]) for one in found["units"]}
    assert by_unit == {"A": (3, 1), "B": (2, 1)}


def test_a_reader_of_a_unit_sees_its_own_cadres_of_a_class(served: Served) -> None:
    with served.client("B") as reader:
        found = ask(reader, "/classes/K1")
        assert [one["cadre"] for one in found["nominations"]] == ["c3"]
        assert [one["substitute"] for one in found["substitutions"]] == ["s3"]
        assert (found["quotas"], found["trainees"]) == ([], 2)
        rows = ask(reader, "/classes/K1/attendance")["cadres"]
        assert [one["cadre"] for one in rows] == ["c3", "s3"]
        assert [one["training_class"] for one in ask(reader, "/classes")["classes"]] == ["K1"]
        cases = ask(reader, "/reports/selection", year=2010)
        assert {one["cadre"] for one in cases["cases"]} == {"c3"}
        assert cases["rotations"] == []
        assert ask(reader, "/reports/coverage")["members"] == 2


def test_a_class_of_others_is_refused_as_one_that_is_not_there(served: Served) -> None:
    with served.client("C") as reader:
        others, nobodys = reader.get("/classes/K1"), reader.get("/classes/none")
        assert (others.status_code, nobodys.status_code) == (403, 403)
        assert others.json() == nobodys.json()
    with httpx.Client(base_url=served.address, auth=(KEY, SECRET)) as client:
        assert client.get("/classes/none").status_code == 404


def test_a_policy_without_these_parts_is_no_error(client: httpx.Client) -> None:
    found = ask(client, "/classes/K1", policy="nanjing")
    assert (found["declaration"]["verdict"], found["findings"]) == ("not_applicable", [])
    assert ask(client, "/reports/classes", year=2010, policy="huaian")["classified"] is None
    assert ask(client, "/reports/coverage", policy="cn-national-2023")["untrained"] == []
    chosen = ask(client, "/reports/selection", year=2010, policy="nanjing")
    assert (chosen["applies"], chosen["cases"]) == (False, [])
    assert chosen["nominations"] == {"absent": 1, "attended": 1, "substituted_unapproved": 1}


def test_what_was_known_earlier_is_told_as_it_was(client: httpx.Client) -> None:
    early = {"known_at": "2010-12-01", "today": "2010-05-13"}
    found = ask(client, "/classes/K1", **early)
    assert (found["state"], found["trainees"]) == ("running", 0)
    assert {one["state"] for one in found["nominations"]} == {"nominated"}


def test_what_is_amiss_with_classes_is_among_the_findings(
    client: httpx.Client, served: Served
) -> None:
    found = ask(client, "/reports/findings", code="undeclared")["findings"]
    assert [(one["value"], one["article"]) for one in found] == [("K1", "M4-2, Q47")]
    found = ask(client, "/reports/findings", code="substituted_unapproved")["findings"]
    assert [(one["cadre"], one["name"], one["value"]) for one in found] == [
        ("c3", "name of c3", "s3")
    ]
    with served.client("B") as reader:
        assert ask(reader, "/reports/findings", code="substituted_unapproved")["findings"] == found
        assert ask(reader, "/reports/findings", code="undeclared")["findings"] == []
