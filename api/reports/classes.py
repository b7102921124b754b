"""Classes: pages of them, one whole, who attended it; a year of classes and of selection."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query

from api.reports.answering import AnswerRoute
from api.reports.asking import After, Asking, Asks, ClassId, InUnit, Limit, Year, not_read, year_or
from lrs.event.log import Log
from projections.answers.basis import Answers, Basis, UnknownSubjectError
from projections.answers.class_files import (
    ClassFile,
    class_files,
    class_of,
    file_of,
    known_classes,
    memberships,
)
from projections.answers.people import Person, people
from projections.answers.selection import selection_of
from projections.case.membership import unit_on
from projections.case.subject import Memberships, Subject
from projections.classes.attendance import attendance
from projections.classes.life import life
from projections.reports import classes as class_reports
from projections.reports import selection as selection_reports
from projections.reports.classes import Chosen, concerns
from projections.selection.learners import learners
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
    reports of some units alone sees those that concern a cadre of theirs."""
    chosen = Chosen(year=year, state=state, institution=institution)

    def read(answers: Answers, log: Log, basis: Basis) -> class_reports.ClassesPage:
        found = _visible(asking, answers, log, basis, unit)
        rows = (one.row for one in found if chosen.has(one.row))
        return class_reports.classes_page(rows, basis, after=after, limit=limit)

    return await asking.answer(read)


@router.get("/reports/classes", summary="The classes of a year, and what was expected (M3-4, M4-2)")
async def year_of_classes(
    asking: Asks, year: Year = None, unit: InUnit = None, after: After = "", limit: Limit = 100
) -> class_reports.ClassesOfYear:
    """How many classes of a year are how far, which were not declared or approved, and whether the
    classified training was held."""

    def read(answers: Answers, log: Log, basis: Basis) -> class_reports.ClassesOfYear:
        found = _visible(asking, answers, log, basis, unit)
        rows = (one.row for one in found)
        return class_reports.classes_of_year(
            year_or(year, basis), rows, basis, after=after, limit=limit
        )

    return await asking.answer(read)


@router.get("/reports/selection", summary="How the trainees of a year were chosen (M4-1)")
async def selection(
    asking: Asks, year: Year = None, unit: InUnit = None, after: After = "", limit: Limit = 100
) -> selection_reports.SelectionReport:
    """Nominations and what became of them, quotas and rotation plans by unit, and each case: who
    was absent, outside the groups, substituted without approval, or trained again too soon."""

    def read(answers: Answers, log: Log, basis: Basis) -> selection_reports.SelectionReport:
        units = asking.among(unit, basis)
        asked = year_or(year, basis)
        found = answers.once(
            basis,
            ("selection", asked),
            lambda: selection_of(
                asked, _files(answers, log, basis), _members(answers, log, basis), log, basis
            ),
        )
        return selection_reports.selection_report(
            found, basis, log, units=units, after=after, limit=limit
        )

    return await asking.answer(read)


@router.get("/reports/coverage", summary="Whom training reaches, and whom not for long (A5)")
async def coverage(
    asking: Asks, unit: InUnit = None, after: After = "", limit: Limit = 100
) -> selection_reports.CoverageReport:
    """Of the cadres with a unit on the day how many attended a class in the cycle, by unit, and
    who has attended none for long."""

    def read(answers: Answers, log: Log, basis: Basis) -> selection_reports.CoverageReport:
        units = asking.among(unit, basis)
        known = learners(
            _members(answers, log, basis), [one.attended for one in _files(answers, log, basis)]
        )
        return selection_reports.coverage_report(
            known.values(), basis, log, units=units, after=after, limit=limit
        )

    return await asking.answer(read)


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
            log,
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
        seen = _seen(asking, log, basis, class_id)
        known = {**people({one.cadre for one in seen.file.nominations}, log, basis), **seen.known}
        return class_reports.class_answer(
            life(seen.subject), seen.file, basis, known, visible=asking.visible(basis)
        )

    return await asking.answer(read)


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
    known = people(found.concerned, log, basis)
    units = {cadre: one.unit(basis.today) for cadre, one in known.items()}
    if not concerns(found, units, visible):
        raise not_read()
    own = [cadre for cadre, unit in units.items() if unit in visible]
    return _Seen(subject=subject, file=found, cadres=own, known=known)


def _visible(
    asking: Asking, answers: Answers, log: Log, basis: Basis, unit: str | None
) -> Iterable[ClassFile]:
    """The classes that the credential may see or that concern a unit, by id."""
    found, units = _files(answers, log, basis), asking.among(unit, basis)
    if units is None:
        return found
    of_cadres = {
        cadre: unit_on(made, basis.today) for cadre, made in _members(answers, log, basis).items()
    }
    return [one for one in found if concerns(one, of_cadres, units)]


def _files(answers: Answers, log: Log, basis: Basis) -> list[ClassFile]:
    """The files of all classes, by id."""
    return answers.once(
        basis, "class files", lambda: list(class_files(log, known_classes(log, basis), basis))
    )


def _members(answers: Answers, log: Log, basis: Basis) -> Memberships:
    """Everybody who ever belonged to a unit, with where he did."""
    return answers.once(basis, "memberships", lambda: memberships(log, basis))
