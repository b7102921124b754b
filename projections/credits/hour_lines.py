"""The study hours that each fact brings, or why it brings none (R27, A2-2)."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from msgspec import Struct

from projections.case.case import Case, Look, Refusal
from projections.case.dossier import Dossier
from projections.case.once import LIFETIME, Once, Use
from projections.credits.channels import IMPORTED
from projections.exact import ZERO
from projections.facts.account_facts import HistoryImported
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.course_facts import CoursePassed
from projections.facts.fact import Fact
from projections.policy.terms import Terms
from projections.reasons import Reason

OFF_JOB: Final = "off_job"
ONLINE: Final = "online"

_CHANNELS: Final[tuple[tuple[type[Fact], str], ...]] = (
    (ClassCompleted, OFF_JOB),
    (CoursePassed, ONLINE),
    (HistoryImported, IMPORTED),
)
_DEDUPE: Final = Terms.online.dedupe
_COUNTS_ONLINE: Final = Terms.hours.counts_online


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


class HourLine(Struct, frozen=True, kw_only=True, gc=False):
    """The hours that a fact brings in a credit year, or why none."""

    fact: Fact
    day: date
    year: int
    subject: str | None
    channel: str
    hours: Decimal
    refusal: Refusal | None


def hour_lines(dossier: Dossier) -> Iterator[HourLine]:
    """What each fact brings, channel by channel, each by day and then by position."""
    case = dossier.case
    for kind, channel in _CHANNELS:
        yield from _each(case, sorted(dossier.known.of(kind), key=case.turn), channel)


def _each(case: Case, facts: Iterable[Fact], channel: str) -> Iterator[HourLine]:
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
        yield HourLine(
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
