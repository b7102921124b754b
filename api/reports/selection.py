"""Selection: how the trainees of a year were chosen, and whom training reaches."""

from typing import Any

from fastapi import APIRouter
from psycopg import Connection

from api.reports.answering import AnswerRoute
from api.reports.asking import After, Asks, InUnit, Limit, Year, year_or
from lrs.event.log import Log
from projections.answers.basis import Answers, Basis
from projections.answers.selection import selection_of
from projections.reports import selection as selection_reports
from projections.selection.learners import learners
from projections.tables.class_lists import source

router = APIRouter(tags=["selection"], route_class=AnswerRoute)


@router.get("/reports/selection", summary="How the trainees of a year were chosen (M4-1)")
async def selection(
    asking: Asks, year: Year = None, unit: InUnit = None, after: After = "", limit: Limit = 100
) -> selection_reports.SelectionReport:
    """Nominations and what became of them, quotas and rotation plans by unit, and each case: who
    was absent, outside the groups, substituted without approval, or trained again too soon. Where
    it comes from is as with `/classes`."""
    is_now = asking.is_now

    def read(
        answers: Answers, log: Log, conn: Connection[Any], basis: Basis
    ) -> selection_reports.SelectionReport:
        classes = source(answers, log, conn, basis, is_now=is_now)
        of_year = year_or(year, classes.basis)
        found = answers.once(
            classes.basis,
            ("selection", of_year),
            lambda: selection_of(
                of_year, classes.files(of_year), classes.memberships(), log, classes.basis
            ),
        )
        units = asking.among(unit, basis)
        return selection_reports.selection_report(
            found, classes.basis, units=units, after=after, limit=limit
        )

    return await asking.answer_from_both(read)


@router.get("/reports/coverage", summary="Whom training reaches, and whom not for long (A5)")
async def coverage(
    asking: Asks, unit: InUnit = None, after: After = "", limit: Limit = 100
) -> selection_reports.CoverageReport:
    """Of the cadres with a unit on the day how many attended a class in the cycle, by unit, and
    who has attended none for long. Where it comes from is as with `/classes`."""
    is_now = asking.is_now

    def read(
        answers: Answers, log: Log, conn: Connection[Any], basis: Basis
    ) -> selection_reports.CoverageReport:
        classes = source(answers, log, conn, basis, is_now=is_now)
        known = answers.once(
            classes.basis,
            "learners",
            lambda: learners(classes.memberships(), [one.attended for one in classes.files(None)]),
        )
        units = asking.among(unit, basis)
        return selection_reports.coverage_report(
            known.values(), classes.basis, units=units, after=after, limit=limit
        )

    return await asking.answer_from_both(read)
