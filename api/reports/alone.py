"""The routes of the reports without anything else, for who asks without a server."""

from functools import cache
from typing import Final

from fastapi import FastAPI

from api.http import problems
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
    """The application of these routes, one of a process: FastAPI prepares each route when it is
    first asked for."""
    app = FastAPI(title="cadre-lrs reports", openapi_url=None, redirect_slashes=False)
    problems.install(app)
    for subject in REPORTS:
        app.include_router(subject.router)
    return app
