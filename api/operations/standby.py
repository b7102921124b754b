"""Reports that are read from a standby say how far it is behind."""

import asyncio
from contextlib import suppress
from time import monotonic
from typing import Any, Final

from psycopg import Connection

from api.http.asgi import App, Message, Receive, Scope, Send
from api.http.services import Services
from lrs.log.log_reader import LogReader

HEADER: Final = b"standby"
UNKNOWN: Final = "behind=unknown; seconds=unknown"
LOOK_SECONDS: Final = 1.0
"""How often it is looked how far the standby is."""

PATIENCE_SECONDS: Final = 0.5
"""How long an answer waits for the log's own server to say so."""


class AnotherStoreError(RuntimeError):
    """The standby that was given is one of another store."""


class FromStandby:
    """An application whose answers say by a header how far the standby is that they are read from:
    `position=41; behind=3; seconds=0.8`, which is its last position, how many events of the log it
    lacks, and how old the first of these is. Both are `unknown` while the log's own server does not
    answer. The answer's own `position` is the one that it rests on."""

    def __init__(self, app: App, services: Services) -> None:
        self._app = app
        self._services = services
        self._told = b""
        self._looked = -LOOK_SECONDS
        self._looking: asyncio.Future[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        await self._look()

        async def with_header(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (HEADER, self._told)]}
            await send(message)

        await self._app(scope, receive, with_header)

    async def check(self) -> None:
        """Raises AnotherStoreError where the standby is not one of this store's."""

        def term_key(conn: Connection[Any]) -> Any:
            row = conn.execute("SELECT term_key FROM lrs.store").fetchone()
            return row and bytes(row[0])

        if not self._services.store.has_key(await self._services.reads.run(term_key)):
            raise AnotherStoreError(
                "LRS_REPORTS_DATABASE_URL leads to another store than LRS_DATABASE_URL: it must be "
                "a standby of it"
            )

    async def _look(self) -> None:
        """Has it looked how far the standby is; nobody waits long where the log's own server is
        gone, and then it is unknown."""
        if self._looking is None or (
            self._looking.done() and monotonic() - self._looked >= LOOK_SECONDS
        ):
            self._looking = asyncio.ensure_future(self._look_once())
        await asyncio.wait({self._looking}, timeout=PATIENCE_SECONDS)

    async def _look_once(self) -> None:
        with suppress(Exception):  # whatever hinders it, reports are made all the same
            here = await self._services.reads.run(lambda conn: LogReader(conn).head())
            self._told = f"position={here}; {UNKNOWN}".encode()
            self._told = f"position={here}; {await asyncio.to_thread(self._behind, here)}".encode()
        self._looked = monotonic()

    def _behind(self, here: int) -> str:
        """How far a position is behind the log's own server."""
        try:
            with self._services.store.connection() as conn:
                log = LogReader(conn)
                first = log.stored_at(here + 1)
                missing = log.head() - here
        except Exception:  # whatever hinders it, reports are made all the same
            return UNKNOWN
        seconds = 0.0 if first is None else (self._services.store.now() - first).total_seconds()
        return f"behind={max(missing, 0)}; seconds={max(seconds, 0):.1f}"
