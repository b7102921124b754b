"""Questions about units and years, answered from the log as of a basis."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Final, NamedTuple
from uuid import UUID

from lrs.event.log import Log
from lrs.message import message
from projections.answers.acts import each_with_acts, ever_in
from projections.answers.basis import Answers, Basis, UnknownSubjectError
from projections.answers.by_cadre import (
    Parts,
    are_parts_kept,
    parts_kept,
    parts_now,
    parts_of,
)
from projections.answers.sharing import ALONE, Sharing
from projections.case.dossier import Dossier, open_dossier
from projections.case.scope import place_in
from projections.case.sifting import Watch
from projections.compliance.duties import Duty, plan_duty, result_duty
from projections.compliance.members import Member, member_of
from projections.compliance.pace import AtRisk, risk_of
from projections.compliance.unit_compliance import UnitCompliance, compliance
from projections.policy.succession import Succession
from projections.policy.years import Cycle
from projections.words.things import UNIT
from projections.year_close.circular import Circular, Seen, circular_of, seen_of
from projections.year_close.cycle_report import CycleReport, Done, done_of, report_of
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


MOST_FOLDED: Final = 1000
"""Cadres of some units who are folded whenever something is asked of these; folding one takes a
millisecond or two."""

TODAY: Final = "today"
"""What parts are about that serve all reports of today."""


class OfToday(NamedTuple):
    """What the reports of today keep of a cadre, each for itself, so that one walk over everybody
    serves them all."""

    seen: Seen | None
    """For the circular on the current year."""
    done: Done | None
    """For the summary of the cycle that holds it."""
    risk: AtRisk | None
    """For the list of those at risk."""


def of_today(member: Member, cycle: Cycle, today: date, policies: Succession) -> OfToday:
    """What they keep of a member of the current year; the cycle is the one that holds the year."""
    own = member.dossier.case.policies
    if own.cycle_of(cycle.last) == own.cycle_of(member.year):
        place = place_in(member.dossier, cycle.last)
        at_end = replace(member, place=place, year=cycle.last)
    else:  # his cycles are his own, and another one holds the last year
        at_end = member_of(member.dossier, cycle.last)
    return OfToday(
        seen=seen_of(member),
        done=done_of(at_end, cycle),
        risk=risk_of(member, today, policies),
    )


def parts_of_today(answers: Answers, reader: Log, basis: Basis) -> list[OfToday]:
    """What the reports of today keep of everybody, by what moved since the last time."""
    year = basis.policies.year_of(basis.today)
    part = partial(
        of_today,
        cycle=basis.policies.cycle_of(year),
        today=basis.today,
        policies=basis.policies,
    )
    return parts_now(answers, reader, basis, about=TODAY, year=year, part=part)


def are_many(units: Collection[str] | None, basis: Basis) -> bool:
    """Whether some units, or all, have so many cadres that folding them takes long."""
    return _takes_long(ever_in(units, basis.reference, basis.as_of))


def _takes_long(cadres: Collection[str]) -> bool:
    return len(cadres) > MOST_FOLDED


def parts_of_today_in(
    answers: Answers, reader: Log, basis: Basis, units: Collection[str] | None
) -> list[OfToday] | None:
    """What the reports of today keep of some units, out of what is kept of everybody; None where
    these have few cadres, who are folded sooner, and where nothing is kept. Of what is set aside
    only that is told which is of who was ever in them."""
    if units is None:
        return parts_of_today(answers, reader, basis)
    year = basis.policies.year_of(basis.today)
    is_kept = are_parts_kept(answers, reader, basis, about=TODAY, year=year)
    if basis.watch.trial is not None or not is_kept:
        return None
    ever = ever_in(units, basis.reference, basis.as_of)
    if not _takes_long(ever):
        return None
    whole = replace(basis, watch=Watch())
    found = parts_of_today(answers, reader, whole)
    basis.watch.found.update({at: one for at, one in whole.watch.found.items() if one[0] in ever})
    return [one for one in found if one.seen and one.seen.place.unit in units]


def seen_kept(answers: Answers, reader: Log, basis: Basis) -> Parts[Seen] | None:
    """What was last kept of everybody for the circular on the current year; None where nothing
    was."""
    year = basis.policies.year_of(basis.today)
    kept: Parts[OfToday] | None = parts_kept(answers, reader, basis, about=TODAY, year=year)
    if kept is None:
        return None
    seen = {person: one and one.seen for person, one in kept.of.items()}
    return Parts(
        position=kept.position,
        stored=kept.stored,
        of=seen,
        unwritten=kept.unwritten,
        aside=kept.aside,
    )


def circular_now(
    answers: Answers,
    reader: Log,
    year: int,
    basis: Basis,
    *,
    state: str,
    units: Collection[str] | None = None,
) -> Circular | None:
    """The circular over everybody as known now, by what moved since it was asked for the last time;
    over some units None where that is of no help (`parts_of_today_in`), and of another year."""
    if year == basis.policies.year_of(basis.today):
        parts = parts_of_today_in(answers, reader, basis, units)
        seen = None if parts is None else [one.seen for one in parts if one.seen]
    elif units is None:
        seen = parts_now(answers, reader, basis, about="circular", year=year, part=seen_of)
    else:
        seen = None
    return None if seen is None else circular_of(year, seen, basis.policies, state=state)


def standing_now(
    answers: Answers,
    reader: Log,
    unit: str,
    basis: Basis,
    *,
    year: int,
    beginning: Parts[Seen] | None = None,
) -> UnitCompliance:
    """A unit's standing in a credit year as known now (`Answers.compliance`), by what moved since
    it was asked for the last time; `beginning` as in `parts_now`.

    Raises UnknownSubjectError when the log never names the unit.
    """
    check_unit(reader, unit)
    seen = parts_now(
        answers,
        reader,
        basis,
        about=("unit", unit),
        year=year,
        part=seen_of,
        units=[unit],
        beginning=beginning,
    )
    return compliance(unit, year, seen, basis.policies, state=basis.reached.of_year(year))


def report_on_cycle_now(answers: Answers, reader: Log, year: int, basis: Basis) -> CycleReport:
    """The summary of a cycle over everybody as known now, by what moved since."""
    cycle = basis.policies.cycle_of(year)
    if cycle == basis.policies.cycle_of(basis.policies.year_of(basis.today)):
        done = [one.done for one in parts_of_today(answers, reader, basis) if one.done]
    else:
        part = partial(done_of, cycle=cycle)
        done = parts_now(answers, reader, basis, about="cycle", year=cycle.last, part=part)
    return report_of(cycle, done, basis.policies, state=basis.reached.of_cycle(cycle))


def at_risk_now(
    answers: Answers, reader: Log, basis: Basis, *, units: Collection[str] | None = None
) -> tuple[AtRisk, ...] | None:
    """Who is behind the pace of today as known now, by what moved since; of some units None where
    that is of no help (`parts_of_today_in`)."""
    parts = parts_of_today_in(answers, reader, basis, units)
    return None if parts is None else tuple(one.risk for one in parts if one.risk)


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
