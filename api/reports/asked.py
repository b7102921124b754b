"""Asks for a report without a server: what it would have answered when the log ended at a position.

It goes through the routes themselves, so that there is one reader of questions and one answer. It
only reads.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any, Final, TypeVar
from urllib.parse import parse_qsl, quote, unquote, urlencode

import orjson
from psycopg import Connection

from api.http.asgi import App, Message
from api.http.services import ReportServices
from api.reports.printed import PDF
from api.reports.tabular import CSV
from lrs.event.credentials import OPERATOR, Credential
from lrs.message import message
from projections.answers.basis import Answers

JSON: Final = "application/json"

BASIS: Final = frozenset({"position", "today", "policy", "incomplete", "set_aside"})
"""What every answer says of itself."""

T = TypeVar("T")


class ReportError(ValueError):
    """A question that no report answers, or that cannot be issued; the text says why."""


@dataclass(frozen=True, slots=True)
class _Anybody:
    """Whoever asks here has the database, and so reads all."""

    async def authenticate(self, _: str | None) -> Credential:
        return OPERATOR


@dataclass(frozen=True, slots=True)
class _Store:
    """The terms are hashed as each connection finds it in the database; who asks here sees all, so
    that nothing is sealed for him, nor opened."""

    hash_term: None = None

    def key_for(self, _: str) -> bytes:
        return bytes(32)


@dataclass(frozen=True, slots=True)
class _Reads:
    """Reads over the connection of whoever asks, one at a time: what stops that stops the
    answer."""

    conn: Connection[Any]
    turn: Lock = field(default_factory=Lock)

    async def run(self, read: Callable[[Connection[Any]], T], *, snapshot: bool = True) -> T:
        with self.turn, self.conn.transaction() if snapshot else nullcontext():
            return read(self.conn)


def _services(conn: Connection[Any], *, position: int, at: datetime) -> ReportServices:
    """What the routes need to answer from a log that ends at a position, at a moment."""
    return ReportServices(
        authenticator=_Anybody(),
        store=_Store(),
        reads=_Reads(conn),
        answers=Answers(lambda: at),
        position=position,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, path and query; of a log that ends at a position, at a moment."""

    request: str
    position: int
    at: datetime


def quoted(request: str) -> str:
    """A request in ASCII: what is not is percent-encoded."""
    return quote(request, safe="/?&=%:+,;@~!$'()*[]")


def ask(app: App, conn: Connection[Any], question: Question) -> list[Mapping[str, Any]]:
    """All pages of an answer, in their order. Raises ReportError.

    conn: in autocommit, as `api.http.reads.read_only` has it.
    """
    pages: list[Mapping[str, Any]] = []
    for body in _bodies(app, conn, question, JSON):
        page = orjson.loads(body)
        if not isinstance(page, dict) or not page.keys() >= BASIS:
            raise ReportError(
                message(
                    "{request}: this is no report that says what it rests on",
                    request=question.request,
                )
            )
        if "settled" in page:
            raise ReportError(
                message(
                    "{request}: this report is read from the tables, which know the present "
                    "alone: it cannot be made again",
                    request=question.request,
                )
            )
        pages.append(page)
    return pages


class Forms:
    """Asks an application that prints for official forms, all of a log that ends at a position, at
    a moment, so that what they share is read once. Several threads may ask: reading takes turns,
    and what was read is set side by side."""

    def __init__(self, app: App, conn: Connection[Any], *, position: int, at: datetime) -> None:
        self._app = app
        self._services = _services(conn, position=position, at=at)

    def ask(self, request: str) -> bytes:
        """The form of the answer to a request. Raises ReportError."""
        return asyncio.run(_get(self._app, self._services, quoted(request), PDF))


def ask_csv(app: App, conn: Connection[Any], question: Question) -> bytes:
    """The answer as a table, its pages one behind the other under one heading."""
    first, *others = _bodies(app, conn, question, CSV)
    return b"".join((first, *(page.split(b"\r\n", 1)[1] for page in others)))


def _bodies(app: App, conn: Connection[Any], question: Question, form: str) -> Iterator[bytes]:
    services = _services(conn, position=question.position, at=question.at)
    request: str | None = question.request
    while request is not None:
        told = asyncio.run(_get(app, services, request, JSON))
        page = told if form == JSON else asyncio.run(_get(app, services, request, form))
        yield page
        request = _following(request, orjson.loads(told))


def _following(request: str, page: Any) -> str | None:
    """The request for the page after this one; None after the last."""
    following = page.get("next") if isinstance(page, dict) else None
    if following is None:
        return None
    path, _, query = request.partition("?")
    asked = [one for one in parse_qsl(query, keep_blank_values=True) if one[0] != "after"]
    return f"{path}?{urlencode([*asked, ('after', following)])}"


async def _get(app: App, services: ReportServices, request: str, form: str) -> bytes:
    path, _, query = request.partition("?")
    if not path.startswith("/") or not request.isascii():
        raise ReportError(
            message(
                "{request!r}: expected the path and the query of a report, percent-encoded, "
                "such as /reports/circular?year=2025",
                request=request[:80],
            )
        )
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"accept", form.encode())],
        "client": None,
        "server": None,
        "state": {"services": services},
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    with suppress(Exception):  # what is not foreseen is answered with 500 before it is raised
        await app(scope, receive, send)
    status = next((one["status"] for one in sent if one["type"] == "http.response.start"), 500)
    body = b"".join(one.get("body", b"") for one in sent)
    if status != 200:
        raise ReportError(message("{request}: {why}", request=request, why=_why(status, body)))
    if form == JSON and not body.startswith(b"{"):
        raise ReportError(
            message(
                "{request}: this is no JSON: ask for the report without its `format`",
                request=request,
            )
        )
    return body


def _why(status: int, body: bytes) -> str:
    """What an answer that is none says of it."""
    try:
        return str(orjson.loads(body)["error"]["message"])
    except (orjson.JSONDecodeError, TypeError, KeyError):
        return f"status {status}"
