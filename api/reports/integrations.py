"""For those who connect a system: what was refused, what became of the rest, what is not known."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Path, Query, Request
from psycopg import Connection

from api.http.auth import Authenticated, requires
from api.http.language import language_of_reader
from api.http.services import Services
from api.reports.answering import AnswerRoute
from api.reports.asking import After, Day, Limit
from api.reports.reconciling import (
    LAST,
    RejectionsAnswer,
    Span,
    WantedStatements,
    check_sender,
    last_mode,
    reconciliation_of,
    rejections_of,
)
from lrs.event.credentials import Credential
from lrs.log.log_reader import LogReader
from projections.answers.basis import Basis, Question
from projections.reasons import Reason
from projections.tables.loose_ends import (
    UnmappedAnswer,
    UnmatchedAnswer,
    unmapped_courses,
    unmatched_identities,
)
from projections.tables.reconciliation import (
    Listed,
    ReconciliationAnswer,
)

router = APIRouter(tags=["integrations"], route_class=AnswerRoute)

Key = Annotated[str, Path(description="the public key of a credential")]
Reader = Annotated[Credential, Depends(requires("reports/read"))]

A = TypeVar("A")


@router.get(
    "/integrations/{credential:path}/rejections", summary="What was refused lately, and why"
)
async def rejections(
    request: Request,
    sender: Authenticated,
    credential: Key,
    after: Annotated[
        int | None, Query(ge=1, lt=2**63, description="`next` of the page before")
    ] = None,
    limit: Limit = 100,
) -> RejectionsAnswer:
    """Requests of a credential to state something that were refused, the newest first: the place in
    the batch, the statement's id where it had one, the member and what was expected there; or, in
    ``message``, what was wrong with the request. ``statements`` counts those of the request,
    ``errors`` what was found in them, of which the first is told. The last thousand of each
    credential are kept, and nothing of what the statements say. What `lrs import` refuses stands in
    its errors file alone."""
    check_sender(sender, credential)
    language = language_of_reader(request)

    def read(conn: Connection[Any]) -> RejectionsAnswer:
        last_mode(LogReader(conn), credential)
        basis = _services(request).answers.basis(LogReader(conn), Question())
        return rejections_of(
            conn, basis, credential, before=after or LAST, limit=limit, language=language
        )

    return await _services(request).reads.run(read)


@router.get(
    "/integrations/{credential:path}/reconciliation",
    summary="Received, stored, resent, credited, zero and why",
)
async def reconciliation(
    request: Request,
    sender: Authenticated,
    credential: Key,
    begin: Annotated[Day, Query(alias="from", description="first day; default: a week ago")] = None,
    end: Annotated[Day, Query(alias="to", description="last day; default: today")] = None,
    listed: Annotated[Listed, Query(alias="list", description="which to list")] = "zero",
    reason: Annotated[Reason | None, Query(description="only zeros of this reason")] = None,
    after: Annotated[int, Query(ge=0, lt=2**63, description="`next` of the page before")] = 0,
    limit: Limit = 100,
) -> ReconciliationAnswer:
    """What became of what a credential stated on some days (those of `stored`, in the policy's
    zone). ``received`` = ``stored`` + ``resent`` counts statements; ``refused`` counts requests.
    ``failed_sign_ins`` came with its key and were not it.
    ``complete`` is false while the projections are behind; ``today`` is the day as of which they
    answer. ``flagged`` departs from its template,
    null where the credential's check is off. ``unmatched`` is about somebody who belongs to no
    unit: what it earned is his, and nobody is assessed by it until he is linked or enrolled.
    Answers to surveys and ratings are told to the credential that stated them alone: how many came
    would tell others what a survey withholds."""
    check_sender(sender, credential)

    wanted = WantedStatements(listed=listed, reason=reason, after=after, limit=limit)

    def read(conn: Connection[Any]) -> ReconciliationAnswer:
        basis = _services(request).answers.basis(LogReader(conn), Question())
        span = Span.of(basis, begin, end)
        return reconciliation_of(conn, basis, credential, sender=sender, span=span, wanted=wanted)

    return await _services(request).reads.run(read)


@router.get("/catalogue/unmapped", summary="Courses passed that the catalogue does not know (A2-3)")
async def unmapped(
    request: Request, _: Reader, after: After = "", limit: Limit = 100
) -> UnmappedAnswer:
    """By course: passes and cadres that earned nothing for it, the first and the last day."""

    def read(conn: Connection[Any], basis: Basis) -> UnmappedAnswer:
        return unmapped_courses(conn, basis, after=after, limit=limit)

    return await _from_tables(request, read)


@router.get("/identities/unmatched", summary="Accounts and ids that belong to no unit")
async def unmatched(
    request: Request, _: Reader, after: After = "", limit: Limit = 100
) -> UnmatchedAnswer:
    """Cadres of whom something is stated and whom the roster does not have, with who stated it."""

    def read(conn: Connection[Any], basis: Basis) -> UnmatchedAnswer:
        return unmatched_identities(conn, basis, after=after, limit=limit)

    return await _from_tables(request, read)


async def _from_tables(request: Request, tell: Callable[[Connection[Any], Basis], A]) -> A:
    def read(conn: Connection[Any]) -> A:
        basis = _services(request).answers.basis(LogReader(conn), Question())
        return tell(conn, basis)

    return await _services(request).reads.run(read)


def _services(request: Request) -> Services:
    services: Services = request.state.services
    return services
