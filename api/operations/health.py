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
from projections.tables import tracking, versions
from projections.tables.versions import Standing

MOST_NAMED = 100
"""Of the statements that were set aside."""

router = APIRouter(tags=["health"], route_class=StrictRoute)


@router.get("/health/projections", summary="Up to which position the projection tables answer")
async def projections(
    request: Request,
    _: Annotated[Credential, Depends(requires("reports/read", "audit/read"))],
) -> dict[str, Any]:
    """``head`` is the last position of the log, ``settled`` the last that the tables of credits
    answer for, ``lag`` the number of events in between, ``stale`` how many keys of all projections
    wait to be folded; those go first for which an event has waited the longest. ``today`` is the
    day as of which the tables of credits answer; it moves with the clock's, though nothing is
    posted. Reports of single cadres and units never lag.

    ``projections`` has the same of each projection, with the ``version`` that answers; a ``next``
    one is folded beside it.

    ``set_aside`` names the statements that cannot be read or judged, at most the first hundred
    of ``set_aside_count``: whom they are about is judged without them, and nobody waits."""
    services: Services = request.state.services

    def read(conn: Connection[Any]) -> dict[str, Any]:
        there = tracking.answering(conn)
        head = LogReader(conn).head()
        each = [_of(one, head) for one in versions.standing(conn)]
        aside = tracking.set_aside(conn, limit=MOST_NAMED)
        return {
            "head": head,
            "settled": there.settled,
            "lag": head - there.settled,
            "stale": sum(one["stale"] for one in each),
            "today": there.today,
            "projections": each,
            "set_aside_count": aside[0]["total"] if aside else 0,
            "set_aside": [_told(row) for row in aside],
        }

    return await services.reads.run(read)


def _of(standing: Standing, head: int) -> dict[str, Any]:
    """How far one projection is."""
    return {
        "name": standing.name,
        "version": standing.version,
        "next": standing.following,
        "settled": standing.settled,
        "lag": head - standing.settled,
        "stale": standing.stale,
        "today": standing.today,
    }


def _told(row: dict[str, Any]) -> dict[str, Any]:
    code = Aside(row["code"])
    return {
        "position": row["position"],
        "statement": row["statement_id"] and str(row["statement_id"]),
        "cadre": row["cadre"],
        "projection": row["projection"],
        "key": row["key"],
        "reason": {"code": code.value, **ASIDE[code]},
    }
