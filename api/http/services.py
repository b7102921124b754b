"""What the handlers of one server process share, opened and closed with it."""

from dataclasses import dataclass

from api.http.auth import Authenticator
from api.http.reads import Reads
from api.http.writes import Writes
from lrs.access.session_store import Sessions
from lrs.documents.document_store import DocumentStore
from lrs.log.group_commit import GroupCommit
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.settings import Settings
from projections.answers.basis import Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """A handler finds it in the ASGI scope's ``state``, FastAPI's as ``request.state.services``."""

    settings: Settings
    database: Database
    store: RecordStore
    group_commit: GroupCommit
    authenticator: Authenticator
    sessions: Sessions
    reads: Reads
    documents: DocumentStore
    writes: Writes
    answers: Answers
    position: int | None = None
    """Where the log ends for who reads reports; None: where it does."""
