"""How far the projection tables are behind the log, and whether reports are answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from psycopg import Connection

from api.http.auth import requires
from api.http.services import Services
from api.relay.lanes import Lane, Lanes
from api.reports.answering import AnswerRoute
from lrs.event.credentials import Credential
from lrs.log.log_reader import LogReader
from projections.aside import Aside
from projections.tables import tracking, versions
from projections.tables.registry import PROJECTIONS
from projections.tables.versions import Standing

MOST_NAMED = 100
"""Of the statements that were set aside."""

router = APIRouter(tags=["health"], route_class=AnswerRoute)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectionHealth:
    """How far one projection is."""

    name: str
    """The name of the projection."""
    version: str | None
    """The version that answers; null while none does."""
    next: str | None
    """The version that is folded beside it; null where none is."""
    settled: int
    """The last position that its tables answer for."""
    lag: int
    """How many events of the log come after that."""
    stale: int
    """How many of its keys wait to be folded."""
    today: date | None
    """The day as of which its tables answer; null while they are still to be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAsideOfProjection:
    """A statement that a projection could not read or judge, and went on without."""

    position: int
    """The position of the statement, or of the first of its key where no single one is at fault."""
    statement: UUID | None
    """The id of the statement; null where no single one could be found."""
    cadre: str | None
    """Whom it is about; null where it is about no cadre."""
    projection: str
    """The name of the projection."""
    key: str | None
    """The key of the projection that is judged without it; null for all."""
    reason: Aside


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectionRow:
    """How far one projection is, in the table."""

    projection: str
    """The name of the projection."""
    version: str | None
    """The version that answers; null while none does."""
    settled: int
    """The last position that its tables answer for."""
    lag: int
    """How many events of the log come after that."""
    stale: int
    """How many of its keys wait to be folded."""
    today: date | None
    """The day as of which its tables answer; null while they are still to be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthAnswer:
    """How far the projections are behind the log, and what they set aside."""

    head: int
    """The last position of the log."""
    settled: int
    """The last position that the tables of all projections answer for."""
    lag: int
    """How many events of the log come after that."""
    stale: int
    """How many keys of all projections wait to be folded."""
    today: date | None
    """The day as of which all of them answer; null while they are still to be made."""
    projections: tuple[ProjectionHealth, ...]
    """The same of each projection."""
    set_aside_count: int
    """How many statements were set aside."""
    set_aside: tuple[SetAsideOfProjection, ...]
    """The first hundred of them, by position."""

    def rows(self) -> Iterable[ProjectionRow]:
        """The projections."""
        for one in self.projections:
            yield ProjectionRow(
                projection=one.name,
                version=one.version,
                settled=one.settled,
                lag=one.lag,
                stale=one.stale,
                today=one.today,
            )


@router.get("/health/projections", summary="Up to which position the projection tables answer")
async def projections(
    request: Request,
    _: Annotated[Credential, Depends(requires("reports/read", "audit/read"))],
) -> HealthAnswer:
    """Those keys are folded first for which an event has waited the longest. The day as of which
    tables answer moves with the clock's, though nothing is posted. Reports of single cadres and
    units never lag. Whom a statement is about that was set aside is judged without it, and nobody
    waits."""
    services: Services = request.state.services

    def read(conn: Connection[Any]) -> HealthAnswer:
        there = tracking.answering(conn, [one.name for one in PROJECTIONS])
        head = LogReader(conn).head()
        each = tuple(_of(one, head) for one in versions.standing(conn))
        aside = tracking.set_aside(conn, limit=MOST_NAMED)
        return HealthAnswer(
            head=head,
            settled=there.settled,
            lag=head - there.settled,
            stale=sum(one.stale for one in each),
            today=there.today,
            projections=each,
            set_aside_count=aside[0]["total"] if aside else 0,
            set_aside=tuple(_set_aside(row) for row in aside),
        )

    return await services.reads.run(read)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueHealth:
    """How many processes answer the requests of one queue."""

    name: str
    """`quick`: about one cadre, unit or class; `long`: over many."""
    processes: int
    """How many processes there are to be."""
    begun: int
    """How many of them take requests now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsHealth:
    """Whether reports are answered at once, or wait until a process has begun."""

    ready: bool
    """Whether some process of each queue takes requests."""
    ahead: date | None
    """The day of which it is made ahead what reports over everybody are made of; null while it is
    not, so that the first of them takes longer."""
    queues: tuple[QueueHealth, ...]
    """The queues; none where the server answers by itself."""


@router.get("/health/reports", summary="Whether the processes that make reports have begun")
async def reports(
    request: Request,
    _: Annotated[Credential, Depends(requires("reports/read", "audit/read"))],
) -> ReportsHealth:
    """They begin a moment after the server takes statements. What is asked of them before waits in
    their queue, and is answered then."""
    lanes: Lanes | None = request.state.lanes
    if lanes is None:
        return ReportsHealth(ready=True, ahead=None, queues=())
    signs = {lane: [one.read() for one in posts] for lane, posts in lanes.signs.items()}
    begun = {lane: [one for one in found if one] for lane, found in signs.items()}
    days = (one.ahead for one in begun.get(Lane.LONG, ()) if one.ahead)
    return ReportsHealth(
        ready=all(begun.values()),
        ahead=max(days, default=None),
        queues=tuple(
            QueueHealth(name=lane, processes=len(found), begun=len(begun[lane]))
            for lane, found in signs.items()
        ),
    )


def _of(standing: Standing, head: int) -> ProjectionHealth:
    return ProjectionHealth(
        name=standing.name,
        version=standing.version,
        next=standing.following,
        settled=standing.settled,
        lag=head - standing.settled,
        stale=standing.stale,
        today=standing.today,
    )


def _set_aside(row: dict[str, Any]) -> SetAsideOfProjection:
    return SetAsideOfProjection(
        position=row["position"],
        statement=row["statement_id"],
        cadre=row["cadre"],
        projection=row["projection"],
        key=row["key"],
        reason=Aside(row["code"]),
    )
