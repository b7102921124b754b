"""Sessions of people who signed in to the pages, and the links that sign them in once.

A session or a link is a token of 256 random bits that its owner alone holds: the store keeps the
SHA-256 of it. Neither is an event: what somebody may do is in the log, when he looked is not.
"""

import hashlib
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any, Final, Protocol

from psycopg import Connection

from lrs.clock import Clock
from lrs.entropy import new_secret
from lrs.postgres.queries import load

QUERIES: Final = load("lrs", "sessions")

LONGEST: Final = timedelta(hours=12)
"""A session ends after this, however busy it is."""

TOUCHED: Final = timedelta(minutes=1)
"""A session that is used is noted as used this often: a page costs no write."""

LINK: Final = timedelta(minutes=15)
"""How long a sign-in link may wait to be opened."""


class Connects(Protocol):
    """What gives connections that may write."""

    def connection(self) -> AbstractContextManager[Connection[dict[str, Any]]]:
        """A connection in autocommit."""


class Sessions:
    """The sessions of a store. `idle`: how long one lives without being used."""

    def __init__(self, store: Connects, *, clock: Clock, idle: timedelta) -> None:
        self._store = store
        self._clock = clock
        self._idle = idle

    def begin(self, credential: str) -> str:
        """The token of a new session of a credential, by its key; sessions that ended are
        forgotten."""
        token, now = new_secret(), self._clock()
        with self._store.connection() as conn:
            conn.execute(QUERIES["forget"], [now - self._idle, now - LONGEST])
            conn.execute(QUERIES["begin"], [_hash(token), credential, now, now])
        return token

    def credential(self, token: str) -> str | None:
        """The key of the credential whose session it is; None for one that ended or never was."""
        now = self._clock()
        with self._store.connection() as conn:
            row = self._one(conn, "session", [_hash(token), now - self._idle, now - LONGEST])
            if row is not None and row["seen"] < now - TOUCHED:
                conn.execute(QUERIES["touch"], [now, _hash(token)])
        return None if row is None else str(row["credential"])

    def end(self, token: str) -> None:
        """Ends a session; one that ended stays so."""
        with self._store.connection() as conn:
            conn.execute(QUERIES["end"], [_hash(token)])

    def link(self, credential: str) -> str:
        """The token of a link that signs in as a credential, once, within a quarter of an hour."""
        token, now = new_secret(), self._clock()
        with self._store.connection() as conn:
            conn.execute(QUERIES["forget_links"], [now])
            conn.execute(QUERIES["link"], [_hash(token), credential, now + LINK])
        return token

    def redeem(self, token: str) -> str | None:
        """The key of the credential that a link signs in as; None where it was used or is late."""
        with self._store.connection() as conn:
            row = self._one(conn, "redeem", [_hash(token), self._clock()])
        return None if row is None else str(row["credential"])

    def _one(
        self, conn: Connection[dict[str, Any]], query: str, values: Sequence[object]
    ) -> dict[str, Any] | None:
        return conn.execute(QUERIES[query], values).fetchone()


def _hash(token: str) -> bytes:
    """What is kept of a token; 256 random bits need no slower hash."""
    return hashlib.sha256(token.encode()).digest()
