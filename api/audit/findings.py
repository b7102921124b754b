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
from projections.answers.doubtful import doubts
from projections.tables.findings import CODES, FindingsAnswer, Place, findings

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
    place = _place(after)

    def read(conn: Connection[Any]) -> FindingsAnswer:
        reader = LogReader(conn)
        basis = services.answers.basis(reader, Question())
        visible = Asking(services, credential, Question()).visible(basis)
        found = services.answers.once(basis, "doubts", lambda: tuple(doubts(reader, basis)))
        return findings(conn, basis, found, code=code, visible=visible, after=place, limit=limit)

    return await services.reads.run(read)


def _place(after: str) -> Place:
    """The place after which a page begins. Raises BadRequestError."""
    try:
        return Place.of(after)
    except ValueError:
        raise BadRequestError(
            f"after: got {after[:80]!r}, expected the `next` of a page of the same report"
        ) from None
