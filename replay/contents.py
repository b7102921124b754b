"""Documents and attachments: whether their bytes are those that the events of the log tell of.

The tree proves the events alone. A document's event has a keyed digest of its bytes, and the key
lies beside these; an attachment's statement has their SHA-2.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import tuple_row

from lrs.documents.documents import keyed_digest
from lrs.event.document_events import DOCUMENT_STORED
from lrs.message import message
from lrs.postgres.queries import load
from lrs.statement.attachments import has_sha2

QUERIES: Final = load("replay")

Fault = tuple[int | None, str]
"""A position that is wrong, None where it cannot be told which, and a sentence."""


def belongs(content: bytes, key: bytes | None, *, topic: str, state: bytes) -> bool:
    """Whether a document has the digest that its event states, under the key that lies beside it;
    whether a statement names an attachment by its SHA-2. Not where the event was so changed that
    it says nothing."""
    try:
        if topic == DOCUMENT_STORED:
            stated = json.loads(state)["digest"]
            return key is not None and keyed_digest(key, content) == stated
        said = json.loads(state.partition(b"\n")[2])
        parts = (said, said["object"])
        named = [one["sha2"] for part in parts for one in part.get("attachments", ())]
        return any(has_sha2(content, sha2) for sha2 in named)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return False


def changed_in_store(conn: Connection[Any]) -> Iterator[Fault]:
    """What is wrong with the documents and attachments of a store.

    conn: of the service, in autocommit.
    """
    cursor = conn.cursor(row_factory=tuple_row, binary=True)
    for position, sha256, key, content, topic, state in cursor.stream(QUERIES["uses_with_content"]):
        if hashlib.sha256(content).digest() != sha256:
            yield (
                position,
                message(
                    "the file {sha256} of position {position} was changed",
                    sha256=sha256.hex(),
                    position=position,
                ),
            )
        elif not belongs(content, key, topic=topic or "", state=state or b""):
            yield (
                position,
                message(
                    "the file {sha256} is not that of position {position}",
                    sha256=sha256.hex(),
                    position=position,
                ),
            )
