"""A statement's members and data, decoded leniently in form and strictly in values.

An amount, day or name that cannot be read is named in `unreadable` and never guessed. Amounts are
read exactly; no float is ever made.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from lrs.statement.bounds import FIRST_YEAR, LAST_YEAR
from lrs.statement.formats import duration_parts
from projections.exact import amount
from projections.facts.fact import Fact
from projections.words import vocabulary as v
from projections.words.statement import Statement

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Base = tuple[int, datetime, UUID, str, datetime, str | None]
"""What every fact has first: position, stored, statement_id, credential, occurred, person."""

POSITION: Final = 0
OCCURRED: Final = 4
PERSON: Final = 5
"""Where in a Base these stand."""

Reader = Callable[[Statement, Base], Fact | None]
"""Reads the fact of a statement with its verb; None where it states none of ours after all."""

Reading = Callable[[Any], Any]
"""The value of what stands in the data; None where it cannot be read."""


class Fields:
    """Some data of a fact, each with how it is read, and the data that are numbers of documents.

    `stands` says where a field stands that has another name than its data.
    """

    def __init__(
        self,
        fields: Mapping[str, Reading],
        *,
        documents: tuple[str, ...] = (),
        stands: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        places = {name: stands.get(name, name) for name in fields}
        self._fields = [
            (name, places[name], v.extension(places[name]), read) for name, read in fields.items()
        ]
        self._documents = [(name, v.extension(name)) for name in documents]

    def of(self, statement: Statement) -> dict[str, Any]:
        """The value of each field, None where there is none; what cannot be read is `unreadable`
        too. `documents` are the numbers that are there."""
        data = statement.context.extensions
        values: dict[str, Any] = {}
        unreadable: tuple[str, ...] = ()
        for name, place, iri, read in self._fields:
            raw = data.get(iri)
            values[name] = value = None if raw is None else read(raw)
            if value is None and raw is not None:
                unreadable += (place,)
        if self._documents:
            stated = [(name, data[iri]) for name, iri in self._documents if iri in data]
            values["documents"] = tuple([raw for _, raw in stated if raw and isinstance(raw, str)])
            unreadable += tuple([name for name, raw in stated if not isinstance(raw, str | None)])
        values["unreadable"] = unreadable
        return values


def text(raw: Any) -> str | None:
    """A text."""
    return raw if isinstance(raw, str) else None


def flag(raw: Any) -> bool | None:
    """True or false."""
    return raw if isinstance(raw, bool) else None


def day(raw: Any) -> date | None:
    """A calendar day, YYYY-MM-DD, of a year that any history may have."""
    if not isinstance(raw, str) or not _DAY.fullmatch(raw):
        return None
    try:
        found = date.fromisoformat(raw)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def year(raw: Any) -> int | None:
    """A calendar year that any history may have."""
    value = amount(raw)
    whole = value is not None and value == int(value) and FIRST_YEAR <= value <= LAST_YEAR
    return int(value) if value is not None and whole else None


def moment(raw: Any) -> str | None:
    """A day, or an instant with an offset or in UTC, as it stands."""
    if day(raw) is not None:
        return str(raw)
    try:
        instant_of(raw)
    except (ValueError, AttributeError):
        return None
    return str(raw)


def choice(*names: str) -> Reading:
    """One of these names."""
    return lambda raw: raw if raw in names else None


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
    thing = statement.object
    if thing.object_type != "Activity":
        return False
    stated = thing.definition.type
    return stated == activity_type or (not stated and thing.id.startswith(base))


_LONGEST_DURATION: Final = 32


def minutes(raw: Any) -> Decimal | None:
    """The minutes of an ISO 8601 duration; None for one in months or years, which have no fixed
    length, and for what is none."""
    return _minutes(raw) if isinstance(raw, str) and len(raw) <= _LONGEST_DURATION else None


@lru_cache(maxsize=4096)  # few durations are meant by many statements
def _minutes(text: str) -> Decimal | None:
    try:
        weeks, years, months, days, hours, whole, seconds = duration_parts(text)
    except ValueError:
        return None
    if years or months:
        return None
    return ((weeks * 7 + days) * 24 + hours) * 60 + whole + seconds / 60


def instant_of(text: str) -> datetime:
    """An xAPI timestamp; one without a zone is read as UTC. Raises ValueError, also outside of the
    years that any history may have: there, days and years before or after might not exist."""
    instant = datetime.fromisoformat(text.upper())
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise ValueError(f"{text} is no instant of any history")
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
