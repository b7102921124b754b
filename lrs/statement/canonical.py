"""Whether two statements say the same, whatever their bytes (1.0.3 Data 2.3.1, 2.0.0 4.2.4)."""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from decimal import MAX_PREC, ROUND_DOWN, Context, Decimal
from typing import Any, Final

from lrs.statement.formats import duration_parts, instant
from lrs.statement.problem import dotted
from lrs.statement.strict_json import read
from lrs.statement.versions import XapiVersion

ASSIGNED = ("id", "timestamp", "stored", "version", "authority")
"""What the server assigns where a statement has none: compared only where both have it."""

_STEP: Final = Decimal("0.01")
"""Seconds below which two durations do not differ (1.0.3 Data 4.6, 2.0.0 4.2.7)."""

_TRUNCATING = Context(prec=MAX_PREC, rounding=ROUND_DOWN)


def same_statement(posted: bytes, stored: bytes, version: XapiVersion) -> bool:
    """Whether a posted body means the same as one in the log: `difference` finds nothing."""
    return difference(posted, stored, version) is None


def difference(posted: bytes, stored: bytes, version: XapiVersion) -> str | None:
    """The dotted path of a member in which a posted body differs from one in the log.

    None: they mean the same by the rules of `version`, so the post is an identical resend; else it
    conflicts with the statement of that id. Of several members it is the first by its name. Both
    must be bodies that `lrs.statement.statement.parse` accepted.
    """
    if posted == stored:
        return None
    ours, theirs = read(posted), read(stored)
    for member in ASSIGNED:
        if member not in ours or member not in theirs:
            ours.pop(member, None)
            theirs.pop(member, None)
    meaning = _Meaning(version)
    mine, other = meaning.statement(ours), meaning.statement(theirs)
    return None if mine == other else dotted(_where(mine, other))


class _Members(frozenset[tuple[str, Hashable]]):
    """What the members of an object mean."""


class _Items(tuple[Hashable, ...]):
    """What the items of an array mean, in their order."""


def _where(mine: Hashable, other: Hashable) -> list[str | int]:
    """The path to the innermost place where two meanings differ that are not equal."""
    if isinstance(mine, _Members) and isinstance(other, _Members):
        ours, theirs = dict(mine), dict(other)
        name = min(name for name, _ in mine ^ other)
        if name in ours and name in theirs:
            return [name, *_where(ours[name], theirs[name])]
        return [name]
    if isinstance(mine, _Items) and isinstance(other, _Items) and len(mine) == len(other):
        at = next(at for at, pair in enumerate(zip(mine, other, strict=True)) if pair[0] != pair[1])
        return [at, *_where(mine[at], other[at])]
    return []


def _value(value: Any) -> Hashable:
    """A JSON value such that equal values are equal in Python: true is not 1, but 1.0 is 1."""
    match value:
        case bool():
            return (bool, value)
        case dict():
            return _Members((key, _value(item)) for key, item in value.items())
        case list():
            return _Items(_value(item) for item in value)
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
        return _Members(
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
        *larger, seconds = duration_parts(text)
        return (*larger, seconds.quantize(_STEP, context=_TRUNCATING))

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
        return _Members(
            (relation, _Items(map(self._activity, [one] if isinstance(one, dict) else one)))
            for relation, one in value.items()
        )

    def _context_actors(self, value: list[Mapping[str, Any]]) -> Hashable:
        special = {"agent": self._actor, "group": self._actor}
        return _Items(self._members(one, special) for one in value)
