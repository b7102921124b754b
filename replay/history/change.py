"""What a biography consists of: changes, what each moved, and what caused it."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

Value = Decimal | int | str | bool | date | None
"""What a member of a number is; None where there is no such number."""


class Kind(StrEnum):
    """What kind of number a member belongs to."""

    BALANCE = "balance"
    """The annual balance; `of` is the credit year."""
    CYCLE = "cycle"
    """The credits of a cycle; `of` is the cycle, such as 2008-2012."""
    HOURS = "hours"
    """The hours of a cycle; `of` is the cycle."""
    LINE = "line"
    """A line of the ledger; `of` is the id of the statement, `year` the credit year."""
    APPLICATION = "application"
    """Whether a credit that wants an approval has it; `of` is the id of the act's statement."""
    FINDING = "finding"
    """Something that is amiss; `of` is the id of the statement, the member is the code, and of a
    class `cadre` is whom it names, where it names one."""
    PROMOTION = "promotion"
    """Whether the cadre may become a candidate on the day; `of` is always `eligibility`."""
    IN_POST = "in_post"
    """The training that a new post asks for; `of` is the post and the day of the appointment."""
    SET_ASIDE = "set_aside"
    """A statement that cannot be read or judged; `of` is its id, the member is the code."""
    UNIT = "unit"
    """A unit's standing in a credit year; `of` is the year."""
    CLASS = "class"
    """The state of a class and of its follow-up; `of` is `life` or `follow_up`."""
    ITEM = "item"
    """An item of a follow-up; `of` is what it is called, with the year of a visit or the half-year
    of a report behind it, and `cadre` whom it is about, where it is about one."""


class Key(NamedTuple):
    """Which member of which number: `of` says which number of its kind, `year` its credit year
    where it has one, `cadre` whom it is about where that is not said already."""

    kind: Kind
    of: str
    year: int | None
    member: str
    cadre: str | None = None


State = Mapping[Key, Value]
"""All members of somebody's numbers at a moment; one that is not there is None."""

NO_STATE: Final[State] = {}
"""The state of who is not there yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A member that has another value since a moment."""

    kind: Kind
    """What kind of number it belongs to."""
    of: str
    """Which number of its kind: a year, a cycle, the id of a statement, an item."""
    year: int | None
    """The credit year of the number; null where it has none."""
    cadre: str | None
    """Whom it is about, in the biography of a class; null where it is about no single cadre."""
    member: str
    """Which member of the number: counted, grade, hours, verdict, state and so on."""
    before: Value
    """What it was; null where there was no such number."""
    after: Value
    """What it has been since; null where there is no such number any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A statement that made a change: what it says, who recorded it, how late."""

    statement_id: UUID
    position: int
    fact: str
    """What it states, by the name of its fact."""
    actor: str | None
    """Whom it names as its actor: who learned, or who decided, an officer or an institution by the
    name of the account; null for a group."""
    target: UUID | None
    """The statement that it decides on; null where it is no decision."""
    credential: str
    """The key of the credential under which it was recorded."""
    authority: str
    """The name of that credential's agent."""
    occurred: datetime
    """When it happened, as it says."""
    stored: datetime
    """When it became known."""
    late_days: int
    """The days from the one on which it happened until it became known; below 0 where it was
    recorded ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A moment at which some number changed.

    With a `position`: by what was recorded there. Without: because `day` had come, on which
    something that was known ahead happened, a year ended, a time was up; then it lies before all
    that was stored on that day.
    """

    position: int | None
    """The position of the log that brought it; null where the day alone did."""
    day: date
    """The day on which it became so, in the zone of the policy."""
    stored: datetime | None
    """When it became known; null where the day alone brought it."""
    causes: tuple[Cause, ...]
    """The statements that made it: what was recorded, or what was known ahead and has come; none
    where a year ended or a time was up."""
    moved: tuple[Moved, ...]
    """What changed, in the order of kind, number and member; never empty."""


Parts = Mapping[Hashable, State]
"""A state in parts, of which those are known to be the same that are one object. A member stands in
one part; two states may be parted otherwise only where one of them is a `WHOLE` alone."""

WHOLE: Final = "whole"
"""The part of a state that has but one."""


def moved_between(before: Parts, after: Parts) -> tuple[Moved, ...]:
    """The members that differ between two states."""
    if (WHOLE in before) is not (WHOLE in after):
        before, after = {WHOLE: flat(before)}, {WHOLE: flat(after)}
    found: dict[Key, tuple[Value, Value]] = {}
    for part in {**before, **after}:
        then, now = before.get(part, NO_STATE), after.get(part, NO_STATE)
        if then is not now:
            found |= {key: (then.get(key), now.get(key)) for key in _differing(then, now)}
    return tuple(
        Moved(**key._asdict(), before=found[key][0], after=found[key][1])
        for key in sorted(found, key=_order)
    )


def flat(parts: Parts) -> State:
    """All members of a state."""
    return {key: value for part in parts.values() for key, value in part.items()}


def _differing(before: State, after: State) -> Iterator[Key]:
    yield from (key for key, value in after.items() if before.get(key) != value)
    yield from (key for key, value in before.items() if value is not None and key not in after)


def _order(key: Key) -> tuple[int, str, int, str, str]:
    return _KINDS[key.kind], key.of, key.year or 0, key.cadre or "", key.member


_KINDS: Final[Mapping[Kind, int]] = {kind: place for place, kind in enumerate(Kind)}


def narrowed(changes: Iterable[Change], wanted: Callable[[Moved], bool]) -> list[Change]:
    """The same biography with some of its numbers alone."""
    return [
        replace(one, moved=moved)
        for one in changes
        if (moved := tuple(each for each in one.moved if wanted(each)))
    ]
