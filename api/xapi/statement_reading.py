"""GET of statements: one by its id, or pages of those that a query finds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

import orjson
from psycopg import Connection

from api.http.asgi import Answer, http_date
from api.http.auth import allow
from api.http.errors import BadRequestError, NotFoundError
from api.http.parameters import uuid
from api.http.problems import problem
from api.http.services import Services
from api.xapi import multipart
from api.xapi.completeness import Completeness
from api.xapi.known import Knowledge
from api.xapi.resource import Request
from api.xapi.statement_forms import PARAMETERS as FORM
from api.xapi.statement_forms import Canonical, Form, ids, in_version
from api.xapi.statement_query import FILTERS, read_query
from lrs.documents.attachment_reader import FileReader
from lrs.event.events import timestamp_text
from lrs.message import message
from lrs.search.query import StatementQuery
from lrs.search.statement_finder import Found, StatementFinder
from lrs.statement.versions import XapiVersion

CONSISTENT_THROUGH = "X-Experience-API-Consistent-Through"
BY_ID = ("statementId", "voidedStatementId")
CANONICAL_PAGE = 50
"""Most statements of one canonical answer: of each activity and verb the log is asked."""

TOKEN = "token"  # noqa: S105 - it names a page
"""The parameter that says which page; beside it no other counts."""

PARAMETERS = FILTERS.union(BY_ID, FORM, (TOKEN,))

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen(Generic[T]):
    """What was read, and until when the log was complete in that snapshot."""

    value: T
    complete_until: datetime

    @property
    def headers(self) -> dict[str, str]:
        """The header that every answer to a GET carries."""
        return {CONSISTENT_THROUGH: timestamp_text(self.complete_until)}


class StatementReading:
    """Reads statements for a credential, each answer from one snapshot of the log.

    ``path`` is where the next page is: that of all statements, so that a client which takes the
    parameters of `more` and asks as it always does finds it.
    """

    def __init__(self, services: Services, *, path: str) -> None:
        self._store = services.store
        self._reads = services.reads
        self._hash_term = services.store.hash_term
        self._completeness = Completeness(services.reads, services.store.now)
        self._page_limit = services.settings.page_limit
        self._page_bytes = services.settings.page_bytes
        self._most_bytes = services.settings.max_attachment_bytes
        self._path = path

    @property
    def headers(self) -> dict[str, str]:
        """The header of an answer that reads nothing: to a POST, a PUT, an error."""
        self._completeness.keep(self._store.recorded_until)
        return {CONSISTENT_THROUGH: timestamp_text(self._completeness.until)}

    async def get(self, request: Request) -> Answer:
        """One statement by its id, or the first page of a query."""
        allow(request.credential, "statements/read/mine", "statements/read")
        await self._completeness.look()
        parameters = request.exchange.parameters(PARAMETERS, alone=TOKEN)
        if TOKEN in parameters:
            return await self._following(request, parameters)
        form = Form.of(parameters)
        filters = {name: value for name, value in parameters.items() if name not in FORM}
        if filters.keys().isdisjoint(BY_ID):
            return await self._page(request, form, read_query(filters))
        return await self._one(request, form, filters)

    async def more(self, request: Request) -> Answer:
        """The page behind a `more` link as they were given out formerly."""
        allow(request.credential, "statements/read/mine", "statements/read")
        await self._completeness.look()
        return await self._following(request, request.exchange.parameters((TOKEN, *FORM)))

    async def _following(self, request: Request, parameters: Mapping[str, str]) -> Answer:
        """The page that a token tells of, in the form of the answer that gave it."""
        token, *marks = parameters.get(TOKEN, "").split(".")
        query = StatementQuery.from_token(token)
        form = Form.of_marks(marks) if marks else Form.of(parameters)
        return await self._page(request, form, query)

    async def _one(self, request: Request, form: Form, filters: Mapping[str, str]) -> Answer:
        name, *others = filters
        if others:
            raise BadRequestError(
                message(
                    "{name}: got it together with {others}, expected it alone or with {form}",
                    name=name,
                    others=others[0],
                    form=" and ".join(FORM),
                )
            )
        statement_id = uuid(name, filters[name])
        voided = name == "voidedStatementId"

        def read(view: View) -> tuple[Found, Answer] | None:
            found = view.finder.by_id(statement_id)
            if found is None or found.voided != voided:
                return None
            return found, view.answer([found], view.returned(found))

        seen = await self._read(request, form, read)
        if seen.value is None:
            kind = (
                message("voided statement") if voided else message("statement that is not voided")
            )
            missing = NotFoundError(
                message(
                    "there is no {kind} with the id {statement_id}",
                    kind=kind,
                    statement_id=statement_id,
                )
            )
            return Answer.to(problem(missing, request.exchange.language), seen.headers)
        found, answer = seen.value
        last_modified = {"Last-Modified": http_date(found.stored)}
        return replace(answer, headers={**answer.headers, **seen.headers, **last_modified})

    async def _page(self, request: Request, form: Form, query: StatementQuery) -> Answer:
        def read(view: View) -> Answer:
            found = view.finder.find(query, fit=view.fit)
            more = ""
            if found.more:
                token = ".".join((found.more, *form.marks))
                more = f"{request.exchange.root}{self._path}?{TOKEN}={token}"
            listed = b",".join(view.returned(one) for one in found.statements)
            result = b'{"statements":[' + listed + b'],"more":' + orjson.dumps(more) + b"}"
            return view.answer(found.statements, result)

        seen = await self._read(request, form, read)
        return replace(seen.value, headers={**seen.value.headers, **seen.headers})

    async def _read(self, request: Request, form: Form, read: Callable[["View"], T]) -> Seen[T]:
        known = self._completeness.until  # before the snapshot, which begins with the first query

        def run(conn: Connection[Any]) -> Seen[T]:
            until = self._completeness.of(conn, known)
            return Seen(value=read(self._view(conn, request, form)), complete_until=until)

        seen = await self._reads.run(run)
        self._completeness.keep(seen.complete_until)
        return seen

    def _view(self, conn: Connection[Any], request: Request, form: Form) -> "View":
        limit, shape = self._page_limit, _exact
        if form.format == "ids":
            shape = ids
        elif form.format == "canonical":
            limit = min(limit, CANONICAL_PAGE)
            knowledge = Knowledge(conn, self._hash_term, request.credential)
            shape = Canonical(
                definition=knowledge.definition,
                display=knowledge.display,
                accept_language=request.exchange.header(b"accept-language"),
            )
        return View(
            finder=StatementFinder(
                conn,
                self._hash_term,
                request.credential,
                page_limit=limit,
                page_bytes=self._page_bytes,
            ),
            shape=shape,
            version=request.version,
            files=FileReader(conn, most_bytes=self._most_bytes) if form.attachments else None,
        )


def _exact(statement: bytes) -> bytes:
    return statement


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One snapshot of the log as one request wants to see it; ``files`` is None where attachments
    are not asked for."""

    finder: StatementFinder
    shape: Callable[[bytes], bytes]
    version: XapiVersion
    files: FileReader | None

    def returned(self, found: Found) -> bytes:
        """A statement in the form that was asked for."""
        return in_version(self.shape(found.returned()), self.version)

    def fit(self, page: Sequence[Found]) -> int:
        """How many of these statements go into one answer."""
        return self.files.fit(page) if self.files else len(page)

    def answer(self, statements: Sequence[Found], body: bytes) -> Answer:
        """An answer with these statements, and with their files where they were asked for."""
        if self.files is None:
            return Answer(body=body)
        media_type, body = multipart.write(body, self.files.of(statements))
        return Answer(body=body, headers={"Content-Type": media_type})
