"""What of the documents' content is kept, and for how long; the log's events always are."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.rows import tuple_row

from lrs.event.document_events import Resource
from lrs.postgres.queries import load

QUERIES = load("lrs")

BATCH = 1000
"""Versions whose content is taken in one transaction."""

Retention = Mapping[Resource, int | None]
"""By resource, the days for which a version is kept after it was replaced or deleted; None: for
ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """How many versions of a resource's documents lost their content, and the bytes that freed."""

    resource: Resource
    versions: int
    bytes: int


def expire(conn: Connection[Any], policy: Retention, *, now: datetime) -> list[Expired]:
    """Removes the content that the policy no longer keeps; current versions always stay.

    conn: of the service, in autocommit. Harmless beside a running server, and to interrupt.
    """
    return [
        _expire(conn, resource, before=now - timedelta(days=days))
        for resource, days in policy.items()
        if days is not None
    ]


def sweep(conn: Connection[Any]) -> int:
    """Removes content that nothing uses, such as files of statements that were refused; returns
    its bytes.

    conn: of the service, in autocommit. Harmless beside a running server: whoever was about to use
    it keeps it again (ContentGoneError).
    """
    freed, last = 0, b""
    while True:
        cursor = conn.cursor(row_factory=tuple_row)
        hashes = [row[0] for row in cursor.execute(QUERIES["unused"], [last, BATCH])]
        if not hashes:
            return freed
        freed += _drop(conn, hashes)
        last = hashes[-1]


def _drop(conn: Connection[Any], hashes: list[bytes]) -> int:
    while True:
        try:
            rows = conn.cursor(row_factory=tuple_row).execute(QUERIES["drop_unused"], [hashes])
        except psycopg.errors.ForeignKeyViolation:
            continue  # one of them came into use meanwhile
        return sum(row[0] for row in rows)


def _expire(conn: Connection[Any], resource: Resource, *, before: datetime) -> Expired:
    versions = freed = position = 0
    while True:
        cursor = conn.cursor(row_factory=tuple_row)
        rows = cursor.execute(
            QUERIES["expired_uses"], [before, position, resource, BATCH]
        ).fetchall()
        if not rows:
            return Expired(resource=resource, versions=versions, bytes=freed)
        positions = [row[0] for row in rows]
        freed += _remove(conn, positions)
        versions += len(positions)
        position = positions[-1]


def _remove(conn: Connection[Any], positions: list[int]) -> int:
    """Takes the content from these events; returns the bytes of what nothing else uses."""
    while True:
        try:
            with conn.transaction():
                cursor = conn.cursor(row_factory=tuple_row)
                hashes = [row[0] for row in cursor.execute(QUERIES["end_uses"], [positions])]
                sizes = [row[0] for row in cursor.execute(QUERIES["drop_unused"], [hashes])]
        except psycopg.errors.ForeignKeyViolation:
            continue  # the same content was stored again meanwhile
        return sum(sizes)
