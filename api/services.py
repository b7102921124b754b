"""What the handlers of one server process share, opened and closed with it."""

from dataclasses import dataclass

from api.auth import Authenticator
from api.reads import Reads
from api.writes import Writes
from lrs.document_store import DocumentStore
from lrs.group_commit import GroupCommit
from lrs.postgres import Database
from lrs.record_store import RecordStore
from lrs.settings import Settings
from projections.answers import Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """A handler finds it in the ASGI scope's ``state``, FastAPI's as ``request.state.services``."""

    settings: Settings
    database: Database
    store: RecordStore
    group_commit: GroupCommit
    authenticator: Authenticator
    reads: Reads
    documents: DocumentStore
    writes: Writes
    answers: Answers
