"""What an auditor should look at: the findings of all cadres in one list."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from psycopg import Connection

from api.http.auth import Authenticated
from api.http.errors import BadRequestError
from api.http.services import Services
from api.reports.answering import AnswerRoute
from api.reports.asking import After, Asking, Limit
from lrs.log.log_reader import LogReader
from projections.answers.basis import Question
from projections.tables.findings import CODES, FindingsAnswer, findings

router = APIRouter(tags=["reports"], route_class=AnswerRoute)


@router.get("/reports/findings", summary="All that is amiss and deducts nothing, in one list")
async def all_findings(
    request: Request,
    credential: Authenticated,
    code: Annotated[str | None, Query(description=f"only one of {', '.join(CODES)}")] = None,
    after: After = "",
    limit: Limit = 100,
) -> FindingsAnswer:
    """By code, statement and cadre, as the projections know them up to `settled`: what is hard to
    believe, how credits were handled, levels that no policy names, units that nobody registered,
    decisions on statements that are not there, values that cannot be read, accounts
    of two cadres, years published as of nothing, what was set aside.
    Who reads the reports of some units alone sees what is
    found of their cadres, and what names one of the units: a move from there or to there."""
    if code is not None and code not in CODES:
        raise BadRequestError(f"code: expected one of {', '.join(CODES)}")
    services: Services = request.state.services

    def read(conn: Connection[Any]) -> FindingsAnswer:
        reader = LogReader(conn)
        basis = services.answers.basis(reader, Question())
        visible = Asking(services, credential, Question()).visible(basis)
        return findings(reader, conn, basis, code=code, visible=visible, after=after, limit=limit)

    return await services.reads.run(read)
