"""The routes of the reports without anything else, for who asks without a server."""

from typing import Final

from fastapi import FastAPI

from api.http import errors
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


def reports_alone() -> FastAPI:
    """An application of these routes."""
    app = FastAPI(title="cadre-lrs reports", openapi_url=None)
    errors.install(app)
    for subject in REPORTS:
        app.include_router(subject.router)
    return app
