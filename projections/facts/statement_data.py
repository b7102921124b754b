"""A statement's members and data, decoded leniently in form and strictly in values.

An amount, day or name that cannot be read is named in `unreadable` and never guessed. Amounts are
read exactly; no float is ever made.
"""

import re
from collections.abc import Callable, Mapping
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime
from decimal import Decimal
from typing import Any, Final, TypeVar
from uuid import UUID

from projections import exact
from projections.facts.fact import Fact
from projections.profile import vocabulary as v
from projections.profile.statement import Statement

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_T = TypeVar("_T")
Base = dict[str, Any]
"""What every fact has: position, stored, statement_id, credential, occurred, person."""


class Data:
    """The extensions of one statement; `unreadable` are those asked for that cannot be read."""

    __slots__ = ("_extensions", "unreadable")

    def __init__(self, extensions: Mapping[str, Any]) -> None:
        self._extensions = extensions
        self.unreadable: tuple[str, ...] = ()

    def raw(self, name: str) -> Any:
        """A value as it stands; None where there is none."""
        return self._extensions.get(v.extension(name))

    def amount(self, name: str) -> Decimal | None:
        """A decimal amount from 0 up."""
        return self._read(name, exact.amount)

    def day(self, name: str) -> date | None:
        """A calendar day, YYYY-MM-DD."""
        return self._read(name, _day)

    def year(self, name: str) -> int | None:
        return self._read(name, _year)

    def text(self, name: str) -> str | None:
        """A text."""
        return self._read(name, _text)

    def flag(self, name: str) -> bool | None:
        """True or false."""
        return self._read(name, _flag)

    def documents(self, *names: str) -> tuple[str, ...]:
        """The numbers of the papers under these names, those that are there."""
        return tuple(filter(None, map(self.text, names)))

    def choice(self, name: str, names: tuple[str, ...]) -> str | None:
        """One of these names."""
        return self._read(name, lambda raw: raw if raw in names else None)

    def _read(self, name: str, read: Callable[[Any], _T | None]) -> _T | None:
        raw = self._extensions.get(v.extension(name))
        if raw is None:
            return None
        value = read(raw)
        if value is None:
            self.unreadable += (name,)
        return value


Reader = Callable[[Statement, Data, Base], Fact | None]
"""Reads the fact of a statement with its verb; None where it states none of ours after all."""


def target_of(statement: Statement) -> UUID | None:
    """The statement that this one is about; None where it is about something else."""
    if statement.object.object_type != "StatementRef":
        return None
    try:
        return UUID(statement.object.id)
    except ValueError:
        return None


def is_activity(statement: Statement, activity_type: str, base: str) -> bool:
    """Whether the object is an activity of the type, or of no stated type below our own base."""
    if statement.object.object_type != "Activity":
        return False
    stated = statement.object.definition.type
    return stated == activity_type or (not stated and statement.object.id.startswith(base))


def instant_of(text: str) -> datetime:
    """An xAPI timestamp; one without a zone is read as UTC. Raises ValueError."""
    instant = datetime.fromisoformat(text.upper())
    if not MINYEAR < instant.year < MAXYEAR:
        raise ValueError(f"{text} is no instant of any history")  # its local day might not exist
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


def _text(raw: Any) -> str | None:
    return raw if isinstance(raw, str) else None


def _flag(raw: Any) -> bool | None:
    return raw if isinstance(raw, bool) else None


def _day(raw: Any) -> date | None:
    if not isinstance(raw, str) or not _DAY.fullmatch(raw):
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None


def _year(raw: Any) -> int | None:
    value = exact.amount(raw)
    whole = value is not None and value == int(value) and MINYEAR < value < MAXYEAR
    return int(value) if value is not None and whole else None
