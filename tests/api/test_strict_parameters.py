"""A query parameter has an effect or is an error that names those that exist, on every path."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import httpx
import pytest

from api.app import create_app
from api.http.strict_route import PublicRoute, StrictRoute
from lrs.clock import system_clock
from lrs.postgres.postgres import Database
from tests.api.serving import KEY, SECRET, product, settings
from tests.conftest import Postgres
from tests.recording import open_store, publish, record

ROUTES: list[Any] = create_app(settings()).rest.routes
PATHS = sorted(route.path for route in ROUTES)
POLICY = ("/cadres/{cadre:path}/balances", "/reports/circular", "/units/{unit:path}/compliance")


@pytest.fixture(scope="module")
def client(postgres: Postgres, migrated: str) -> Iterator[httpx.Client]:
    with postgres.database(template=migrated) as database:
        _fill(database)
        with (
            product(database) as address,
            httpx.Client(base_url=address, auth=(KEY, SECRET)) as opened,
        ):
            yield opened


def _fill(database: Database) -> None:
    assigned = {"fact": "unit.assigned", "occurred": "2009-01-01", "id": "m1", "cadre": "c1"}
    with closing(open_store(database.service, system_clock)) as store:
        publish(store)
        record(store, {**assigned, "unit": "A"})


def filled(path: str) -> str:
    """A path with what stands in its braces."""
    for place, value in {"cadre": "c1", "unit": "A", "credential": KEY}.items():
        path = path.replace(f"{{{place}:path}}", value)
    return path


def refusal(client: httpx.Client, path: str, query: str) -> str:
    answer = client.get(f"{filled(path)}?{query}")
    assert answer.status_code == 400, answer.text
    return str(answer.json()["error"]["message"])


def test_every_route_is_strict() -> None:
    assert len(PATHS) > 25
    assert all(isinstance(route, StrictRoute) for route in ROUTES)


@pytest.mark.parametrize(
    "route", [one for one in ROUTES if "GET" in one.methods], ids=lambda route: route.path
)
def test_an_unknown_parameter_is_refused_with_those_that_exist(
    client: httpx.Client, route: StrictRoute
) -> None:
    told = refusal(client, route.path, "yaer=2010")
    assert "there is no parameter 'yaer' here" in told
    assert all(name in told for name in route.known)
    anonymous = httpx.get(f"{client.base_url}{filled(route.path)}?yaer=2010")
    assert anonymous.status_code == (400 if isinstance(route, PublicRoute) else 401)


def test_what_is_for_anybody_is_signing_in_and_how_pages_look() -> None:
    public = {route.path for route in ROUTES if isinstance(route, PublicRoute)}
    assert public == {"/assets/{name}", "/help", "/sign-in", "/sign-in/{token}", "/sign-out"} | {
        "/type"
    }


@pytest.mark.parametrize(
    ("path", "query", "word"),
    [
        ("/cadres/{cadre:path}/balances", "year=2010", "'year'"),
        ("/cadres/{cadre:path}/ledger", "limit=5", "'limit'"),
        ("/reports/at-risk", "year=2010", "'year'"),
        ("/cadres", "Unit=A", "'Unit'"),
        ("/reports/circular", "year=2010&year=2011", "year: got it twice"),
        ("/cadres/{cadre:path}/balances", "carry.mode=none&carry.mode=none", "carry.mode: got it"),
        ("/cadres/{cadre:path}/balances", "carry.mood=none", "carry.mood"),
        ("/cadres/{cadre:path}/balances", "format=csv&format=json", "format: got it twice"),
        ("/cadres/{cadre:path}/balances", "policy=%FF", "UTF-8"),
        ("/cadres/{cadre:path}/balances", "policy=%00", "U+0000"),
        ("/identities/unmatched", "carry.mode=none", "'carry.mode'"),
        ("/health/projections", "known_at=2010-01-01", "here; there are format, lang"),
        ("/cadres", "limit=9999", "limit: got '9999', expected 1000 or less"),
        ("/cadres", "limit=x", "limit: got 'x', expected a whole number in digits"),
        ("/cadres", "limit=1_0", "limit: got '1_0', expected a whole number in digits"),
        (
            "/cadres/{cadre:path}/duty-report",
            "first=2010.0",
            "first: got '2010.0', expected a whole",
        ),
        ("/cadres/{cadre:path}/balances", "today=20101231", "today: got '20101231', expected a"),
        ("/cadres/{cadre:path}/balances", "known_at=2010-W52-5", "known_at: got '2010-W52-5'"),
    ],
)
def test_what_has_no_effect_here_is_refused(
    client: httpx.Client, path: str, query: str, word: str
) -> None:
    assert word in refusal(client, path, query)


@pytest.mark.parametrize("path", POLICY)
def test_what_names_the_policy_is_tried(client: httpx.Client, path: str) -> None:
    assert "carry.mode" in refusal(client, path, "yaer=2010")
    for query in ("carry.mode=none", "policy.carry={mode: none}", "policy.apply_first=true"):
        answer = client.get(f"{filled(path)}?{query}")
        assert answer.status_code == 200, answer.text
        assert answer.json()["policy"]["id"] == "baoji-2009"


def test_a_parameter_of_the_policy_has_a_dot_or_gets_one(client: httpx.Client) -> None:
    for name in ("apply_first", "carry"):
        assert "or policy.year_cap" in refusal(client, POLICY[0], f"{name}=true")
    twice = refusal(client, POLICY[0], "carry.mode=none&policy.carry.mode=none")
    assert "carry.mode: got 'none', expected it once" in twice


def test_no_parameter_of_a_report_is_taken_for_one_of_the_policy() -> None:
    names = {name for route in ROUTES if isinstance(route, StrictRoute) for name in route.known}
    assert {"known_at", "year", "format"} <= names
    assert not any("." in name for name in names)


def test_a_path_that_leads_nowhere_says_where_to_look(client: httpx.Client) -> None:
    for method, path, status in (
        ("GET", "/statement", 404),
        ("GET", "/xapi/statement", 404),
        ("POST", "/statements", 405),
    ):
        answer = client.request(method, path)
        assert answer.status_code == status
        assert "/xapi/statements" in answer.json()["error"]["message"]


UNKNOWN = ("/audit/tile/9", "/audit/tile/", "/audit/checkpoint/", "/reports/circular/", "/nowhere")


@pytest.mark.parametrize("path", UNKNOWN)
def test_an_address_that_is_none_is_not_found_and_leads_nowhere(
    client: httpx.Client, path: str
) -> None:
    answer = client.get(path, follow_redirects=False)
    assert (answer.status_code, answer.headers.get("location")) == (404, None)
    assert answer.json()["error"]["code"] == "not_found"


def test_no_route_is_found_by_another_spelling_of_its_end(client: httpx.Client) -> None:
    for path in PATHS:
        answer = client.get(f"{filled(path)}/", follow_redirects=False)
        assert answer.status_code not in (301, 302, 307, 308), path
