"""Study hours of a cycle against the target of the cadre's level (R27, A2-2).

Hours and credits are two ledgers: a class too short for credits and training before the scheme
count here, and the amounts may well disagree.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Final
from uuid import UUID

from msgspec import Struct

from projections.calendar import first_of_months
from projections.case.case import Case, Look, Refusal
from projections.case.dossier import Dossier
from projections.case.once import LIFETIME, Once, Use
from projections.case.roster import OTHER_LEVEL, Roster
from projections.credits.channels import IMPORTED
from projections.exact import ZERO
from projections.facts.account_facts import HistoryImported
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.course_facts import CoursePassed
from projections.facts.fact import Fact
from projections.policy.declaration import Parameter
from projections.policy.parameter import Terms
from projections.policy.succession import Succession
from projections.policy.years import ENDED, Cycle
from projections.reasons import Reason
from projections.verdicts import Verdict

RULE: Final = "R27"
OFF_JOB: Final = "off_job"
ONLINE: Final = "online"

_CHANNELS: Final[tuple[tuple[type[Fact], str], ...]] = (
    (ClassCompleted, OFF_JOB),
    (CoursePassed, ONLINE),
    (HistoryImported, IMPORTED),
)
_CENT: Final = Decimal("0.01")
_DEDUPE: Final = Terms.online.dedupe
_COUNTS_ONLINE: Final = Terms.hours.counts_online
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


class _Stated(Struct, frozen=True, kw_only=True, gc=False):
    """What a fact says of hours, before anybody asks whether an earlier fact has used up its thing.

    `subject` is what the line names. `uses` is the thing that counts once within `scope`: a class,
    a course with all its runs, a row of imported history. `hours` are those that the fact states or
    implies, None where they cannot be read. `refusal` is why they bring nothing all the same.
    """

    subject: str | None
    uses: str
    hours: Decimal | None
    refusal: Refusal | None
    scope: str = LIFETIME


class _Judged(Struct, frozen=True, kw_only=True, gc=False):
    fact: Fact
    day: date
    year: int
    subject: str | None
    channel: str
    hours: Decimal
    refusal: Refusal | None


def hours_of(dossier: Dossier, years: Iterable[int] = ()) -> Hours:
    """The hours of a dossier, for every cycle with a line and those of the years asked for."""
    policies = dossier.case.policies
    lines = (_entry(dossier.case, one) for one in _judged(dossier))
    entries = tuple(sorted(lines, key=lambda one: (one.day, one.position)))
    asked = {policies.cycle_of(year) for year in years}
    asked |= {
        policies.cycle_of(policies.year_of(entry.day))
        for entry in entries
        if entry.day <= dossier.case.as_of.today
    }
    cycles = sorted(asked, key=lambda cycle: cycle.first)
    return Hours(
        person=dossier.person,
        entries=entries,
        cycles=tuple(_total(cycle, entries, dossier) for cycle in cycles),
    )


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
        for one in _judged(dossier)
        if one.hours
    )


def _judged(dossier: Dossier) -> Iterator[_Judged]:
    case = dossier.case
    for kind, channel in _CHANNELS:
        yield from _each(case, sorted(dossier.known.of(kind), key=case.turn), channel)


def _each(case: Case, facts: Iterable[Fact], channel: str) -> Iterator[_Judged]:
    """The lines of one channel; the earliest that counts uses up its class or course."""
    read = [(fact, look, _stated(case, fact, look)) for fact in facts for look in [case.look(fact)]]
    once = Once(case.policies, [(channel, stated.uses) for _, _, stated in read])
    for fact, look, stated in read:
        year = case.policies.year_of(look.day)
        refusal = look.fallen or stated.refusal or _nothing(stated.hours)
        if refusal is None and (subject := (channel, stated.uses)) in once.repeated:
            use = Use(
                subject=subject,
                scope=stated.scope,
                year=year,
                moment=(look.day, fact.occurred, fact.position),
                statement_id=fact.statement_id,
            )
            refusal = _used_up(once, use, channel)
        yield _Judged(
            fact=fact,
            day=look.day,
            year=year,
            subject=stated.subject,
            channel=channel,
            hours=ZERO if refusal else stated.hours or ZERO,
            refusal=refusal,
        )


def _used_up(once: Once, use: Use, channel: str) -> Refusal | None:
    """Why an act brings nothing where another used up its thing; else it uses that up itself."""
    other = once.other(use)
    if other is None:
        once.count(use)
        return None
    reason = Reason.DUPLICATE_COURSE if channel == ONLINE else Reason.DUPLICATE_CLASS
    return Refusal(reason=reason, evidence=(other,))


def _stated(case: Case, fact: Fact, look: Look) -> _Stated:
    if isinstance(fact, CoursePassed):
        return _of_course(case, fact, look)
    if isinstance(fact, ClassCompleted):
        subject, hours = fact.training_class, _of_class(fact, look)
        return _Stated(subject=subject, uses=subject, hours=hours, refusal=_unknown(hours))
    if isinstance(fact, HistoryImported):
        return _Stated(
            subject=None,
            uses=_same_training(fact, look),
            hours=fact.hours,
            refusal=_unknown(fact.hours),
        )
    raise AssertionError(f"{fact.name} brings no hours: channels and readings differ")


def _same_training(fact: HistoryImported, look: Look) -> str:
    """What tells earlier training apart: rows that say the same of the same day are one training,
    and count once."""
    return repr((look.day, fact.source, fact.subject, fact.start, fact.end, fact.hours))


def _nothing(hours: Decimal | None) -> Refusal | None:
    """Why a fact that brings no hours brings none: nothing states any for it."""
    return None if hours else Refusal(reason=Reason.NOT_VALUED)


def _unknown(hours: Decimal | None) -> Refusal | None:
    return Refusal(reason=Reason.UNKNOWN_VALUE) if hours is None else None


def _of_course(case: Case, fact: CoursePassed, look: Look) -> _Stated:
    """The hours of the statement, else those of the catalogue (Q35)."""
    catalogued, subject = case.version(fact)
    hours = fact.hours
    if hours is None and "hours" not in fact.unreadable:
        listed = catalogued.hours if catalogued else None
        hours = ZERO if listed is None else listed
    return _Stated(
        subject=fact.course,
        uses=subject,
        scope=look.terms.get(_DEDUPE) or LIFETIME,
        hours=hours,
        refusal=_course_refusal(fact, look, hours),
    )


def _course_refusal(fact: CoursePassed, look: Look, hours: Decimal | None) -> Refusal | None:
    if not fact.success:
        return Refusal(reason=Reason.NOT_PASSED)
    if not look.terms.get(_COUNTS_ONLINE):
        return Refusal(reason=Reason.NOT_VALUED)
    return _unknown(hours)


def _of_class(fact: ClassCompleted, look: Look) -> Decimal | None:
    """Recorded hours, else those of the days attended (Q35)."""
    if "hours" in fact.unreadable or fact.hours is not None:
        return fact.hours
    days, per_day = fact.days, look.terms.get(Terms.hours.fallback_per_day)
    if days is None or per_day is None or "attended_days" in fact.unreadable:
        return None
    return days * per_day


def _entry(case: Case, judged: _Judged) -> HoursEntry:
    fact, day, refusal = judged.fact, judged.day, judged.refusal
    stated = {OFF_JOB: Terms.hours.fallback_per_day, ONLINE: _COUNTS_ONLINE}
    return HoursEntry(
        statement_id=fact.statement_id,
        position=fact.position,
        day=day,
        fact=fact.name,
        subject=judged.subject,
        channel=judged.channel,
        cycle=str(case.policies.cycle_of(judged.year)),
        hours=judged.hours,
        reason=refusal.reason if refusal else None,
        source=fact.source if isinstance(fact, HistoryImported) else None,
        rule=RULE,
        article=case.policies.of_day(day).article_if_stated(
            stated.get(judged.channel, Terms.effective_from)
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
