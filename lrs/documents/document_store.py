"""The document store: an event in the log, the content beside it and the index, all or none."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from eventsourcing.persistence import IntegrityError
from psycopg import Connection

from lrs.clock import Clock
from lrs.documents.document_reader import DocumentReader
from lrs.documents.documents import (
    Document,
    DocumentScope,
    DocumentTooLargeError,
    Listing,
    Preconditions,
    keyed_digest,
    merged,
)
from lrs.entropy import new_digest_key, new_nonce
from lrs.event.document_events import DocumentDeleted, DocumentKey, DocumentStored
from lrs.log.appending import QUERIES, LogEntry, append_within
from lrs.log.recorder import LogDatastore
from lrs.message import message
from lrs.statement.versions import XapiVersion

ATTEMPTS = 20
"""How often a change is decided anew because the document was changed meanwhile."""


class DocumentBusyError(RuntimeError):
    """Others change the document all the time: nothing was written, try again later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a change comes from: the key of the credential, and the version of xAPI it speaks."""

    credential: str
    version: XapiVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A document that a client sends, and which version of it that may replace."""

    content: bytes
    media_type: str
    preconditions: Preconditions


class DocumentStore:
    """Stores and deletes documents. Its methods block; any thread may call them.

    What a change depends on is read without the log's lock. When another change was quicker, the
    log refuses the version, and everything is read and decided again. ``strict``: whether a new
    profile must come with a precondition, as 1.0.3 tells its clients.
    """

    def __init__(
        self, conninfo: str, *, clock: Clock, pool_size: int, max_bytes: int, strict: bool = False
    ) -> None:
        self._datastore = LogDatastore(conninfo, pool_size=pool_size)
        self._clock = clock
        self._max_bytes = max_bytes
        self._strict = strict

    def close(self) -> None:
        """Closes the connections."""
        self._datastore.close()

    def put(self, key: DocumentKey, upload: Upload, origin: Origin) -> None:
        """Stores a document in place of any other.

        Raises PreconditionFailedError, UnconditionalPutError, PreconditionMissingError,
        DocumentBusyError, and what the recorder raises.
        """

        def decide(current: Document | None) -> bytes:
            tag = current.etag if current else None
            upload.preconditions.check_put(tag, key.resource, origin.version, strict=self._strict)
            return upload.content

        self._store(key, upload, origin, method="PUT", decide=decide)

    def post(self, key: DocumentKey, upload: Upload, origin: Origin) -> None:
        """Stores a document, or merges it into the one that is there.

        Raises MergeError and DocumentTooLargeError, else as ``put``.
        """

        def decide(current: Document | None) -> bytes:
            upload.preconditions.check(current.etag if current else None)
            content = merged(current, upload.content, upload.media_type)
            if len(content) > self._max_bytes:
                raise DocumentTooLargeError(
                    message(
                        "together the document is {count} bytes, expected at most {max_bytes}",
                        count=len(content),
                        max_bytes=self._max_bytes,
                    )
                )
            return content

        self._store(key, upload, origin, method="POST", decide=decide)

    def delete(self, key: DocumentKey, preconditions: Preconditions, origin: Origin) -> None:
        """Deletes a document; one that is not there is deleted already.

        Raises PreconditionFailedError, DocumentBusyError, and what the recorder raises.
        """

        def change(conn: Connection[Any]) -> None:
            seen = DocumentReader(conn).see(key)
            preconditions.check(seen.document.etag if seen.document else None)
            if seen.document:
                self._delete(conn, [(key, seen.last_version)], origin)

        self._until_settled(change)

    def delete_all(
        self, scope: DocumentScope, preconditions: Preconditions, origin: Origin
    ) -> None:
        """Deletes the documents of a scope; preconditions are of the list of their ids.

        Raises as ``delete``.
        """

        def change(conn: Connection[Any]) -> None:
            found = DocumentReader(conn).versions(scope)
            preconditions.check(Listing.of(key.id for key, _ in found).etag)
            if found:
                self._delete(conn, found, origin)

        self._until_settled(change)

    def _store(
        self,
        key: DocumentKey,
        upload: Upload,
        origin: Origin,
        *,
        method: str,
        decide: Callable[[Document | None], bytes],
    ) -> None:
        def change(conn: Connection[Any]) -> None:
            seen = DocumentReader(conn).see(key)
            content = decide(seen.document)
            digest_key = new_digest_key()
            event = DocumentStored(
                originator_version=seen.last_version + 1,
                document=key,
                version=origin.version.number,
                credential=origin.credential,
                method=method,
                media_type=upload.media_type,
                size=len(content),
                digest=keyed_digest(digest_key, content),
            )
            self._insert(conn, event, content, digest_key)

        self._until_settled(change)

    def _insert(
        self, conn: Connection[Any], event: DocumentStored, content: bytes, digest_key: bytes
    ) -> None:
        sha256 = hashlib.sha256(content).digest()
        scope = DocumentScope.of(event.document)
        with conn.transaction():
            conn.execute(QUERIES["add_content"], [sha256, content])  # before the log is locked
            [position] = self._append(conn, [event])
            conn.execute(QUERIES["use_content"], [position, sha256, digest_key])
            conn.execute(
                QUERIES["set_document"],
                [event.originator_id, scope.id, scope.registration, event.document.id, position],
            )

    def _delete(
        self, conn: Connection[Any], versions: Sequence[tuple[DocumentKey, int]], origin: Origin
    ) -> None:
        """Deletes documents of which these are the last versions."""
        events = [
            DocumentDeleted(
                originator_version=version + 1,
                document=key,
                version=origin.version.number,
                credential=origin.credential,
            )
            for key, version in versions
        ]
        with conn.transaction():
            self._append(conn, events)
            conn.execute(QUERIES["drop_documents"], [[event.originator_id for event in events]])

    def _append(
        self, conn: Connection[Any], events: Sequence[DocumentStored | DocumentDeleted]
    ) -> range:
        """The positions of the appended events. No reference can wait for a document."""
        entries = [
            LogEntry(
                originator_id=event.originator_id,
                originator_version=event.originator_version,
                topic=type(event).__name__,
                state=event.state(),
                nonce=new_nonce(),
            )
            for event in events
        ]
        first = append_within(conn, entries, now=self._clock(), settled=True).first_position
        return range(first, first + len(entries))

    def _until_settled(self, change: Callable[[Connection[Any]], None]) -> None:
        """Makes a change, again from the start while others change the same at the same time."""
        for _ in range(ATTEMPTS):
            try:
                with self._datastore.get_connection() as conn:
                    change(conn)
            except IntegrityError:
                continue
            return
        raise DocumentBusyError("others change this document all the time; try again later")
