"""How far the projection tables are behind the log."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from psycopg import Connection

from api.auth import requires
from api.services import Services
from lrs.credentials import Credential
from lrs.log_reader import LogReader
from projections import tables

router = APIRouter(tags=["health"])


@router.get("/health/projections", summary="Up to which position the projection tables answer")
async def projections(
    request: Request,
    _: Annotated[Credential, Depends(requires("reports/read", "audit/read"))],
) -> dict[str, int]:
    """``head`` is the last position of the log, ``settled`` the last that the tables answer for,
    ``lag`` the number of events in between, ``stale`` how many cadres wait to be folded; those go
    first whom an event has waited for the longest. Reports of single cadres and units never lag."""
    services: Services = request.state.services

    def read(conn: Connection[Any]) -> dict[str, int]:
        settled = tables.settled(conn)
        stale = tables.stale_persons(conn)
        head = LogReader(conn).head()
        return {"head": head, "settled": settled, "lag": head - settled, "stale": stale}

    return await services.reads.run(read)
