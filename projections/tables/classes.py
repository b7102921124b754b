"""Classes as a projection: their life, who attended them, and who was to."""

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar, Final

from projections.answers.class_files import TOPICS, ClassFile, file_of
from projections.answers.subjects import CLASSES as CLASS
from projections.calendar import day_after
from projections.case.subject import Subject
from projections.case.training_class import first_day, last_day, planned_end
from projections.classes.attendance import attendance
from projections.classes.life import ClassLife, life, row_of
from projections.tables import bulk
from projections.tables.subjects import OfSubjects, Rows

LIFE: Final = bulk.columns(
    "class_id text, class_name text, state text, year int4, first_day date, last_day date, "
    "kind text, theme text, class_tag text, organiser text, institution text, planned int4, "
    "trainees int4, declaration text, declared_on date, declare_by date, observers text[], "
    "findings text[]"
)
FINDING: Final = bulk.columns(
    "class_id text, code text, day date, heeded bool, rule text, article text, evidence uuid[], "
    "members text[]"
)
TRAINEE: Final = bulk.columns(
    "class_id text, cadre text, start date, last_day date, theme text, scheduled_days numeric, "
    "attended_days numeric, appraisal text, substitute_for text, statement_id uuid"
)
NOMINATION: Final = bulk.columns(
    "class_id text, cadre text, state text, nominated_on date, substitute text, reason text, "
    "rule text, article text, evidence uuid[]"
)
SUBSTITUTION: Final = bulk.columns(
    "class_id text, cadre text, substitute text, approved bool, credit text, reason text, "
    "rule text, article text, evidence uuid[]"
)
QUOTA: Final = bulk.columns(
    "class_id text, unit text, allocated int4, named int4, attended int4, cadres text[], "
    "reason text, rule text, article text, evidence uuid[]"
)


class Classes(OfSubjects):
    """The classes that the log speaks of, by short id."""

    name = "classes"
    version = "2"
    rooms = ("projections.classes", "projections.selection")
    topics = TOPICS
    tables: ClassVar = {
        "class": LIFE,
        "class_finding": FINDING,
        "class_attendance": TRAINEE,
        "class_nomination": NOMINATION,
        "class_substitution": SUBSTITUTION,
        "class_quota": QUOTA,
    }
    kind = CLASS

    def fold(self, subject: Subject) -> Rows:
        """A class as its reports show it: by what stands and has happened."""
        if not subject.kinds.of(*TOPICS):
            return Rows(rows={})
        found, file = life(subject), file_of(subject)
        return Rows(
            rows={
                "class": [_life(found)],
                "class_finding": list(_findings(found)),
                "class_attendance": list(_trainees(subject)),
                "class_nomination": list(_of_each(file, "nominations", NOMINATION)),
                "class_substitution": list(_of_each(file, "substitutions", SUBSTITUTION)),
                "class_quota": list(_of_each(file, "quotas", QUOTA)),
            },
            wakes_on=_wakes_on(subject),
        )


CLASSES: Final = Classes()


def _wakes_on(subject: Subject) -> date | None:
    """The next day that changes a class though nothing is recorded: its first, or the one after its
    last, by what is planned or attended."""
    days = [first_day(subject)]
    days += [day_after(day) for day in (last_day(subject), planned_end(subject)) if day]
    return min((day for day in days if day and day > subject.as_of.today), default=None)


def _life(found: ClassLife) -> tuple[Any, ...]:
    own = {
        "class_id": found.training_class,
        "declaration": found.declaration.verdict,
        "declared_on": found.declaration.declared_on,
        "declare_by": found.declaration.latest,
        "findings": [one.value for one in row_of(found).findings],
        "observers": list(found.observers),
    }
    return tuple(own[name] if name in own else getattr(found, name) for name in LIFE)


def _findings(found: ClassLife) -> Iterator[tuple[Any, ...]]:
    for heeded, some in ((True, found.findings), (False, found.unheeded)):
        for one in some:
            members = list(one.members)
            known = (one.code.value, one.day, heeded, one.rule, one.article, one.evidence, members)
            yield found.training_class, *known


def _trainees(subject: Subject) -> Iterator[tuple[Any, ...]]:
    for one in attendance(subject):
        own = {"class_id": subject.key, "last_day": one.end}
        yield tuple(own[name] if name in own else getattr(one, name) for name in TRAINEE)


def _of_each(file: ClassFile, rows: str, columns: bulk.Columns) -> Iterator[tuple[Any, ...]]:
    """Records that are called as the columns are, each after the class."""
    _, *names = columns
    for one in getattr(file, rows):
        yield file.row.training_class, *(_plain(getattr(one, name)) for name in names)


def _plain(value: Any) -> Any:
    """A code by its name, several texts as an array."""
    if isinstance(value, tuple):
        return value if value and not isinstance(value[0], str) else list(value)
    return getattr(value, "value", value)
