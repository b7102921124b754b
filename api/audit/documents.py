"""For auditors: what happened to a state or profile document, and what is kept of it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from psycopg import Connection

from api.http.auth import requires
from api.http.errors import NotFoundError
from api.http.query_string import read_parameters
from api.http.services import Services
from api.http.strict_route import StrictRoute
from api.xapi.documents import NOT_A_PAGE, SHAPES, document_key
from lrs.documents.document_reader import DocumentReader, HistoryEntry
from lrs.event.credentials import Credential
from lrs.event.document_events import DocumentStored, Resource
from lrs.event.events import timestamp_text

router = APIRouter(prefix="/documents", tags=["audit"], route_class=StrictRoute)

Auditor = Annotated[Credential, Depends(requires("audit/read"))]
BY_RESOURCE = {shape.kind: shape for shape in SHAPES.values()}
PAGING = frozenset({"resource", "after", "limit"})

Text = str | None


@router.get("/history", summary="Every change of a document: when, by whom, size and digest")
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
) -> dict[str, Any]:
    """The document is named as in its own resource, and need not exist any more.

    `digest` is the HMAC-SHA256 of the content under `digest_key` (hexadecimal), which is null when
    the content was removed. `next` is the `after` of the next page, null on the last one.
    """
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
    return {
        "document": key,
        "originator": key.originator_id,
        "events": [_shown(entry) for entry in page],
        "next": page[-1].event.originator_version if more else None,
    }


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
        raise NotFoundError(f"no content is kept of an event at position {position}")
    return Response(found, media_type="application/octet-stream", headers=NOT_A_PAGE)


def _shown(entry: HistoryEntry) -> dict[str, Any]:
    event = entry.event
    shown: dict[str, Any] = {
        "position": entry.position,
        "stored": timestamp_text(entry.stored),
        "event": type(event).__name__,
        "version": event.originator_version,
        "xapi_version": event.version,
        "credential": event.credential,
    }
    if isinstance(event, DocumentStored):
        shown |= {
            "method": event.method,
            "media_type": event.media_type,
            "size": event.size,
            "digest": event.digest,
            "digest_key": entry.digest_key.hex() if entry.digest_key else None,
        }
    return shown
