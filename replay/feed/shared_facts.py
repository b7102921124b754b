"""Whose findings a fact that many cadres share may have moved: a decision on the results of a year,
the registration of a unit."""

from collections.abc import Collection

from projections.answers.basis import Basis
from projections.case.decisions import AsOf
from projections.facts.fact import Fact
from projections.facts.roster_facts import UnitRegistered
from projections.facts.year_facts import YearDecision
from replay.feed.names_said import Everybody


def is_shared(fact: Fact, subject: Fact | None, *, is_recorded: bool) -> bool:
    """Whether a fact about a subject, itself or a decision on it, may move the findings of many:
    when it `is_recorded`, else on its day, of what was recorded ahead.

    When a decision on a year is recorded, no entry is there yet that is late by it; what is decided
    on it, and the day of one that was recorded before, finds some.
    """
    if isinstance(subject, YearDecision):
        return is_recorded is (fact is not subject)
    return isinstance(subject, UnitRegistered) and (is_recorded or fact is subject)


def moved_by(
    subject: Fact, basis: Basis, everybody: Everybody, *, before: AsOf, after: AsOf
) -> Collection[str]:
    """The names of those whose findings may be others as of one question than as of an earlier one,
    by what many share."""
    reference = basis.reference
    if isinstance(subject, YearDecision):
        if reference.stands(subject, before) == reference.stands(subject, after):
            return ()
        return everybody(after) if subject.unit is None else _below(subject.unit, basis, after)
    return _by_unit(subject, basis, before, after) if isinstance(subject, UnitRegistered) else ()


def _by_unit(unit: UnitRegistered, basis: Basis, before: AsOf, after: AsOf) -> Collection[str]:
    """Whom it moves that a unit is registered, or that it stands below another one where anybody
    decided on the year of a unit."""
    reference, name = basis.reference, unit.unit
    above = {reference.units.lineage(name, one)[1:2] for one in (before, after)}
    if len(above) > 1 and reference.year_decisions.are_of_units(known=after.known):
        return _below(name, basis, after)
    registered = {reference.units.is_registered(name, one) for one in (before, after)}
    return _ever_in([name], basis, after) if len(registered) > 1 else ()


def _below(unit: str, basis: Basis, as_of: AsOf) -> Collection[str]:
    """Whoever was ever said to belong to a unit, or to one that ever stood below it."""
    return _ever_in(basis.reference.units.ever_below(unit), basis, as_of)


def _ever_in(units: Collection[str], basis: Basis, as_of: AsOf) -> Collection[str]:
    """Whoever was ever said to belong to one of some units."""
    reference = basis.reference
    moves = reference.register.to_units(units, known=as_of.known)
    names = {move.person for move in moves if move.person is not None}
    return {one for name in names for one in reference.identities.related(name)}
