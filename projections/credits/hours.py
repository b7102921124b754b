"""Study hours of a cycle against the target of the cadre's level (R27, A2-2).

Hours and credits are two ledgers: a class too short for credits and training before the scheme
count here, and the amounts may well disagree.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Final
from uuid import UUID

from msgspec import Struct

from projections.calendar import first_of_months
from projections.case.case import Case
from projections.case.dossier import Dossier
from projections.case.roster import OTHER_LEVEL, Roster
from projections.credits.hour_lines import OFF_JOB, ONLINE, HourLine, hour_lines
from projections.exact import ZERO
from projections.facts.account_facts import HistoryImported
from projections.policy.declaration import Parameter
from projections.policy.succession import Succession
from projections.policy.terms import Terms
from projections.policy.years import ENDED, Cycle
from projections.reasons import Reason
from projections.verdicts import Verdict

RULE: Final = "R27"
_CENT: Final = Decimal("0.01")
_TARGETS: Final = {
    "county_and_above": Terms.thresholds.hours_per_cycle.county_and_above,
    OTHER_LEVEL: Terms.thresholds.hours_per_cycle.other,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursEntry:
    """The hours of one fact, or the reason why none."""

    statement_id: UUID
    position: int
    day: date
    fact: str
    subject: str | None
    """What the fact is about: a class, a course; null where it is about nothing."""
    channel: str
    """The channel of the learning: off_job, online, degree, reward, imported or other."""
    cycle: str
    hours: Decimal
    """The hours that count."""
    reason: Reason | None
    """Why it brought none; null where it brought some."""
    source: str | None
    """Where imported hours are from; null for others."""
    rule: str
    article: str
    evidence: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursOfCycle:
    """The hours of a cycle against the target. `met` is arithmetic: it decides nothing before the
    `state` of the cycle is `ended`.

    `evidence` are the statements on the level.
    """

    cycle: str
    state: str
    """How far the cycle is on the day: not_begun, open or ended."""
    hours: Decimal
    """The hours of the cycle."""
    by_channel: dict[str, Decimal]
    """The hours of each channel."""
    level: str
    """The level that sets the target: that of the cycle's last day, or of its first where the
    policy goes by the start; of a target by the months of several levels that of the last day."""
    target: Decimal | None
    """The hours that are wanted, to two decimals; null for whom the policy sets no target: a cadre
    by reference unless it binds him."""
    met: bool | None
    """Whether the target is met, decided exactly; null without a target."""
    short_by: Decimal | None
    """The hours that are missing; null without a target."""
    reason: Verdict | None
    rule: str
    article: str
    evidence: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A cadre's hours, a line for each fact and a total for each cycle asked for."""

    person: str
    entries: tuple[HoursEntry, ...]
    cycles: tuple[HoursOfCycle, ...]


class Spent(Struct, frozen=True, kw_only=True, gc=False):
    """The hours that a fact brought, in which credit year and by which channel."""

    statement_id: UUID
    year: int
    day: date
    fact: str
    subject: str | None
    channel: str
    hours: Decimal


def hours_of(dossier: Dossier, years: Iterable[int] = ()) -> Hours:
    """The hours of a dossier, for every cycle with a line and those of the years asked for."""
    entries = hours_entries(dossier)
    return Hours(person=dossier.person, entries=entries, cycles=cycles_of(dossier, entries, years))


def hours_entries(dossier: Dossier) -> tuple[HoursEntry, ...]:
    """The hours of each fact of a dossier, or the reason for none, by day."""
    lines = (_entry(dossier.case, one) for one in hour_lines(dossier))
    return tuple(sorted(lines, key=lambda one: (one.day, one.position)))


def cycles_of(
    dossier: Dossier, entries: Sequence[HoursEntry], years: Iterable[int] = ()
) -> tuple[HoursOfCycle, ...]:
    """The hours of every cycle with a line and of those of some years."""
    policies = dossier.case.policies
    asked = {policies.cycle_of(year) for year in years}
    asked |= {
        policies.cycle_of(policies.year_of(entry.day))
        for entry in entries
        if entry.day <= dossier.case.as_of.today
    }
    cycles = sorted(asked, key=lambda cycle: cycle.first)
    return tuple(_total(cycle, entries, dossier) for cycle in cycles)


def spent(dossier: Dossier) -> tuple[Spent, ...]:
    """What brought hours at all, channel by channel, each by day."""
    return tuple(
        Spent(
            statement_id=one.fact.statement_id,
            year=one.year,
            day=one.day,
            fact=one.fact.name,
            subject=one.subject,
            channel=one.channel,
            hours=one.hours,
        )
        for one in hour_lines(dossier)
        if one.hours
    )


def _entry(case: Case, line: HourLine) -> HoursEntry:
    fact, day, refusal = line.fact, line.day, line.refusal
    stated = {OFF_JOB: Terms.hours.fallback_per_day, ONLINE: Terms.hours.counts_online}
    return HoursEntry(
        statement_id=fact.statement_id,
        position=fact.position,
        day=day,
        fact=fact.name,
        subject=line.subject,
        channel=line.channel,
        cycle=str(case.policies.cycle_of(line.year)),
        hours=line.hours,
        reason=refusal.reason if refusal else None,
        source=fact.source if isinstance(fact, HistoryImported) else None,
        rule=RULE,
        article=case.policies.of_day(day).article_if_stated(
            stated.get(line.channel, Terms.effective_from)
        ),
        evidence=refusal.evidence if refusal else (),
    )


def _total(cycle: Cycle, entries: Iterable[HoursEntry], dossier: Dossier) -> HoursOfCycle:
    policies, roster = dossier.case.policies, dossier.roster
    terms = policies.of_cycle(cycle)
    lines = [entry for entry in entries if policies.year_of(entry.day) in cycle]
    channels = sorted({entry.channel for entry in lines if entry.hours})
    by_channel = {
        channel: sum((one.hours for one in lines if one.channel == channel), ZERO)
        for channel in channels
    }
    total = sum(by_channel.values(), ZERO)
    target = None if cycle.cut_short else _target(cycle, roster, policies, terms)
    short = None if target is None else max(target - Fraction(total), Fraction(0))
    starts = terms.get(Terms.hours.level_basis) == "cycle_start"
    day = policies.first_day(cycle.first) if starts else policies.last_day(cycle.last)
    level = roster.level(day)
    state = dossier.case.reached.of_cycle(cycle)
    return HoursOfCycle(
        cycle=str(cycle),
        state=state,
        hours=total,
        by_channel=by_channel,
        level=level,
        target=_shown(target),
        met=None if short is None else not short,
        short_by=_shown(short),
        reason=_reason(state) if short else None,
        rule=RULE,
        article=terms.article_if_stated(
            Terms.hours.by_reference if target is None else _named(level, terms)
        ),
        evidence=tuple(held.statement_id for held in roster.levels),
    )


def _reason(state: str) -> Verdict:
    return Verdict.HOURS_SHORT if state == ENDED else Verdict.YEAR_NOT_ENDED


def _target(cycle: Cycle, roster: Roster, policies: Succession, terms: Terms) -> Fraction | None:
    """The hours that a cadre of these levels needs in a cycle (Q37), exactly."""
    end = policies.last_day(cycle.last)
    unbound = roster.by_reference(end) and not terms.get(Terms.hours.by_reference)
    if unbound or _TARGETS[OTHER_LEVEL] not in terms:
        return None
    basis = terms.hours.level_basis
    begin = policies.first_day(cycle.first)
    days = {"cycle_end": [end], "cycle_start": [begin]}.get(basis) or first_of_months(begin, end)
    wanted = [Fraction(terms.value(_named(roster.level(day), terms))) for day in days]
    return sum(wanted, Fraction(0)) / len(wanted)


def _named(level: str, terms: Terms) -> Parameter[Decimal]:
    """The parameter for a level; one that the policy does not name is among the others."""
    others = _TARGETS[OTHER_LEVEL]
    own = _TARGETS.get(level, others)
    return own if own in terms else others


def _shown(value: Fraction | None) -> Decimal | None:
    """A fraction to two decimals; what is above zero is never shown as zero."""
    if value is None:
        return None
    shown = (Decimal(value.numerator) / value.denominator).quantize(_CENT, ROUND_HALF_EVEN)
    return max(shown, _CENT) if value else ZERO
