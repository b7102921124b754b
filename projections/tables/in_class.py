"""Learning within classes as a projection: a row for each class, and one for each trainee."""

from collections.abc import Mapping
from typing import ClassVar, Final

from projections.answers.subjects import CLASSES
from projections.case.subject import Subject
from projections.facts.attendance_facts import ClassCompleted
from projections.facts.class_facts import ClassFact
from projections.facts.course_facts import CourseCatalogued, CoursePassed
from projections.facts.credit_facts import OtherActivityDone
from projections.in_class.in_class import InClass, in_class
from projections.tables import bulk
from projections.tables.projection import Row, Scanned, Stated
from projections.tables.subjects import FOUND, OfSubjects, Rows, found_rows
from projections.words.closed_lists import BROAD_BASE, LIVE_MODULE
from projections.words.things import COURSE


class LearningInClass(OfSubjects):
    """What was learned within each class (M2-2, M2-3, M3-2, M3-3)."""

    name = "in_class"
    version = "2"
    rooms = ("projections.in_class",)
    topics = (ClassCompleted, ClassFact, CourseCatalogued, CoursePassed, OtherActivityDone)
    tables: ClassVar = {
        "class_duty": bulk.columns(
            "class_id text, book_list text, expected int4, submitted int4, routed int4, "
            "answered int4, adopted int4"
        ),
        "class_trainee": bulk.columns(
            "class_id text, cadre text, owes text[], tests int4, passed int4, elective text, "
            "choice text, books text[], intensive text, speed text, broad_base text[], "
            "live_module text[], forums int4, evidence uuid[]"
        ),
        "in_class_finding": FOUND,
    }
    kind = CLASSES

    def touched(self, stated: Stated, scanned: Scanned) -> Mapping[str, int]:
        """The classes that the facts are about, and those in which a course was passed of which it
        is told what block it belongs to."""
        keys = dict(super().touched(stated, scanned))
        courses = {
            COURSE.iri(fact.course): position
            for fact, position in reversed(stated)
            if isinstance(fact, CourseCatalogued)
        }
        for fact in scanned.about(courses):
            if isinstance(fact, CoursePassed) and fact.training_class is not None:
                first = min(courses.values())
                keys[fact.training_class] = min(first, keys.get(fact.training_class, first))
        return keys

    def fold(self, subject: Subject) -> Rows:
        """The rows of a class that anything is known of."""
        found = in_class(subject)
        if not (found.trainees or found.is_begun):
            return Rows(rows={})
        return Rows(
            rows={
                "class_duty": [_of_class(subject.key, found)],
                "class_trainee": _of_trainees(subject.key, found),
                "in_class_finding": found_rows(
                    subject, (*found.findings_on_problems, *found.findings_on_learning)
                ),
            }
        )


IN_CLASS: Final = LearningInClass()


def _of_class(key: str, found: InClass) -> Row:
    told, books = found.problems, found.learning.book_list.state
    if told is None:
        return key, books, None, None, None, None, None
    return key, books, told.expected, told.submitted, told.routed, told.answered, told.adopted


def _of_trainees(key: str, found: InClass) -> list[Row]:
    missing = found.problems.missing if found.problems else {}
    passed = {(one.cadre, one.block): one.courses for one in found.blocks.trainees}
    return [
        (
            *(key, one.cadre, missing.get(one.cadre, ()), one.taken, one.passed, one.elective),
            *(one.choice, one.books, one.intensive, one.speed),
            *(passed.get((one.cadre, block), ()) for block in (BROAD_BASE, LIVE_MODULE)),
            *(found.forums[one.cadre], one.evidence),
        )
        for one in found.learning.trainees
    ]
