"""Forms of pages: each carries a token of its session, so that no other site can send one."""

import hmac
from urllib.parse import parse_qsl

from fastapi import Request

from api.http.auth import session_of
from api.http.errors import BadRequestError, BodyTooLargeError

LARGEST = 64 * 1024
"""Bytes of a form."""
FIELDS = 200

TOKEN = "form_token"  # noqa: S105 - the name of the field


class ForgedFormError(BadRequestError):
    """A form that does not come from a page of the session that sends it."""


def form_token(session: str) -> str:
    """What the forms of a session carry; who does not hold the session cannot make it."""
    return hmac.new(session.encode(), b"form", "sha256").hexdigest()


async def fields_of(request: Request) -> dict[str, str]:
    """The fields of a form that comes from a page of this server; each once.

    Raises ForgedFormError for one of another site, BadRequestError and BodyTooLargeError.
    """
    origin = request.headers.get("origin")
    if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
        raise ForgedFormError("the form was sent from another site: open the page anew")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise BodyTooLargeError(LARGEST)
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
    fields, session = await fields_of(request), session_of(request)
    sent = fields.pop(TOKEN, "")
    if session is None or not hmac.compare_digest(sent.encode(), form_token(session).encode()):
        raise ForgedFormError("the form is not of this session: open the page anew")
    return fields
