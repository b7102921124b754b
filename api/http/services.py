"""What the handlers of one server process share, opened and closed with it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from psycopg import Connection

from api.http.auth import Authenticator
from api.http.reads import Reads
from api.http.writes import Writes
from lrs.access.session_store import Sessions
from lrs.documents.document_store import DocumentStore
from lrs.event.credentials import Credential
from lrs.event.terms import TermHasher
from lrs.log.group_commit import GroupCommit
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.settings import Settings
from projections.answers.basis import Answers

T = TypeVar("T")


class Authenticates(Protocol):
    """Who tells whose request it is."""

    async def authenticate(self, header: str | None, /) -> Credential:
        """The credential behind an Authorization header. Raises AuthenticationError."""
        ...


class HoldsKeys(Protocol):
    """Who holds the secrets of a store."""

    @property
    def hash_term(self) -> TermHasher | None:
        """How the terms of the query index are hashed; None: as each connection finds it in the
        database."""
        ...

    def key_for(self, purpose: str) -> bytes:
        """A secret of the store for one purpose, of 32 bytes."""
        ...


class RunsReads(Protocol):
    """Who runs a read of the database."""

    async def run(self, read: Callable[[Connection[Any]], T], *, snapshot: bool = True) -> T:
        """What the read returns; with `snapshot` it sees one moment."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportServices:
    """What the routes of reports need, in a server or without one.

    A handler finds it in the ASGI scope's ``state``, FastAPI's as ``request.state.services``.
    """

    authenticator: Authenticates
    store: HoldsKeys
    reads: RunsReads
    answers: Answers
    position: int | None = None
    """Where the log ends for who reads reports; None: where it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services(ReportServices):
    """What the routes of a server need: they state things, too."""

    authenticator: Authenticator
    store: RecordStore
    reads: Reads
    settings: Settings
    database: Database
    group_commit: GroupCommit
    sessions: Sessions
    documents: DocumentStore
    writes: Writes
