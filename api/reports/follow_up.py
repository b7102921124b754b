"""The follow-up of classes over one to three years: of a class, a cadre, an institution, of all."""

from collections import Counter
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from psycopg import Connection

from api.http.errors import BadRequestError
from api.http.parameters import day
from api.reports.answering import AnswerRoute
from api.reports.asking import After, Asking, Asks, Cadre, Day, InUnit, Limit, not_read
from lrs.event.log import Log
from lrs.message import message
from projections.answers import follow_up
from projections.answers.basis import Answers, Basis, UnknownSubjectError
from projections.case.windows import half_named, half_of
from projections.follow_up.tally import Tallied
from projections.reports import follow_up_report
from projections.reports.cadre_follow_up import CadreFollowUpAnswer, cadre_answer
from projections.reports.class_follow_up import ClassFollowUpAnswer, class_answer
from projections.reports.due import UNDONE, Due, DueAnswer, due_answer, due_in_log
from projections.reports.follow_up_report import (
    FollowUpReport,
    FollowUpsAnswer,
    every_class,
    follow_ups_answer,
)
from projections.reports.institution_follow_up import (
    InstitutionFollowUpAnswer,
    institution_answer,
)
from projections.reports.paging import page
from projections.reports.sample import SampleAnswer, sample_answer
from projections.tables import follow_up as tables
from projections.tables.due import due as due_now

router = APIRouter(tags=["follow-up"], route_class=AnswerRoute)

ClassId = Annotated[str, Path(description="a class's short id, or its IRI, percent-encoded")]
Institution = Annotated[str, Path(description="a training institution's short id")]
HalfYear = Annotated[
    str | None, Query(description="a half-year, such as 2010-H1; default: that of today")
]
OpenOrClosed = Annotated[
    Literal["open", "closed", "all"],
    Query(description="of follow-ups that are open, those that are closed, or all"),
]
StateOfDue = Annotated[Due | None, Query(description="only what is so far; default: all")]
ClassesOfPage = Annotated[int, Query(ge=1, le=100, description="at most so many classes")]


@router.get("/follow-up", summary="The classes that are followed up (A4)")
async def under_follow_up(
    asking: Asks,
    state: OpenOrClosed = "open",
    unit: InUnit = None,
    after: After = "",
    limit: Limit = 100,
) -> FollowUpsAnswer:
    """Each class with the period of its follow-up and how many of its items are overdue; of some
    units those that one of them held or a member attended. What is known now comes from the
    projections, up to `position` and as of `today`; as of any other day all is folded from the log,
    which takes a while for a city."""
    is_now = asking.is_now

    def read(answers: Answers, log: Log, conn: Connection[Any], basis: Basis) -> FollowUpsAnswer:
        units = asking.among(unit, basis)
        wanted = None if state == "all" else state
        there = tables.as_of(conn, basis) if is_now else None
        if there is not None:
            found = tables.classes(
                conn, there, state=wanted, units=units, after=after, limit=limit + 1
            )
            return follow_ups_answer(found, there, limit=limit)
        every = answers.once(basis, "follow-ups", lambda: every_class(log, basis))
        asked = (
            one
            for one in every
            if one.told.training_class > after
            and wanted in (None, one.told.state)
            and (units is None or one.concerns(units))
        )
        return follow_ups_answer((one.told for one in asked), basis, limit=limit)

    return await asking.answer_from_both(read)


@router.get("/follow-up/due", summary="The calendar of all follow-ups: what is due when (A4)")
async def due(
    asking: Asks,
    state: StateOfDue = None,
    unit: InUnit = None,
    after: After = "",
    limit: Limit = 100,
) -> DueAnswer:
    """What is not done in the follow-ups that are open, by the last day, the class and the item:
    overdue, open, and not yet open. Of some units what one of them owes as the institution of a
    class, and what is owed by who belongs to one. Where it comes from is as with `/follow-up`."""
    return await asking.answer_from_both(
        partial(due_of, asking, state=state, unit=unit, after=after, limit=limit)
    )


def due_of(
    asking: Asking,
    answers: Answers,
    log: Log,
    conn: Connection[Any],
    basis: Basis,
    *,
    state: Due | None,
    unit: str | None,
    after: str,
    limit: int,
) -> DueAnswer:
    """A page of what is due after a place in the list. Raises ScopeError."""
    states = UNDONE if state is None else (state,)
    units = asking.among(unit, basis)
    there = tables.as_of(conn, basis) if asking.is_now else None
    if there is not None:
        found, counts = due_now(
            conn, there, units=units, states=states, after=after, limit=limit + 1
        )
        return due_answer(found, counts, there, after="", limit=limit)
    every = answers.once(
        basis,
        ("due", units, states),
        lambda: due_in_log(log, basis, units=units, states=states),
    )
    counts = Counter[str]()
    for one in every:
        counts[one.state] += one.count
    return due_answer(every, counts, basis, after=after, limit=limit)


@router.get("/reports/follow-up", summary="What is due, late and done of all follow-ups (A4)")
async def report(
    asking: Asks, until: Day = None, unit: InUnit = None, after: After = "", limit: Limit = 100
) -> FollowUpReport:
    """Of the items that are due by a day (default: `today`) how many are done, late, open and
    overdue, by the institution that owes them or whose trainees do, and by the unit of the
    trainees. Where it comes from is as with `/follow-up`."""
    is_now = asking.is_now
    asked = None if until is None else day("until", until)

    def read(answers: Answers, log: Log, conn: Connection[Any], basis: Basis) -> FollowUpReport:
        visible = asking.among(unit, basis)
        there = tables.as_of(conn, basis) if is_now else None
        rests_on = there or basis
        last = asked or rests_on.today

        def look() -> Counter[Tallied]:
            if there is not None:
                return tables.tally(conn, until=last, today=there.today)
            return follow_up.tallied(log, basis, until=last)

        counts = answers.once(rests_on, ("follow-up", last, is_now), look)
        return follow_up_report.report(
            counts, rests_on, until=last, visible=visible, after=after, limit=limit
        )

    return await asking.answer_from_both(read)


@router.get("/classes/{class_id:path}/follow-up", summary="The follow-up of a class (A4)")
async def of_class(
    asking: Asks, class_id: ClassId, after: After = "", limit: Limit = 100
) -> ClassFollowUpAnswer:
    """Its days, the state of every item of the class and of each trainee, what visits found, who
    follows it up, and what is amiss. Who reads the reports of some units sees their trainees; who
    reads those of the institution that held the class sees all."""

    def read(_: Answers, log: Log, basis: Basis) -> ClassFollowUpAnswer:
        return class_for(asking, log, basis, class_id, after=after, limit=limit)

    return await asking.answer(read)


def class_for(
    asking: Asking, log: Log, basis: Basis, class_id: str, *, after: str, limit: int
) -> ClassFollowUpAnswer:
    """The follow-up of a class as the credential may see it. Raises ScopeError and
    UnknownSubjectError."""
    found, visible = _class(asking, log, class_id, basis)
    return class_answer(found, basis, visible=visible, after=after, limit=limit)


@router.get("/classes/{class_id:path}/sample", summary="The sample of a class, to draw it again")
async def sample(asking: Asks, class_id: ClassId) -> SampleAnswer:
    """Seed, frame and draw with the verdict of an auditor, and the visits to those drawn, year by
    year (A4-6(2)); for who sees all trainees of the class. docs/redraw_sample.py draws again."""

    def read(_: Answers, log: Log, basis: Basis) -> SampleAnswer:
        found, visible = _class(asking, log, class_id, basis)
        if visible is not None:
            raise not_read()
        return sample_answer(found, basis)

    return await asking.answer(read)


@router.get("/cadres/{cadre:path}/follow-up", summary="A cadre's years after each class (A4)")
async def of_cadre(
    asking: Asks, cadre: Cadre, after: After = "", limit: ClassesOfPage = 20
) -> CadreFollowUpAnswer:
    """What followed each of his classes as one line of time, and beside it credits, hours, courses
    and grades before, during and after the class. The classes come by their last day."""

    def read(answers: Answers, log: Log, basis: Basis) -> CadreFollowUpAnswer:
        dossier = asking.dossier(answers, log, basis, cadre)
        ends = follow_up.attended_by(dossier)
        some, following = page(sorted(ends), str, after=after, limit=limit)
        found = follow_up.cadre_follow_ups(log, dossier, [ends[one] for one in some], basis)
        return cadre_answer(dossier, found, basis, following=following)

    return await asking.answer(read)


@router.get("/institutions/{institution:path}/follow-up", summary="A half-year's report (A4-7(3))")
async def of_institution(
    asking: Asks, institution: Institution, half: HalfYear = None
) -> InstitutionFollowUpAnswer:
    """The classes that an institution follows up in a half-year, how far self-evaluations,
    summaries, seminars, visits and feedback are, what was found, and the two reports. For who reads
    the reports of the institution, or all."""

    is_now = asking.is_now

    def read(
        answers: Answers, log: Log, conn: Connection[Any], basis: Basis
    ) -> InstitutionFollowUpAnswer:
        asking.check_unit(institution, basis)
        asked = half_of(basis.today) if half is None else half_named(half)
        if asked is None:
            raise BadRequestError(
                message("half: got {half!r}, expected such as 2010-H1", half=str(half)[:40])
            )
        there = tables.as_of(conn, basis) if is_now else None
        if there is not None:
            classes = tables.held_by(conn, institution, first=asked.first, last=asked.last)
        else:
            every = answers.once(basis, "classes held", lambda: follow_up.held(log, basis))
            classes = [name for name, by in every.items() if institution in by]
        rests_on = there or basis
        found = follow_up.institution_half(log, institution, asked, rests_on, classes=classes)
        persons = follow_up.visited(found, rests_on)
        return institution_answer(institution, found, rests_on, persons)

    return await asking.answer_from_both(read)


def _class(
    asking: Asking, log: Log, class_id: str, basis: Basis
) -> tuple[follow_up.OfClass, frozenset[str] | None]:
    """A class, and the units whose trainees may be seen; None where all may: by who reads all, or
    the reports of the institution that held it.

    Who sees none of them is refused, as with a class that the log never names. Raises ScopeError
    and UnknownSubjectError.
    """
    visible = asking.visible(basis)
    try:
        found = follow_up.class_follow_up(log, class_id, basis)
    except UnknownSubjectError:
        if visible is None:
            raise
        raise not_read() from None
    if visible is None or found.institution in visible:
        return found, None
    if not any(found.unit(cadre) in visible for cadre in found.persons):
        raise not_read()
    return found, visible
