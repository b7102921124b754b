"""Whether two statements say the same, whatever their bytes (1.0.3 Data 2.3.1, 2.0.0 4.2.4)."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from decimal import MAX_PREC, ROUND_DOWN, Context, Decimal
from typing import Any

from lrs.formats import duration_parts, instant
from lrs.strict_json import read
from lrs.versions import XapiVersion

ASSIGNED = ("id", "timestamp", "stored", "version", "authority")
"""What the server assigns where a statement has none: compared only where both have it."""

_TRUNCATING = Context(prec=MAX_PREC, rounding=ROUND_DOWN)


def same_statement(posted: bytes, stored: bytes, version: XapiVersion) -> bool:
    """Whether a posted body means the same as one in the log, by the rules of `version`.

    Both must be bodies that `lrs.statement.parse` accepted. True means that the post is an
    identical resend, False that it conflicts with the statement of that id.
    """
    if posted == stored:
        return True
    ours, theirs = read(posted), read(stored)
    for member in ASSIGNED:
        if member not in ours or member not in theirs:
            ours.pop(member, None)
            theirs.pop(member, None)
    meaning = _Meaning(version)
    return meaning.statement(ours) == meaning.statement(theirs)


def _value(value: Any) -> Hashable:
    """A JSON value such that equal values are equal in Python: true is not 1, but 1.0 is 1."""
    match value:
        case bool():
            return (bool, value)
        case dict():
            return frozenset((key, _value(item)) for key, item in value.items())
        case list():
            return tuple(_value(item) for item in value)
        case None | str() | int() | Decimal():
            return value
        case _:
            raise TypeError(f"not a JSON value: {value!r}")


def _lower(text: str) -> Hashable:
    return text.lower()


def _mailbox(text: str) -> Hashable:
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain.lower()}"


def _instant(text: str) -> Hashable:
    return instant(text)


class _Meaning:
    """Turns the parts of a statement into values that are equal where the parts mean the same."""

    def __init__(self, version: XapiVersion) -> None:
        self._ignored = version.ignored
        self._step = version.duration_step

    def statement(self, value: Mapping[str, Any]) -> Hashable:
        return self._members(
            value,
            ignored=self._ignored["statement"],
            special={
                "id": _lower,
                "actor": self._actor,
                "verb": self._verb,
                "object": self._object,
                "result": self._result,
                "context": self._context,
                "timestamp": _instant,
                "stored": _instant,
                "authority": self._actor,
            },
        )

    def _members(
        self,
        value: Mapping[str, Any],
        special: Mapping[str, Callable[[Any], Hashable]],
        *,
        ignored: frozenset[str] = frozenset(),
    ) -> Hashable:
        return frozenset(
            (name, special.get(name, _value)(item))
            for name, item in value.items()
            if name not in ignored
        )

    def _verb(self, value: Mapping[str, Any]) -> Hashable:
        return self._members(value, {}, ignored=self._ignored["verb"])

    def _actor(self, value: Mapping[str, Any]) -> Hashable:
        return self._members(
            {"objectType": "Agent", **value}, {"mbox": _mailbox, "member": self._unordered}
        )

    def _unordered(self, members: list[Any]) -> Hashable:
        return frozenset(Counter(self._actor(member) for member in members).items())

    def _object(self, value: Mapping[str, Any]) -> Hashable:
        match value.get("objectType"):
            case "Agent" | "Group":
                return self._actor(value)
            case "StatementRef":
                return self._reference(value)
            case "SubStatement":
                return self.statement(value)
            case _:
                return self._activity(value)

    def _activity(self, value: Mapping[str, Any]) -> Hashable:
        whole = {"objectType": "Activity", **value}
        return self._members(whole, {}, ignored=self._ignored["activity"])

    def _reference(self, value: Mapping[str, Any]) -> Hashable:
        return self._members(value, {"id": _lower})

    def _result(self, value: Mapping[str, Any]) -> Hashable:
        return self._members(value, {"duration": self._duration})

    def _duration(self, text: str) -> Hashable:
        if self._step is None:
            return text
        *larger, seconds = duration_parts(text)
        return (*larger, seconds.quantize(self._step, context=_TRUNCATING))

    def _context(self, value: Mapping[str, Any]) -> Hashable:
        return self._members(
            value,
            {
                "registration": _lower,
                "instructor": self._actor,
                "team": self._actor,
                "contextActivities": self._context_activities,
                "contextAgents": self._context_actors,
                "contextGroups": self._context_actors,
                "language": _lower,
                "statement": self._reference,
            },
        )

    def _context_activities(self, value: Mapping[str, Any]) -> Hashable:
        return frozenset(
            (relation, tuple(map(self._activity, [one] if isinstance(one, dict) else one)))
            for relation, one in value.items()
        )

    def _context_actors(self, value: list[Mapping[str, Any]]) -> Hashable:
        special = {"agent": self._actor, "group": self._actor}
        return tuple(self._members(one, special) for one in value)
