"""Who the cadres are, and what stands to each: identifiers, hours, eligibility, duty report."""

from datetime import date
from functools import partial
from operator import attrgetter
from typing import Annotated, Any

from fastapi import APIRouter, Query
from psycopg import Connection

from api.http.errors import BadRequestError
from api.http.parameters import day
from api.reports.answering import AnswerRoute
from api.reports.asking import After, Asking, Asks, Cadre, Day, InUnit, Limit, Year, year_or
from lrs.event.log import Log
from lrs.message import message
from projections.answers.basis import Answers, Basis
from projections.answers.search import CADRE, search
from projections.reports import cadres as cadre_reports
from projections.reports.cadres import (
    BarsAnswer,
    DutyReportAnswer,
    EligibilityAnswer,
    HoursAnswer,
    WhoAnswer,
)
from projections.reports.paging import page
from projections.reports.personal_statement import PersonalStatementAnswer, personal_statement
from projections.tables import register
from projections.tables.register import RegisterAnswer

router = APIRouter(tags=["cadres"], route_class=AnswerRoute)

Sought = Annotated[
    str | None,
    Query(min_length=1, max_length=200, description="a name, an id, pinyin or its initials"),
]
YearFrom = Annotated[int | None, Query(ge=1, le=9998, description="first credit year")]
YearTo = Annotated[int | None, Query(ge=1, le=9998, description="last credit year")]
MOST_YEARS = 50


@router.get("/cadres", summary="The register, page by page")
async def cadres(
    asking: Asks, unit: InUnit = None, q: Sought = None, after: After = "", limit: Limit = 100
) -> RegisterAnswer:
    """Each cadre with name, unit, level and management; those one may see. Without `known_at` and
    `today` as the projections have them now (`settled`), else as the log tells; with `q` those who
    fit, the best first, as in `/search`."""
    return await asking.answer_from_both(
        partial(register_of, asking, unit=unit, q=q, after=after, limit=limit)
    )


def register_of(
    asking: Asking,
    _: Answers,
    reader: Log,
    conn: Connection[Any],
    basis: Basis,
    *,
    unit: str | None,
    q: str | None,
    after: str,
    limit: int,
) -> RegisterAnswer:
    """A page of the register, or of those in it who fit what is looked for. Raises ScopeError."""
    units = asking.among(unit, basis)
    if q is not None:
        fit = search(q, basis, kinds=(CADRE,), visible=units)
        some, following = page(fit, attrgetter("place"), after=after, limit=limit)
        return register.page_of_some(reader, basis, [one.id for one in some], following)
    if asking.question.known_at is None and asking.question.today is None:
        return register.page(conn, basis, units=units, after=after, limit=limit)
    return register.page_as_known(reader, basis, units=units, after=after, limit=limit)


@router.get("/cadres/{cadre:path}/hours", summary="Study hours against the target (A2-2)")
async def hours(asking: Asks, cadre: Cadre) -> HoursAnswer:
    """A cadre's hours by cycle, and the hours or the reason for none of each statement."""

    def read(answers: Answers, reader: Log, basis: Basis) -> HoursAnswer:
        dossier = asking.dossier(answers, reader, basis, cadre)
        return cadre_reports.hours(dossier, basis)

    return await asking.answer(read)


@router.get(
    "/cadres/{cadre:path}/eligibility", summary="Promotion, in-post training, probation (M4-5)"
)
async def eligibility(asking: Asks, cadre: Cadre, reference: Day = None) -> EligibilityAnswer:
    """Whether a cadre may become a candidate on a reference date (default: `today`). `eligible` is
    `undecided` while it rests on a year that has not ended; `states` says how far each is."""
    asked: date | None = None if reference is None else day("reference", reference)

    def read(answers: Answers, reader: Log, basis: Basis) -> EligibilityAnswer:
        dossier = asking.dossier(answers, reader, basis, cadre)
        return cadre_reports.promotion(dossier, basis, asked or basis.today)

    return await asking.answer(read)


@router.get("/cadres/{cadre:path}/bars", summary="What a cadre is barred from in a year (A3-18)")
async def bars(asking: Asks, cadre: Cadre, year: Year = None) -> BarsAnswer:
    """Whether a cadre may be appraised excellent and be commended for a year, and why not: barred,
    allowed, or `undecided` until the `state` of the year is `ended`. Who was not assessed in it is
    not barred."""

    def read(answers: Answers, reader: Log, basis: Basis) -> BarsAnswer:
        dossier = asking.dossier(answers, reader, basis, cadre)
        return cadre_reports.barred(dossier, basis, year_or(year, basis))

    return await asking.answer(read)


@router.get("/cadres/{cadre:path}/duty-report", summary="The learning part of a duty report (M4-5)")
async def duty_report(
    asking: Asks, cadre: Cadre, first: YearFrom = None, last: YearTo = None
) -> DutyReportAnswer:
    """What a cadre learned, year by year, with lines to print; by default in the last two years. A
    line tells the grade once its year has ended."""

    def read(answers: Answers, reader: Log, basis: Basis) -> DutyReportAnswer:
        until = basis.policies.year_of(basis.today) if last is None else last
        since = until - 1 if first is None else first
        if not 0 <= until - since < MOST_YEARS:
            raise BadRequestError(
                message(
                    "first, last: expected 1 to {most_years} years in order", most_years=MOST_YEARS
                )
            )
        dossier = asking.dossier(answers, reader, basis, cadre)
        return cadre_reports.duty_report(dossier, basis, range(since, until + 1))

    return await asking.answer(read)


@router.get(
    "/cadres/{cadre:path}/personal-statement", summary="What stands of a cadre in a year (A3-3(4))"
)
async def statement_of(asking: Asks, cadre: Cadre, year: Year = None) -> PersonalStatementAnswer:
    """Who he is, his balances, the lines of the year with the reason of each zero, his hours, and
    what he may become or is barred from; as PDF the paper that is handed to him."""

    def read(answers: Answers, reader: Log, basis: Basis) -> PersonalStatementAnswer:
        dossier = asking.dossier(answers, reader, basis, cadre)
        return personal_statement(dossier, basis, year_or(year, basis))

    return await asking.answer(read)


@router.get("/cadres/{cadre:path}", summary="Who a cadre is, over time")
async def one(asking: Asks, cadre: Cadre) -> WhoAnswer:
    """A cadre's identifiers, units, levels, management and account; by any of his identifiers."""

    def read(answers: Answers, reader: Log, basis: Basis) -> WhoAnswer:
        return cadre_reports.cadre(asking.dossier(answers, reader, basis, cadre), basis)

    return await asking.answer(read)
