"""What a trainee learned in the year before a class, during it and in each year after it, so that
an effect can be seen beside the history of his follow-up (A4-3, M3-6)."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Final, Generic, TypeVar

from projections.calendar import day_after, day_before, months_after
from projections.case.decisions import AsOf
from projections.case.dossier import Dossier
from projections.case.scope import spared
from projections.credits.balances import NOT_ASSESSED
from projections.credits.credit_ledger import Ledger, ledger_of
from projections.exact import ZERO
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.course_facts import CoursePassed
from projections.follow_up.run import Run
from projections.follow_up.schedule import Schedule
from projections.policy.succession import Succession

_T = TypeVar("_T")

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


class ByDay(Generic[_T]):
    """Things by their day, those of one day in the order in which they were given."""

    def __init__(self, things: Iterable[_T], day: Callable[[_T], date]) -> None:
        self._things = sorted(things, key=day)
        self._days = list(map(day, self._things))

    def within(self, first: date, last: date) -> list[_T]:
        """Those from one day to another, both included."""
        return self._things[bisect_left(self._days, first) : bisect_right(self._days, last)]


class Learning:
    """All that a cadre learned, folded once however many classes of his are followed up."""

    def __init__(self, dossier: Dossier, followed: Iterable[tuple[Run, Schedule]]) -> None:
        case = dossier.case
        years = {year for one in followed for year in _years(case.policies, case.as_of, *one)}
        self.dossier = dossier
        self.ledger = ledger_of(dossier, years=sorted(years))
        self.passed = ByDay(dossier.standing(CoursePassed), case.day)
        self.attended = ByDay(dossier.standing(ClassCompleted), case.day)
        self.entries = ByDay(self.ledger.entries, attrgetter("day"))
        self.hours = ByDay(self.ledger.hours, attrgetter("day"))


def effect_of(learning: Learning, run: Run, schedule: Schedule) -> LearningAround:
    """What a cadre learned around a class, as far as it has happened."""
    case = learning.dossier.case
    own, today = case.policies.year_of(run.last), case.as_of.today
    return LearningAround(
        stretches=tuple(
            _stretch(learning, name, first, until)
            for name, first, until in _stretches(run, schedule)
            if first <= today
        ),
        years=tuple(
            _grade(learning.dossier, learning.ledger, year, own)
            for year in _years(case.policies, case.as_of, run, schedule)
        ),
    )


def _years(policies: Succession, as_of: AsOf, run: Run, schedule: Schedule) -> range:
    """The credit years around a class: from the one before it to that in which its follow-up ends,
    or that of `today`."""
    last = policies.year_of(min(schedule.ends, as_of.today))
    return range(policies.year_of(run.first) - 1, max(last, policies.year_of(run.last)) + 1)


def _stretches(run: Run, schedule: Schedule) -> Iterator[tuple[str, date, date]]:
    yield BEFORE, months_after(run.first, -12), day_before(run.first)
    yield DURING, run.first, run.last
    for number, window in enumerate(schedule.visits, start=1):
        yield f"{AFTER}_{number}", max(window.opens, day_after(run.last)), window.due


def _stretch(learning: Learning, name: str, first: date, last: date) -> Stretch:
    passed = learning.passed.within(first, last)
    attended = learning.attended.within(first, last)
    return Stretch(
        when=name,
        first=first,
        last=last,
        credits=sum((one.counted for one in learning.entries.within(first, last)), ZERO),
        hours=sum((one.hours for one in learning.hours.within(first, last)), ZERO),
        courses=_by_category(learning.dossier, (one for one in passed if one.success)),
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
