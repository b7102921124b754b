"""The run of a class that is followed up: its days, its trainees, what was said of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from projections.case.subject import Subject
from projections.case.training_class import first_day, last_day, name_of, said_of, trainees
from projections.facts.attendance_facts import ClassCompleted


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A class that was held, from its `first` to its `last` day.

    `trainees` are the cadres with a standing attendance, each with the first one. `years` are what
    the class declares (A4-5), `tag` whether it is a pilot or key class; None where nobody says so.
    """

    name: str | None
    first: date
    last: date
    trainees: Mapping[str, ClassCompleted]
    institution: str | None
    organiser: str | None
    tag: str | None
    years: int | None

    @property
    def is_tagged(self) -> bool:
        """Whether it is one of the classes that may be followed up for more than a year."""
        return self.tag in ("pilot", "key")


def run_of(subject: Subject) -> Run | None:
    """How a class was held; None of one that nobody has attended, which nobody follows up."""
    attended, first, last = trainees(subject), first_day(subject), last_day(subject)
    if not attended or first is None or last is None:
        return None
    return Run(
        name=name_of(subject),
        first=first,
        last=last,
        trainees=attended,
        institution=said_of(subject, "institution"),
        organiser=said_of(subject, "organiser"),
        tag=said_of(subject, "class_tag"),
        years=said_of(subject, "follow_up_years"),
    )
