"""Reads documents, their lists and their history over one connection."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import tuple_row

from lrs.documents.documents import Document, DocumentScope, Listing
from lrs.event.document_events import DOCUMENT_STORED, DocumentDeleted, DocumentKey, DocumentStored
from lrs.postgres.queries import load

QUERIES = load("lrs")


class LostContentError(RuntimeError):
    """The bytes of a current document are not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A document as of a snapshot; ``last_version`` is that of its last event, 0 without one."""

    last_version: int
    document: Document | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """What happened to a document. ``digest_key`` is None where there is no content any more."""

    position: int
    stored: datetime
    event: DocumentStored | DocumentDeleted
    digest_key: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRow:
    """A row of lrs.document."""

    id: UUID
    scope: UUID
    registration: UUID | None
    name: str
    position: int


class DocumentReader:
    """Reads documents over one connection."""

    def __init__(self, conn: Connection[Any]) -> None:
        self._conn = conn

    def see(self, key: DocumentKey) -> Seen:
        """The document of a key. Raises LostContentError."""
        originator = key.originator_id
        [row] = self._rows(QUERIES["document"], {"id": originator})
        last_version, stored, version, state, content = row
        if stored is None:
            return Seen(last_version=last_version, document=None)
        if content is None:
            raise LostContentError(f"document {originator}: version {version} has no content")
        event = DocumentStored.from_state(originator, version, bytes(state))
        document = Document(event=event, stored=stored, content=bytes(content))
        return Seen(last_version=last_version, document=document)

    def listing(self, scope: DocumentScope, *, since: datetime | None = None) -> Listing:
        """The ids of the documents of a scope, those stored after an instant if one is given."""
        rows = [row for row in self._of_scope(scope) if since is None or row[1] > since]
        return Listing.of((row[0] for row in rows), max((row[1] for row in rows), default=None))

    def versions(self, scope: DocumentScope) -> list[tuple[DocumentKey, int]]:
        """The documents of a scope, each with its current version."""
        found = []
        for name, _, version, registration in self._of_scope(scope):
            own = DocumentScope(
                resource=scope.resource,
                activity=scope.activity,
                agent=scope.agent,
                registration=registration,
            )
            found.append((own.key(name), version))
        return found

    def history(self, key: DocumentKey, *, after: int, limit: int) -> list[HistoryEntry]:
        """Up to ``limit`` events of a document after one of its versions, in their order."""
        originator = key.originator_id
        rows = self._rows(QUERIES["document_events"], (originator, after, limit))
        return [
            HistoryEntry(
                position=position,
                stored=stored,
                event=_event(originator, version, topic, bytes(state)),
                digest_key=digest_key,
            )
            for position, stored, version, topic, state, digest_key in rows
        ]

    def content_at(self, position: int) -> bytes | None:
        """The content that a DocumentStored at a position stored, while it is kept."""
        rows = self._rows(QUERIES["document_content"], (position,))
        return bytes(rows[0][0]) if rows else None

    def index(self) -> Iterator[IndexRow]:
        """The index of documents as it is, by id."""
        for row in self._rows(QUERIES["document_index"], ()):
            yield _index_row(*row)

    def index_from_log(self) -> Iterator[IndexRow]:
        """The index of documents as the log says it must be, by id."""
        for originator, version, position, topic, state in self._rows(
            QUERIES["last_document_events"], ()
        ):
            if topic != DOCUMENT_STORED:
                continue
            key = DocumentStored.from_state(originator, version, bytes(state)).document
            scope = DocumentScope.of(key)
            yield _index_row(originator, scope.id, scope.registration, key.id, position)

    def _of_scope(self, scope: DocumentScope) -> list[tuple[Any, ...]]:
        registration = scope.registration
        return self._rows(QUERIES["documents_of_scope"], (scope.id, registration, registration))

    def _rows(
        self, query: str, parameters: Sequence[object] | dict[str, object]
    ) -> list[tuple[Any, ...]]:
        cursor = self._conn.cursor(row_factory=tuple_row, binary=True)
        return cursor.execute(query, parameters).fetchall()


def _index_row(
    originator: UUID, scope: UUID, registration: UUID | None, name: str, position: int
) -> IndexRow:
    return IndexRow(
        id=originator, scope=scope, registration=registration, name=name, position=position
    )


def _event(
    originator: UUID, version: int, topic: str, state: bytes
) -> DocumentStored | DocumentDeleted:
    kind = DocumentStored if topic == DOCUMENT_STORED else DocumentDeleted
    return kind.from_state(originator, version, state)
