"""Documents as events of the log: bytes that never change (docs/decisions/0005)."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Literal, Self, get_args
from uuid import UUID, uuid5

import orjson

from lrs.event.events import Agent, CorruptEventError, members_of
from lrs.statement.strict_json import Json

DOCUMENT_STORED = "DocumentStored"
DOCUMENT_DELETED = "DocumentDeleted"

DOCUMENT_NAMESPACE = UUID("0f8b2c53-6f0e-5c39-8a86-2f1f4b7d9a55")

DOCUMENT_STORED_MEMBERS: Mapping[str, type] = {
    "document": dict,
    "version": str,
    "credential": str,
    "method": str,
    "media_type": str,
    "size": int,
    "digest": str,
}
DOCUMENT_DELETED_MEMBERS: Mapping[str, type] = {
    "document": dict,
    "version": str,
    "credential": str,
}
"""The members of each event's JSON in their order, which is that of docs/decisions/0005."""

Resource = Literal["state", "activity_profile", "agent_profile"]
RESOURCES: tuple[Resource, ...] = get_args(Resource)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKey:
    """What a document is found by. ``agent`` holds an identifier alone, in its one spelling
    (lrs.documents); ``id`` is the stateId or profileId; None is what the resource does not have."""

    resource: Resource
    activity: str | None = None
    agent: Agent | None = None
    registration: str | None = None
    id: str

    @property
    def originator_id(self) -> UUID:
        """The originator of the document's events."""
        return uuid5(DOCUMENT_NAMESPACE, orjson.dumps(self).decode())

    @classmethod
    def of(cls, members: Json, row: str) -> Self:
        """The key of an event's ``document``. Raises CorruptEventError."""
        names = [field.name for field in fields(cls)]
        if list(members) != names or members["resource"] not in RESOURCES:
            raise CorruptEventError(f"the row of {row} holds the document {members!r}")
        return cls(**members)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentStored:
    """A document was stored under a key, in place of any other.

    ``version`` is the xAPI version of the request, ``credential`` the public key it came under.
    ``media_type``, ``size`` in bytes and ``digest`` are those of the whole document as it is from
    then on: a POST may have merged. ``digest`` is keyed, and the key lies beside the content.
    """

    originator_version: int
    document: DocumentKey
    version: str
    credential: str
    method: str
    media_type: str
    size: int
    digest: str

    @property
    def originator_id(self) -> UUID:
        """The originator of the document's events."""
        return self.document.originator_id

    def state(self) -> bytes:
        """The event's bytes."""
        return orjson.dumps({name: getattr(self, name) for name in DOCUMENT_STORED_MEMBERS})

    @classmethod
    def from_state(cls, originator_id: UUID, originator_version: int, state: bytes) -> Self:
        """The event that these bytes are. Raises CorruptEventError."""
        data = _document_members(originator_id, state, DOCUMENT_STORED_MEMBERS)
        return cls(originator_version=originator_version, **data)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDeleted:
    """A document was deleted; members as in DocumentStored."""

    originator_version: int
    document: DocumentKey
    version: str
    credential: str

    @property
    def originator_id(self) -> UUID:
        """The originator of the document's events."""
        return self.document.originator_id

    def state(self) -> bytes:
        """The event's bytes."""
        return orjson.dumps({name: getattr(self, name) for name in DOCUMENT_DELETED_MEMBERS})

    @classmethod
    def from_state(cls, originator_id: UUID, originator_version: int, state: bytes) -> Self:
        """The event that these bytes are. Raises CorruptEventError."""
        data = _document_members(originator_id, state, DOCUMENT_DELETED_MEMBERS)
        return cls(originator_version=originator_version, **data)


def _document_members(originator_id: UUID, state: bytes, expected: Mapping[str, type]) -> Json:
    row = f"document event {originator_id}"
    data = members_of(state, expected, row)
    document = DocumentKey.of(data["document"], row)
    if document.originator_id != originator_id:
        raise CorruptEventError(f"the row of {row} holds the document {document!r}")
    return {**data, "document": document}
