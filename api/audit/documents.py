"""For auditors: what happened to a state or profile document, and what is kept of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from msgspec import UNSET, UnsetType
from psycopg import Connection

from api.http.auth import requires
from api.http.errors import NotFoundError
from api.http.query_string import read_parameters
from api.http.services import Services
from api.http.strict_route import StrictRoute
from api.reports.answering import AnswerRoute
from api.xapi.documents import NOT_A_PAGE, SHAPES, document_key
from lrs.documents.document_reader import DocumentReader, HistoryEntry
from lrs.event.credentials import Credential
from lrs.event.document_events import DocumentStored, Resource
from lrs.message import message

router = APIRouter(prefix="/documents", tags=["audit"], route_class=StrictRoute)
answers = APIRouter(prefix="/documents", tags=["audit"], route_class=AnswerRoute)

Auditor = Annotated[Credential, Depends(requires("audit/read"))]
BY_RESOURCE = {shape.kind: shape for shape in SHAPES.values()}
PAGING = frozenset({"resource", "after", "limit", "format"})

Text = str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDocument:
    """What a document is found by; null is what its resource does not have."""

    resource: Resource
    """Which kind of document it is."""
    activity: str | None
    """The IRI of its activity."""
    agent: Mapping[str, object] | None
    """Its agent: the identifier alone, by its name in xAPI."""
    registration: str | None
    """Its registration, a UUID."""
    id: str
    """The stateId or the profileId."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentChange:
    """A change of a document. What only storing it has is left out where it was deleted."""

    position: int
    """The position of the event in the log."""
    stored: datetime
    """When it was changed."""
    event: str
    """What happened: DocumentStored or DocumentDeleted."""
    version: int
    """The number of the change, from 1."""
    xapi_version: str
    """The version of xAPI that the request spoke."""
    credential: str
    """The public key of the credential that changed it."""
    method: str | UnsetType = UNSET
    """How it was stored: PUT or POST."""
    media_type: str | UnsetType = UNSET
    """The media type of the content."""
    size: int | UnsetType = UNSET
    """The length of the content in bytes."""
    digest: str | UnsetType = UNSET
    """The HMAC-SHA256 of the content under `digest_key`, hexadecimal."""
    digest_key: str | UnsetType | None = UNSET
    """The key of the digest, hexadecimal; null when the content was removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryAnswer:
    """A page of the changes of a document, the first one first."""

    document: NamedDocument
    """The document that is told of."""
    originator: UUID
    """The originator of the document's events."""
    events: tuple[DocumentChange, ...]
    """The changes of the page."""
    next: int | None

    def rows(self) -> Iterable[DocumentChange]:
        """The changes."""
        return self.events


@answers.get("/history", summary="Every change of a document: when, by whom, size and digest")
async def history(
    request: Request,
    _: Auditor,
    resource: Annotated[Resource, Query(description="which kind of document")],
    activity: Annotated[Text, Query(alias="activityId", description="its activity's IRI")] = None,
    agent: Annotated[Text, Query(description="its agent, as JSON")] = None,
    registration: Annotated[Text, Query(description="its registration")] = None,
    state: Annotated[Text, Query(alias="stateId", description="the id of a state")] = None,
    profile: Annotated[Text, Query(alias="profileId", description="the id of a profile")] = None,
    after: Annotated[int, Query(ge=0, lt=2**63, description="changes after this version")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000, description="at most so many")] = 100,
) -> HistoryAnswer:
    """The document is named as in its own resource, and need not exist any more."""
    shape = BY_RESOURCE[resource]
    named = {
        "activityId": activity,
        "agent": agent,
        "registration": registration,
        "stateId": state,
        "profileId": profile,
    }
    parameters = {name: value for name, value in named.items() if value is not None}
    read_parameters(request.scope["query_string"], shape.one | PAGING)
    key = document_key(shape, parameters)

    def read(conn: Connection[Any]) -> list[HistoryEntry]:
        return DocumentReader(conn).history(key, after=after, limit=limit + 1)

    services: Services = request.state.services
    entries = await services.reads.run(read)
    page = entries[:limit]
    more = len(entries) > limit
    return HistoryAnswer(
        document=NamedDocument(
            resource=key.resource,
            activity=key.activity,
            agent=key.agent,
            registration=key.registration,
            id=key.id,
        ),
        originator=key.originator_id,
        events=tuple(map(_change, page)),
        next=page[-1].event.originator_version if more else None,
    )


@router.get(
    "/content",
    summary="The content that a DocumentStored event stored, byte for byte",
    response_class=Response,
)
async def content(
    request: Request,
    _: Auditor,
    position: Annotated[int, Query(ge=1, lt=2**63, description="the event's position")],
) -> Response:
    """404 where there is no such event, and when its content was removed."""

    def read(conn: Connection[Any]) -> bytes | None:
        return DocumentReader(conn).content_at(position)

    services: Services = request.state.services
    found = await services.reads.run(read)
    if found is None:
        raise NotFoundError(
            message("no content is kept of an event at position {position}", position=position)
        )
    return Response(found, media_type="application/octet-stream", headers=NOT_A_PAGE)


def _change(entry: HistoryEntry) -> DocumentChange:
    event = entry.event
    change = DocumentChange(
        position=entry.position,
        stored=entry.stored,
        event=type(event).__name__,
        version=event.originator_version,
        xapi_version=event.version,
        credential=event.credential,
    )
    if not isinstance(event, DocumentStored):
        return change
    return replace(
        change,
        method=event.method,
        media_type=event.media_type,
        size=event.size,
        digest=event.digest,
        digest_key=entry.digest_key.hex() if entry.digest_key else None,
    )
