"""Reports on what training stands on: teachers, funds, sharing between schools."""

from fastapi import APIRouter

from api.reports.answering import AnswerRoute
from api.reports.asking import MOST, After, Asks, InUnit, Limit, Year, year_or
from lrs.event.log import Log
from projections.answers import resources as answers_on
from projections.answers.basis import Answers, Basis
from projections.reports import resources as reports

router = APIRouter(tags=["resources"], route_class=AnswerRoute)


@router.get("/reports/teachers", summary="The pool of teachers in a year (M4-6)")
async def teachers(
    asking: Asks, year: Year = None, unit: InUnit = None, after: After = "", limit: Limit = MOST
) -> reports.TeachersAnswer:
    """Who is in the pool at the end of a year, or by now, and whether the full-time ones were
    trained for as many days as the policy asks; with a unit those who teach at its schools."""

    def read(answers: Answers, log: Log, basis: Basis) -> reports.TeachersAnswer:
        asked, units = year_or(year, basis), asking.among(unit, basis)
        found = answers.once(
            basis,
            ("teachers", asked, units),
            lambda: answers_on.teachers_of(log, basis, asked, units=units),
        )
        return reports.teachers(found, basis, asked, after=after, limit=limit)

    return await asking.answer(read)


@router.get("/reports/funds", summary="The training funds of units in a year (M4-4)")
async def funds(
    asking: Asks, year: Year = None, unit: InUnit = None, after: After = "", limit: Limit = MOST
) -> reports.FundsAnswer:
    """What each unit sets aside of its payroll and what it should, exact and not rounded, and what
    it spent by purpose."""

    def read(answers: Answers, log: Log, basis: Basis) -> reports.FundsAnswer:
        asked, units = year_or(year, basis), asking.among(unit, basis)
        found = answers.once(
            basis,
            ("funds", asked, units),
            lambda: answers_on.funds_of(log, basis, asked, units=units),
        )
        return reports.funds(found, basis, asked, after=after, limit=limit)

    return await asking.answer(read)


@router.get("/reports/sharing", summary="What schools share in a year, by agreement (M3-5)")
async def sharing(
    asking: Asks, year: Year = None, unit: InUnit = None, after: After = "", limit: Limit = MOST
) -> reports.SharingAnswer:
    """Agreements with their letter, their review and their inspection, the teachers lent and the
    fees; and of each county its plan and its evaluation. With a unit those that it, or a unit below
    it, is a party to."""

    def read(answers: Answers, log: Log, basis: Basis) -> reports.SharingAnswer:
        asked, units = year_or(year, basis), asking.among(unit, basis)
        found = answers.once(
            basis,
            ("sharing", asked, units),
            lambda: answers_on.sharing_of(log, basis, asked, units=units),
        )
        return reports.sharing(found, basis, asked, after=after, limit=limit)

    return await asking.answer(read)
