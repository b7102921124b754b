"""Reads statements about cadres, units and posts into facts."""

from collections.abc import Mapping
from typing import Final

from lrs.event.terms import identifier
from projections.exact import amount
from projections.facts.fact import Fact
from projections.facts.possible import possible_period
from projections.facts.roster_facts import (
    AccountFact,
    AccountOpened,
    AppointmentMade,
    CadreExempted,
    CadreIdentified,
    CadreLeft,
    CadreReturned,
    CardIssued,
    CardLost,
    CardReissued,
    ExemptionGranted,
    HistoryImported,
    LevelChanged,
    PlanSet,
    ProbationExtended,
    Tagged,
    TagGiven,
    TagWithdrawn,
    UnitRegistered,
)
from projections.facts.statement_data import (
    PERSON,
    Base,
    Fields,
    Reader,
    choice,
    day,
    is_activity,
    target_of,
    text,
    year,
)
from projections.words import vocabulary as v
from projections.words.closed_lists import LEAVING
from projections.words.persons import digests_of, person_of
from projections.words.statement import Statement

IN_POST: Final = "in_post"
"""The kind of class that trains for a new post (M3-4(1))."""


_UNIT = Fields(
    {"parent": text, "kind": text, "first_responsible": text, "direct_responsible": text}
)
_LEFT = Fields({"reason": choice(*LEAVING.names)})
_RETURNED = Fields({"unit": text})
_LEVEL = Fields({"level": text})
_EXEMPTED = Fields({"year": year, "reason": text})
_EXTENDED = Fields({"until": day, "reason": text})
_IMPORTED = Fields(
    {"hours": amount, "source": text, "subject": text, "start": day, "end": day},
)
_PLANNED = Fields({"year": year})
_ACCOUNT = Fields({"number": text})


def _identified(statement: Statement, base: Base) -> Fact | None:
    agent = statement.object.agent()
    named = person_of(agent) if agent and identifier(agent) else None
    if base[PERSON] is None or named is None:
        return None
    return CadreIdentified(*base, identifier=named, digests=digests_of(agent or {}))


def _unit_registered(statement: Statement, base: Base) -> Fact | None:
    if not is_activity(statement, v.UNIT, v.UNITS):
        return None
    thing = statement.object
    label = thing.definition.name
    return UnitRegistered(*base, unit=v.unit_id(thing.id), label=label, **_UNIT.of(statement))


def _level_changed(statement: Statement, base: Base) -> Fact | None:
    return None if base[PERSON] is None else LevelChanged(*base, **_LEVEL.of(statement))


def _tagged(kind: type[Tagged]) -> Reader:
    def read(statement: Statement, base: Base) -> Fact | None:
        if base[PERSON] is None or not is_activity(statement, v.TAG, v.TAGS):
            return None
        return kind(*base, tag=v.tag_id(statement.object.id))

    return read


def _appointment_made(statement: Statement, base: Base) -> Fact | None:
    if base[PERSON] is None or not is_activity(statement, v.POST, v.POSTS):
        return None
    return AppointmentMade(*base, post=v.post_id(statement.object.id))


def _exempted(statement: Statement, base: Base) -> Fact | None:
    """An exemption from what a statement asks for, or (the object is a cadre) from a year."""
    said = _EXEMPTED.of(statement)
    target = target_of(statement)
    if target is not None:
        return ExemptionGranted(*base, target=target, **said)
    cadre = _object_of(statement)
    return CadreExempted(*base[:PERSON], cadre, **said) if cadre else None


def _object_of(statement: Statement) -> str | None:
    """The cadre who is the object, whoever states it; None where it is no cadre."""
    agent = statement.object.agent()
    return person_of(agent) if agent else None


def _left(statement: Statement, base: Base) -> Fact | None:
    cadre = _object_of(statement)
    return CadreLeft(*base[:PERSON], cadre, **_LEFT.of(statement)) if cadre else None


def _returned(statement: Statement, base: Base) -> Fact | None:
    cadre = _object_of(statement)
    return CadreReturned(*base[:PERSON], cadre, **_RETURNED.of(statement)) if cadre else None


def _probation_extended(statement: Statement, base: Base) -> Fact | None:
    target = target_of(statement)
    return ProbationExtended(*base, target=target, **_EXTENDED.of(statement)) if target else None


def _history_imported(statement: Statement, base: Base) -> Fact | None:
    if base[PERSON] is None:
        return None
    return HistoryImported(*base, **possible_period(_IMPORTED.of(statement)))


def _plan_set(statement: Statement, base: Base) -> Fact | None:
    return None if base[PERSON] is None else PlanSet(*base, **_PLANNED.of(statement))


def _account(kind: type[AccountFact]) -> Reader:
    def read(statement: Statement, base: Base) -> Fact | None:
        return None if base[PERSON] is None else kind(*base, **_ACCOUNT.of(statement))

    return read


READERS: Final[Mapping[str, Reader]] = {
    v.IDENTIFIED: _identified,
    v.REGISTERED_UNIT: _unit_registered,
    v.LEFT: _left,
    v.RETURNED: _returned,
    v.CHANGED_LEVEL: _level_changed,
    v.GAVE_TAG: _tagged(TagGiven),
    v.WITHDREW_TAG: _tagged(TagWithdrawn),
    v.APPOINTED: _appointment_made,
    v.EXEMPTED: _exempted,
    v.EXTENDED_PROBATION: _probation_extended,
    v.IMPORTED_HISTORY: _history_imported,
    v.SET_PLAN: _plan_set,
    v.OPENED_ACCOUNT: _account(AccountOpened),
    v.ISSUED_CARD: _account(CardIssued),
    v.LOST_CARD: _account(CardLost),
    v.REISSUED_CARD: _account(CardReissued),
}
