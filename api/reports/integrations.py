"""For those who connect a system: what was refused, what became of the rest, what is not known."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request
from psycopg import Connection

from api.http.auth import Authenticated, requires
from api.http.errors import BadRequestError, NotFoundError, ScopeError
from api.http.language import language_of_reader
from api.http.parameters import day
from api.http.services import Services
from api.reports.answering import AnswerRoute
from api.reports.asking import After, Day, Limit, check_order
from lrs.event.credentials import OPERATOR, Credential
from lrs.event.log import Log
from lrs.log.log_reader import LogReader
from lrs.log.refusals import Noted, refusals, unlogged
from lrs.message import message
from projections.answers.basis import Basis, Question
from projections.facts.registry import ANONYMOUS
from projections.reasons import Reason
from projections.reports.answer import Answer, basis_of, members
from projections.tables.answering import table_basis
from projections.tables.loose_ends import (
    UnmappedAnswer,
    UnmatchedAnswer,
    unmapped_courses,
    unmatched_identities,
)
from projections.tables.reconciliation import (
    Listed,
    ReconciliationAnswer,
    outcomes,
    statements,
)
from projections.words.languages import Language
from projections.words.retelling import retold

router = APIRouter(tags=["integrations"], route_class=AnswerRoute)

Key = Annotated[str, Path(description="the public key of a credential")]
Reader = Annotated[Credential, Depends(requires("reports/read"))]

A = TypeVar("A")

WEEK: Final = timedelta(days=6)
_TICK: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A request to state something that was refused."""

    number: int
    """Its number; a later one has a greater one."""
    at: datetime
    """When it was refused."""
    status: int
    """The status of the answer."""
    code: str
    """What kind of error it was, for programs."""
    index: int | None
    """The place of the statement in the batch, from 0; null where it was no statement."""
    id: UUID | None
    """The id of the statement; null where it had none, or was no statement."""
    path: str | None
    """The member that was wrong; null where it was the request."""
    expected: str | None
    """What should have stood there; null where it was the request."""
    message: str | None
    """What was wrong with the request; null where it was a statement."""
    statements: int | None
    """How many statements the request had; null where that was not found out."""
    errors: int
    """How many errors were found in them; the first is told."""


@dataclass(frozen=True, kw_only=True)
class RejectionsAnswer(Answer):
    """A page of the requests of a credential that were refused, the newest first."""

    credential: str
    """The public key of the credential."""
    rejections: tuple[Rejection, ...]
    """The requests of the page."""
    next: int | None

    def rows(self) -> Iterable[Rejection]:
        """The requests."""
        return self.rejections


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
    _check(sender, credential)
    language = language_of_reader(request)

    def read(conn: Connection[Any]) -> RejectionsAnswer:
        _last_mode(LogReader(conn), credential)
        basis = _services(request).answers.basis(LogReader(conn), Question())
        found = refusals(conn, credential, before=after or 2**63 - 1, limit=limit + 1)
        page = found[:limit]
        return RejectionsAnswer(
            **basis_of(basis),
            credential=credential,
            rejections=tuple(_rejection(one, language) for one in page),
            next=page[-1].number if len(found) > limit else None,
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
    _check(sender, credential)

    def read(conn: Connection[Any]) -> ReconciliationAnswer:
        reader = LogReader(conn)
        mode = _last_mode(reader, credential)
        if listed == "flagged" and mode == "off":
            raise BadRequestError("list: the check of templates is off for this credential")
        basis = _services(request).answers.basis(reader, Question())
        span = _Span.of(basis, begin, end)
        first, last = span.positions(reader)
        own = table_basis(conn, basis)
        withheld = () if sender.key == credential else ANONYMOUS
        counts = outcomes(conn, credential, after=first, until=last, withheld=withheld)
        missed = unlogged(conn, credential, begin=span.begins, end=span.ends)
        listed_, following = statements(
            conn,
            credential,
            listed=listed,
            reason=reason,
            after=max(first, after),
            until=last,
            limit=limit,
            withheld=withheld,
        )
        if mode == "off":
            counts = replace(counts, flagged=None)
            listed_ = tuple(replace(one, faults=()) for one in listed_)
        return ReconciliationAnswer(
            **own,
            **members(counts),
            credential=credential,
            since=span.first,
            until=span.last,
            templates=mode,
            complete=(own["settled"] or 0) >= last,
            received=counts.stored + missed.resent,
            resent=missed.resent,
            refused=missed.refused,
            failed_sign_ins=missed.denied,
            list=listed,
            statements=listed_,
            next=following,
        )

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


def _check(sender: Credential, credential: str) -> None:
    """Raises ScopeError unless it is the credential's own or reads all reports."""
    if sender.key != credential and not sender.may("reports/read"):
        raise ScopeError(("reports/read",))


def _last_mode(reader: Log, credential: str) -> str:
    """What becomes of the credential's faulty statements. Raises NotFoundError."""
    if credential == OPERATOR.key:
        return OPERATOR.templates
    changes = [one.change for one in reader.grants(until=reader.head())]
    own = [one for one in changes if one.key == credential]
    if not own:
        raise NotFoundError(
            message("there was never a credential {credential!r}", credential=credential[:100])
        )
    return own[-1].templates


def _rejection(noted: Noted, language: Language) -> Rejection:
    """A refusal, its sentences in a language: they are kept as they were told first, in English."""
    refusal = noted.refusal
    return Rejection(
        number=noted.number,
        at=noted.at,
        status=refusal.status,
        code=refusal.code,
        index=refusal.ordinal,
        id=refusal.statement_id,
        path=refusal.path,
        expected=refusal.expected and retold(refusal.expected, language),
        message=refusal.message and retold(refusal.message, language),
        statements=refusal.statements,
        errors=refusal.errors,
    )


class _Span:
    """Days of the policy's zone, both inclusive, as instants and positions."""

    def __init__(self, first: date, last: date, basis: Basis) -> None:
        self.first, self.last = first, last
        self.begins = datetime.combine(first, time(), basis.policies.zone)
        self.ends = datetime.combine(last + timedelta(days=1), time(), basis.policies.zone)

    @classmethod
    def of(cls, basis: Basis, begin: str | None, end: str | None) -> "_Span":
        """The days from `begin` to `end`, by default the week up to today. Raises
        BadRequestError."""
        last = basis.today if end is None else day("to", end)
        first = last - WEEK if begin is None else day("from", begin)
        check_order(first, last)
        return cls(first, last, basis)

    def positions(self, reader: Log) -> tuple[int, int]:
        """After which position and up to which one the log was written on these days."""
        return reader.position_at(self.begins - _TICK), reader.position_at(self.ends - _TICK)
