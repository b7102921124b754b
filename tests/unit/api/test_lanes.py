"""Which requests a server process answers itself, and in which queue the others wait."""

from typing import Any, Final

import pytest
from fastapi.routing import APIRoute

from api.app import create_app
from api.pages.charts.routes import router
from api.relay.lanes import LOCAL, LONG, Lane, is_local, is_printed, lane_of
from lrs.settings import Settings


@pytest.mark.parametrize(
    ("path", "lane"),
    [
        ("/reports/circular", Lane.LONG),
        ("/reports/drift", Lane.LONG),
        ("/audit/reports", Lane.LONG),
        ("/cadres/c1/ledger", Lane.QUICK),
        ("/cadres/reports/ledger", Lane.QUICK),
        ("/units/u1/compliance", Lane.QUICK),
        ("/units/u1/years", Lane.LONG),
        ("/units/u/1/years", Lane.LONG),
        ("/units/years", Lane.QUICK),
    ],
)
def test_reports_over_many_cadres_wait_apart(path: str, lane: Lane) -> None:
    assert lane_of(path) is lane
    assert not is_local(path)


DRAWN: Final = {
    "/charts/years/c1": "/cadres/c1/balances",
    "/charts/members/u1": "/units/u1/compliance",
    "/charts/unit-years/u1": "/units/u1/years",
    "/charts/drift": "/reports/drift",
    "/charts/findings": "/audit",
    "/charts/unqualified": "/reports/circular",
    "/charts/cycle": "/reports/cycle",
    "/charts/learning": "/reports/learning",
    "/charts/gaps": "/reports/at-risk",
    "/charts/catalogue": "/catalogue",
}
"""The charts, each with the report that it draws."""


def test_a_chart_waits_where_the_report_does_that_it_draws() -> None:
    routes = {route.path.split("/")[2] for route in router.routes if isinstance(route, APIRoute)}
    assert routes == {chart.split("/")[2] for chart in DRAWN}
    for chart, report in DRAWN.items():
        assert lane_of(chart) is lane_of(report), chart


@pytest.mark.parametrize(
    ("query", "accept", "lane"),
    [
        (b"format=pdf", b"*/*", Lane.LONG),
        (b"year=2010&format=pdf", b"text/html", Lane.LONG),
        (b"", b"application/pdf", Lane.LONG),
        (b"format=csv", b"text/html", Lane.QUICK),
    ],
)
def test_what_is_printed_waits_with_the_long_ones(query: bytes, accept: bytes, lane: Lane) -> None:
    scope = {"query_string": query, "headers": [(b"accept", accept)]}
    assert lane_of("/cadres/c1/handbook", is_printed=is_printed(scope)) is lane


@pytest.mark.parametrize("prefix", [*LOCAL, *LONG])
def test_every_place_that_is_named_is_one_of_the_application(prefix: str) -> None:
    routes: list[Any] = create_app(Settings()).rest.routes
    paths = [route.path for route in routes]
    assert any(path.startswith(prefix) for path in [*paths, "/openapi.json"])
