"""The events of originators that have more than one, by topic: all but statements."""

from collections.abc import Mapping
from typing import Final

from lrs.event.document_events import (
    DOCUMENT_DELETED,
    DOCUMENT_STORED,
    DocumentDeleted,
    DocumentStored,
)
from lrs.event.erasures import BLANK, ERASED, Blank, Erased
from lrs.event.events import (
    CLOCK_ACKNOWLEDGED,
    CREDENTIAL_CHANGED,
    ClockAcknowledged,
    CredentialChanged,
)
from lrs.event.key_events import KEY_ROTATED, KeyRotated

Versioned = (
    CredentialChanged
    | DocumentStored
    | DocumentDeleted
    | ClockAcknowledged
    | Erased
    | Blank
    | KeyRotated
)
"""An event of such an originator."""

VERSIONED: Final[Mapping[str, type[Versioned]]] = {
    CLOCK_ACKNOWLEDGED: ClockAcknowledged,
    CREDENTIAL_CHANGED: CredentialChanged,
    DOCUMENT_STORED: DocumentStored,
    DOCUMENT_DELETED: DocumentDeleted,
    ERASED: Erased,
    BLANK: Blank,
    KEY_ROTATED: KeyRotated,
}
"""Their classes, whose names are the topics."""
