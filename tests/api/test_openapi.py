"""The OpenAPI description: whole, consistent, and of what the server really answers."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.api.serving import KEY, SECRET


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
