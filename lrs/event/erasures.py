"""The erasure of events as events of the log: bytes that never change (docs/decisions/0032).

`Erased` says that events were erased, and a `Blank` stands where each of them stood: what is left
of it, so that the tree over the log stays what it was.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self
from uuid import UUID

import orjson

from lrs.event.document_events import DOCUMENT_DELETED, DOCUMENT_STORED
from lrs.event.events import STATEMENT_RECORDED, CorruptEventError, members_of

ERASED: Final = "Erased"
BLANK: Final = "Blank"

ERASURES: Final = UUID("8c0d3f57-2e64-5a1b-b7c9-5d1e0f4a6b92")
"""The originator of what is said about erasures."""

ERASABLE: Final = frozenset({STATEMENT_RECORDED, DOCUMENT_STORED, DOCUMENT_DELETED})
"""The topics of events that can be erased; on all others rests who might do what."""

ERASED_MEMBERS: Final[Mapping[str, type]] = {"positions": list, "reason": str}
BLANK_MEMBERS: Final[Mapping[str, type]] = {"topic": str, "digest": str}
"""The members of each event's JSON in their order, which is that of docs/decisions/0032."""

_DIGEST: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """The owner of the log erased what stood at some positions, each of them before this one.

    `positions` ascend. `reason` names the request or the rule, and nobody: it can never be erased.
    """

    originator_version: int
    positions: tuple[int, ...]
    reason: str

    @property
    def originator_id(self) -> UUID:
        """The originator of all such events."""
        return ERASURES

    def state(self) -> bytes:
        """The event's bytes."""
        return orjson.dumps({"positions": self.positions, "reason": self.reason})

    @classmethod
    def from_state(cls, originator_id: UUID, originator_version: int, state: bytes) -> Self:
        """The event that these bytes are. Raises CorruptEventError."""
        data = members_of(state, ERASED_MEMBERS, f"erasure {originator_version}")
        positions = tuple(data["positions"])
        ascend = all(type(one) is int for one in positions) and all(
            before < one for before, one in zip((0, *positions), positions, strict=False)
        )
        if originator_id != ERASURES or not (positions and ascend):
            raise CorruptEventError(
                f"the row of erasure {originator_version} holds {state[:200]!r}: expected "
                "positions that ascend"
            )
        return cls(
            originator_version=originator_version, positions=positions, reason=data["reason"]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """What is left of an erased event: its `topic`, and the digest that its leaf has of its state.

    The digest is keyed with a nonce that was erased, too: nothing can be guessed from it.
    """

    originator_id: UUID
    originator_version: int
    topic: str
    digest: str

    def state(self) -> bytes:
        """The event's bytes."""
        return orjson.dumps({"topic": self.topic, "digest": self.digest})

    @classmethod
    def from_state(cls, originator_id: UUID, originator_version: int, state: bytes) -> Self:
        """The event that these bytes are. Raises CorruptEventError."""
        row = f"blank {originator_id} {originator_version}"
        data = members_of(state, BLANK_MEMBERS, row)
        if data["topic"] not in ERASABLE or not _DIGEST.fullmatch(data["digest"]):
            raise CorruptEventError(
                f"the row of {row} holds {state[:200]!r}: expected the topic of an event that can "
                "be erased, and a digest"
            )
        return cls(originator_id=originator_id, originator_version=originator_version, **data)
