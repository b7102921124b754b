"""Reads statements about cadres, units and posts into facts."""

from collections.abc import Mapping
from typing import Any, Final

from lrs.terms import identifier
from projections.facts.fact import Fact
from projections.facts.persons import person_of
from projections.facts.roster_facts import (
    AccountFact,
    AccountOpened,
    AppointmentMade,
    CadreExempted,
    CadreIdentified,
    CardIssued,
    CardLost,
    CardReissued,
    ExemptionGranted,
    HistoryImported,
    LevelChanged,
    PlanSet,
    ProbationExtended,
    UnitRegistered,
)
from projections.facts.statement_data import Base, Data, Reader, is_activity, target_of
from projections.profile import vocabulary as v
from projections.profile.statement import Statement

IN_POST: Final = "in_post"
"""The kind of class that trains for a new post (M3-4(1))."""

SCHEMES: Final = ("direct", "by_reference")


def _identified(statement: Statement, data: Data, base: Base) -> Fact | None:
    agent = statement.object.agent()
    named = person_of(agent) if agent and identifier(agent) else None
    if base["person"] is None or named is None:
        return None
    return CadreIdentified(identifier=named, unreadable=data.unreadable, **base)


def _unit_registered(statement: Statement, data: Data, base: Base) -> Fact | None:
    if not is_activity(statement, v.UNIT, v.UNITS):
        return None
    names = ("parent", "kind", "first_responsible", "direct_responsible")
    values: dict[str, Any] = {name: data.text(name) for name in names}
    return UnitRegistered(
        unit=v.unit_id(statement.object.id),
        label=statement.object.definition.name,
        unreadable=data.unreadable,
        **values,
        **base,
    )


def _level_changed(_: Statement, data: Data, base: Base) -> Fact | None:
    if base["person"] is None:
        return None
    level = data.text("level")
    return LevelChanged(level=level, unreadable=data.unreadable, **base)


def _appointment_made(statement: Statement, data: Data, base: Base) -> Fact | None:
    if base["person"] is None or not is_activity(statement, v.POST, v.POSTS):
        return None
    post = v.post_id(statement.object.id)
    return AppointmentMade(post=post, unreadable=data.unreadable, **base)


def _exempted(statement: Statement, data: Data, base: Base) -> Fact | None:
    """An exemption from what a statement asks for, or (the object is a cadre) from a year."""
    values: dict[str, Any] = {"year": data.year("year"), "reason": data.text("reason")}
    base = {**base, **values, "unreadable": data.unreadable}
    target = target_of(statement)
    if target is not None:
        return ExemptionGranted(target=target, **base)
    agent = statement.object.agent()
    cadre = person_of(agent) if agent else None
    return CadreExempted(**{**base, "person": cadre}) if cadre else None


def _probation_extended(statement: Statement, data: Data, base: Base) -> Fact | None:
    target = target_of(statement)
    if target is None:
        return None
    until, reason = data.day("until"), data.text("reason")
    return ProbationExtended(
        target=target, until=until, reason=reason, unreadable=data.unreadable, **base
    )


def _history_imported(_: Statement, data: Data, base: Base) -> Fact | None:
    if base["person"] is None:
        return None
    hours, source = data.amount("hours"), data.text("source")
    return HistoryImported(hours=hours, source=source, unreadable=data.unreadable, **base)


def _plan_set(_: Statement, data: Data, base: Base) -> Fact | None:
    if base["person"] is None:
        return None
    return PlanSet(year=data.year("year"), unreadable=data.unreadable, **base)


def _account(kind: type[AccountFact]) -> Reader:
    def read(_: Statement, data: Data, base: Base) -> Fact | None:
        if base["person"] is None:
            return None
        return kind(number=data.text("number"), unreadable=data.unreadable, **base)

    return read


READERS: Final[Mapping[str, Reader]] = {
    v.IDENTIFIED: _identified,
    v.REGISTERED_UNIT: _unit_registered,
    v.CHANGED_LEVEL: _level_changed,
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
