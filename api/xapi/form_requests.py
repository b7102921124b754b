"""The alternate request syntax of xAPI 1.0.x: a POST whose form is another request.

`POST ?method=PUT` with a form becomes the PUT that the form describes: its headers, its query and
its `content` (1.0.3 Communication 1.3). xAPI 2.0.0 has no such thing.
"""

import re
from collections.abc import Awaitable, Mapping
from urllib.parse import parse_qsl, quote_plus, unquote_plus

from api.http.asgi import (
    Answer,
    App,
    ClientGoneError,
    Exchange,
    Message,
    Receive,
    Scope,
    Send,
    check_charset,
)
from api.http.auth import Authenticator
from api.http.errors import AuthenticationError, BadRequestError
from api.http.problems import problem
from api.xapi.resource import requested_version, version_header
from lrs.message import message
from lrs.statement.versions import XapiVersion

FORM = "application/x-www-form-urlencoded"
FORM_TYPES = (FORM, "text/plain")
"""What a form may be called: browsers that can set no header send it as text, or as nothing."""
METHODS = ("DELETE", "GET", "HEAD", "POST", "PUT")
WITH_CONTENT = ("POST", "PUT")
HEADERS = (
    "Authorization",
    "Content-Length",
    "Content-Type",
    "If-Match",
    "If-None-Match",
    "X-Experience-API-Version",
)
"""The fields of a form that stand for headers; the length of a content is counted instead."""
PARAMETER = re.compile(rb"(?:^|&)method=")
MOST_FIELDS = 100
UNKNOWN_BYTES = 65_536
"""So much of a form is read before it is known who sends it: the credential may stand in it."""
CREDENTIAL = re.compile(rb"(?:^|&)Authorization=([^&]*)&")


class FormRequests:
    """Hands on what it finds in a form as a request of its own, and everything else as it is."""

    def __init__(self, inner: App, authenticator: Authenticator, *, max_bytes: int) -> None:
        self._inner = inner
        self._authenticator = authenticator
        self._max_bytes = max_bytes

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Answers one request."""
        if scope["method"] != "POST" or not PARAMETER.search(scope["query_string"]):
            return self._inner(scope, receive, send)
        return self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = Exchange.of(scope, receive)
        version = requested_version(exchange)
        if isinstance(version, XapiVersion) and not version.form_requests:
            await self._inner(scope, receive, send)  # which knows no parameter `method`
            return
        try:
            found, content = await self._read(exchange, scope)
        except ClientGoneError:
            return
        except Exception as error:
            answer = Answer.to(problem(error, exchange.language))
            await answer.send(send, defaults=version_header(version), without_body=False)
            return
        without_body = found["method"] == "HEAD"
        await self._inner(
            found, _receiving(content, receive), _without_length(send) if without_body else send
        )

    async def _read(self, exchange: Exchange, scope: Scope) -> tuple[Scope, bytes]:
        """The request in a form: its scope and its body."""
        method = exchange.parameters(("method",))["method"]
        if method not in METHODS:
            raise BadRequestError(
                message(
                    "method: got {method!r}, expected one of {methods}",
                    method=method[:80],
                    methods=METHODS,
                )
            )
        media_type = exchange.header(b"content-type") or FORM
        if media_type.partition(";")[0].strip().lower() not in FORM_TYPES:
            raise BadRequestError(
                message(
                    "Content-Type: got {media_type!r}, expected {form}",
                    media_type=media_type[:80],
                    form=FORM,
                )
            )
        check_charset(media_type)
        fields = _fields(await self._form(exchange))
        content = b""
        if method in WITH_CONTENT:
            if "content" not in fields:
                raise BadRequestError("content: got nothing, expected the body of the request")
            content = fields.pop("content")
        given = {name.lower(): fields.pop(name) for name in HEADERS if name in fields}
        headers = _headers(exchange, given, len(content))
        found = {
            **scope,
            "method": method,
            "query_string": _query(fields),
            "headers": list(headers.items()),
        }
        version = requested_version(Exchange.of(found, exchange.receive))
        if isinstance(version, XapiVersion) and not version.form_requests:
            raise BadRequestError(
                message(
                    "method: xAPI {number} has no requests inside of forms", number=version.number
                )
            )
        return found, content

    async def _form(self, exchange: Exchange) -> bytes:
        """The whole form. Raises AuthenticationError where its beginning does not say who sends
        it, and what `chunks` raises."""
        form, known = bytearray(), False
        async for chunk in exchange.chunks(self._max_bytes):
            form += chunk
            if len(form) > UNKNOWN_BYTES and not known:
                await self._authenticator.authenticate(_credential(form, exchange))
                known = True
        return bytes(form)


def _credential(beginning: bytearray, exchange: Exchange) -> str | None:
    """The Authorization of a long form, of which only the beginning has come."""
    if stated := CREDENTIAL.search(beginning):
        return unquote_plus(stated[1].decode("latin-1"), encoding="latin-1")
    if b"origin" not in exchange.headers and (header := exchange.header(b"authorization")):
        return header
    raise AuthenticationError(
        message(
            "a form of more than {unknown_bytes} bytes must have Authorization before "
            "its content, or be sent with that header",
            unknown_bytes=UNKNOWN_BYTES,
        )
    )


def _fields(body: bytes) -> dict[str, bytes]:
    """The fields of a form; a content may be any bytes, so values stay bytes."""
    try:
        pairs = parse_qsl(
            body.decode("latin-1"),
            keep_blank_values=True,
            encoding="latin-1",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as error:
        raise BadRequestError(
            message("the form has more than {most_fields} fields", most_fields=MOST_FIELDS)
        ) from error
    fields = {name: value.encode("latin-1") for name, value in pairs}
    if len(fields) < len(pairs):
        raise BadRequestError("the form has a field twice")
    return fields


def _headers(exchange: Exchange, given: Mapping[str, bytes], length: int) -> dict[bytes, bytes]:
    """The headers of the request in a form: those that it gives, else those that came with it."""
    headers = dict(exchange.headers)
    headers.pop(b"transfer-encoding", None)  # both are of the form, which is read by now
    headers.pop(b"content-encoding", None)
    if b"origin" in headers:
        # Of a page in a browser the credential must be in the form: a password that the browser
        # remembers and adds would let any site act as its user.
        headers.pop(b"authorization", None)
    headers[b"content-type"] = b"application/json"
    for name, value in given.items():
        if re.search(rb"[\x00-\x1f\x7f]", value):
            raise BadRequestError(
                message("{name}: expected a header without control characters", name=name)
            )
        headers[name.encode()] = value
    headers[b"content-length"] = str(length).encode()
    return headers


def _query(fields: Mapping[str, bytes]) -> bytes:
    pairs = (
        f"{quote_plus(name, encoding='latin-1')}={quote_plus(fields[name])}" for name in fields
    )
    return "&".join(pairs).encode()


def _receiving(content: bytes, receive: Receive) -> Receive:
    """Gives the content once, and then whatever comes."""
    waiting: list[Message] = [{"type": "http.request", "body": content, "more_body": False}]

    async def receive_content() -> Message:
        return waiting.pop() if waiting else await receive()

    return receive_content


def _without_length(send: Send) -> Send:
    """For the answer to a HEAD: it announces the length of a body, but a POST gets what it is
    announced."""

    async def send_without_length(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [header for header in message["headers"] if header[0] != b"content-length"]
            message = {**message, "headers": kept}
        await send(message)

    return send_without_length
