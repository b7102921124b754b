"""The only reader of the wall clock."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]
"""What the record store is given to ask for the time: an aware UTC datetime, microseconds."""


def system_clock() -> datetime:
    """Return the machine's time as an aware UTC datetime."""
    return datetime.now(UTC)
