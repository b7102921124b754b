"""A POST on its way into the log: valid statements, each with its id and its node."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from uuid import UUID

from msgspec import Struct

from lrs.entropy import new_statement_id
from lrs.event.credentials import Credential
from lrs.event.events import StatementRecorded
from lrs.event.references import Node
from lrs.statement.statement import Received
from lrs.statement.versions import XapiVersion


class Draft(Struct, frozen=True, kw_only=True):
    """A valid statement on its way into the log.

    ``content`` is the SHA-256 of each file that came with it, which must be kept by the time that
    it is recorded. ``may_void_any`` is what its credential may. ``stored`` is given by a restore
    alone.
    """

    event: StatementRecorded
    node: Node
    content: tuple[bytes, ...] = ()
    may_void_any: bool = False
    stored: datetime | None = None

    @classmethod
    def of(
        cls,
        received: Received,
        *,
        credential: Credential,
        version: XapiVersion,
        statement_id: UUID | None = None,
        content: tuple[bytes, ...] = (),
        stored: datetime | None = None,
    ) -> Self:
        """Drafts a statement; ``statement_id`` is that of a PUT, for a statement without one."""
        lacks = tuple(name for name in ("id", "timestamp", "version") if name not in received.json)
        event = StatementRecorded(
            originator_id=received.id or statement_id or new_statement_id(),
            version=version.number,
            credential=credential.key,
            authority=credential.agent,
            lacks=lacks,
            body=received.body,
        )
        return cls(
            event=event,
            node=Node.of(received.json, credential.agent),
            content=content,
            may_void_any=credential.may_void_any,
            stored=stored,
        )

    @property
    def id(self) -> UUID:
        """The statement's id."""
        return self.event.originator_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """The statements of one request: recorded all or none."""

    drafts: tuple[Draft, ...]
    credential: Credential
    version: XapiVersion

    @property
    def size(self) -> int:
        """Bytes of all bodies."""
        return sum(len(draft.event.body) for draft in self.drafts)

    def without(self, ids: Collection[UUID]) -> "Post":
        """The post without the statements of these ids."""
        if not ids:
            return self
        drafts = tuple(draft for draft in self.drafts if draft.id not in ids)
        return replace(self, drafts=drafts)
