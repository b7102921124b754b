"""Classes as a projection: when each began and ended, and how many attended it."""

from typing import ClassVar, Final

from projections.answers.subjects import CLASSES as CLASS
from projections.case.subject import Subject
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.class_facts import ClassFact
from projections.tables import bulk
from projections.tables.subjects import OfSubjects, Rows


class Classes(OfSubjects):
    """The classes that the log speaks of, by short id."""

    name = "classes"
    version = "1"
    topics = (ClassCompleted, ClassFact)
    tables: ClassVar = {
        "class": bulk.columns("class_id text, first_day date, last_day date, trainees int4")
    }
    kind = CLASS

    def fold(self, subject: Subject) -> Rows:
        """The days of a class and its trainees, by what stands and has happened."""
        attended = subject.standing(ClassCompleted)
        starts = [one.start for one in attended if one.start]
        ends = [one.end for one in attended if one.end]
        trainees = {cadre for one in attended if (cadre := subject.cadre(one))}
        first, last = min(starts, default=None), max(ends, default=None)
        return Rows(rows={"class": [(subject.key, first, last, len(trainees))]})


CLASSES: Final = Classes()
