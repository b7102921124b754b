"""For auditors: who could do what at any moment, who gave it, and which sign-ins failed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from psycopg import Connection

from api.http.errors import BadRequestError
from api.http.parameters import ParameterError, instant
from api.reports.answering import AnswerRoute
from api.reports.asking import After, Audits, Limit
from lrs.access.history import AccessChange, CredentialHistory, credentials_at
from lrs.event.events import timestamp_text
from lrs.event.log import Log
from lrs.log.log_reader import LogReader
from lrs.log.refusals import LATEST, denied_before
from lrs.message import message
from projections.answers.basis import Answers, Basis
from projections.reports.answer import Page, basis_of
from projections.reports.paging import page

router = APIRouter(prefix="/audit", tags=["audit"], route_class=AnswerRoute)

Key = Annotated[str | None, Query(description="only the credential of this key")]


@dataclass(frozen=True, kw_only=True)
class AccessAnswer(Page):
    """A page of the credentials, in the order of their keys, with what they may do; no secret is
    ever told."""

    credentials: tuple[CredentialHistory, ...]
    """The credentials of the page."""

    def rows(self) -> Iterable[AccessChange]:
        """The changes of each credential."""
        return (change for one in self.credentials for change in one.changes)


@router.get("/access", summary="Who could do what: credentials with the history of their grants")
async def access(
    asking: Audits, key: Key = None, after: After = "", limit: Limit = 100
) -> AccessAnswer:
    """As known now or at `known_at`: scopes, grants, who gave them and when, and revocations. It
    follows from the events of the log."""

    def read(_: Answers, __: Log, conn: Connection[Any], basis: Basis) -> AccessAnswer:
        found = credentials_at(LogReader(conn), basis.position)
        some, following = page(
            sorted((one for one in found if key in (None, one.key)), key=lambda one: one.key),
            lambda one: one.key,
            after=after,
            limit=limit,
        )
        return AccessAnswer(**basis_of(basis), credentials=tuple(some), next=following)

    return await asking.answer_from_both(read)


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedHour:
    """The sign-ins of an hour that failed with the key of one credential."""

    hour: datetime
    """The hour, by its begin in UTC."""
    credential: str | None
    """The public key that they came with; null for all keys that are of no credential, since what
    people type there is not kept."""
    credential_name: str | None
    """What the credential is called; null where it is none."""
    failed: int
    """How many failed."""


@dataclass(frozen=True, kw_only=True)
class FailedSignInsAnswer(Page):
    """A page of the hours in which sign-ins failed, the latest first."""

    hours: tuple[FailedHour, ...]
    """The hours of the page, of each credential one."""

    def rows(self) -> Iterable[FailedHour]:
        """The hours."""
        return self.hours


@router.get("/failed-sign-ins", summary="The hours in which sign-ins failed, by credential")
async def failed_sign_ins(
    asking: Audits, key: Key = None, after: After = "", limit: Limit = 100
) -> FailedSignInsAnswer:
    """Counted by credential and hour, up to now. Neither addresses nor what was typed is kept."""
    place = _place(after)

    def read(_: Answers, __: Log, conn: Connection[Any], basis: Basis) -> FailedSignInsAnswer:
        found = denied_before(conn, *place, key=key, limit=limit + 1)
        names = {one.key: one.name for one in credentials_at(LogReader(conn), basis.position)}
        some = found[:limit]
        return FailedSignInsAnswer(
            **basis_of(basis),
            hours=tuple(
                FailedHour(
                    hour=one.hour,
                    credential=one.credential or None,
                    credential_name=names.get(one.credential),
                    failed=one.times,
                )
                for one in some
            ),
            next=f"{timestamp_text(some[-1].hour)} {some[-1].credential}"
            if len(found) > limit
            else None,
        )

    return await asking.answer_from_both(read)


def _place(after: str) -> tuple[datetime, str]:
    """The place after which a page begins. Raises BadRequestError."""
    if not after:
        return LATEST, ""
    hour, _, credential = after.partition(" ")
    try:
        return instant("after", hour), credential
    except ParameterError:
        raise BadRequestError(
            message(
                "after: got {after!r}, expected the `next` of a page of the same report",
                after=after[:80],
            )
        ) from None
