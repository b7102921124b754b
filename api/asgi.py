"""Requests and answers of the hand-made routes, which stand in front of FastAPI for speed."""

import re
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Mapping,
    MutableMapping,
)
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qsl
from uuid import UUID

from api.errors import BadRequestError, BodyTooLargeError, Problem
from lrs.formats import STANDARD_UUID

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class ClientGoneError(ConnectionError):
    """The client went away before its request was whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request. Header names are in lower case.

    root is what a proxy in front has cut off the path (uvicorn's --root-path), path the rest.
    """

    method: str
    root: str
    path: str
    query: bytes
    headers: Mapping[bytes, bytes]
    receive: Receive

    @classmethod
    def of(cls, scope: Scope, receive: Receive) -> Self:
        """The request of an ASGI scope."""
        root = scope.get("root_path", "")
        return cls(
            method=scope["method"],
            root=root,
            path=scope["path"].removeprefix(root),
            query=scope["query_string"],
            headers=dict(scope["headers"]),
            receive=receive,
        )

    @property
    def is_read(self) -> bool:
        """Whether it can change nothing."""
        return self.method in ("GET", "HEAD")

    def header(self, name: bytes) -> str | None:
        """The value of a header, None where it is missing."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")

    def parameters(self, known: Collection[str]) -> dict[str, str]:
        """The query parameters.

        Raises BadRequestError for one that is unknown (case counts), comes twice or is not UTF-8.
        """
        if not self.query:
            return {}
        try:
            pairs = parse_qsl(self.query.decode("ascii"), keep_blank_values=True, errors="strict")
        except ValueError as error:
            raise BadRequestError("the query string is not percent-encoded UTF-8") from error
        parameters: dict[str, str] = {}
        for name, value in pairs:
            if name not in known:
                raise BadRequestError(
                    f"there is no parameter {name[:80]!r} here; there are: "
                    f"{', '.join(sorted(known)) or 'none'} (in this case of letters)"
                )
            if name in parameters:
                raise BadRequestError(f"{name}: got it twice, expected each parameter only once")
            parameters[name] = value
        return parameters

    async def body(self, limit: int) -> bytes:
        """The whole body, in memory. Raises as ``chunks``."""
        chunks = [chunk async for chunk in self.chunks(limit)]
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    async def chunks(self, limit: int) -> AsyncIterator[bytes]:
        """The body as it comes in. Raises BodyTooLargeError above ``limit`` bytes, counted as they
        come where no length was announced, and ClientGoneError."""
        announced = self.headers.get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > limit:
            raise BodyTooLargeError(limit)
        size = 0
        while True:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ClientGoneError
            chunk: bytes = message.get("body", b"")
            size += len(chunk)
            if size > limit:
                raise BodyTooLargeError(limit)
            yield chunk
            if not message.get("more_body", False):
                return


def uuid_of(parameters: Mapping[str, str], name: str) -> UUID:
    """A parameter as UUID, in its standard form only. Raises BadRequestError."""
    text = parameters[name]
    if not re.match(STANDARD_UUID, text):
        raise BadRequestError(f"{name}: got {text[:80]!r}, expected a UUID")
    return UUID(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer. ``body`` None is an answer without content, such as 204."""

    status: int = 200
    body: bytes | None
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def to(cls, problem: Problem, headers: Mapping[str, str] | None = None) -> Self:
        """The answer to an error, with some more headers."""
        return cls(
            status=problem.status, body=problem.body, headers={**problem.headers, **(headers or {})}
        )

    async def send(self, send: Send, *, defaults: Mapping[str, str], without_body: bool) -> None:
        """Sends the answer with ``defaults`` for headers it lacks; ``without_body`` for HEAD."""
        headers = {**defaults, **self.headers}
        if self.body is not None:
            own = {"Content-Type": "application/json", "Content-Length": str(len(self.body))}
            headers = own | headers
        raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": raw})
        body = b"" if without_body or self.body is None else self.body
        await send({"type": "http.response.body", "body": body})
