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
from projections.facts.fact import ClassCompleted, CoursePassed
from projections.follow_up.run import Run
from projections.follow_up.schedule import Schedule

BEFORE: Final = "before"
DURING: Final = "during"
AFTER: Final = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What a cadre learned from one day to another, both included.

    `when` is `before` (the twelve months before the class), `during` it, or `after_1` and so on,
    for each year of the follow-up. `credits` are what counts in his balances, `hours` what counts
    as study (A2-2). `courses` counts the courses he passed by category, `classes` the classes he
    attended by theme; of what has none, under an empty name. The class itself is among those
    during it.
    """

    when: str
    first: date
    last: date
    credits: Decimal
    hours: Decimal
    courses: dict[str, int]
    classes: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeOfYear:
    """A cadre's credit year: its `state`, its credits and its grade, which is arithmetic until the
    year has ended. `when` is before, during or after the class, whose year is `during`."""

    when: str
    year: int
    state: str
    counted: Decimal
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """The stretches of time around a class, in order, and the credit years that they touch."""

    stretches: tuple[Stretch, ...]
    years: tuple[GradeOfYear, ...]


def effect_of(dossier: Dossier, run: Run, schedule: Schedule) -> Effect:
    """What a cadre learned around a class, as far as it has happened."""
    today, policies = dossier.case.as_of.today, dossier.case.policies
    own = policies.year_of(run.last)
    last = policies.year_of(min(schedule.ends, today))
    years = range(policies.year_of(run.first) - 1, max(last, own) + 1)
    ledger = ledger_of(dossier, years=list(years))
    return Effect(
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
        classes=dict(
            sorted(Counter(getattr(one, "theme", None) or "" for one in attended).items())
        ),
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
