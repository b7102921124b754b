"""The statement browser: what was sent, found by every filter of xAPI, raw, with attachments."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Final, TypeVar
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from psycopg import Connection

from api.http.auth import Authenticated, allow
from api.http.errors import NotFoundError
from api.http.language import language_of
from api.http.negotiation import wants_page
from api.http.parameters import uuid
from api.http.services import Services
from api.http.strict_route import StrictRoute
from api.pages import rendering
from api.pages.around import around
from api.pages.frame import address, frame_of
from api.pages.rendering import SECURITY
from api.xapi.statement_query import FILTERS, read_query
from lrs.documents.attachment_reader import FileReader
from lrs.event.credentials import Credential
from lrs.message import message
from lrs.search.query import StatementQuery
from lrs.search.statement_finder import Answer, Found, StatementFinder
from lrs.statement.attachments import File
from lrs.statement.strict_json import read
from projections.facts.registry import FACTS
from projections.words.languages import Language
from projections.words.names import name_in

PAGE: Final = 50
"""Statements of a page."""

T = TypeVar("T")
Text = Annotated[str | None, Query()]


class StatementPageRoute(StrictRoute):
    """A route of the statement browser: the filters of xAPI are its parameters."""

    also = FILTERS | {"lang", "token", "format"}


router = APIRouter(route_class=StatementPageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Listed:
    """A statement in a list."""

    id: UUID
    position: int
    stored: datetime
    actor: str
    verb: str
    object: str
    authority: str
    voided: bool


@router.get("/statements")
async def listed(request: Request, credential: Authenticated) -> Response:
    """The statements that the filters find, the newest first; voided ones are not among them."""
    asked = request.query_params
    filters = {name: text for name, text in asked.items() if name in FILTERS and text}
    token = asked.get("token")
    query = StatementQuery.from_token(token) if token else read_query(filters)
    found = await _find(request, credential, lambda finder: finder.find(query))
    if not wants_page(request):
        return Response(_as_data(found, asked), headers=SECURITY, media_type="application/json")
    shown = _shown_list(found, filters, language_of(request))
    return await _page(request, credential, "statements.html", shown)


@router.get("/statements/{statement}")
async def one(request: Request, credential: Authenticated, statement: str) -> Response:
    """A statement as it was sent, voided or not, with what came with it."""
    wanted = uuid("statement", statement)
    found = await _find(request, credential, lambda finder: finder.by_id(wanted))
    if found is None:
        raise NotFoundError(
            message(
                "there is no statement with the id {wanted}, or you may not see it", wanted=wanted
            )
        )
    if not wants_page(request):
        return Response(found.returned(), headers=SECURITY, media_type="application/json")
    shown = _shown(found, language_of(request))
    return await _page(request, credential, "statement.html", shown)


@router.get("/statements/{statement}/attachments/{sha2}")
async def attachment(
    request: Request, credential: Authenticated, statement: str, sha2: str
) -> Response:
    """A file that came with a statement: to keep, never to be opened in the page."""
    wanted = uuid("statement", statement)
    services: Services = request.state.services
    most = services.settings.max_attachment_bytes

    def look(conn: Connection[Any]) -> File | None:
        found = _finder(conn, services, credential).by_id(wanted)
        files = FileReader(conn, most_bytes=most).of([found]) if found else []
        return next((one for one in files if one.sha2 == sha2.lower()), None)

    allow(credential, "statements/read/mine", "statements/read")
    file = await services.reads.run(look)
    if file is None:
        raise NotFoundError(
            message(
                "the statement {wanted} has no attachment {sha2!r} here",
                wanted=wanted,
                sha2=sha2[:64],
            )
        )
    headers = {
        **SECURITY,
        "Content-Disposition": f'attachment; filename="{file.sha2[:16]}"',
    }
    return Response(file.content, headers=headers, media_type="application/octet-stream")


async def _find(
    request: Request, credential: Credential, look: Callable[[StatementFinder], T]
) -> T:
    """What is found of what the credential may see. Raises ScopeError."""
    allow(credential, "statements/read/mine", "statements/read")
    services: Services = request.state.services
    found: T = await services.reads.run(lambda conn: look(_finder(conn, services, credential)))
    return found


def _finder(conn: Connection[Any], services: Services, credential: Credential) -> StatementFinder:
    settings = services.settings
    return StatementFinder(
        conn,
        services.store.hash_term,
        credential,
        page_limit=min(PAGE, settings.page_limit),
        page_bytes=settings.page_bytes,
    )


async def _page(
    request: Request, credential: Credential, template: str, shown: Mapping[str, Any]
) -> Response:
    frame = frame_of(request, credential, surroundings=await around(request, credential))
    values = {"frame": frame, "basis": None, **shown}
    return await run_in_threadpool(partial(rendering.page, template, frame.texts, values))


def _as_data(found: Answer, asked: Mapping[str, str]) -> bytes:
    """Statements as they were sent; `more` is where the next page is, and empty on the last one."""
    statements = b",".join(one.returned() for one in found.statements)
    more = address("/statements", {**asked, "token": found.more}) if found.more else ""
    return b'{"statements":[' + statements + b'],"more":' + orjson.dumps(more) + b"}"


def _shown_list(found: Answer, filters: Mapping[str, str], language: Language) -> Mapping[str, Any]:
    return {
        "statements": [_listed(one, language) for one in found.statements],
        "more": found.more,
        "filters": filters,
        "verbs": _verbs(),
    }


def _verbs() -> Sequence[tuple[str, str]]:
    """The verbs of our profile, each with the fact that it states."""
    named: dict[str, str] = {}
    for name, fact in FACTS.items():
        if fact.declaration is not None:
            named.setdefault(fact.declaration.verb.id, name)
    return sorted(named.items(), key=lambda one: one[1])


def _listed(found: Found, language: Language) -> Listed:
    body = read(found.event.body)
    return Listed(
        id=found.event.originator_id,
        position=found.position,
        stored=found.stored,
        actor=_called(body.get("actor"), language),
        verb=_called(body.get("verb"), language),
        object=_called(body.get("object"), language),
        authority=_called(found.event.authority, language),
        voided=found.voided,
    )


def _shown(found: Found, language: Language) -> Mapping[str, Any]:
    body = orjson.loads(found.returned())
    return {
        "one": _listed(found, language),
        "raw": orjson.dumps(body, option=orjson.OPT_INDENT_2).decode(),
        "attachments": body.get("attachments", []),
    }


def _called(value: Any, language: Language) -> str:
    """What something is called in a statement: its name in a language, else in another, else by
    what it is known."""
    if not isinstance(value, Mapping):
        return ""
    definition = value.get("definition")
    names = (definition or {}).get("name") if isinstance(definition, Mapping) else None
    for label in (names, value.get("display"), value.get("name")):
        if isinstance(label, Mapping) and label:
            return name_in(label, language) or ""
        if isinstance(label, str) and label:
            return label
    account = value.get("account")
    known = account.get("name") if isinstance(account, Mapping) else None
    return str(known or value.get("mbox") or value.get("openid") or value.get("id") or "")
