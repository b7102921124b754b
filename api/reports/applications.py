"""What waits for a decision: the applications for credit of all whom somebody reads."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from psycopg import Connection

from api.http.auth import Authenticated
from api.reports.answering import AnswerRoute
from api.reports.asking import Asking, Limit, not_read
from lrs.event.credentials import OWN_REPORTS, UNIT_REPORTS
from lrs.event.log import Log
from projections.answers.basis import Answers, Basis, Question
from projections.tables.waiting import WaitingAnswer, waiting

router = APIRouter(tags=["reports"], route_class=AnswerRoute)

Behind = Annotated[int, Query(ge=0, lt=2**31, description="`next` of the page before")]


@router.get("/applications", summary="Applications that wait for a decision, oldest first (A3-12)")
async def applications(
    request: Request, credential: Authenticated, after: Behind = 0, limit: Limit = 100
) -> WaitingAnswer:
    """What the cadres applied for whose reports the credential reads and nobody decided yet, as the
    tables know it."""
    own = credential.of_each(OWN_REPORTS)
    if not (credential.may("reports/read") or credential.of_each(UNIT_REPORTS) or own):
        raise not_read()
    asking = Asking(request.state.services, credential, Question())

    def read(_: Answers, __: Log, conn: Connection[Any], basis: Basis) -> WaitingAnswer:
        return waiting(
            conn,
            basis,
            units=asking.visible(basis),
            cadres=[basis.person(one) for one in own],
            after=after,
            limit=limit,
        )

    return await asking.answer_from_both(read)
