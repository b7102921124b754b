"""The facts about a run of a training class: from its plan to its closing (M4-2, R46 to R48)."""

from datetime import date
from typing import ClassVar

from projections.facts.fact import Fact


class ClassFact(Fact, frozen=True, kw_only=True):
    """Something about a class; `training_class` is its short id.

    Where `of_cadre` is False it is about the class as a whole, else about a cadre in it.
    """

    training_class: str


class ClassOutline(ClassFact, frozen=True, kw_only=True):
    """What an office says of a class before it is held (M4-2); what it leaves out is None.

    `persons` is the enrolment that it plans, `start` and `end` the first and the last day. `kind`
    is that of the classified training (M3-4), `class_tag` key or pilot, with `follow_up_years` of
    follow-up (A4-5). `institution` holds the class, `organiser` is at whose level it is called.
    """

    of_cadre: ClassVar[bool] = False

    persons: int | None
    start: date | None
    end: date | None
    kind: str | None
    theme: str | None
    class_tag: str | None
    follow_up_years: int | None
    organiser: str | None
    institution: str | None


class ClassPlanned(ClassOutline, frozen=True, kw_only=True):
    """A class is planned; a later plan of the same class replaces this one."""

    name: ClassVar[str] = "class.planned"


class ClassDeclared(ClassOutline, frozen=True, kw_only=True):
    """A class is declared to the organisation department, which approves it (M4-2)."""

    name: ClassVar[str] = "class.declared"


class ClassVerdict(ClassFact, frozen=True, kw_only=True):
    """What the organisation department says of a class that was declared; `reason` is why."""

    of_cadre: ClassVar[bool] = False

    reason: str | None


class ClassApproved(ClassVerdict, frozen=True, kw_only=True):
    """The class may be held as it was declared (M4-2)."""

    name: ClassVar[str] = "class.approved"


class ClassReturned(ClassVerdict, frozen=True, kw_only=True):
    """The declaration is given back to be mended (M4-2)."""

    name: ClassVar[str] = "class.returned"


class ClassRejected(ClassVerdict, frozen=True, kw_only=True):
    """The class may not be held (M4-2)."""

    name: ClassVar[str] = "class.rejected"


class ClassCancelled(ClassFact, frozen=True, kw_only=True):
    """The class will not be held; `reason` is why."""

    name: ClassVar[str] = "class.cancelled"
    of_cadre: ClassVar[bool] = False

    reason: str | None


class ClassClosed(ClassFact, frozen=True, kw_only=True):
    """The institution closes the file of a class, with the papers that belong to it or without."""

    name: ClassVar[str] = "class.closed"
    of_cadre: ClassVar[bool] = False

    sign_in_sheet: bool | None
    timetable: bool | None


class ClassReopened(ClassFact, frozen=True, kw_only=True):
    """The file of a class is open again; `reason` is why."""

    name: ClassVar[str] = "class.reopened"
    of_cadre: ClassVar[bool] = False

    reason: str | None


class ClassObserverAssigned(ClassFact, frozen=True, kw_only=True):
    """The organisation department sends somebody to watch a class from its first day to its last
    (M4-2); he is the actor, since it is said of him."""

    name: ClassVar[str] = "class.observer_assigned"
    of_cadre: ClassVar[bool] = False
