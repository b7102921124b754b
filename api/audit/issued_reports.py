"""Reports that are issued, over HTTP: stated, listed, made again."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
import orjson
from fastapi import APIRouter, Path, Request
from psycopg import Connection

from api.http.auth import Authenticated, allow
from api.http.errors import (
    BadRequestError,
    BodyTooLargeError,
    NameTakenError,
    NotFoundError,
)
from api.http.services import Services
from api.reports.alone import reports_alone
from api.reports.answering import AnswerRoute
from api.reports.asked import Question, ReportError, ask, quoted
from api.reports.asking import After, Limit, LooksAround
from api.reports.issuing import (
    Issued,
    NumberError,
    Reproduced,
    cannot_tell,
    check_number,
    compared,
    find,
    giving,
    issued,
    question_of,
    statement_of,
)
from api.xapi.gate import Gate
from lrs.entropy import new_statement_id
from lrs.event.credentials import Credential
from lrs.event.log import Log
from lrs.evidence.tile_store import TileStore
from lrs.log.log_reader import LogReader
from lrs.message import message, message_of
from lrs.statement.statement import parse
from lrs.statement.versions import V2_0_0
from projections.answers.basis import Answers, Basis
from projections.answers.basis import Question as AsOfNow
from projections.case.reference import Reference
from projections.facts.report_facts import ReportIssued
from projections.profile.writing import FactError
from projections.reports.answer import Page, basis_of
from projections.reports.paging import page

router = APIRouter(prefix="/audit", tags=["audit"], route_class=AnswerRoute)

LONGEST: Final = 16 * 1024
"""Bytes of a request to issue a report."""

Name = Annotated[str, Path(description="the id of a report, or its number")]


class Wanted(msgspec.Struct, forbid_unknown_fields=True):
    """What is to be issued."""

    request: str
    number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedReport:
    """A report that was issued, with what it rests on."""

    report: UUID
    """The id of the report, which is that of the statement that issued it."""
    number: str | None
    """The number of the paper; null where it names none."""
    issued: datetime
    """When it was asked."""
    request: str | None
    """What was asked: path and query."""
    position: int | None
    """The position at which the log ended for it."""
    today: date | None
    """The day up to which facts had happened."""
    policies: str | None
    """The digest of all policies that judged."""
    answer: str | None
    """The digest of the answer, canonical JSON."""
    by: str
    """The key of the credential that issued it."""
    stands: bool
    """Whether who issued it was entitled to, and the statement is not void."""


@dataclass(frozen=True, kw_only=True)
class IssuedReportsAnswer(Page):
    """A page of the reports that were issued, in the order of the log."""

    reports: tuple[IssuedReport, ...]
    """The reports of the page."""

    def rows(self) -> Iterable[IssuedReport]:
        """The reports."""
        return self.reports


@router.post("/reports", summary="Issues a report: an answer, and what it rests on, as a fact")
async def issue(request: Request, credential: Authenticated) -> IssuedReport:
    """The body is JSON: `request`, the path and query of a report, and perhaps the `number` of the
    paper. It is answered as who reads all would be, by a credential that does and that may state
    `report.issued`; what is read from the tables alone cannot be issued. A number is given once:
    one that a report has already is 409."""
    allow(credential, "reports/read")
    services: Services = request.state.services
    wanted = await _wanted(request)

    def reference(log: Log) -> Reference:
        return services.answers.basis(log, AsOfNow()).reference

    def run(conn: Connection[Any]) -> IssuedReport:
        reader, note = LogReader(conn), TileStore(conn).last_checkpoint()
        with _said():  # before the answer, which may take long
            check_number(reader, reference(reader), wanted.number)
        question = Question(
            request=quoted(wanted.request), position=reader.head(), at=services.answers.now()
        )
        try:
            statement = statement_of(
                question,
                _asked(conn, question),
                report=new_statement_id(),
                checkpoint=None if note is None else str(note),
                number=wanted.number,
            )
        except FactError as error:
            raise BadRequestError(message_of(error)) from None
        with _said(), giving(services.database.service, wanted.number, reference) as found:
            _state(services, credential, statement)
            report = find(*found, statement["id"])
        return told_of(report)

    return await services.reads.run(run, snapshot=False)


@router.get("/reports", summary="The reports that were issued")
async def reports(
    asking: LooksAround, after: After = "", limit: Limit = 100
) -> IssuedReportsAnswer:
    """Each with its question, what it rests on, and whether it still stands; by id."""
    allow(asking.credential, "audit/read", "reports/read")

    def read(_: Answers, reader: Log, basis: Basis) -> IssuedReportsAnswer:
        known = issued(reader, basis.reference, until=basis.position)
        by_id = sorted(known, key=_id)
        some, following = page(by_id, _id, after=after, limit=limit)
        return IssuedReportsAnswer(
            **basis_of(basis), reports=tuple(map(told_of, some)), next=following
        )

    return await asking.answer(read)


@router.get("/reports/{name:path}", summary="Makes a report again that was issued")
async def made_again(request: Request, credential: Authenticated, name: Name) -> Reproduced:
    """Asks the same question of the log as it ended then, on that day, and compares digests. A
    number that several reports have is 409."""
    allow(credential, "audit/read")
    services: Services = request.state.services

    def run(conn: Connection[Any]) -> Reproduced:
        reader = LogReader(conn)
        head = reader.head()
        with _said():
            found = find(reader, services.answers.basis(reader, AsOfNow()).reference, name)
            question = question_of(found.fact, head)
        try:
            pages = _asked(conn, question)
        except BadRequestError as error:
            return cannot_tell(
                found,
                question,
                message("it cannot be made again: {error}", error=message_of(error)),
            )
        erased = reader.last_erased(until=head, after=question.position) > 0
        return compared(found, question, pages, erased=erased)

    return await services.reads.run(run, snapshot=False)


@contextmanager
def _said() -> Iterator[None]:
    """Says over HTTP what is wrong with the name of a report."""
    try:
        yield
    except NumberError as error:
        raise NameTakenError(message_of(error)) from None
    except ReportError as error:
        raise NotFoundError(message_of(error)) from None


async def _wanted(request: Request) -> Wanted:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST:
            raise BodyTooLargeError(LONGEST)
    try:
        return msgspec.json.decode(body, type=Wanted)
    except msgspec.DecodeError as error:
        raise BadRequestError(
            message(
                'the body: {error}; expected JSON such as {{"request": '
                '"/reports/circular?year=2025"}}',
                error=message_of(error),
            )
        ) from None


def _asked(conn: Connection[Any], question: Question) -> Any:
    try:
        return ask(reports_alone(), conn, question)
    except ReportError as error:
        raise BadRequestError(message_of(error)) from None


def _state(services: Services, credential: Credential, statement: dict[str, Any]) -> None:
    """States it as the credential. Raises what a POST of the statement would."""
    received = parse(orjson.dumps([statement]), V2_0_0)
    post = Gate().post(received, {}, credential=credential, version=V2_0_0)
    for refused in services.store.record([post]):
        if refused is not None:
            raise refused


def _id(found: Issued) -> str:
    return str(found.fact.statement_id)


def told_of(found: Issued) -> IssuedReport:
    """A report as the list tells it."""
    fact: ReportIssued = found.fact
    return IssuedReport(
        report=fact.statement_id,
        number=fact.number,
        issued=fact.occurred,
        request=fact.request,
        position=fact.known,
        today=fact.today,
        policies=fact.policies,
        answer=fact.answer,
        by=fact.credential,
        stands=found.stands,
    )
