"""Signing in to the pages and out of them, with a credential or by a link that works once."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from api.http.auth import SESSION, session_of
from api.http.errors import AuthenticationError
from api.http.language import COOKIE, language_of
from api.http.strict_route import PublicRoute
from api.pages import rendering
from api.pages.forms import fields_of, fields_of_session
from api.pages.frame import LARGE, frame_of
from api.pages.problems import SIGN_IN

router = APIRouter(include_in_schema=False, route_class=PublicRoute)

Language = Annotated[str | None, Query(description="zh or en")]

YEAR: Final = 365 * 24 * 3600


@router.get(SIGN_IN)
async def form(request: Request, back: str = "/", lang: Language = None) -> Response:  # noqa: ARG001 - read from the request
    """The form to sign in by."""
    return _form(request, back=back, failed=False)


@router.post(SIGN_IN)
async def sign_in(request: Request) -> Response:
    """Begins a session where key and secret are right, and leads on."""
    fields = await fields_of(request)
    authenticator = request.state.services.authenticator
    back = fields.get("back", "/")
    try:
        found = await authenticator.of_pair(fields.get("key", ""), fields.get("secret", ""))
    except AuthenticationError:
        return _form(request, back=back, failed=True)
    return await _begun(request, found.key, back)


@router.get("/sign-in/{token}")
async def link(
    request: Request,
    token: str,
    back: str = "/",
    lang: Language = None,  # noqa: ARG001 - as above
) -> Response:
    """The page of a link that works once: its button signs in. Programs that look at links before
    people do, as those of mail and chat, would use it up by a GET."""
    frame = frame_of(request, None)
    values = {"frame": frame, "basis": None, "token": token, "back": _own(back)}
    return rendering.page("sign_in_link.html", frame.texts, values)


@router.post("/sign-in/{token}")
async def by_link(request: Request, token: str) -> Response:
    """Begins a session by a link that was made for it, once."""
    fields = await fields_of(request)
    key = await run_in_threadpool(request.state.services.sessions.redeem, token)
    if key is None:
        return _form(request, back="/", failed=True)
    return await _begun(request, key, fields.get("back", "/"))


@router.get("/type")
async def size_of_type(request: Request, large: Literal["0", "1"], back: str = "/") -> Response:
    """Keeps whether somebody wants the large type, and leads back."""
    response = RedirectResponse(_own(back), 303, headers={"Cache-Control": "no-store"})
    secure = request.url.scheme == "https"
    response.set_cookie(LARGE, large, max_age=YEAR, samesite="lax", httponly=True, secure=secure)
    return response


@router.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """Ends the session. Raises ForgedFormError."""
    await fields_of_session(request)
    token = session_of(request)
    if token:
        await run_in_threadpool(request.state.services.sessions.end, token)
    response = RedirectResponse(SIGN_IN, 303)
    response.delete_cookie(SESSION)
    return response


async def _begun(request: Request, key: str, back: str) -> Response:
    """The answer that begins a session; one that the browser has is over."""
    sessions, before = request.state.services.sessions, session_of(request)
    if before:
        await run_in_threadpool(sessions.end, before)
    token = await run_in_threadpool(sessions.begin, key)
    response = RedirectResponse(_own(back), 303, headers={"Cache-Control": "no-store"})
    secure = request.url.scheme == "https"
    response.set_cookie(SESSION, token, httponly=True, samesite="lax", secure=secure)
    response.set_cookie(COOKIE, language_of(request), max_age=YEAR, samesite="lax", secure=secure)
    return response


def _own(back: str) -> str:
    """Where to go on: an address of this server, whatever was asked for."""
    is_own = back.startswith("/") and not back.startswith(("//", "/\\"))
    return back if is_own and back.isascii() and back.isprintable() else "/"


def _form(request: Request, *, back: str, failed: bool) -> Response:
    frame = frame_of(request, None)
    values: dict[str, Any] = {"frame": frame, "basis": None, "back": _own(back), "failed": failed}
    return rendering.page("sign_in.html", frame.texts, values, status=403 if failed else 200)
