"""Learning that is possible and hard to believe: findings for an auditor, which deduct nothing.

Each measure is a parameter of the policy (`plausibility.*`); one that it does not state finds none.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from operator import attrgetter, itemgetter
from typing import Any, Final

from projections.amiss import Amiss
from projections.case.case import Case, Look
from projections.credits.steps import Finding
from projections.exact import ZERO
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.course_facts import CoursePassed
from projections.facts.fact import Fact
from projections.policy.declaration import Parameter
from projections.policy.terms import Terms

_MAX_HOURS: Final = Terms.plausibility.max_hours_per_day
_MIN_SHARE: Final = Terms.plausibility.min_share_of_course
_OVERLAPPING: Final = Terms.plausibility.overlapping_classes
_MAX_DAYS_BACK: Final = Terms.plausibility.max_days_back

_TURN: Final = attrgetter("occurred", "course", "position")


def implausible(case: Case, acts: Iterable[tuple[Fact, Look]]) -> tuple[Finding, ...]:
    """What is hard to believe of acts that stand, each with its look, by day and position."""
    classes, passed, found = [], [], list[Finding]()
    for act, look in acts:
        found += _back_dated(case, act, look)
        if isinstance(act, CoursePassed):
            if act.success:
                passed.append((act, look))
        elif isinstance(act, ClassCompleted):
            classes.append((act, look))
    found += [*_overlapping(case, classes), *_long_classes(case, classes)]
    found += [*_long_days(case, passed), *_fast(case, passed)]
    return tuple(sorted(found, key=lambda one: (one.day, one.position, one.code)))


def _overlapping(case: Case, classes: Iterable[tuple[ClassCompleted, Look]]) -> Iterator[Finding]:
    """Each class of which the days do not fit beside those of an earlier class that has not ended.

    Two classes of three days, Monday to Wednesday and Tuesday to Thursday, are six days in four. A
    class is held against the one that ends the latest of those that began before it; of two of the
    same days the name decides, so that the order of arrival does not.
    """
    periods = [
        (one.start or look.day, look.day, one.training_class, one.position, one)
        for one, look in classes
    ]
    longest: tuple[date, date, ClassCompleted] | None = None
    for start, end, _, _, one in sorted(periods, key=itemgetter(0, 1, 2, 3)):
        if longest and one.training_class != longest[2].training_class:
            together = (max(end, longest[1]) - longest[0]).days + 1
            meets = start <= longest[1] and _days(one) + _days(longest[2]) > together
            if meets and case.look(one).terms.get(_OVERLAPPING):
                yield _finding(case, one, Amiss.OVERLAPPING_CLASSES, _OVERLAPPING, longest[2])
        if longest is None or end > longest[1]:
            longest = start, end, one


def _days(fact: ClassCompleted) -> Decimal:
    """The days that the cadre was there; a class that says none took one."""
    return Decimal(1) if fact.days is None else fact.days


def _long_classes(case: Case, classes: Iterable[tuple[ClassCompleted, Look]]) -> Iterator[Finding]:
    """Each class of more hours for a day attended than the policy believes."""
    for one, look in classes:
        most = None if one.hours is None else look.terms.get(_MAX_HOURS)
        if most is not None and one.hours is not None and one.hours > most * _days(one):
            yield _finding(case, one, Amiss.TOO_MANY_HOURS_A_DAY, _MAX_HOURS)


def _long_days(case: Case, passed: Sequence[tuple[CoursePassed, Look]]) -> Iterator[Finding]:
    """The last pass of each day on which courses of more hours were passed than the policy
    believes."""
    hours: dict[date, Decimal] = {}
    mosts: dict[date, Decimal | None] = {}
    for one, look in passed:
        if one.hours:
            hours[look.day] = hours.get(look.day, ZERO) + one.hours
            mosts[look.day] = look.terms.get(_MAX_HOURS)
    long = {day for day, most in mosts.items() if most is not None and hours[day] > most}
    last: dict[date, CoursePassed] = {}
    for one, look in passed if long else ():
        if look.day in long:
            last[look.day] = max(last.get(look.day, one), one, key=_TURN)
    for one in last.values():
        yield _finding(case, one, Amiss.TOO_MANY_HOURS_A_DAY, _MAX_HOURS)


def _fast(case: Case, passed: Iterable[tuple[CoursePassed, Look]]) -> Iterator[Finding]:
    """Each pass that took less than the least share of what the catalogue says the course lasts."""
    for one, look in passed:
        share = None if one.minutes is None else look.terms.get(_MIN_SHARE)
        if share is None or one.minutes is None:
            continue
        entry, _ = case.version(one)
        if entry and entry.minutes is not None and one.minutes < share * entry.minutes:
            yield _finding(case, one, Amiss.FASTER_THAN_THE_COURSE, _MIN_SHARE, entry)


def _back_dated(case: Case, act: Fact, look: Look) -> Iterator[Finding]:
    """The act, and each decision on it, if it was recorded too long after the day that it bears;
    of a class that is the day on which it ended."""
    for one in (act, *look.decided) if look.decided else (act,):
        day = look.day if one is act else case.day(one)
        if (one.stored.date() - day).days < 1:  # as nearly always; no limit is shorter
            continue
        days = (case.as_of.day(one.stored) - day).days
        most = look.terms.get(_MAX_DAYS_BACK)
        if most is not None and days > most:
            yield _finding(case, act, Amiss.BACK_DATED, _MAX_DAYS_BACK, about=one, days=days)


def _finding(  # the first four say what it is; what follows is told where there is any
    case: Case,
    act: Fact,
    code: Amiss,
    parameter: Parameter[Any],
    *others: Fact,
    about: Fact | None = None,
    days: int | None = None,
) -> Finding:
    """A finding about an act, or `about` a decision on it."""
    fact = about or act
    evidence = (fact, act, *others)
    return Finding(
        statement_id=fact.statement_id,
        target=act.statement_id,
        position=fact.position,
        day=case.day(fact),
        code=code,
        days=days,
        rule=parameter.name,
        article=case.look(act).terms.article(parameter),
        evidence=tuple(dict.fromkeys(one.statement_id for one in evidence)),
    )
