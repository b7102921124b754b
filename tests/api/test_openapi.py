"""The OpenAPI description: whole, consistent, and of what the server really answers."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from tests.api.serving import KEY, SECRET

ANALYSTS: Final = Path(__file__).parents[2] / "docs" / "analysts.md"


@pytest.fixture(scope="module")
def document(address: str) -> Any:
    """The description as a client gets it."""
    answer = httpx.get(f"{address}/openapi.json", auth=(KEY, SECRET))
    assert answer.status_code == 200
    return answer.json()


def references(value: Any) -> Iterator[str]:
    """Every reference within a description."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def test_every_route_is_described(document: Any) -> None:
    methods = {path: set(operations) for path, operations in document["paths"].items()}
    assert methods["/xapi/statements"] == {"get", "post", "put"}
    assert methods["/xapi/statements/more"] == {"get"}
    assert methods["/xapi/about"] == {"get"}
    assert {"/cadres/{cadre}/balances", "/cadres/{cadre}/ledger"} <= methods.keys()


def test_what_it_refers_to_is_there(document: Any) -> None:
    for reference in set(references(document)):
        kind, name = reference.removeprefix("#/components/").split("/")
        assert name in document["components"][kind]


def test_bad_input_is_400_everywhere(document: Any) -> None:
    for operations in document["paths"].values():
        for operation in operations.values():
            assert "422" not in operation["responses"]


def test_only_about_needs_no_credential(document: Any) -> None:
    assert document["security"] == [{"basic": []}]
    free = [
        path
        for path, operations in document["paths"].items()
        for operation in operations.values()
        if operation.get("security") == []
    ]
    assert free == ["/xapi/about"]


def test_the_pages_are_those_that_the_analysts_are_told_of(document: Any) -> None:
    described = {}
    for path, operations in document["paths"].items():
        if path.startswith(("/xapi", "/documents")):
            continue
        names = {one["name"]: one for one in operations.get("get", {}).get("parameters", ())}
        if {"after", "limit"} <= names.keys():
            limit = names["limit"]["schema"]
            bounds = limit.get("anyOf", [limit])[0]["maximum"]
            described[_plain(path)] = f"{limit.get('default', 'all')}, {bounds}"
    told: dict[str, str] = {}
    for row in ANALYSTS.read_text(encoding="utf-8").splitlines():
        if row.startswith("| `/"):
            paths, *_, bounds = (cell.strip() for cell in row.strip("|").split("|"))
            told |= {_plain(path.strip("` ")): bounds for path in paths.split(",")}
    assert described == told, "docs/analysts.md has the table of pages"


def _plain(path: str) -> str:
    return re.sub(r"{[^}]*}", "{}", path)


def test_a_class_has_its_name_beside_it_wherever_it_is_told(document: Any) -> None:
    members = {
        name: schema.get("properties", {})
        for name, schema in document["components"]["schemas"].items()
    }
    told = {name for name, said in members.items() if "training_class" in said}
    assert "Survey" in told
    assert all("class_name" in members[name] for name in told)
