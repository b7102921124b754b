"""The catalogue of courses as one question sees it (A2-3, Q10, Q12)."""

from collections.abc import Callable, Iterable
from datetime import datetime

from lrs.event.references import LONGEST_CHAIN
from projections.case.decisions import AsOf
from projections.facts.course_facts import CourseCatalogued
from projections.facts.order import in_order
from projections.words.names import name_in

EntriesOf = Callable[[str, AsOf], Iterable[CourseCatalogued]]
"""The entries of a course that stand as of a question."""


class Catalogue:
    """The catalogue as of a question: each course is looked up once, however many took it.

    It keeps one row of entries for each course that was asked for.
    """

    def __init__(self, standing: EntriesOf, as_of: AsOf) -> None:
        self.as_of = as_of
        self._standing = standing
        self._entries: dict[str, tuple[CourseCatalogued, ...]] = {}

    def name(self, course: str) -> str | None:
        """What a course is called by its latest entry that names it, by the end of the day."""
        return next((name for one in self._of(course) if (name := name_in(one.label))), None)

    def is_there(self, course: str) -> bool:
        """Whether any entry of a course stands."""
        return bool(self._of(course))

    def entry(self, course: str, at: datetime) -> CourseCatalogued | None:
        """The entry for an act at `at`: the latest that is not after it."""
        return self.version(course, at)[0]

    def subject(self, course: str, at: datetime) -> str:
        """What a course was as a subject at `at`: a new version is the same one, unless the
        catalogue made it a new subject by then (Q12); a run is that of the course it is a run of.

        Runs are followed as far as all references. Where courses are runs of each other in a
        circle, the least of their ids names them all.
        """
        return self.version(course, at)[1]

    def same_as(self, course: str, at: datetime) -> str | None:
        """The course that a course is a run of at `at`, None where it is none."""
        return self._own(course, at)[2]

    def version(self, course: str, at: datetime) -> tuple[CourseCatalogued | None, str]:
        """The entry and the subject of a course at `at`."""
        entry, subject, same_as = self._own(course, at)
        if same_as is None:
            return entry, subject
        runs = [course]
        while same_as is not None and len(runs) < LONGEST_CHAIN:
            if same_as in runs:
                return entry, min(runs[runs.index(same_as) :])
            runs.append(same_as)
            _, subject, same_as = self._own(same_as, at)
        return entry, subject

    def _own(self, course: str, at: datetime) -> tuple[CourseCatalogued | None, str, str | None]:
        """The entry of a course at `at`, what it is as a subject, and what it is a run of."""
        entry: CourseCatalogued | None = None
        for one in self._entries.get(course) or self._of(course):
            if one.occurred <= at:
                entry = entry or one
                if one.same_as is not None and one.same_as != course:
                    return entry, course, one.same_as
                if one.new_subject:
                    return entry, f"{course} {one.statement_id}", None
        return entry, course, None

    def _of(self, course: str) -> tuple[CourseCatalogued, ...]:
        """The entries of a course, the latest first."""
        found = self._entries.get(course)
        if found is None:
            standing = in_order(self._standing(course, self.as_of))
            found = self._entries[course] = tuple(reversed(standing))
        return found
