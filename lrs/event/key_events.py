"""The change of the key that signs the log, as an event of the log (docs/decisions/0032)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self
from uuid import UUID

import orjson

from lrs.event.events import CorruptEventError, members_of

KEY_ROTATED: Final = "KeyRotated"

KEYS: Final = UUID("e3f1a6b4-90c7-5b28-8d4e-71a2c5f80d36")
"""The originator of what is said about the log's keys."""

KEY_MEMBERS: Final[Mapping[str, type]] = {"introduction": str, "reason": str}
"""The members of the event's JSON in their order, which is that of docs/decisions/0032."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRotated:
    """Another key signs the log from this position on.

    `introduction` is the note by which the old key introduces the new one
    (`lrs.proof.introduction`).
    """

    originator_version: int
    introduction: str
    reason: str

    @property
    def originator_id(self) -> UUID:
        """The originator of all such events."""
        return KEYS

    def state(self) -> bytes:
        """The event's bytes."""
        return orjson.dumps({"introduction": self.introduction, "reason": self.reason})

    @classmethod
    def from_state(cls, originator_id: UUID, originator_version: int, state: bytes) -> Self:
        """The event that these bytes are. Raises CorruptEventError."""
        data = members_of(state, KEY_MEMBERS, f"key event {originator_version}")
        if originator_id != KEYS:
            raise CorruptEventError(f"a key event has the originator {originator_id}")
        return cls(originator_version=originator_version, **data)
