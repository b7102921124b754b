"""The integrator's desk: what became of what a credential sent, counts first, and what to mend."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from psycopg import Connection

from api.http.auth import Authenticated
from api.http.language import language_of_reader
from api.http.services import Services
from api.reports.answering import AnswerRoute
from api.reports.asking import Day
from api.reports.integrations import Key
from api.reports.reconciling import (
    LAST,
    RejectionsAnswer,
    Span,
    WantedStatements,
    check_sender,
    reconciliation_of,
    rejections_of,
    withheld_from,
)
from lrs.access.history import credentials_at
from lrs.event.credentials import Credential
from lrs.log.log_reader import LogReader
from lrs.log.refusals import unlogged
from projections.answers.basis import Basis, Question
from projections.reports.answer import Answer, basis_of
from projections.tables.reconciliation import Listed, Reconciled, ReconciliationAnswer, outcomes

router = APIRouter(tags=["integrations"], route_class=AnswerRoute)

FEW: Final = 20
"""Requests and statements of a kind that the desk names; all are behind their own addresses."""

MOST_DAYS: Final = 31
"""Days that are told one by one; of a longer span the last."""

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfIntegration:
    """What became of what a credential sent on a day."""

    day: date
    """The day, by `stored`, in the policy's zone."""
    received: int
    """How many statements came: `stored` and `resent`."""
    stored: int
    """How many were stored."""
    resent: int
    """How many were there already."""
    refused: int
    """How many requests were refused."""
    credited: int
    """How many earned credits."""
    zero: int
    """How many earned nothing."""
    flagged: int
    """How many depart from their template."""


@dataclass(frozen=True, kw_only=True)
class IntegratorsDesk(Answer):
    """What became of what a credential sent on some days."""

    credential: str
    """The public key of the credential."""
    credential_name: str | None
    """What people call it; null for one that the log does not name."""
    days: tuple[DayOfIntegration, ...]
    """The days one by one, the latest first, those alone on which something came."""
    reconciliation: ReconciliationAnswer
    """What became of all of it, and the first statements that earned nothing."""
    flagged: tuple[Reconciled, ...]
    """The first statements that depart from their template."""
    unmatched: tuple[Reconciled, ...]
    """The first statements about somebody who belongs to no unit."""
    rejections: RejectionsAnswer
    """The last requests that were refused, whenever."""

    def rows(self) -> Iterable[DayOfIntegration]:
        """The days."""
        return self.days


@router.get(
    "/integrations/{credential:path}", summary="What became of what a credential sent, and why"
)
async def desk(
    request: Request,
    sender: Authenticated,
    credential: Key,
    begin: Annotated[Day, Query(alias="from", description="first day; default: a week ago")] = None,
    end: Annotated[Day, Query(alias="to", description="last day; default: today")] = None,
) -> IntegratorsDesk:
    """Counts by day; what was refused, what departs from its template, what earned nothing, whom
    nobody knows: the first of each, all of them are behind `/rejections` and `/reconciliation`. For
    the credential itself, and for who reads all reports."""
    check_sender(sender, credential)
    services: Services = request.state.services
    language = language_of_reader(request)

    def read(conn: Connection[Any]) -> IntegratorsDesk:
        basis = services.answers.basis(LogReader(conn), Question())
        span = Span.of(basis, begin, end)

        def first(listed: Listed) -> ReconciliationAnswer:
            wanted = WantedStatements(listed=listed, limit=FEW)
            return reconciliation_of(
                conn, basis, credential, sender=sender, span=span, wanted=wanted
            )

        zero = first("zero")
        names = {one.key: one.name for one in credentials_at(LogReader(conn), basis.position)}
        return IntegratorsDesk(
            **basis_of(basis),
            credential=credential,
            credential_name=names.get(credential),
            days=tuple(_days(conn, basis, credential, sender=sender, span=span)),
            reconciliation=zero,
            flagged=first("flagged").statements if zero.flagged else (),
            unmatched=first("unmatched").statements if zero.unmatched else (),
            rejections=rejections_of(
                conn, basis, credential, before=LAST, limit=FEW, language=language
            ),
        )

    return await services.reads.run(read)


def _days(
    conn: Connection[Any], basis: Basis, credential: str, *, sender: Credential, span: Span
) -> Iterator[DayOfIntegration]:
    """The days of a span on which something came, the latest first."""
    reader, withheld = LogReader(conn), withheld_from(sender, credential)
    day = span.last
    for _ in range(min((span.last - span.first).days + 1, MOST_DAYS)):
        alone = Span(day, day, basis)
        first, last = alone.positions(reader)
        found = outcomes(conn, credential, after=first, until=last, withheld=withheld)
        missed = unlogged(conn, credential, begin=alone.begins, end=alone.ends)
        told = DayOfIntegration(
            day=day,
            received=found.stored + missed.resent,
            stored=found.stored,
            resent=missed.resent,
            refused=missed.refused,
            credited=found.credited,
            zero=found.zero.count,
            flagged=found.flagged or 0,
        )
        if told.received or told.refused:
            yield told
        day -= _DAY
