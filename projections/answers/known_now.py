"""Reports on units and years as known now, by what moved since somebody asked the last time."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final, NamedTuple

from lrs.event.log import Log
from projections.answers.acts import ever_in
from projections.answers.basis import Answers, Basis
from projections.answers.by_cadre import (
    Parts,
    are_parts_kept,
    parts_kept,
    parts_now,
)
from projections.answers.inquiries import check_unit
from projections.case.scope import place_in
from projections.case.sifting import Watch
from projections.compliance.members import Member, member_of
from projections.compliance.pace import AtRisk, risk_of
from projections.compliance.unit_compliance import UnitCompliance, compliance
from projections.policy.succession import Succession
from projections.policy.years import Cycle
from projections.year_close.circular import Circular, Seen, circular_of, seen_of
from projections.year_close.cycle_report import CycleReport, Done, done_of, report_of

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
