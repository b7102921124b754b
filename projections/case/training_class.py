"""What all rules about a training class share: its trainees, its days, and what it is said to be.

The subject is a class. Who attended it, when it began and ended and of what kind it was follows
from the attendance that is recorded, and as long as there is none from the plan.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from projections.case.subject import Subject
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.class_facts import ClassDeclared, ClassOutline, ClassPlanned
from projections.words.names import name_in


def attended(subject: Subject) -> list[ClassCompleted]:
    """Every attendance that stands and has happened by `today`, by timestamp and position; of a
    cadre of whom it was stated twice both are there."""
    return subject.standing(ClassCompleted)


def trainees(subject: Subject) -> Mapping[str, ClassCompleted]:
    """Who attended the class, under the name of the register, each with his attendance: the first
    of several, as with credits. By the name."""
    found: dict[str, ClassCompleted] = {}
    for fact in attended(subject):
        cadre = subject.cadre(fact)
        if cadre is not None:
            found.setdefault(cadre, fact)
    return dict(sorted(found.items()))


def plan_of(subject: Subject) -> ClassPlanned | None:
    """The plan that holds: the latest; None where none was made."""
    return next(reversed(subject.standing(ClassPlanned)), None)


def first_day(subject: Subject) -> date | None:
    """The earliest `start` of the attendances, else that of the latest plan; None where nobody says
    when the class begins.

    A plan that does not say it leaves it to the latest declaration. Of a class that was attended
    though nobody ever said when it began, it is the day on which the first attendance ended.
    """
    starts = [fact.start for fact in attended(subject) if fact.start is not None]
    if starts:
        return min(starts)
    ends = [subject.day(fact) for fact in attended(subject)]
    return next(_outlined(subject, "start"), None) or min(ends, default=None)


def last_day(subject: Subject) -> date | None:
    """The latest end of the attendances, else the last day of the plan; None where nobody says."""
    ends = [subject.day(fact) for fact in attended(subject)]
    return max(ends) if ends else planned_end(subject)


def planned_end(subject: Subject) -> date | None:
    """The last day by the latest plan or, where that does not say it, by the latest declaration.

    One that lies before the first day of the same outline is no last day.
    """
    for one in _outlines(subject):
        if one.end is not None:
            return None if one.start is not None and one.end < one.start else one.end
    return None


def planned_persons(subject: Subject) -> int:
    """How many persons the latest plan or, where that does not say it, the latest declaration wants
    to enrol; 0 where nobody says."""
    return next(_outlined(subject, "persons"), 0)


def said_of(subject: Subject, member: str) -> Any:
    """What the class is said to be: the latest attendance that says it, else the latest plan, else
    the latest declaration; None where nobody does.

    `member` is `kind`, `theme`, `class_tag`, `follow_up_years`, `organiser` or `institution`.
    """
    found = (getattr(one, member, None) for one in reversed(attended(subject)))
    by_attendance = next((value for value in found if value is not None), None)
    return next(_outlined(subject, member), None) if by_attendance is None else by_attendance


def name_of(subject: Subject) -> str | None:
    """What the class is called by its latest plan or declaration, in Chinese where it has such a
    name; None where nobody said it."""
    labels = [one.label for one in _outlines(subject) if one.label]
    return name_in(labels[0]) if labels else None


def _outlined(subject: Subject, member: str) -> Iterator[Any]:
    """What plans and declarations say of a class, the one that holds first."""
    found = (getattr(one, member) for one in _outlines(subject))
    return (value for value in found if value is not None)


def _outlines(subject: Subject) -> list[ClassOutline]:
    """The latest plan and the latest declaration, where there are such; plans before them say
    nothing any more."""
    kinds = (ClassPlanned, ClassDeclared)
    return [found[-1] for kind in kinds if (found := subject.standing(kind))]
