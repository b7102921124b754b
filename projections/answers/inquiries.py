"""Questions about units and years, answered from the log as of a basis."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from lrs.event.log import Log
from lrs.message import message
from projections.answers.acts import each_with_acts, ever_in
from projections.answers.basis import Basis, UnknownSubjectError
from projections.answers.by_cadre import parts_of
from projections.answers.sharing import ALONE, Sharing
from projections.case.dossier import Dossier, open_dossier
from projections.case.scope import place_in
from projections.compliance.duties import Duty, plan_duty, result_duty
from projections.compliance.members import Member, member_of
from projections.compliance.pace import AtRisk, risk_of
from projections.words.things import UNIT
from projections.year_close.circular import Circular, circular_of, seen_of
from projections.year_close.cycle_report import CycleReport, done_of, report_of
from projections.year_close.year_state import YearState, publications, year_state


def members(
    reader: Log, basis: Basis, year: int, *, units: Collection[str] | None = None
) -> Iterator[Member]:
    """The members of some units in the year, or everybody who was ever in any, by person."""
    return (member_of(one, year) for one in dossiers(reader, basis, year, units=units))


def dossiers(
    reader: Log,
    basis: Basis,
    year: int,
    *,
    units: Collection[str] | None = None,
    after: str = "",
) -> Iterator[Dossier]:
    """The dossiers of the members of some units in the year, or of everybody who was ever in any,
    by person: those after a name. Nothing is folded yet.

    They are read from the log some at a time, so that a city takes no more memory than those do.
    """
    reference, as_of = basis.reference, basis.as_of
    persons = (one for one in ever_in(units, reference, as_of) if one > after)
    for person, acts in each_with_acts(persons, reader, reference, as_of):
        dossier = open_dossier(reference, person, acts, basis.policies, as_of)
        if units is None or place_in(dossier, year).unit in units:
            yield dossier


def check_unit(reader: Log, unit: str) -> None:
    """Raises UnknownSubjectError when the log never names the unit."""
    if not reader.has_activity(UNIT.iri(unit)):
        raise UnknownSubjectError(message("no statement is about the unit {unit!r}", unit=unit))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDuties:
    """What a unit owes for a year, and how far its year has come."""

    result: Duty | None
    plan: Duty | None
    state: YearState


def duties(unit: str, year: int, basis: Basis) -> UnitDuties:
    """The duties of a unit for a credit year."""
    reference, as_of, policies = basis.reference, basis.as_of, basis.policies
    return UnitDuties(
        result=result_duty(unit, year, reference, as_of, policies),
        plan=plan_duty(unit, year, reference, as_of, policies),
        state=year_state(unit, year, reference, as_of),
    )


def result_duties(units: Iterable[str], year: int, basis: Basis) -> dict[str, Duty]:
    """The annual results of those of the units that owe one (R17)."""
    reference, as_of, policies = basis.reference, basis.as_of, basis.policies
    owed = ((unit, result_duty(unit, year, reference, as_of, policies)) for unit in units)
    return {unit: duty for unit, duty in owed if duty is not None}


def circular_on(
    reader: Log,
    year: int,
    basis: Basis,
    *,
    state: str,
    units: Collection[str] | None = None,
    sharing: Sharing[Basis] = ALONE,
) -> Circular:
    """The circular on a year as known then; over everybody or over some units.

    `state` is how far the year is by now; what was known then may have been so before its end.
    """
    seen = parts_of(sharing, reader, basis, year=year, part=seen_of, units=units)
    return circular_of(year, seen, basis.policies, state=state)


def report_on_cycle(
    reader: Log,
    year: int,
    basis: Basis,
    *,
    units: Collection[str] | None = None,
    sharing: Sharing[Basis] = ALONE,
) -> CycleReport:
    """The summary of the cycle that holds a year."""
    cycle = basis.policies.cycle_of(year)
    part = partial(done_of, cycle=cycle)
    done = parts_of(sharing, reader, basis, year=cycle.last, part=part, units=units)
    return report_of(cycle, done, basis.policies, state=basis.reached.of_cycle(cycle))


def at_risk_on(
    reader: Log,
    basis: Basis,
    *,
    units: Collection[str] | None = None,
    sharing: Sharing[Basis] = ALONE,
) -> tuple[AtRisk, ...]:
    """Who is behind the pace of the day, by cadre."""
    year = basis.policies.year_of(basis.today)
    part = partial(risk_of, on=basis.today, policies=basis.policies)
    return tuple(parts_of(sharing, reader, basis, year=year, part=part, units=units))


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """What was issued on a year: a publication, circular or corrigendum; each as it was stated."""

    fact: str
    day: date
    """The day on which it was issued."""
    unit: str | None
    """The unit that it is about; null where it is about all."""
    unit_name: str | None
    number: str | None
    """Its number; null where it names none."""
    known_at: str | None
    """The cut-off that it rests on, a day or an instant; null where it names none."""
    lists: Mapping[str, object]
    """The lists that it prints, by name, as the statement has them."""
    position: int
    """The position at which it was known."""
    statement_id: UUID


def publications_of(year: int, basis: Basis) -> tuple[Issued, ...]:
    """All that was issued on a year, in order; each as it was stated, for good."""
    units = basis.reference.units
    return tuple(
        Issued(
            fact=one.name,
            day=basis.as_of.day(one.occurred),
            unit=one.unit,
            unit_name=None if one.unit is None else units.name(one.unit, basis.as_of),
            number=one.number,
            known_at=one.known_at,
            lists=one.lists,
            position=one.position,
            statement_id=one.statement_id,
        )
        for one in publications(year, basis.reference, basis.as_of)
    )
