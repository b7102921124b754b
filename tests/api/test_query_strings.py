"""Whatever a query string says, the answer is a good one or says what is wrong with it."""

import json
from collections.abc import Iterator
from urllib.parse import quote, quote_from_bytes

import httpx
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from lrs.clock import system_clock
from lrs.postgres.postgres import Database
from projections.policy.folder import load_packaged
from projections.policy.schema import SCHEMA
from tests.api.catching_up import catch_up
from tests.api.conftest import conversation
from tests.api.conversation import new_id
from tests.api.serving import product
from tests.conftest import Postgres
from tests.faults.clients import attended

AGENT = json.dumps({"mbox": "mailto:li@example.com"})
ID = new_id()
VALUES = (
    *("", " ", "\n", "0", "-1", "1", "2026", "999999999", "9999999999", "1" * 400, "-0", "+1"),
    *("1.5", "1e999999999", "1e-999999999", ".inf", ".nan", "0x10", "1_000", "190:20:30", "²", "٣"),
    *("0001-01-01", "1900-01-01", "2199-12-31", "9999-12-31", "2026-02-30", "2026-11-28\n"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-11-28T00:00:00Z\n"),
    *("20261128T000000", "2026-W48-6", "12-31", "02-29", "12-31T24:00", "00-00"),
    *(ID, ID + "\n", "{" + ID + "}", "urn:uuid:" + ID, AGENT, AGENT + "\n", "{}", "[]", "null"),
    *("~", "true", "yes", "[", "{", "]", "&a [*a]", "*a", "!!python/object:x {}", "? x", "--- ---"),
    *("[" * 3000, "{a: " * 500, '{"a":' * 3000, "[1, 2]", "[9999, 999999999]", "[a, [b, {c: d}]]"),
    *(
        "https://example.com/a\n",
        "unit",
        "month",
        "csv",
        "cn-national-2023",
        "baoji-2009",
        "nanjing",
    ),
    *("../../etc/passwd", "Asia/Shanghai", "Asia/Shanghai\n", "localtime", "rolling", "individual"),
    *("a\0b", "\ud800", "x" * 9000, "c1", "c1\n", "甲", "lifetime", "calendar_year", "none"),
)
OF_OVERRIDES = (
    *("0", "1", "100", "9999", "999999999", "1e999999999", "0001-01-01", "9999-12-31", "12-31"),
    *("12-31T24:00", "[1, 999999999]", "Asia/Shanghai\n", "rolling", "individual", "~", "{}"),
)
RAW = ("%", "%F", "%FF", "%00", "%0A", "%C0%80", "%ED%A0%80", "+", "&", "=", ";", "%26")


@pytest.fixture(scope="module")
def client(postgres: Postgres, migrated: str) -> Iterator[httpx.Client]:
    with (
        postgres.database(template=migrated) as database,
        product(database) as address,
        conversation(address) as client,
    ):
        begin(database, client)
        yield client


def begin(database: Database, client: httpx.Client) -> None:
    """A little history, with the tables up to it."""
    facts = [attended(f"class-{number}", f"c{number % 3}", 10) for number in range(9)]
    assert client.post("/xapi/statements", json=facts).status_code == 200
    catch_up(database, system_clock)


def questions(client: httpx.Client) -> dict[str, list[str]]:
    """All that can be asked: each path, with the parameters that it is described with."""
    described = client.get("/openapi.json").json()["paths"]
    found: dict[str, list[str]] = {}
    for path, methods in described.items():
        if "get" in methods:
            parameters = methods["get"].get("parameters", [])
            found[path] = [one["name"] for one in parameters if one["in"] == "query"]
    return found


def overrides() -> list[str]:
    """The parameters of policies, by every name that a question may use."""
    own = load_packaged("baoji-2009").parameters
    groups = {name.rpartition(".")[0] for name in own} - {""}
    names = {*SCHEMA, *own, *groups}
    return sorted(name if "." in name else f"policy.{name}" for name in names)


LONGEST_OF_CLIENT = 30_000
"""More than the request line may have; the client of this test itself refuses twice as much."""


def encoded(value: str) -> str:
    return quote_from_bytes(value.encode("utf-8", "surrogatepass"))


def asked(draw: st.DrawFn, name: str) -> str:
    """A parameter with some value."""
    value = draw(st.sampled_from(VALUES).map(encoded) | st.sampled_from(RAW))
    return f"{quote(name)}={value}"


@st.composite
def queries(draw: st.DrawFn, known: dict[str, list[str]]) -> str:
    """A path with a query string."""
    path = draw(st.sampled_from(sorted(known)))
    names = st.sampled_from([*known[path], *overrides(), "unknown"])
    parameters = [asked(draw, name) for name in draw(st.lists(names, max_size=3))]
    while "{" in path:
        begin, _, rest = path.partition("{")
        value = draw(st.sampled_from(["c1", "u1", "2026", *VALUES[:40]]))
        path = begin + (encoded(value) or "x") + rest.partition("}")[2]
    query = f"{path}?{'&'.join(parameters)}"
    assume(len(query) < LONGEST_OF_CLIENT)
    return query


def test_no_query_string_is_answered_with_an_error_of_the_server(client: httpx.Client) -> None:
    known = questions(client)
    assert {"/xapi/statements", "/cadres/{cadre}/balances", "/reports/circular"} <= known.keys()

    @settings(max_examples=300, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(queries(known))
    @example("/xapi/statements?statementId=" + ID + "%0A")
    @example("/xapi/statements?voidedStatementId=" + ID + "%0A")
    @example("/xapi/statements?registration=" + ID + "%0A")
    @example("/xapi/activities/state?registration=" + ID + "%0A")
    @example("/cadres/c1/balances?calendar.cycle_years=999999999")
    def ask(query: str) -> None:
        answer = client.get(query)
        assert answer.status_code < 500, (query, answer.text)

    ask()


@pytest.mark.parametrize("name", overrides())
def test_no_value_of_an_override_is_either(client: httpx.Client, name: str) -> None:
    for value in OF_OVERRIDES:
        query = f"/cadres/c1/bars?{quote(name)}={encoded(value)}"
        answer = client.get(query)
        assert answer.status_code < 500, (query, answer.text)


@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
@pytest.mark.parametrize(
    "path",
    [
        "/xapi/statements",
        "/xapi/activities/state",
        "/xapi/activities/profile",
        "/xapi/agents/profile",
        "/xapi/activities",
        "/xapi/agents",
    ],
)
@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_a_uuid_with_a_line_feed_is_no_uuid(
    client: httpx.Client, path: str, method: str, version: str
) -> None:
    common = {"activityId": "https://example.com/a", "agent": AGENT}
    for name in ("statementId", "voidedStatementId", "registration"):
        for known in ({}, common, common | {"stateId": "s"}, common | {"profileId": "p"}):
            answer = client.request(
                method,
                path,
                params=known | {name: ID + "\n"},
                headers={"X-Experience-API-Version": version},
            )
            assert 400 <= answer.status_code < 500, (method, path, name, answer.text)
