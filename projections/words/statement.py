"""The members of a statement that our Profile speaks of, decoded leniently.

Amounts are read exactly; no float is ever made.
"""

from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Raw, Struct, field

UNSTATED: Final = Raw()
"""What a member is that a statement does not have, of those that are decoded when they are asked
for: few facts want them, and every statement would pay for it."""


class _Part(Struct, frozen=True, gc=False):
    """A part of a statement; holds what JSON can hold, so never itself."""


class Verb(_Part, frozen=True):
    """What was done."""

    id: str


class Definition(_Part, frozen=True):
    """What an activity is."""

    type: str | None = None
    name: dict[str, str] = field(default_factory=dict)
    extensions: dict[str, Any] = field(default_factory=dict)


class Object(_Part, frozen=True, rename="camel"):
    """The object: an activity, an agent or another statement."""

    id: str = ""
    object_type: str = "Activity"
    definition: Definition = field(default_factory=Definition)
    account: dict[str, Any] | None = None
    mbox: str | None = None
    mbox_sha1sum: str | None = field(name="mbox_sha1sum", default=None)
    openid: str | None = None

    def agent(self) -> dict[str, Any] | None:
        """The object as an agent, None where it is none."""
        if self.object_type != "Agent":
            return None
        names = ("account", "mbox", "mbox_sha1sum", "openid")
        return {name: value for name in names if (value := getattr(self, name)) is not None}

    def target(self) -> UUID | None:
        """The statement that the object is, None where it is something else."""
        if self.object_type != "StatementRef":
            return None
        try:
            return UUID(self.id)
        except ValueError:
            return None


class Score(_Part, frozen=True):
    """How well."""

    raw: Any = None


class Result(_Part, frozen=True):
    """What came of it."""

    success: bool | None = None
    duration: Any = None
    score: Score = field(default_factory=Score)
    extensions: dict[str, Any] = field(default_factory=dict)


class _Named(_Part, frozen=True):
    id: str


class _Activities(_Part, frozen=True):
    category: list[_Named] | _Named = field(default_factory=list)
    grouping: Raw = UNSTATED


class Context(_Part, frozen=True):
    """What stands around it: the run it belongs to, its data, what it says it is part of."""

    registration: str | None = None
    instructor: Raw = UNSTATED
    team: Raw = UNSTATED
    statement: Raw = UNSTATED
    extensions: dict[str, Any] = field(default_factory=dict)
    activities: _Activities = field(name="contextActivities", default_factory=_Activities)

    def categories(self) -> list[str]:
        """The ids of the activities of the category."""
        found = self.activities.category
        return [one.id for one in (found if isinstance(found, list) else [found])]


class Statement(_Part, frozen=True):
    """A statement, as far as facts are read from it."""

    actor: dict[str, Any]
    verb: Verb
    object: Object
    result: Result = field(default_factory=Result)
    context: Context = field(default_factory=Context)
    timestamp: str | None = None


def is_stated(raw: Raw) -> bool:
    """Whether a member that is decoded when asked for is there."""
    return bytes(raw) not in (b"", b"null")


def value_of(raw: Raw) -> Any:
    """What such a member says; None where nothing is there or it cannot be decoded."""
    try:
        return _DECODER.decode(raw) if raw else None
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None


_DECODER: Final = msgspec.json.Decoder(float_hook=Decimal)
decode: Final = msgspec.json.Decoder(Statement, float_hook=Decimal).decode
