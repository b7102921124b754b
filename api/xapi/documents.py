"""The State, Activity Profile and Agent Profile resources (1.0.3 Communication 2.2, 2.3, 2.6, 2.7).

One set of handlers serves all three; what differs is their shape.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from psycopg import Connection

from api.http.asgi import Answer, check_charset, http_date
from api.http.auth import allow
from api.http.errors import BadRequestError, NotFoundError
from api.http.parameters import Parameters, agent, given, instant, iri, needed, uuid
from api.http.services import Services
from api.xapi.resource import Handlers, Request
from lrs.documents.document_reader import DocumentReader
from lrs.documents.document_store import Origin, Upload
from lrs.documents.documents import (
    UNKNOWN_MEDIA_TYPE,
    Document,
    DocumentScope,
    Listing,
    Preconditions,
    identity,
    is_json,
    matches,
)
from lrs.event.credentials import Scope
from lrs.event.document_events import DocumentKey
from lrs.event.document_events import Resource as Kind
from lrs.message import message

LONGEST_MEDIA_TYPE = 1000

NOT_A_PAGE = {"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
"""Whoever may store a document chooses its media type: a browser must not run it as our page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What differs between the resources: their parameters, and the scope they need."""

    kind: Kind
    scope: Scope
    name: str
    subjects: frozenset[str]
    optional: frozenset[str] = frozenset()
    deletes_all: bool = False

    @property
    def one(self) -> frozenset[str]:
        """The parameters that one document is found by."""
        return self.subjects | self.optional | {self.name}


SHAPES: Mapping[str, Shape] = {
    "/xapi/activities/state": Shape(
        kind="state",
        scope="state",
        name="stateId",
        subjects=frozenset({"activityId", "agent"}),
        optional=frozenset({"registration"}),
        deletes_all=True,
    ),
    "/xapi/activities/profile": Shape(
        kind="activity_profile",
        scope="profile",
        name="profileId",
        subjects=frozenset({"activityId"}),
    ),
    "/xapi/agents/profile": Shape(
        kind="agent_profile", scope="profile", name="profileId", subjects=frozenset({"agent"})
    ),
}


class Documents:
    """The handlers of one of the three resources."""

    def __init__(self, services: Services, shape: Shape) -> None:
        self._reads = services.reads
        self._writes = services.writes
        self._store = services.documents
        self._limit = services.settings.max_document_bytes
        self._shape = shape

    def handlers(self) -> Handlers:
        """By method."""
        return {"GET": self.get, "PUT": self.put, "POST": self.post, "DELETE": self.delete}

    async def get(self, request: Request) -> Answer:
        """One document, or the ids of those of a scope."""
        shape = self._shape
        allow(request.credential, shape.scope, "all/read")
        parameters = request.exchange.parameters(shape.one | {"since"})
        if shape.name not in parameters:
            return await self._list(request, parameters)
        if "since" in parameters:
            raise BadRequestError(
                message("since: got it together with {name}, expected one of them", name=shape.name)
            )
        key = document_key(shape, parameters)

        def read(conn: Connection[Any]) -> Document | None:
            return DocumentReader(conn).see(key).document

        document = await self._reads.run(read)
        if document is None:
            raise NotFoundError(
                message(
                    "there is no document with the {name} {id!r}", name=shape.name, id=key.id[:80]
                )
            )
        media_type = {"Content-Type": document.event.media_type}
        answer = Answer(body=document.content, headers={**media_type, **NOT_A_PAGE})
        return _current(request, answer, tag=document.etag, stored=document.stored)

    async def _list(self, request: Request, parameters: Parameters) -> Answer:
        scope, since = document_scope(self._shape, parameters), given(instant, parameters, "since")

        def read(conn: Connection[Any]) -> Listing:
            return DocumentReader(conn).listing(scope, since=since)

        listing = await self._reads.run(read)
        answer = Answer(body=listing.body)
        return _current(request, answer, tag=listing.etag, stored=listing.last_stored)

    async def put(self, request: Request) -> Answer:
        """Stores a document in place of any other: 204."""
        key, upload = await self._upload(request)
        store = partial(self._store.put, key, upload, _origin(request))
        await self._writes.run(store, size=len(upload.content))
        return Answer(status=204, body=None)

    async def post(self, request: Request) -> Answer:
        """Stores a document, or merges it into the one that is there: 204."""
        key, upload = await self._upload(request)
        store = partial(self._store.post, key, upload, _origin(request))
        await self._writes.run(store, size=len(upload.content))
        return Answer(status=204, body=None)

    async def delete(self, request: Request) -> Answer:
        """Deletes one document, or those of a scope where the resource allows it: 204."""
        shape = self._shape
        allow(request.credential, shape.scope)
        parameters = request.exchange.parameters(shape.one)
        conditions, origin = preconditions(request), _origin(request)
        if shape.deletes_all and shape.name not in parameters:
            scope = document_scope(shape, parameters)
            await self._writes.run(partial(self._store.delete_all, scope, conditions, origin))
        else:
            key = document_key(shape, parameters)
            await self._writes.run(partial(self._store.delete, key, conditions, origin))
        return Answer(status=204, body=None)

    async def _upload(self, request: Request) -> tuple[DocumentKey, Upload]:
        allow(request.credential, self._shape.scope)
        parameters = request.exchange.parameters(self._shape.one)
        key = document_key(self._shape, parameters, intake=True)
        media_type = request.exchange.header(b"content-type") or UNKNOWN_MEDIA_TYPE
        if len(media_type) > LONGEST_MEDIA_TYPE or re.search(r"[\x00-\x1f\x7f]", media_type):
            raise BadRequestError(
                message(
                    "Content-Type: got {media_type!r}, expected a media type",
                    media_type=media_type[:80],
                )
            )
        if is_json(media_type):
            check_charset(media_type)
        upload = Upload(
            content=await request.exchange.body(self._limit),
            media_type=media_type,
            preconditions=preconditions(request),
        )
        return key, upload


def document_scope(shape: Shape, parameters: Parameters, *, intake: bool = False) -> DocumentScope:
    """The scope that parameters name; ``intake``: of a document to be kept. Raises
    ParameterError."""
    activity = holder = None
    if "activityId" in shape.subjects:
        activity = iri("activityId", needed(parameters, "activityId"), intake=intake)
    if "agent" in shape.subjects:
        holder = identity(agent("agent", needed(parameters, "agent"), intake=intake))
    return DocumentScope(
        resource=shape.kind,
        activity=activity,
        agent=holder,
        registration=given(uuid, parameters, "registration"),
    )


def document_key(shape: Shape, parameters: Parameters, *, intake: bool = False) -> DocumentKey:
    """The key of the document that parameters name, as of a scope. Raises ParameterError."""
    return document_scope(shape, parameters, intake=intake).key(needed(parameters, shape.name))


def preconditions(request: Request) -> Preconditions:
    """If-Match and If-None-Match of a request."""
    exchange = request.exchange
    return Preconditions(
        if_match=exchange.header(b"if-match"), if_none_match=exchange.header(b"if-none-match")
    )


def _origin(request: Request) -> Origin:
    return Origin(credential=request.credential.key, version=request.version)


def _current(request: Request, answer: Answer, *, tag: str, stored: datetime | None) -> Answer:
    """An answer with its ETag and Last-Modified; 304 to a client that has it already."""
    headers = {**answer.headers, "ETag": tag}
    if stored is not None:
        headers["Last-Modified"] = http_date(stored)
    known = request.exchange.header(b"if-none-match")
    if known is not None and matches(known, tag, weakly=True):
        return Answer(status=304, body=None, headers={"ETag": tag})
    return replace(answer, headers=headers)
