"""GET of statements: one by its id, or pages of those that a query finds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

import orjson
from psycopg import Connection
from psycopg.rows import tuple_row

from api.asgi import Answer, Exchange, uuid_of
from api.auth import allow
from api.errors import BadRequestError, NotFoundError, NotSupportedYetError, problem
from api.services import Services
from lrs.credentials import Credential
from lrs.events import timestamp_text
from lrs.query import FILTERS, StatementQuery, parse_query
from lrs.statement_finder import Found, StatementFinder

CONSISTENT_THROUGH = "X-Experience-API-Consistent-Through"
BEGINNING = "1970-01-01T00:00:00.000000Z"
"""Consistent-Through of an empty log."""

BY_ID = ("statementId", "voidedStatementId")
FORM = ("format", "attachments")
"""The parameters that change how statements are returned, not which."""

PARAMETERS = FILTERS.union(BY_ID, FORM)

LAST_STORED = "SELECT stored FROM lrs.log ORDER BY notification_id DESC LIMIT 1"

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen(Generic[T]):
    """What was read, and until when the log was complete in that snapshot."""

    value: T
    consistent_through: str

    @property
    def headers(self) -> dict[str, str]:
        """The header that every answer to a GET carries."""
        return {CONSISTENT_THROUGH: self.consistent_through}


class StatementReading:
    """Reads statements for a credential, each answer from one snapshot of the log."""

    def __init__(self, services: Services, *, more_path: str) -> None:
        self._reads = services.reads
        self._hash_term = services.store.hash_term
        self._page_limit = services.settings.page_limit
        self._more_path = more_path
        self.consistent_through = BEGINNING
        """As last seen: the truth for an answer that reads nothing, since it only ever grows."""

    async def get(self, exchange: Exchange, credential: Credential) -> Answer:
        """One statement by its id, or the first page of a query."""
        allow(credential, "statements/read/mine", "statements/read")
        parameters = exchange.parameters(PARAMETERS)
        _check_form(parameters)
        filters = {name: value for name, value in parameters.items() if name not in FORM}
        if filters.keys().isdisjoint(BY_ID):
            return await self._page(exchange, credential, parse_query(filters))
        return await self._one(credential, filters)

    async def more(self, exchange: Exchange, credential: Credential) -> Answer:
        """The page behind a `more` link of an earlier answer."""
        allow(credential, "statements/read/mine", "statements/read")
        token = exchange.parameters(("token",)).get("token", "")
        return await self._page(exchange, credential, StatementQuery.from_token(token))

    async def _one(self, credential: Credential, filters: Mapping[str, str]) -> Answer:
        name, *others = filters
        if others:
            raise BadRequestError(
                f"{name}: got it together with {others[0]}, expected it alone or with {FORM}"
            )
        statement_id = uuid_of(filters, name)
        voided = name == "voidedStatementId"
        seen = await self._read(credential, lambda finder: finder.by_id(statement_id))
        found = seen.value
        if found is None or found.voided != voided:
            kind = "voided statement" if voided else "statement that is not voided"
            missing = NotFoundError(f"there is no {kind} with the id {statement_id}")
            return Answer.to(problem(missing), seen.headers)
        last_modified = {"Last-Modified": format_datetime(found.stored, usegmt=True)}
        return Answer(body=found.returned(), headers={**seen.headers, **last_modified})

    async def _page(
        self, exchange: Exchange, credential: Credential, query: StatementQuery
    ) -> Answer:
        def read(finder: StatementFinder) -> bytes:
            answer = finder.find(query)
            more = ""
            if answer.more:
                more = f"{exchange.root}{self._more_path}?{urlencode({'token': answer.more})}"
            return _statement_result(answer.statements, more)

        seen = await self._read(credential, read)
        return Answer(body=seen.value, headers=seen.headers)

    async def _read(self, credential: Credential, read: Callable[[StatementFinder], T]) -> Seen[T]:
        def run(conn: Connection[Any]) -> Seen[T]:
            last = conn.cursor(row_factory=tuple_row).execute(LAST_STORED).fetchone()
            finder = StatementFinder(conn, self._hash_term, credential, page_limit=self._page_limit)
            through = timestamp_text(last[0]) if last else BEGINNING
            return Seen(value=read(finder), consistent_through=through)

        seen = await self._reads.run(run)
        self.consistent_through = max(self.consistent_through, seen.consistent_through)
        return seen


def _check_form(parameters: Mapping[str, str]) -> None:
    """What is returned is exact and without attachments; other forms will be chosen here."""
    form = parameters.get("format", "exact")
    if form in ("ids", "canonical"):
        raise NotSupportedYetError(f"format: got {form!r}, only exact is supported yet")
    if form != "exact":
        raise BadRequestError(f"format: got {form[:80]!r}, expected ids, exact or canonical")
    attachments = parameters.get("attachments", "false")
    if attachments == "true":
        raise NotSupportedYetError("attachments: got true, only false is supported yet")
    if attachments != "false":
        raise BadRequestError(f"attachments: got {attachments[:80]!r}, expected true or false")


def _statement_result(statements: Sequence[Found], more: str) -> bytes:
    """A StatementResult (1.0.3 Data 2.5); ``more`` is empty on the last page."""
    listed = b",".join(found.returned() for found in statements)
    return b'{"statements":[' + listed + b'],"more":' + orjson.dumps(more) + b"}"
