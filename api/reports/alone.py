"""The routes of the reports without anything else, for who asks without a server."""

from functools import cache
from typing import Final

from fastapi import FastAPI

from api.http import problems
from api.http.strict_route import add_routes
from api.reports import (
    cadres,
    classes,
    follow_up,
    in_class,
    learning,
    ledgers,
    needs,
    resources,
    selection,
    units,
    years,
)

REPORTS: Final = (
    *(follow_up, needs, in_class, resources, selection, classes),
    *(ledgers, cadres, units, years, learning),
)
"""What answers questions on cadres, classes, units and years; of two that fit the first answers."""


@cache
def reports_alone() -> FastAPI:
    """The application of these routes, one of a process."""
    app = FastAPI(title="cadre-lrs reports", openapi_url=None, redirect_slashes=False)
    problems.install(app)
    add_routes(app, *(subject.router for subject in REPORTS))
    return app
