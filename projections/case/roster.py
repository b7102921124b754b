"""What a cadre was on any day: level, management, scheme and name (R1, R27, A2-4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from projections.case.decisions import AsOf
from projections.facts.fact import Fact
from projections.facts.roster_facts import (
    CadreEnrolled,
    LevelChanged,
    Tagged,
    TagGiven,
    UnitAssigned,
)

OTHER_LEVEL: Final = "other"
DIRECT: Final = "direct"
BY_REFERENCE: Final = "by_reference"
OWN_UNIT: Final = "unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A value that holds from `day` on, until the next one of its kind."""

    day: date
    """The first day."""
    value: str
    """The value."""
    statement_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A mark of a cadre, from a day on."""

    day: date
    """The first day."""
    tag: str
    """The mark."""
    holds: bool
    """Whether he holds it from then on, or no longer does."""
    statement_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """What was ever said of a cadre, each by day; nothing said is no value."""

    levels: tuple[Held, ...] = ()
    managers: tuple[Held, ...] = ()
    schemes: tuple[Held, ...] = ()
    names: tuple[Held, ...] = ()
    marks: tuple[Mark, ...] = ()

    def tags(self, day: date) -> tuple[str, ...]:
        """The tags that the cadre holds on a day, by name."""
        last = {mark.tag: mark.holds for mark in self.marks if mark.day <= day}
        return tuple(sorted(tag for tag, holds in last.items() if holds))

    def level(self, day: date) -> str:
        """The level on a day; by default `other` (A2-2)."""
        return _value(self.levels, day, OTHER_LEVEL)

    def manager(self, day: date) -> str:
        """Who manages the cadre on a day: by default his own unit (A3-11)."""
        return _value(self.managers, day, OWN_UNIT)

    def by_reference(self, day: date) -> bool:
        """Whether the scheme binds the cadre only by reference (A3-20)."""
        return _value(self.schemes, day, DIRECT) == BY_REFERENCE

    def name(self, day: date) -> str | None:
        """The real name; what is said first holds for the days before, too."""
        found = held_on(self.names, day) or next(iter(self.names), None)
        return found.value if found else None


def roster_of(standing: Iterable[Fact], as_of: AsOf) -> Roster:
    """The roster that standing facts, ordered by timestamp and position, make up."""
    kinds: dict[str, list[Held]] = {"levels": [], "managers": [], "schemes": [], "names": []}
    marks: list[Mark] = []
    for fact in standing:
        if isinstance(fact, Tagged) and fact.tag is not None:
            holds = isinstance(fact, TagGiven)
            day = as_of.day(fact.occurred)
            marks.append(Mark(day=day, tag=fact.tag, holds=holds, statement_id=fact.statement_id))
        for kind, value in _said(fact):
            if value is not None:
                day = as_of.day(fact.occurred)
                kinds[kind].append(Held(day=day, value=value, statement_id=fact.statement_id))
    return Roster(
        levels=tuple(kinds["levels"]),
        managers=tuple(kinds["managers"]),
        schemes=tuple(kinds["schemes"]),
        names=tuple(kinds["names"]),
        marks=tuple(marks),
    )


def held_on(held: Sequence[Held], day: date) -> Held | None:
    """What holds on a day; None before the first."""
    begun = [one for one in held if one.day <= day]
    return begun[-1] if begun else None


def _said(fact: Fact) -> list[tuple[str, str | None]]:
    if isinstance(fact, LevelChanged):
        return [("levels", fact.level)]
    if not isinstance(fact, UnitAssigned):
        return []
    said = [("levels", fact.level), ("managers", fact.managed_by), ("schemes", fact.scheme)]
    return [*said, ("names", fact.real_name)] if isinstance(fact, CadreEnrolled) else said


def _value(held: Sequence[Held], day: date, default: str) -> str:
    found = held_on(held, day)
    return found.value if found else default
