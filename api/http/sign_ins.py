"""The trace of sign-ins that failed: a line of the server's log, and a count in the store.

Neither names anybody: the key is told only where it is that of a credential, since people type
passwords and names where a key belongs; a secret never is. However many fail, each credential costs
a line and a write a minute.
"""

import asyncio
import logging
from collections import Counter
from contextlib import suppress
from functools import partial
from typing import Final

from api.http.writes import Writes
from lrs.log.record_store import RecordStore
from lrs.message import message

logger = logging.getLogger(__name__)

PAUSE: Final = 60.0
"""Seconds in which failures are counted together; the first one is told at once."""


class FailedSignIns:
    """Counts failed sign-ins by the key of the credential, the empty text for any other key."""

    def __init__(self, store: RecordStore, writes: Writes, *, pause: float = PAUSE) -> None:
        self._store = store
        self._writes = writes
        self._pause = pause
        self._untold: Counter[str] = Counter()
        self._telling: asyncio.Task[None] | None = None

    def add(self, key: str) -> None:
        """Takes note of one. Returns at once."""
        self._untold[key] += 1
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell_and_wait())

    async def tell(self) -> None:
        """Tells of those that were not told yet."""
        while self._untold:
            key, times = self._untold.popitem()
            whose = (
                message("the key of the credential {key}", key=key)
                if key
                else "keys of no credential"
            )
            logger.warning("sign-ins failed with %s: %d", whose, times)
            try:
                await self._writes.run(partial(self._store.note_denied, key, times))
            except Exception as failure:  # the line above stands, whatever happens here
                logger.warning("failed sign-ins were not counted: %s", type(failure).__name__)

    async def close(self) -> None:
        """Tells of the last ones."""
        if self._telling is not None:
            self._telling.cancel()
            with suppress(asyncio.CancelledError):
                await self._telling
        await self.tell()

    async def _tell_and_wait(self) -> None:
        while self._untold:
            await self.tell()
            await asyncio.sleep(self._pause)
