"""What goes wrong, as HTTP says it: one table from domain errors to status, code and headers."""

import logging
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
import psycopg
from eventsourcing import persistence
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from psycopg_pool import PoolTimeout
from starlette.exceptions import HTTPException

from api.http.errors import (
    AuthenticationError,
    BadRequestError,
    BodyTooLargeError,
    GuardError,
    HeadTooLargeError,
    LineTooLongError,
    MediaTypeError,
    MethodError,
    NameTakenError,
    NoFontError,
    NotFoundError,
    ReportEndedError,
    ScopeError,
    StoppedError,
    TemplateError,
    TooLongError,
    TooSlowError,
    UnprintableError,
    UnsupportedMediaError,
)
from api.http.language import language_of_page, language_of_program
from api.http.negotiation import wants_page
from api.http.parameters import ParameterError
from lrs.documents.document_store import DocumentBusyError
from lrs.documents.documents import (
    DocumentTooLargeError,
    MergeError,
    PreconditionFailedError,
    PreconditionMissingError,
    UnconditionalPutError,
)
from lrs.log.appending import ClockBehindError, ContentGoneError
from lrs.log.group_commit import QueueFullError, StoreUnavailableError
from lrs.log.record_store import (
    ConflictError,
    ForbiddenError,
    RefusedError,
    TooManyTermsError,
    VoidsVoidError,
)
from lrs.message import joined, message, message_of
from lrs.search.query import TokenError
from lrs.statement.attachments import AttachmentError
from lrs.statement.problem import MOST_COUNTED, PostError
from lrs.statement.statement import BatchTooLargeError, StatementError
from lrs.statement.versions import VersionError
from projections.answers.basis import UnknownSubjectError, UnreachedPositionError
from projections.case.publications import NoPolicyError
from projections.policy.declaration import PolicyError
from projections.tables.trial import TrialError
from projections.words.languages import Language
from projections.words.messages import in_language

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How a kind of error is answered; ``instead`` stands in for its own text where that is not
    for clients."""

    status: int
    code: str
    instead: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


_SOON = {"Retry-After": "1"}
_LATER = {"Retry-After": "60"}
_REALM = {"WWW-Authenticate": 'Basic realm="learning record store", charset="UTF-8"'}
_READABLE = {"Accept-Encoding": "gzip, deflate", "Accept-Charset": "utf-8"}
_UNAVAILABLE = Status(
    status=503, code="unavailable", instead="the database does not answer", headers=_SOON
)
_NOT_MADE = Status(
    status=503,
    code="not_ready",
    instead="the tables of the projections are not made yet",
    headers=_SOON,
)
_WHERE = message("statements go to /xapi/statements, and GET /openapi.json describes all there is")
_ELSEWHERE = {
    404: message("there is nothing at this path: {where}", where=_WHERE),
    405: message("this path does not have this method: {where}", where=_WHERE),
}
"""What is said of a path that leads nowhere, or not in this way."""
_INTERNAL = Status(status=500, code="internal", instead="the server failed; it is in its log")

STATUSES: Mapping[type[Exception], Status] = {
    TemplateError: Status(status=400, code="template"),
    StatementError: Status(status=400, code="statement"),
    BatchTooLargeError: Status(status=413, code="too_large"),
    AttachmentError: Status(status=400, code="attachment"),
    VoidsVoidError: Status(status=400, code="voids_void"),
    VersionError: Status(status=400, code="version"),
    ParameterError: Status(status=400, code="parameter"),
    TokenError: Status(status=400, code="parameter"),
    MediaTypeError: Status(status=400, code="media_type"),
    UnsupportedMediaError: Status(status=415, code="media_type", headers=_READABLE),
    BadRequestError: Status(status=400, code="request"),
    MergeError: Status(status=400, code="document"),
    PreconditionMissingError: Status(status=400, code="precondition_missing"),
    RequestValidationError: Status(status=400, code="parameter"),
    AuthenticationError: Status(status=401, code="authentication", headers=_REALM),
    ScopeError: Status(status=403, code="scope"),
    GuardError: Status(status=403, code="forbidden"),
    ForbiddenError: Status(status=403, code="forbidden"),
    TooManyTermsError: Status(status=413, code="too_many_terms"),
    PolicyError: Status(status=400, code="policy"),
    NotFoundError: Status(status=404, code="not_found"),
    NameTakenError: Status(status=409, code="name_taken"),
    UnknownSubjectError: Status(status=404, code="not_found"),
    UnreachedPositionError: Status(status=400, code="parameter"),
    NoPolicyError: Status(status=409, code="no_policy"),
    TrialError: Status(status=409, code="trial"),
    UnprintableError: Status(status=409, code="unprintable"),
    NoFontError: Status(status=503, code="no_font"),
    MethodError: Status(status=405, code="method"),
    ConflictError: Status(status=409, code="conflict"),
    UnconditionalPutError: Status(status=409, code="conflict"),
    PreconditionFailedError: Status(status=412, code="precondition_failed"),
    DocumentTooLargeError: Status(status=413, code="too_large"),
    BodyTooLargeError: Status(status=413, code="too_large"),
    LineTooLongError: Status(status=414, code="too_long"),
    HeadTooLargeError: Status(status=431, code="too_large"),
    TooSlowError: Status(status=408, code="too_slow"),
    ContentGoneError: Status(status=503, code="busy", headers=_SOON),
    DocumentBusyError: Status(status=503, code="busy", headers=_SOON),
    QueueFullError: Status(status=503, code="busy", headers=_SOON),
    StoppedError: Status(status=503, code="unavailable", headers=_SOON),
    ReportEndedError: Status(status=503, code="unavailable", headers=_SOON),
    TooLongError: Status(status=504, code="too_long"),
    ClockBehindError: Status(status=503, code="clock_behind", headers=_LATER),
    StoreUnavailableError: Status(status=503, code="unavailable", headers=_SOON),
    psycopg.errors.UndefinedTable: _NOT_MADE,
    psycopg.errors.UndefinedColumn: _NOT_MADE,
    psycopg.OperationalError: _UNAVAILABLE,
    psycopg.InterfaceError: _UNAVAILABLE,
    persistence.OperationalError: _UNAVAILABLE,
    persistence.InterfaceError: _UNAVAILABLE,
    PoolTimeout: _UNAVAILABLE,
}
"""An error is answered as the nearest of its classes that stands here, else as 500."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An error as HTTP says it."""

    status: int
    body: bytes
    headers: Mapping[str, str]


def status_of(error: Exception) -> Status | None:
    """How an error is answered by the table; None for one that is not in it."""
    return next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), None)


def problem(error: Exception, language: Language) -> Problem:
    """The answer to an error, in a language. One that is not in the table goes to the log, without
    its text: that may hold what a statement says of a person."""
    if isinstance(error, HTTPException):
        return _http_problem(error, language)
    known = status_of(error)
    if known is None:
        frames = "".join(traceback.format_tb(error.__traceback__))
        logger.error("unexpected %s\n%s", type(error).__qualname__, frames)
    status = known or _INTERNAL
    told = in_language(status.instead or _message(error), language)
    return Problem(
        status=status.status,
        body=_body(status.code, told, _details(error, language)),
        headers={**status.headers, **_headers(error), "Content-Language": language},
    )


def _http_problem(error: HTTPException, language: Language) -> Problem:
    code = {404: "not_found", 405: "method"}.get(error.status_code, "request")
    told = in_language(_ELSEWHERE.get(error.status_code, str(error.detail)), language)
    return Problem(
        status=error.status_code,
        body=_body(code, told, {}),
        headers={**(error.headers or {}), "Content-Language": language},
    )


def _message(error: Exception) -> str:
    if isinstance(error, PostError) and error.others:
        return message(
            "{error} (the first of {found} errors: see `errors`{listed})",
            error=message_of(error),
            found=_found(error),
            listed=_listed(error),
        )
    if not isinstance(error, RequestValidationError):
        return message_of(error)
    return joined(map(_of_parameter, error.errors()), by="; ")


def _found(error: PostError) -> str:
    if error.found < MOST_COUNTED:
        return str(error.found)
    return message("at least {found}", found=error.found)


def _listed(error: PostError) -> str:
    told = len(error.others) + 1
    return "" if told == error.found else message(", the first {told} of them", told=told)


_BY_PYDANTIC: Final = {
    "a valid boolean, unable to interpret input": message("true or false"),
    "a valid integer, unable to parse string as an integer": message("a whole number"),
    "a valid UUID": message("a UUID"),
}
"""What pydantic expects of a parameter, as we say it; the rest of it in its own words."""


def _of_parameter(detail: Mapping[str, Any]) -> str:
    """What is wrong with a parameter of a request, as everything else is told."""
    name = ".".join(map(str, detail["loc"][1:]))
    if detail["type"] == "missing":
        return message("{name}: got nothing, expected this parameter", name=name)
    return message(
        "{name}: got {got!r}, expected {expected}",
        name=name,
        got=str(detail["input"])[:80],
        expected=_expected(detail),
    )


def _expected(detail: Mapping[str, Any]) -> str:
    """What pydantic expects of a parameter, in words that are there in both languages."""
    match detail["type"], detail.get("ctx", {}):
        case "greater_than_equal", {"ge": least}:
            return message("{least} or more", least=least)
        case "less_than_equal", {"le": most}:
            return message("{most} or less", most=most)
        case "string_too_long", {"max_length": most}:
            return message("at most {most} characters", most=most)
        case "string_pattern_mismatch", {"pattern": pattern}:
            return message("what matches {pattern}", pattern=pattern)
        case "literal_error", {"expected": expected}:
            return message("one of {names}", names=str(expected).replace(" or ", ", "))
        case _:
            expected = str(detail["msg"]).removeprefix("Input should be ")
            return _BY_PYDANTIC.get(expected) or expected


def _details(error: Exception, language: Language) -> dict[str, Any]:
    """The parts of an error that a program may want to read; of several errors also all of them."""
    if not isinstance(error, PostError) or not error.others:
        return _parts(error, language)
    told = [
        {
            "code": status.code,
            "message": in_language(message_of(one), language),
            **_parts(one, language),
        }
        for one in (error, *error.others)
        if (status := status_of(one))
    ]
    return {**_parts(error, language), "found": error.found, "errors": told}


def _parts(error: Exception, language: Language) -> dict[str, Any]:
    match error:
        case StatementError():
            where = {} if error.index is None else {"index": error.index}
            got, expected = (in_language(one, language) for one in (error.value, error.expected))
            return {**where, "path": error.path, "got": got, "expected": expected}
        case RefusedError():
            path = {} if error.path is None else {"path": error.path}
            return {"index": error.index, "id": str(error.statement_id), **path}
        case ScopeError():
            return {"scopes": error.scopes}
        case _:
            return {}


def _headers(error: Exception) -> dict[str, str]:
    return {"Allow": error.allowed} if isinstance(error, MethodError) else {}


def _body(code: str, told: str, details: Mapping[str, Any]) -> bytes:
    return orjson.dumps({"error": {"code": code, "message": told, **details}})


def install(app: FastAPI) -> None:
    """Makes the routes of a FastAPI application answer errors by the table."""

    async def answer(request: Request, error: Exception) -> Response:
        if wants_page(request):
            found = problem(error, language_of_page(request))
            page: Response = request.app.state.pages.problem(request, found)
            return page
        found = problem(error, language_of_program(request))
        # What is not there yet, a tile say, may be there soon.
        headers = {"Vary": "Accept-Language", "Cache-Control": "no-store", **found.headers}
        return Response(found.body, found.status, headers, media_type="application/json")

    for kind in (*STATUSES, HTTPException, Exception):
        app.add_exception_handler(kind, answer)
