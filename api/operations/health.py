"""How far the projection tables are behind the log."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from psycopg import Connection

from api.http.auth import requires
from api.http.services import Services
from api.http.strict_route import StrictRoute
from lrs.event.credentials import Credential
from lrs.log.log_reader import LogReader
from projections.reasons import ASIDE, Aside
from projections.tables import writing

MOST_NAMED = 100
"""Of the statements that were set aside."""

router = APIRouter(tags=["health"], route_class=StrictRoute)


@router.get("/health/projections", summary="Up to which position the projection tables answer")
async def projections(
    request: Request,
    _: Annotated[Credential, Depends(requires("reports/read", "audit/read"))],
) -> dict[str, Any]:
    """``head`` is the last position of the log, ``settled`` the last that the tables answer for,
    ``lag`` the number of events in between, ``stale`` how many cadres wait to be folded; those go
    first whom an event has waited for the longest. ``today`` is the day as of which the tables
    answer; it moves with the clock's, though nothing is posted. Reports of single cadres and units
    never lag.

    ``set_aside`` names the statements that cannot be read or judged, at most the first hundred
    of ``set_aside_count``: whom they are about is judged without them, and nobody waits."""
    services: Services = request.state.services

    def read(conn: Connection[Any]) -> dict[str, Any]:
        there = writing.answering(conn)
        stale = writing.stale_persons(conn)
        head = LogReader(conn).head()
        aside = writing.set_aside(conn, limit=MOST_NAMED)
        return {
            "head": head,
            "settled": there.settled,
            "lag": head - there.settled,
            "stale": stale,
            "today": there.today,
            "set_aside_count": aside[0]["total"] if aside else 0,
            "set_aside": [_told(row) for row in aside],
        }

    return await services.reads.run(read)


def _told(row: dict[str, Any]) -> dict[str, Any]:
    code = Aside(row["code"])
    return {
        "position": row["position"],
        "statement": row["statement_id"] and str(row["statement_id"]),
        "cadre": row["person"],
        "reason": {"code": code.value, **ASIDE[code]},
    }
