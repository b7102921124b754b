"""Spreadsheets that offices fill in: templates, dry runs with every fault, sending, voiding."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64Error
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, Final
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from api.http.auth import Authenticated, signed_in
from api.http.errors import BadRequestError, BodyTooLargeError, NotFoundError
from api.http.language import language_of
from api.http.services import Services
from api.http.strict_route import StrictRoute
from api.pages import rendering
from api.pages.doing.rights import WRITES
from api.pages.forms import (
    LARGEST_UPLOAD,
    FormRoute,
    fields_of_session,
    upload_of_session,
)
from api.pages.frame import frame_of
from api.reports.tabular import XLSX
from api.xapi.entitlement import grant_of
from api.xapi.sheet_import import BatchError, Imported, SheetImporter
from lrs.event.credentials import Credential
from lrs.log.record_store import RefusedError
from lrs.message import message
from lrs.statement.statement import Limits
from projections.spreadsheets.faults import Said, SheetError
from projections.spreadsheets.kind import SheetKind
from projections.spreadsheets.kinds import KINDS
from projections.spreadsheets.reading import Sheet
from projections.spreadsheets.template import template, to_mend
from projections.words.messages import in_language

Text = Annotated[str | None, Query()]

SHOWN: Final = 200
"""Faults that the page lists; all of them are in the file to mend."""

SEND: Final = "send"
MEND: Final = "mend"

router = APIRouter(route_class=StrictRoute, include_in_schema=False)
posted = APIRouter(route_class=FormRoute, include_in_schema=False)


@router.get("/import")
async def upload_form(
    request: Request,
    credential: Authenticated,
    lang: Text = None,  # noqa: ARG001 - read from the request
) -> Response:
    """The templates, the form to upload a file by, and the form to void a batch by."""
    return await _page(request, credential, {})


@router.get("/import/template/{kind}")
async def empty_sheet(
    request: Request,
    _: Authenticated,
    kind: str,
    lang: Text = None,  # noqa: ARG001 - read from the request
) -> Response:
    """The template of a kind, to be filled in."""
    found = _kind(kind)
    content = await run_in_threadpool(template, found, language_of(request))
    return _file(content, f"{found.name}.xlsx")


@posted.post("/import")
async def upload(request: Request, lang: Text = None) -> Response:  # noqa: ARG001 - read from the request
    """Tries a file and tells every fault of it, makes the file to mend, or imports it. Raises
    ForgedFormError, and BodyTooLargeError for a file that is larger than a page takes."""
    credential = request.state.credential = await signed_in(request)
    fields = await upload_of_session(request)
    kind = _kind(fields.get("kind", b"").decode("latin-1"))
    step = fields.get("step", b"").decode("latin-1")
    data = fields.get("file") or _kept(fields.get("kept", b""))
    if len(data) > LARGEST_UPLOAD:
        raise BodyTooLargeError(LARGEST_UPLOAD)
    lacks = lacks_of(kind, credential)
    if lacks or not data:
        why = None if lacks else _NO_FILE
        return await _page(request, credential, {"kind": kind, "lacks": lacks, "refused": why})
    run = partial(_importer(request, credential).run, data, kind, dry_run=step != SEND)
    try:
        sheet, imported = await run_in_threadpool(run)
    except SheetError as error:
        return await _page(request, credential, {"kind": kind, "refused": error.said})
    if step == MEND:
        return await _to_mend(request, kind, sheet, imported)
    shown = {"kind": kind, "imported": imported, "kept": b64encode(data).decode()}
    return await _page(request, credential, shown)


@router.get("/import/void")
async def void_form(_: Authenticated, lang: Text = None) -> Response:
    """Leads to the form to void a batch by."""
    return RedirectResponse("/import#void" if lang is None else f"/import?lang={quote(lang)}#void")


@posted.post("/import/void")
async def void(request: Request, lang: Text = None) -> Response:  # noqa: ARG001 - read from the request
    """Shows how much a batch has that stands, or voids it. Raises ForgedFormError."""
    given = await fields_of_session(request)
    credential = request.state.credential = await signed_in(request)
    reason = given.get("reason", "").strip()
    shown: dict[str, Any] = {"batch": given.get("batch", "").strip(), "reason": reason}
    try:
        batch = UUID(shown["batch"])
    except ValueError:
        return await _page(request, credential, {**shown, "unvoided": _NO_BATCH})
    if not reason:
        return await _page(request, credential, {**shown, "unvoided": _NO_REASON})
    if not credential.may("statements/write"):
        return await _page(request, credential, {**shown, "lacks": (WRITES,)})
    importer = _importer(request, credential)
    try:
        if given.get("step") == SEND:
            shown["voided"] = await run_in_threadpool(partial(importer.void, batch, reason=reason))
        else:
            shown["standing"] = await run_in_threadpool(importer.standing, batch)
    except BatchError as error:
        shown["unvoided"] = Said(f"日志中没有该批次中未作废的语句：{batch}", str(error))
    except RefusedError as error:
        why = in_language(error.reason, "zh")
        shown["unvoided"] = Said(f"不能作废：{why}", error.reason)
    return await _page(request, credential, shown)


def lacks_of(kind: SheetKind, credential: Credential) -> tuple[str, ...]:
    """What a credential lacks to import a kind: the scope to write, and a grant of one of its
    facts. A row that a grant within a unit does not cover is a fault."""
    lacks = () if credential.may("statements/write") else (WRITES,)
    if any(grant_of(credential, fact).is_given for fact in kind.facts):
        return lacks
    return (*lacks, f"--assert {kind.facts[0]}")


_NO_FILE: Final = Said("请选择文件", "choose a file")
_NO_BATCH: Final = Said("请填写批次号", "enter the id of a batch")
_NO_REASON: Final = Said("请填写作废理由", "enter why it is voided")


def _importer(request: Request, credential: Credential) -> SheetImporter:
    services: Services = request.state.services
    limits = Limits(depth=services.settings.max_nesting)
    return SheetImporter(
        store=services.store, credential=credential, limits=limits, answers=services.answers
    )


def _kind(name: str) -> SheetKind:
    if name not in KINDS:
        raise NotFoundError(message("there is no kind of spreadsheets {name!r}", name=name[:40]))
    return KINDS[name]


def _kept(text: bytes) -> bytes:
    """The file that a page carries between its dry run and its sending."""
    try:
        return b64decode(text, validate=True)
    except NotBase64Error:
        raise BadRequestError("the form cannot be read: choose the file again") from None


async def _to_mend(request: Request, kind: SheetKind, sheet: Sheet, imported: Imported) -> Response:
    language = language_of(request)
    make = partial(to_mend, kind, sheet.grid.rows, imported.faults, language)
    return _file(await run_in_threadpool(make), f"{kind.name}-to-mend.xlsx")


def _file(content: bytes, name: str) -> Response:
    headers = {**rendering.SECURITY, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, media_type=XLSX)


async def _page(request: Request, credential: Credential, shown: Mapping[str, Any]) -> Response:
    frame = frame_of(request, credential)
    values = {
        "frame": frame,
        "basis": None,
        "kinds": [(one, lacks_of(one, credential)) for one in KINDS.values()],
        "most": SHOWN,
        **dict.fromkeys(("kind", "imported", "kept", "refused", "lacks", "batch", "reason")),
        **dict.fromkeys(("standing", "voided", "unvoided")),
        **shown,
    }
    wrong = (
        values["refused"]
        or values["unvoided"]
        or (values["imported"] and values["imported"].faults)
    )
    status = 403 if values["lacks"] else 400 if wrong else 200
    make = partial(rendering.page, "import.html", frame.texts, values, status=status)
    return await run_in_threadpool(make)
