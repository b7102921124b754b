"""What reached the store and not the log: refused requests and resent statements, to be told of.

Nothing of a statement's content is kept: its id and place, the member and what was expected there;
of a request that was wrong itself what was wrong with it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from psycopg import Connection
from psycopg.rows import tuple_row

from lrs.postgres.queries import load

QUERIES = load("lrs")

MOST: Final = 1000
"""Refused requests that are kept of each credential."""

_LONGEST: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedRefusal:
    """Why a request of a credential was refused.

    ``ordinal`` is the place in the batch of the statement that was at fault, ``statement_id`` its
    id and ``path`` the member, each None where there is none. ``message`` says what was wrong where
    that was not in what a statement says. ``statements`` counts those of the request, where it can
    be read, ``errors`` what was found in them.
    """

    credential: str
    status: int
    code: str
    ordinal: int | None = None
    statement_id: UUID | None = None
    path: str | None = None
    expected: str | None = None
    message: str | None = None
    statements: int | None = None
    errors: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """A refusal with its number, which grows, and when it was."""

    number: int
    at: datetime
    refusal: NotedRefusal


def add_refusal(conn: Connection[Any], refusal: NotedRefusal, *, at: datetime) -> None:
    """Keeps a refusal in the place of the credential's oldest beyond MOST, and counts it."""
    conn.execute(
        QUERIES["add_refusal"],
        {
            "credential": refusal.credential,
            "at": at,
            "status": refusal.status,
            "code": refusal.code,
            "ordinal": refusal.ordinal,
            "statement_id": refusal.statement_id,
            "path": refusal.path and refusal.path[:_LONGEST],
            "expected": refusal.expected and refusal.expected[:_LONGEST],
            "message": refusal.message and refusal.message[:_LONGEST],
            "statements": refusal.statements,
            "errors": refusal.errors,
            "most": MOST,
        },
    )


def refusals(conn: Connection[Any], credential: str, *, before: int, limit: int) -> list[Noted]:
    """The refusals of a credential with a number below ``before``, the newest first."""
    rows = conn.cursor(row_factory=tuple_row).execute(
        QUERIES["refusals"], [credential, before, limit]
    )
    return [
        Noted(
            number=number,
            at=at,
            refusal=NotedRefusal(
                credential=credential,
                status=status,
                code=code,
                ordinal=ordinal,
                statement_id=statement_id,
                path=path,
                expected=expected,
                message=message,
                statements=statements,
                errors=errors or 1,
            ),
        )
        for number, at, status, code, ordinal, statement_id, path, expected, *more in rows
        for message, statements, errors in [more]
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlogged:
    """How many requests were refused, how many statements came again, how many sign-ins failed."""

    refused: int
    resent: int
    denied: int


def unlogged(conn: Connection[Any], credential: str, *, begin: datetime, end: datetime) -> Unlogged:
    """What of a credential did not reach the log in the hours that begin from `begin` to before
    `end`."""
    row = (
        conn.cursor(row_factory=tuple_row)
        .execute(QUERIES["unlogged"], [credential, begin, end])
        .fetchone()
    )
    refused, resent, denied = row or (0, 0, 0)
    return Unlogged(refused=refused, resent=resent, denied=denied)


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    """How many sign-ins with the key of a credential failed in an hour; ``credential`` is empty for
    all keys that are of none."""

    credential: str
    hour: datetime
    times: int


def add_denied(conn: Connection[Any], denied: Denied) -> None:
    """Counts sign-ins that failed; ``hour`` may be any moment of it."""
    conn.execute(QUERIES["add_denied"], [denied.credential, denied.hour, denied.times])


def denied_since(conn: Connection[Any], since: datetime) -> list[Denied]:
    """The hours from an instant on in which sign-ins failed, the latest first."""
    rows = conn.cursor(row_factory=tuple_row).execute(QUERIES["denied"], [since])
    return [
        Denied(credential=credential, hour=hour, times=times) for credential, hour, times in rows
    ]


LATEST: Final = datetime.max.replace(tzinfo=UTC)
"""After every hour."""


def denied_before(
    conn: Connection[Any], hour: datetime, credential: str, *, key: str | None, limit: int
) -> list[Denied]:
    """The next hours in which sign-ins failed, the latest first and in an hour by credential: those
    after an hour and a credential; of one `key`, None: of all."""
    asked = {"hour": hour, "credential": credential, "key": key, "limit": limit}
    rows = conn.cursor(row_factory=tuple_row).execute(QUERIES["denied_before"], asked)
    return [Denied(credential=one, hour=at, times=times) for one, at, times in rows]


def refused_since(conn: Connection[Any], begin: datetime) -> dict[str, int]:
    """How many requests of each credential were refused in the hours that begin from `begin` on;
    the most first, and none of whom nothing was refused."""
    rows = conn.cursor(row_factory=tuple_row).execute(QUERIES["refused_since"], [begin])
    return dict(rows.fetchall())
