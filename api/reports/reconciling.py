"""What became of what a credential sent: refused, stored, credited, nothing and why."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from psycopg import Connection

from api.http.errors import BadRequestError, NotFoundError, ScopeError
from api.http.parameters import day
from api.reports.asking import check_order
from lrs.event.credentials import OPERATOR, Credential
from lrs.event.log import Log
from lrs.log.log_reader import LogReader
from lrs.log.refusals import Noted, refusals, unlogged
from lrs.message import message
from projections.answers.basis import Basis
from projections.facts.registry import ANONYMOUS
from projections.reasons import Reason
from projections.reports.answer import Answer, basis_of, members
from projections.tables.answering import table_basis
from projections.tables.reconciliation import Listed, ReconciliationAnswer, outcomes, statements
from projections.words.languages import Language
from projections.words.retelling import retold

WEEK: Final = timedelta(days=6)
_TICK: Final = timedelta(microseconds=1)

LAST: Final = 2**63 - 1
"""Comes after the number of every refusal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A request to state something that was refused."""

    number: int
    """Its number; a later one has a greater one."""
    at: datetime
    """When it was refused."""
    status: int
    """The status of the answer."""
    code: str
    """What kind of error it was, for programs."""
    index: int | None
    """The place of the statement in the batch, from 0; null where it was no statement."""
    id: UUID | None
    """The id of the statement; null where it had none, or was no statement."""
    path: str | None
    """The member that was wrong; null where it was the request."""
    expected: str | None
    """What should have stood there; null where it was the request."""
    message: str | None
    """What was wrong with the request; null where it was a statement."""
    statements: int | None
    """How many statements the request had; null where that was not found out."""
    errors: int
    """How many errors were found in them; the first is told."""


@dataclass(frozen=True, kw_only=True)
class RejectionsAnswer(Answer):
    """A page of the requests of a credential that were refused, the newest first."""

    credential: str
    """The public key of the credential."""
    rejections: tuple[Rejection, ...]
    """The requests of the page."""
    next: int | None

    def rows(self) -> Iterable[Rejection]:
        """The requests."""
        return self.rejections


def rejections_of(
    conn: Connection[Any],
    basis: Basis,
    credential: str,
    *,
    before: int,
    limit: int,
    language: Language,
) -> RejectionsAnswer:
    """The requests of a credential that were refused before a number, the newest first, their
    sentences in a language."""
    found = refusals(conn, credential, before=before, limit=limit + 1)
    page = found[:limit]
    return RejectionsAnswer(
        **basis_of(basis),
        credential=credential,
        rejections=tuple(_rejection(one, language) for one in page),
        next=page[-1].number if len(found) > limit else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedStatements:
    """Which statements of a reconciliation are listed."""

    listed: Listed
    reason: Reason | None = None
    after: int = 0
    limit: int


def reconciliation_of(
    conn: Connection[Any],
    basis: Basis,
    credential: str,
    *,
    sender: Credential,
    span: "Span",
    wanted: WantedStatements,
) -> ReconciliationAnswer:
    """What became of what a credential stated on some days, for who asks."""
    reader = LogReader(conn)
    mode = last_mode(reader, credential)
    if wanted.listed == "flagged" and mode == "off":
        raise BadRequestError("list: the check of templates is off for this credential")
    first, last = span.positions(reader)
    own = table_basis(conn, basis)
    withheld = withheld_from(sender, credential)
    counts = outcomes(conn, credential, after=first, until=last, withheld=withheld)
    missed = unlogged(conn, credential, begin=span.begins, end=span.ends)
    listed, following = statements(
        conn,
        credential,
        listed=wanted.listed,
        reason=wanted.reason,
        after=max(first, wanted.after),
        until=last,
        limit=wanted.limit,
        withheld=withheld,
    )
    if mode == "off":
        counts = replace(counts, flagged=None)
        listed = tuple(replace(one, faults=()) for one in listed)
    return ReconciliationAnswer(
        **own,
        **members(counts),
        credential=credential,
        since=span.first,
        until=span.last,
        templates=mode,
        complete=(own["settled"] or 0) >= last,
        received=counts.stored + missed.resent,
        resent=missed.resent,
        refused=missed.refused,
        failed_sign_ins=missed.denied,
        list=wanted.listed,
        statements=listed,
        next=following,
    )


def withheld_from(sender: Credential, credential: str) -> tuple[str, ...]:
    """The facts of a credential that are not told to who asks: answers without names are told to
    who stated them alone."""
    return () if sender.key == credential else tuple(ANONYMOUS)


def check_sender(sender: Credential, credential: str) -> None:
    """Raises ScopeError unless it is the credential's own or reads all reports."""
    if sender.key != credential and not sender.may("reports/read"):
        raise ScopeError(("reports/read",))


def last_mode(reader: Log, credential: str) -> str:
    """What becomes of the credential's faulty statements. Raises NotFoundError."""
    if credential == OPERATOR.key:
        return OPERATOR.templates
    changes = [one.change for one in reader.grants(until=reader.head())]
    own = [one for one in changes if one.key == credential]
    if not own:
        raise NotFoundError(
            message("there was never a credential {credential!r}", credential=credential[:100])
        )
    return own[-1].templates


def _rejection(noted: Noted, language: Language) -> Rejection:
    """A refusal, its sentences in a language: they are kept as they were told first, in English."""
    refusal = noted.refusal
    return Rejection(
        number=noted.number,
        at=noted.at,
        status=refusal.status,
        code=refusal.code,
        index=refusal.ordinal,
        id=refusal.statement_id,
        path=refusal.path,
        expected=refusal.expected and retold(refusal.expected, language),
        message=refusal.message and retold(refusal.message, language),
        statements=refusal.statements,
        errors=refusal.errors,
    )


class Span:
    """Days of the policy's zone, both inclusive, as instants and positions."""

    def __init__(self, first: date, last: date, basis: Basis) -> None:
        self.first, self.last = first, last
        self.begins = datetime.combine(first, time(), basis.policies.zone)
        self.ends = datetime.combine(last + timedelta(days=1), time(), basis.policies.zone)

    @classmethod
    def of(cls, basis: Basis, begin: str | None, end: str | None) -> "Span":
        """The days from `begin` to `end`, by default the week up to today. Raises
        BadRequestError."""
        last = basis.today if end is None else day("to", end)
        first = last - WEEK if begin is None else day("from", begin)
        check_order(first, last)
        return cls(first, last, basis)

    def positions(self, reader: Log) -> tuple[int, int]:
        """After which position and up to which one the log was written on these days."""
        return reader.position_at(self.begins - _TICK), reader.position_at(self.ends - _TICK)
