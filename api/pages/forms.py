"""Forms of pages: each carries a token of its session, so that no other site can send one."""

import hmac
import re
from urllib.parse import parse_qsl

from fastapi import Request

from api.http.auth import session_of
from api.http.errors import BadRequestError, BodyTooLargeError
from api.http.strict_route import StrictRoute
from api.xapi import multipart
from lrs.message import message

LARGEST = 256 * 1024
"""Bytes of a form."""
LARGEST_UPLOAD = 8 * 1024 * 1024
"""Bytes of a file that a form brings."""
LARGEST_KEPT = LARGEST_UPLOAD * 4 // 3 + LARGEST
"""Bytes of a form with a file, which a page carries in base64 from its dry run to its sending."""
FIELDS = 200

TOKEN = "form_token"  # noqa: S105 - the name of the field


class FormRoute(StrictRoute):
    """A route that forms of pages are sent to. It asks for no credential by itself: who sends a
    form is known by his session, once its token is found to be of that."""

    for_anybody = True


class ForgedFormError(BadRequestError):
    """A form that does not come from a page of the session that sends it."""


def form_token(session: str) -> str:
    """What the forms of a session carry; who does not hold the session cannot make it."""
    return hmac.new(session.encode(), b"form", "sha256").hexdigest()


async def fields_of(request: Request) -> dict[str, str]:
    """The fields of a form that comes from a page of this server; each once.

    Raises ForgedFormError for one of another site, BadRequestError and BodyTooLargeError.
    """
    body = await _body_of(request, most=LARGEST)
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=FIELDS
        )
    except (ValueError, UnicodeDecodeError):
        raise BadRequestError("the form cannot be read: send it as a browser does") from None
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise BadRequestError("the form has a field twice")
    return fields


async def fields_of_session(request: Request) -> dict[str, str]:
    """The fields of a form that a session's own page sent. Raises as `fields_of`."""
    fields = await fields_of(request)
    _check_token(request, fields.pop(TOKEN, ""))
    return fields


async def upload_of_session(request: Request) -> dict[str, bytes]:
    """The fields of a form with a file that a session's own page sent, each as its bytes; a file
    that was not chosen is empty. Raises ForgedFormError, BadRequestError and BodyTooLargeError."""
    body = await _body_of(request, most=LARGEST_KEPT)
    fields: dict[str, bytes] = {}
    for headers, content in multipart.parts(request.headers.get("content-type", ""), body):
        named = _NAME.search(headers.get("content-disposition", ""))
        if named is None or named[1] in fields or len(fields) >= FIELDS:
            raise BadRequestError("the form cannot be read: send it as a browser does")
        fields[named[1]] = content
    _check_token(request, fields.pop(TOKEN, b"").decode("latin-1"))
    return fields


_NAME = re.compile(r';\s*name="([A-Za-z_]+)"')


async def _body_of(request: Request, *, most: int) -> bytes:
    """The body of a form. Raises ForgedFormError for one that another site sent."""
    origin, host = request.headers.get("origin"), request.headers.get("host")
    if origin is not None and origin.partition("://")[2] != host:
        raise ForgedFormError(
            message(
                "the form was sent from {origin}, and this server was asked as {host}: open the "
                "page anew; where a proxy stands in front, it has to pass Host on",
                origin=origin[:80],
                host=str(host)[:80],
            )
        )
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise BodyTooLargeError(most)
    return bytes(body)


def _check_token(request: Request, sent: str) -> None:
    session = session_of(request)
    if session is None or not hmac.compare_digest(sent.encode(), form_token(session).encode()):
        raise ForgedFormError("the form is not of this session: open the page anew")
