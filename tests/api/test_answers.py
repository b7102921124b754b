"""Every answer is described, member by member, and is what its description says."""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import httpx
import jsonschema_rs
import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api.app import create_app
from api.reports.answering import AnswerRoute, row_type
from api.reports.stamp import VERSIONS, digest
from projections.reports.answer import Answer
from projections.reports.columns import columns
from tests.api.serving import settings
from tests.api.test_learning import client
from tests.api.test_tables import PATHS, as_table

__all__ = ["client"]

ALL = create_app(settings()).rest.routes
ROUTES = {route.path: route for route in ALL if isinstance(route, AnswerRoute)}
REPORTS = [path for path in ROUTES if issubclass(ROUTES[path].answer_type, Answer)]


def judges(dependant: Dependant) -> bool:
    """Whether a route can be asked by a policy to try."""
    names = {param.alias for param in dependant.query_params}
    return "policy" in names or any(map(judges, dependant.dependencies))


def asked(path: str) -> dict[str, str]:
    """The parameters that stand in a path."""
    return dict(httpx.URL(path).params)


@pytest.fixture(scope="module", autouse=True)
def _issued(client: httpx.Client) -> None:
    """A report was issued, under the number by which PATHS makes it again."""
    wanted = {"request": "/cadres/c1/ledger", "number": "paper"}
    client.post("/audit/reports", json=wanted).raise_for_status()


@pytest.fixture(scope="module")
def document() -> Any:
    return create_app(settings()).rest.openapi()


def schema_of(document: Any, path: str) -> Any:
    """The schema of what a path answers, with all that it refers to."""
    described = document["paths"][path.replace(":path}", "}")]["get"]
    schema = described["responses"]["200"]["content"]["application/json"]["schema"]
    return {**schema, "components": document["components"]}


def bare(schema: Any, components: Any, place: str, seen: frozenset[str]) -> Iterator[str]:
    """The places of a schema where an object says nothing of its members, or a member nothing of
    itself."""
    reference = schema.get("$ref", "").rpartition("/")[2]
    if reference and reference not in seen:
        yield from bare(components[reference], components, reference, seen | {reference})
    members = schema.get("properties", {})
    is_map = bool(schema.get("additionalProperties") or schema.get("patternProperties"))
    if schema.get("type") == "object" and not (members or is_map):
        yield place
    for name, member in members.items():
        if not member.get("description"):
            yield f"{place}.{name}"
        yield from bare(member, components, f"{place}.{name}", seen)
    for inner in within(schema):
        yield from bare(inner, components, place, seen)


def within(schema: Any) -> Iterator[Any]:
    """The schemas of what a list or a map holds, and those of which one applies."""
    for name in ("items", "additionalProperties"):
        if isinstance(schema.get(name), dict):
            yield schema[name]
    yield from (one for name in ("anyOf", "oneOf", "prefixItems") for one in schema.get(name, ()))


def test_every_member_of_every_answer_and_of_every_error_is_described(document: Any) -> None:
    components = document["components"]["schemas"]
    for path, operations in document["paths"].items():
        for operation in operations.values():
            for answer in operation["responses"].values():
                for content in answer.get("content", {}).values():
                    assert list(bare(content["schema"], components, path, frozenset())) == []


def test_each_operation_tells_its_errors(document: Any) -> None:
    for path, operations in document["paths"].items():
        for operation in operations.values():
            expected = {"400", "401", "403", "503"} | ({"404"} if "{" in path else set())
            assert expected <= operation["responses"].keys(), path
    reports = {ROUTES[path].path_format for path in REPORTS}
    assert all("409" in document["paths"][path]["get"]["responses"] for path in reports)


@pytest.mark.parametrize("path", ROUTES)
def test_an_answer_is_what_its_description_says(
    client: httpx.Client, document: Any, path: str
) -> None:
    found = client.get(PATHS[path])
    assert found.status_code == 200, found.text
    errors = jsonschema_rs.validator_for(schema_of(document, path)).iter_errors(found.json())
    assert [f"{error.instance_path}: {error.message}" for error in errors] == []


JUDGED = [path for path in REPORTS if judges(ROUTES[path].dependant)]
"""The reports that can be asked by another policy than the published one."""


@pytest.mark.parametrize("policy", ["cn-national-2023", "nanjing", "huaian"])
@pytest.mark.parametrize("path", JUDGED)
def test_an_answer_by_another_policy_has_the_same_description(
    client: httpx.Client, document: Any, path: str, policy: str
) -> None:
    """A policy without a part of the regulation answers that it does not apply."""
    found = client.get(PATHS[path], params=asked(PATHS[path]) | {"policy": policy})
    assert found.status_code == 200, found.text
    errors = jsonschema_rs.validator_for(schema_of(document, path)).iter_errors(found.json())
    assert [f"{error.instance_path}: {error.message}" for error in errors] == []
    assert policy in str(found.json()["policy"])


def test_one_word_means_a_cadre(document: Any) -> None:
    members = {
        (name, member)
        for name, schema in document["components"]["schemas"].items()
        for member in schema.get("properties", {})
    }
    assert {name for name, member in members if member == "person"} == set()


@pytest.mark.parametrize("path", REPORTS)
def test_an_answer_says_what_it_rests_on(client: httpx.Client, path: str) -> None:
    found = client.get(PATHS[path]).json()
    assert found["position"] > 0
    assert found["today"]
    assert found["policy"]["id"] == "baoji-2009"
    assert found["incomplete"] is False
    assert found["set_aside"] == []


def test_a_table_and_the_json_carry_the_same_stamp(client: httpx.Client) -> None:
    answer = client.get("/cadres/c1/ledger")
    found = answer.json()
    canonical = json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert answer.headers["Answer-Basis"] == (
        f"position={found['position']}; today={found['today']}; policy=baoji-2009; "
        f"incomplete=false; policies={found['policy']['digest']}; versions={digest(VERSIONS)}; "
        f"answer={sha256(canonical.encode()).hexdigest()}"
    )
    table = client.get("/cadres/c1/ledger?format=csv")
    assert table.headers["Answer-Basis"] == answer.headers["Answer-Basis"]


@pytest.mark.parametrize("path", [path for path in ROUTES if row_type(ROUTES[path].answer_type)])
def test_a_table_has_a_column_for_all_that_a_row_tells(client: httpx.Client, path: str) -> None:
    heading, _ = as_table(client, PATHS[path])
    assert len(set(heading)) == len(heading) > 0
    row = row_type(ROUTES[path].answer_type)
    assert row is not None
    if not hasattr(ROUTES[path].answer_type, "columns"):
        declared = [column.name for column in columns(row)]
        assert [name for name in declared if name in heading] == heading


def test_every_endpoint_has_a_typed_answer_but_those_that_serve_files() -> None:
    others = {route.path for route in ALL if isinstance(route, APIRoute)} - ROUTES.keys()
    served = ("/audit/", "/sign-", "/assets/", "/charts/", "/statements", "/import", "/help")
    forms = {"/do", "/do/{fact}", "/done/{statement}", "/type"}
    assert {path for path in others - forms if not path.startswith(served)} == {
        "/openapi.json",
        "/profile",
        "/documents/content",
    }
    assert set(ROUTES) - set(REPORTS) == {
        "/health/projections",
        "/health/reports",
        "/documents/history",
        "/audit/reports/{name:path}",
    }
