"""The tree over the log for auditors and their tools: checkpoint, tiles, entries, receipts.

The paths below `/audit` are those of c2sp.org/tlog-tiles, and the formats are public ones, so that
tools that nobody here wrote can follow the log.
"""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from psycopg import Connection

from api.http.auth import Authenticated, allow, requires
from api.http.errors import NotFoundError
from api.http.services import Services
from api.http.strict_route import StrictRoute
from lrs.event.credentials import Credential
from lrs.event.events import STATEMENT_RECORDED, split_state
from lrs.evidence.tile_store import MissingTileError, TileStore
from lrs.message import message, message_of
from lrs.proof.leaf import StoredEvent, leaf_of
from lrs.proof.tiles import WIDTH, Tile, bundle, tile_of

router = APIRouter(prefix="/audit", tags=["audit"], route_class=StrictRoute)

Auditor = Annotated[Credential, Depends(requires("audit/read"))]
Level = Annotated[str, Path(description="the level of a tile, from 0 up")]
Number = Annotated[str, Path(description="its number as tlog-tiles writes it: `x001/234.p/17`")]
FOR_GOOD: Final = {"Cache-Control": "private, max-age=31536000, immutable"}
FOR_NOW: Final = {"Cache-Control": "no-store"}
TEXT: Final = "text/plain; charset=utf-8"
BINARY: Final = "application/octet-stream"


def _of(kind: str, description: str) -> dict[int | str, dict[str, Any]]:
    schema = {"type": "string", "description": description}
    return {
        200: {"description": description, "content": {kind.partition(";")[0]: {"schema": schema}}}
    }


@router.get(
    "/checkpoint",
    summary="The signed head of the log (c2sp.org/tlog-checkpoint)",
    response_class=Response,
    responses=_of(TEXT, "a signed note with the log's name, its number of events and the root"),
)
async def checkpoint(
    request: Request,
    _: Auditor,
    cosigned: Annotated[
        bool, Query(description="the last one that a witness cosigned, not the very last one")
    ] = False,
) -> Response:
    """Keep one: without a checkpoint that is kept elsewhere, a log that was cut short and signed
    again looks whole."""

    def read(conn: Connection[Any]) -> str:
        store = TileStore(conn)
        note = store.last_cosigned() if cosigned else store.last_checkpoint()
        if note is None:
            done = "cosigned" if cosigned else "signed"
            raise NotFoundError(
                message("nothing of the log is {done} yet: ask again in a second", done=done)
            )
        return str(note)

    return Response(await _read(request, read), media_type=TEXT, headers=FOR_NOW)


@router.get(
    "/tile/entries/{number:path}",
    summary="The leaves of the tree (c2sp.org/tlog-tiles)",
    response_class=Response,
    responses=_of(BINARY, "each leaf behind its length in two bytes"),
)
async def entries(request: Request, _: Auditor, number: Number) -> Response:
    """A leaf names an event by position, time, id and topic; of its content it has a keyed digest
    alone."""
    tile = _tile("0", number)

    def read(conn: Connection[Any]) -> bytes:
        store = TileStore(conn)
        store.read(tile)  # what is not signed yet is not told
        first = tile.index * WIDTH
        found = store.events(after=first, until=first + tile.width, limit=tile.width)
        return bundle([leaf_of(event) for event in found])

    return Response(await _read(request, read), media_type=BINARY, headers=FOR_GOOD)


@router.get(
    "/tile/{level}/{number:path}",
    summary="Hashes of the tree (c2sp.org/tlog-tiles)",
    response_class=Response,
    responses=_of(BINARY, "up to 256 hashes of 32 bytes"),
)
async def tile(request: Request, _: Auditor, level: Level, number: Number) -> Response:
    """From these a client makes any proof itself."""
    wanted = _tile(level, number)

    def read(conn: Connection[Any]) -> bytes:
        return TileStore(conn).read(wanted)

    return Response(await _read(request, read), media_type=BINARY, headers=FOR_GOOD)


@router.get(
    "/receipts/{statement_id}",
    summary="A proof that a statement is in the log (c2sp.org/tlog-proof)",
    response_class=Response,
    responses=_of(TEXT, "where the statement stands, the hashes up to the root, the checkpoint"),
)
async def receipt(request: Request, credential: Authenticated, statement_id: UUID) -> Response:
    """For whoever may read the statement; to be kept as a file `.tlog-proof`. It is given once the
    statement is signed, a second or two after it was recorded."""
    allow(credential, "audit/read", "statements/read", "statements/read/mine")

    def read(conn: Connection[Any]) -> str:
        store = TileStore(conn)
        event = store.event_of(statement_id)
        if event is None or not _may_read(credential, event):
            raise NotFoundError(
                message("no statement {statement_id} is in the log", statement_id=statement_id)
            )
        found = store.receipt(event)
        if found is None:
            raise NotFoundError(
                message(
                    "the statement {statement_id} is recorded at position {position} and not "
                    "signed yet: ask again in a second",
                    statement_id=statement_id,
                    position=event.position,
                )
            )
        return str(found)

    return Response(await _read(request, read), media_type=TEXT, headers=FOR_NOW)


def _may_read(credential: Credential, event: StoredEvent) -> bool:
    if credential.may("audit/read", "statements/read"):
        return True
    header, _ = split_state(event.originator_id, event.state)
    return event.topic == STATEMENT_RECORDED and header.credential == credential.key


def _tile(level: str, number: str) -> Tile:
    try:
        return tile_of(level, number)
    except ValueError:
        raise NotFoundError(
            message(
                "/audit/tile/{level}/{number}: expected a path such as /audit/tile/0/x001/234.p/17",
                level=level[:60],
                number=number[:60],
            )
        ) from None


async def _read(request: Request, read: Any) -> Any:
    services: Services = request.state.services
    try:
        return await services.reads.run(read)
    except MissingTileError as error:
        raise NotFoundError(message_of(error)) from None
