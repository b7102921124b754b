"""CORS: content in a browser, on any site or on those of LRS_CORS_ORIGINS, calls /xapi directly.

Without credentials in the sense of CORS: a page must send its own Authorization header, and a
browser adds no cookie and no password that it remembers. So any origin may be allowed.
"""

from collections.abc import Awaitable

from api.http.asgi import App, Message, Receive, Scope, Send

ANY, NONE = "*", "none"

METHODS = "DELETE, GET, HEAD, POST, PUT"
TAKEN = "Authorization, Content-Type, If-Match, If-None-Match, X-Experience-API-Version"
EXPOSED = (
    "Content-Length, ETag, Last-Modified, Retry-After, WWW-Authenticate, "
    "X-Experience-API-Consistent-Through, X-Experience-API-Version"
)
SECONDS = "7200"
"""How long a browser may remember the answer to a preflight; Chromium takes no more."""


class Cors:
    """Answers preflights, and tells browsers which answers a page may read."""

    def __init__(self, inner: App, origins: str) -> None:
        self._inner = inner
        self._any = origins == ANY
        self._origins = frozenset(() if origins == NONE else origins.split())

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Answers one request; one without Origin as if this were not here."""
        origin = _header(scope, b"origin")
        if origin is None or not self._allows(origin):
            return self._inner(scope, receive, send)
        return self._answer(scope, receive, send, origin)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, origin: bytes) -> None:
        headers = self._headers(origin)
        if scope["method"] == "OPTIONS" and _header(scope, b"access-control-request-method"):
            await _answer_preflight(send, headers)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                exposed = (b"access-control-expose-headers", EXPOSED.encode())
                message = {**message, "headers": [*message["headers"], *headers, exposed]}
            await send(message)

        await self._inner(scope, receive, send_with_headers)

    def _allows(self, origin: bytes) -> bool:
        return self._any or origin.decode("latin-1") in self._origins

    def _headers(self, origin: bytes) -> list[tuple[bytes, bytes]]:
        if self._any:
            return [(b"access-control-allow-origin", b"*")]
        return [(b"access-control-allow-origin", origin), (b"vary", b"Origin")]


def _header(scope: Scope, name: bytes) -> bytes | None:
    for key, value in scope["headers"]:
        if key == name:
            found: bytes = value
            return found
    return None


async def _answer_preflight(send: Send, headers: list[tuple[bytes, bytes]]) -> None:
    more = {
        "access-control-allow-methods": METHODS,
        "access-control-allow-headers": TAKEN,
        "access-control-max-age": SECONDS,
    }
    raw = [(name.encode(), value.encode()) for name, value in more.items()]
    await send({"type": "http.response.start", "status": 204, "headers": [*headers, *raw]})
    await send({"type": "http.response.body", "body": b""})
