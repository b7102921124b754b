"""Classes: pages of them, one whole, who attended it, and a year of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query
from psycopg import Connection

from api.reports.answering import AnswerRoute
from api.reports.asking import After, Asking, Asks, ClassId, InUnit, Limit, Year, not_read, year_or
from lrs.event.log import Log
from projections.answers.basis import Answers, Basis, UnknownSubjectError
from projections.answers.class_files import ClassFile, class_of, file_of
from projections.answers.people import Person, people
from projections.case.subject import Subject
from projections.classes.attendance import attendance
from projections.classes.life import life
from projections.reports import classes as class_reports
from projections.reports.classes import ClassesAsked, concerns
from projections.tables.class_lists import source
from projections.words.things import CLASS

router = APIRouter(tags=["classes"], route_class=AnswerRoute)

State = Annotated[
    str | None, Query(description="only classes in this state, such as running or closed")
]
Held = Annotated[str | None, Query(description="only classes that this institution holds")]


@router.get("/classes", summary="The classes, page by page")
async def classes(
    asking: Asks,
    year: Year = None,
    state: State = None,
    institution: Held = None,
    unit: InUnit = None,
    after: After = "",
    limit: Limit = 100,
) -> class_reports.ClassesPage:
    """Each class with its days, its state, its declaration and what is amiss in it. Who reads the
    reports of some units alone sees those that concern a cadre of theirs. What is known now comes
    from the projections, up to `position` and as of `today`; all else is folded from the log."""
    is_now = asking.is_now

    def read(
        answers: Answers, log: Log, conn: Connection[Any], basis: Basis
    ) -> class_reports.ClassesPage:
        found = source(answers, log, conn, basis, is_now=is_now)
        units = asking.among(unit, basis)
        asked = ClassesAsked(year=year, state=state, institution=institution, units=units)
        rows = found.rows(asked, after=after, limit=limit + 1)
        return class_reports.classes_page(rows, found.basis, limit=limit)

    return await asking.answer_from_both(read)


@router.get("/reports/classes", summary="The classes of a year, and what was expected (M3-4, M4-2)")
async def year_of_classes(
    asking: Asks, year: Year = None, unit: InUnit = None, after: After = "", limit: Limit = 100
) -> class_reports.ClassesOfYear:
    """How many classes of a year are how far, which were not declared or approved, and whether the
    classified training was held. Where it comes from is as with `/classes`."""
    is_now = asking.is_now

    def read(
        answers: Answers, log: Log, conn: Connection[Any], basis: Basis
    ) -> class_reports.ClassesOfYear:
        found = source(answers, log, conn, basis, is_now=is_now)
        asked = ClassesAsked(year=year_or(year, found.basis), units=asking.among(unit, basis))
        rows = found.rows(asked, after="", limit=None)
        return class_reports.classes_of_year(
            year_or(year, found.basis), rows, found.basis, after=after, limit=limit
        )

    return await asking.answer_from_both(read)


@router.get("/classes/{class_id:path}/attendance", summary="Who attended a class")
async def attendance_of(
    asking: Asks, class_id: ClassId, after: After = "", limit: Limit = 100
) -> class_reports.AttendancePage:
    """Who attended a class or was to attend it. Who reads the reports of some units alone sees
    their cadres."""

    def read(_: Answers, log: Log, basis: Basis) -> class_reports.AttendancePage:
        seen = _seen(asking, log, basis, class_id)
        return class_reports.attendance_page(
            seen.file,
            attendance(seen.subject),
            basis,
            cadres=seen.cadres,
            after=after,
            limit=limit,
        )

    return await asking.answer(read)


@router.get("/classes/{class_id:path}", summary="A class, from its plan to its closing (M4-2)")
async def training_class(asking: Asks, class_id: ClassId) -> class_reports.ClassAnswer:
    """The state of a class, its declaration, its observers, what is amiss in it, and who was to
    attend it. Who reads the reports of some units alone sees of persons their cadres, and is
    refused a class that concerns none."""

    def read(_: Answers, log: Log, basis: Basis) -> class_reports.ClassAnswer:
        return class_for(asking, log, basis, class_id)

    return await asking.answer(read)


def class_for(asking: Asking, log: Log, basis: Basis, class_id: str) -> class_reports.ClassAnswer:
    """A class as the credential may see it. Raises ScopeError and UnknownSubjectError."""
    seen = _seen(asking, log, basis, class_id)
    known = {**people({one.cadre for one in seen.file.nominations}, basis), **seen.known}
    return class_reports.class_answer(
        life(seen.subject), seen.file, basis, known, visible=asking.visible(basis)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A class as a reader sees it: `cadres` are those of the class whom he may see, `known` all of
    the class where it depends on their units whom he may."""

    subject: Subject
    file: ClassFile
    cadres: Collection[str]
    known: Mapping[str, Person]


def _seen(asking: Asking, log: Log, basis: Basis, class_id: str) -> _Seen:
    """A class that the credential may see.

    Who does not read all is refused an unknown class as one that concerns nobody of his. Raises
    ScopeError and UnknownSubjectError.
    """
    visible = asking.visible(basis)
    try:
        subject = class_of(log, CLASS.id(class_id), basis)
    except UnknownSubjectError:
        if visible is None:
            raise
        raise not_read() from None
    found = file_of(subject)
    if visible is None:
        return _Seen(subject=subject, file=found, cadres=found.concerned, known={})
    known = people(found.concerned, basis)
    units = {cadre: one.unit(basis.today) for cadre, one in known.items()}
    if not concerns(found, units, visible):
        raise not_read()
    own = [cadre for cadre, unit in units.items() if unit in visible]
    return _Seen(subject=subject, file=found, cadres=own, known=known)
