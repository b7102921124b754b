"""Maps the log's rows to our events and back, by the events' own bytes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from eventsourcing.persistence import Mapper, StoredEvent

from lrs.event.document_events import (
    DOCUMENT_DELETED,
    DOCUMENT_STORED,
    DocumentDeleted,
    DocumentStored,
)
from lrs.event.events import (
    CLOCK_ACKNOWLEDGED,
    CREDENTIAL_CHANGED,
    STATEMENT_RECORDED,
    ClockAcknowledged,
    CorruptEventError,
    CredentialChanged,
    StatementRecorded,
)

Versioned = CredentialChanged | DocumentStored | DocumentDeleted | ClockAcknowledged
"""An event of an originator that has more than one."""

VERSIONED: Mapping[str, type[Versioned]] = {
    CLOCK_ACKNOWLEDGED: ClockAcknowledged,
    CREDENTIAL_CHANGED: CredentialChanged,
    DOCUMENT_STORED: DocumentStored,
    DOCUMENT_DELETED: DocumentDeleted,
}
"""Their classes by topic."""


class EventMapper(Mapper[UUID]):
    """Maps our events to the library's stored events by our own bytes instead of its transcoder."""

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """The stored event of a domain event."""
        return StoredEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=type(domain_event).__name__,
            state=domain_event.state(),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """The domain event of a stored event. Raises CorruptEventError for an unknown topic."""
        originator_id = stored_event.originator_id
        if not isinstance(originator_id, UUID):
            raise CorruptEventError(f"originator {originator_id!r} is not a UUID")
        if stored_event.topic == STATEMENT_RECORDED:
            return StatementRecorded.from_state(originator_id, stored_event.state)
        if versioned := VERSIONED.get(stored_event.topic):
            return versioned.from_state(
                originator_id, stored_event.originator_version, stored_event.state
            )
        raise CorruptEventError(
            f"event {originator_id} has the unknown topic {stored_event.topic!r}"
        )
