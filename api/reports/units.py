"""Units in their tree: who answers for them, who belongs to them, what they still owe."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.reports.answering import AnswerRoute
from api.reports.asking import MOST, After, Asks, Limit, Unit, Year, year_or
from lrs.event.log import Log
from projections.answers.basis import Answers, Basis
from projections.answers.inquiries import check_unit, dossiers, members
from projections.answers.unit_years import years_of_unit
from projections.reports import units
from projections.reports.unit_years import UnitYearsAnswer, unit_years
from projections.year_close.unit_years import MOST_YEARS

YEARS = 10
"""Credit years that are told of a unit where nobody asks for so many."""

LastYears = Annotated[
    int, Query(ge=1, le=MOST_YEARS, description="so many credit years, the last ones")
]

router = APIRouter(tags=["units"], route_class=AnswerRoute)


@router.get("/units/{unit:path}/members", summary="Members of a year, and what each is missing")
async def unit_members(
    asking: Asks, unit: Unit, year: Year = None, after: After = "", limit: Limit = MOST
) -> units.MembersAnswer:
    """The members of a unit in a credit year: credits, hours, posts, plans, online learning. The
    verdict and the online learning of the unit are those of all pages."""

    def read(answers: Answers, reader: Log, basis: Basis) -> units.MembersAnswer:
        asking.check_unit(unit, basis)
        check_unit(reader, unit)
        asked = year_or(year, basis)

        def look() -> units.MembersAnswer:
            found = list(members(reader, basis, asked, units=[unit]))
            return units.unit_members(unit, found, asked, basis)

        def has_more(found: units.MembersAnswer) -> bool:
            return len(found.members) > limit

        whole = answers.once(basis, ("members", unit, asked), look, worth=has_more)
        return units.page_of_members(whole, after=after, limit=limit)

    return await asking.answer(read)


@router.get("/units/{unit:path}/deadlines", summary="What a unit owes for a year (A3-14, M4-5)")
async def deadlines(
    asking: Asks, unit: Unit, year: Year = None, after: After = "", limit: Limit = MOST
) -> units.DeadlinesAnswer:
    """Result and plan with due days, the state of the year, and the members' own deadlines: of so
    many members a page, whether they owe anything or not."""

    def read(_: Answers, reader: Log, basis: Basis) -> units.DeadlinesAnswer:
        asking.check_unit(unit, basis)
        check_unit(reader, unit)
        asked = year_or(year, basis)
        found = dossiers(reader, basis, asked, units=[unit], after=after)
        return units.unit_deadlines(unit, found, asked, basis, limit=limit)

    return await asking.answer(read)


@router.get("/units/{unit:path}/years", summary="How a unit did over the years (A2-3, A3-18)")
async def over_the_years(asking: Asks, unit: Unit, years: LastYears = YEARS) -> UnitYearsAnswer:
    """One row a credit year: how many are assessed, qualified and not, how near that is to barring
    the unit, the verdict, and whether the results are published or provisional. Each is what
    `/units/{id}/compliance` says of that year by the same question."""

    def read(answers: Answers, reader: Log, basis: Basis) -> UnitYearsAnswer:
        asking.check_unit(unit, basis)
        found = years_of_unit(answers, reader, unit, basis, is_of_now=asking.is_of_now)
        return unit_years(unit, found, basis, limit=years)

    return await asking.answer(read)


@router.get("/units/{unit:path}", summary="A unit in the tree, and who is responsible (A2-6)")
async def one(asking: Asks, unit: Unit) -> units.WhichUnitAnswer:
    """A unit's kind, what stands above and below it, its first and direct responsible persons."""

    def read(_: Answers, reader: Log, basis: Basis) -> units.WhichUnitAnswer:
        asking.check_unit(unit, basis)
        check_unit(reader, unit)
        return units.unit(unit, basis)

    return await asking.answer(read)
