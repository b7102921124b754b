"""Facts that are recorded before they happen: few, and all that time alone brings about."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """The statements up to position `until` that happen after they were recorded."""

    until: int = 0
    statements: tuple[UUID, ...] = ()
