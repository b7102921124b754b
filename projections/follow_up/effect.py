"""What a trainee learned in the year before a class, during it and in each year after it, so that
an effect can be seen beside the history of his follow-up (A4-3, M3-6)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from projections.calendar import day_after, day_before, months_after
from projections.case.dossier import Dossier
from projections.case.scope import spared
from projections.credits.balances import NOT_ASSESSED
from projections.credits.credit_ledger import Ledger, ledger_of
from projections.exact import ZERO
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.course_facts import CoursePassed
from projections.follow_up.run import Run
from projections.follow_up.schedule import Schedule

BEFORE: Final = "before"
DURING: Final = "during"
AFTER: Final = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What a cadre learned from one day to another, both included; the class itself is among it."""

    when: str
    """Before (twelve months), during, or after_1 and so on for each year of the follow-up."""
    first: date
    """The first day."""
    last: date
    """The last day."""
    credits: Decimal
    """Credits that count in the balances."""
    hours: Decimal
    """Hours that count as study."""
    courses: dict[str, int]
    """Courses passed, by category."""
    classes: dict[str, int]
    """Classes attended, by theme."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeOfYear:
    """A cadre's credit year."""

    when: str
    """Before, during or after the year in which the class ended."""
    year: int
    state: str
    """How far the year is: open, ended or not begun."""
    counted: Decimal
    """The credits of the year."""
    grade: str
    """The grade, which is arithmetic until the year has ended; not_assessed where he was not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningAround:
    """What a cadre learned before, during and after a class."""

    stretches: tuple[Stretch, ...]
    """The stretches of time around the class, in order."""
    years: tuple[GradeOfYear, ...]
    """The credit years that they touch, in order."""


def effect_of(dossier: Dossier, run: Run, schedule: Schedule) -> LearningAround:
    """What a cadre learned around a class, as far as it has happened."""
    today, policies = dossier.case.as_of.today, dossier.case.policies
    own = policies.year_of(run.last)
    last = policies.year_of(min(schedule.ends, today))
    years = range(policies.year_of(run.first) - 1, max(last, own) + 1)
    ledger = ledger_of(dossier, years=list(years))
    return LearningAround(
        stretches=tuple(
            _stretch(dossier, ledger, name, first, until)
            for name, first, until in _stretches(run, schedule)
            if first <= today
        ),
        years=tuple(_grade(dossier, ledger, year, own) for year in years),
    )


def _stretches(run: Run, schedule: Schedule) -> Iterator[tuple[str, date, date]]:
    yield BEFORE, months_after(run.first, -12), day_before(run.first)
    yield DURING, run.first, run.last
    for number, window in enumerate(schedule.visits, start=1):
        yield f"{AFTER}_{number}", max(window.opens, day_after(run.last)), window.due


def _stretch(dossier: Dossier, ledger: Ledger, name: str, first: date, last: date) -> Stretch:
    day = dossier.case.day
    passed = [one for one in dossier.standing(CoursePassed) if first <= day(one) <= last]
    attended = [one for one in dossier.standing(ClassCompleted) if first <= day(one) <= last]
    return Stretch(
        when=name,
        first=first,
        last=last,
        credits=sum((one.counted for one in ledger.entries if first <= one.day <= last), ZERO),
        hours=sum((one.hours for one in ledger.hours if first <= one.day <= last), ZERO),
        courses=_by_category(dossier, (one for one in passed if one.success)),
        classes=dict(sorted(Counter(one.theme or "" for one in attended).items())),
    )


def _by_category(dossier: Dossier, passed: Iterable[CoursePassed]) -> dict[str, int]:
    """The courses among some passes, each once, by what the catalogue called them then."""
    found: dict[str, str] = {}
    for fact in passed:
        entry, subject = dossier.case.version(fact)
        found.setdefault(subject, (entry.category if entry else None) or "")
    return dict(sorted(Counter(found.values()).items()))


def _grade(dossier: Dossier, ledger: Ledger, year: int, own: int) -> GradeOfYear:
    balance = ledger.balance(year)
    return GradeOfYear(
        when=BEFORE if year < own else DURING if year == own else AFTER,
        year=year,
        state=balance.state,
        counted=balance.counted,
        grade=NOT_ASSESSED if spared(dossier, year) else balance.grade,
    )
