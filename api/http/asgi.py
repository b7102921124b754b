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
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Any, NamedTuple, Self

from api.http.errors import BadRequestError, BodyTooLargeError, UnsupportedMediaError
from api.http.language import language_asked
from api.http.problems import Problem
from api.http.query_string import read_parameters
from api.http.unpacking import unpacker
from lrs.message import message
from projections.words.languages import Language

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class ClientGoneError(ConnectionError):
    """The client went away before its request was whole."""


class Exchange(NamedTuple):
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
    def language(self) -> Language:
        """The language to tell a problem in."""
        return language_asked(self.header(b"accept-language") or "")

    @property
    def is_read(self) -> bool:
        """Whether it can change nothing."""
        return self.method in ("GET", "HEAD")

    def header(self, name: bytes) -> str | None:
        """The value of a header, None where it is missing."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")

    def parameters(self, known: Collection[str], *, alone: str = "") -> dict[str, str]:
        """The query parameters, as ``read_parameters`` reads them. Raises BadRequestError."""
        return read_parameters(self.query, known, alone=alone)

    async def body(self, limit: int) -> bytes:
        """The whole body, in memory. Raises as ``chunks``."""
        if b"content-encoding" in self.headers:
            return b"".join([chunk async for chunk in self.chunks(limit)])
        self._refuse_announced(limit)
        chunks: list[bytes] = []
        size, more = 0, True
        while more:  # not through `chunks`: a generator costs as much as the rest of this
            chunk, more = await self._chunk(size, limit)
            size += len(chunk)
            chunks.append(chunk)
        return b"".join(chunks)

    async def chunks(self, limit: int) -> AsyncIterator[bytes]:
        """The body as it comes in, unpacked. Raises BodyTooLargeError above ``limit`` bytes, packed
        or not, counted as they come where no length was announced, and ClientGoneError."""
        unpack = unpacker(self.header(b"content-encoding"))
        if unpack is None:
            async for chunk in self._received(limit):
                yield chunk
            return
        size = 0
        async for packed in self._received(limit):
            for piece in unpack.pieces(packed):
                size += len(piece)
                if size > limit:
                    raise BodyTooLargeError(limit)
                yield piece
        unpack.end()

    async def _received(self, limit: int) -> AsyncIterator[bytes]:
        """The body as it comes in."""
        self._refuse_announced(limit)
        size, more = 0, True
        while more:
            chunk, more = await self._chunk(size, limit)
            size += len(chunk)
            yield chunk

    def _refuse_announced(self, limit: int) -> None:
        announced = self.headers.get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > limit:
            raise BodyTooLargeError(limit)

    async def _chunk(self, before: int, limit: int) -> tuple[bytes, bool]:
        """What comes after ``before`` bytes of a body, and whether that is not its end."""
        message = await self.receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        chunk: bytes = message.get("body", b"")
        if before + len(chunk) > limit:
            raise BodyTooLargeError(limit)
        return chunk, message.get("more_body", False)


ONCE = frozenset(
    {b"authorization", b"content-encoding", b"content-type", b"host", b"x-experience-api-version"}
)
"""Headers that say something else when they come twice: which of both counts is anybody's guess."""


def fault_of_head(scope: Scope) -> BadRequestError | None:
    """What is wrong with the headers of a request: one comes twice and must not, or HTTP/1.1 comes
    without a Host (RFC 9112 3.2)."""
    seen: set[bytes] = set()
    for name, _ in scope["headers"]:
        if name in ONCE:
            if name in seen:
                return BadRequestError(
                    message(
                        "{decode}: got this header twice, expected it once", decode=name.decode()
                    )
                )
            seen.add(name)
    if b"host" not in seen and scope["http_version"] != "1.0":
        return BadRequestError("Host: got nothing, expected this header")
    return None


_CHARSET = re.compile(r';\s*charset\s*=\s*"?([^\s;"]*)', re.IGNORECASE)


def check_charset(content_type: str) -> None:
    """Raises UnsupportedMediaError for text in another charset than UTF-8: read as UTF-8 it might
    be other letters, for good."""
    found = _CHARSET.search(content_type)
    if found and found[1].lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaError(
            message("Content-Type: got the charset {found!r}, expected UTF-8", found=found[1][:40])
        )


def http_date(instant: datetime) -> str:
    """An instant as headers of HTTP say it (RFC 9110 5.6.7), whatever zone it was read in."""
    return format_datetime(instant.astimezone(UTC), usegmt=True)


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
        headers: dict[str, str] = {}
        if self.body is not None:
            headers["Content-Type"] = "application/json"
            headers["Content-Length"] = str(len(self.body))
        headers |= defaults
        headers |= self.headers
        raw = [_raw(*header) for header in headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": raw})
        body = b"" if without_body or self.body is None else self.body
        await send({"type": "http.response.body", "body": body})


@lru_cache(maxsize=256)  # nearly all headers of answers come again and again
def _raw(name: str, value: str) -> tuple[bytes, bytes]:
    return name.lower().encode(), value.encode("latin-1")
