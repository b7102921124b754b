"""How far the life of a class has come on a day (M4-2, R46)."""

from typing import Final

from projections.case.subject import Subject
from projections.case.training_class import attended, first_day, planned_end
from projections.facts.class_facts import (
    ClassApproved,
    ClassCancelled,
    ClassClosed,
    ClassDeclared,
    ClassFact,
    ClassPlanned,
    ClassRejected,
    ClassReopened,
    ClassReturned,
    ClassVerdict,
)

CLOSED: Final = "closed"
COMPLETED: Final = "completed"
CANCELLED: Final = "cancelled"
NOT_HELD: Final = "not_held"
RUNNING: Final = "running"

_STEPS: Final[dict[type[ClassFact], str]] = {
    ClassPlanned: "planned",
    ClassDeclared: "declared",
    ClassReturned: "returned",
    ClassApproved: "approved",
    ClassRejected: "rejected",
}
"""The state that each step brings about; the latest counts where none of those above applies."""


def state(subject: Subject) -> str | None:
    """The state of a class on `today`; None where the log says nothing but who is to attend it.

    A class whose planned last day has passed without an attendance was not held; one without a
    planned last day may still be held. It is running from its first day on, unless the latest
    verdict on it gave it back or turned it down.
    """
    if attended(subject):
        return CLOSED if isinstance(_filed(subject), ClassClosed) else COMPLETED
    if subject.standing(ClassCancelled):
        return CANCELLED
    begins, ends, today = first_day(subject), planned_end(subject), subject.as_of.today
    if ends is not None and ends < today:
        return NOT_HELD
    turned_down = isinstance(verdict_of(subject), ClassReturned | ClassRejected)
    if begins is not None and begins <= today and not turned_down:
        return RUNNING
    steps = subject.standing(*_STEPS)
    return _STEPS[type(steps[-1])] if steps else None


def verdict_of(subject: Subject) -> ClassVerdict | None:
    """The latest verdict of the organisation department on a class; None before the first."""
    return next(reversed(subject.standing(ClassVerdict)), None)


def _filed(subject: Subject) -> ClassFact | None:
    """The latest closing or reopening of a class."""
    return next(reversed(subject.standing(ClassClosed, ClassReopened)), None)
