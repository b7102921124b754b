"""The leaf of an event: what the tree commits to, in one text that an auditor can read.

Position p of the log is leaf p-1 of the tree. The leaf and the event's `state` together hold all
that matters; other columns and the index are derived from these.
"""

import hashlib
import hmac
import re
from contextlib import suppress
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from msgspec import Struct

from lrs.event.erasures import BLANK, Blank
from lrs.event.events import CorruptEventError, timestamp_text

FIRST_LINE = "lrs-event/v1"
_LEAF: Final = re.compile(
    FIRST_LINE + r"\n([1-9][0-9]{0,17})\n([0-9T:.Z-]+)\n([0-9a-f-]{36})\n[0-9]+\n.+\n[0-9a-f]{64}\n"
)


class StoredEvent(Struct, frozen=True, kw_only=True, gc=False):
    """A row of the log. `nonce` is 16 random bytes, zeros in a blank (`lrs.event.erasures`)."""

    position: int
    stored: datetime
    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes
    nonce: bytes


def leaf_of(event: StoredEvent) -> bytes:
    """The leaf of an event: seven lines of ASCII.

    The last line is a keyed digest of `state`, since the bare digest of a short statement about a
    known person could be found by trying. A blank has topic and digest of the event that was erased
    there, so its leaf is the same as before.
    """
    topic, keyed = event.topic, keyed_state(event.nonce, event.state)
    if topic == BLANK:
        with suppress(CorruptEventError):  # who made it up does not come to the root
            blank = Blank.from_state(event.originator_id, event.originator_version, event.state)
            topic, keyed = blank.topic, blank.digest
    lines = (
        FIRST_LINE,
        str(event.position),
        timestamp_text(event.stored),
        str(event.originator_id),
        str(event.originator_version),
        topic,
        keyed,
    )
    return "".join(f"{line}\n" for line in lines).encode()


def keyed_state(nonce: bytes, state: bytes) -> str:
    """The digest of the state of an event, keyed with its nonce, in hexadecimal."""
    return hmac.new(nonce, state, hashlib.sha256).hexdigest()


class LeafText(NamedTuple):
    """What a leaf says in plain text: which event stands where, and since when."""

    position: int
    stored: str
    originator_id: str


def told_by(leaf: bytes) -> LeafText | None:
    """What a leaf says; None where it is none of ours."""
    found = _LEAF.fullmatch(leaf.decode("ascii", errors="replace"))
    return None if found is None else LeafText(int(found[1]), found[2], found[3])
