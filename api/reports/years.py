"""Reports on a year: the circular, its drift, the cycle, and who lags behind."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from fastapi import APIRouter
from psycopg import Connection

from api.http.errors import BadRequestError
from api.http.parameters import day, known
from api.reports.answering import AnswerRoute
from api.reports.asking import (
    MOST,
    After,
    Asking,
    Asks,
    Day,
    InUnit,
    Limit,
    UnitsOfPage,
    Year,
    reads_units,
    year_or,
)
from lrs.event.log import Log
from projections.answers.basis import Answers, Basis, UnknownSubjectError
from projections.answers.cut_off import CutOff, Fixed, fixed_on
from projections.answers.drift_inquiry import DriftPage, Touched, drift_of, touched_by
from projections.answers.inquiries import (
    at_risk_on,
    check_unit,
    circular_on,
    report_on_cycle,
)
from projections.answers.known_now import at_risk_now, circular_now, report_on_cycle_now
from projections.answers.people import names_of
from projections.compliance.members import member_of
from projections.compliance.pace import AtRisk, at_risk
from projections.reports import years
from projections.reports.drift import DriftAnswer
from projections.reports.drift import drift as drift_answer
from projections.reports.editions import CreditYearAnswer, year_answer
from projections.reports.years import AtRiskAnswer, CircularAnswer, CycleAnswer
from projections.tables.ahead import ahead_of
from projections.year_close.circular import Circular

router = APIRouter(tags=["years"], route_class=AnswerRoute)


@router.get("/reports/circular", summary="The circular on a year (A3-16)")
async def circular(
    asking: Asks,
    year: Year = None,
    unit: InUnit = None,
    after: After = "",
    limit: UnitsOfPage = None,
) -> CircularAnswer:
    """Figures, units and names as known at the cut-off: `known_at`, else that of the publication,
    else the close of the year; where the log knew nothing by then, the end of the first day on
    which it knew a policy and somebody in a unit. `cut_off` says which. It is one document; with a
    `limit` it comes unit by unit, with the figures of the whole. Nobody is named and no unit judged
    before the `state` of the year is `ended`."""

    def read(answers: Answers, reader: Log, basis: Basis) -> CircularAnswer:
        fixed = fixed_on(answers, reader, basis, asking.question, year_or(year, basis))
        found = circular_of(
            asking,
            answers,
            reader=reader,
            basis=basis,
            fixed=fixed,
            year=year_or(year, basis),
            unit=unit,
        )
        return years.circular(found, fixed, basis, after=after, limit=limit)

    return await asking.answer(read)


def circular_of(
    asking: Asking,
    answers: Answers,
    *,
    reader: Log,
    basis: Basis,
    fixed: Fixed,
    year: int,
    unit: str | None = None,
) -> Circular:
    """The circular on a year at its cut-off, over the units that one may see; made once where it
    cannot change."""
    units, state = asking.among(unit, fixed.basis), basis.reached.of_year(year)
    if asking.is_of_now and fixed.by is CutOff.NOW:
        found = circular_now(answers, reader, year, fixed.basis, state=state, units=units)
        if found is not None:
            return found
    return answers.lasting(
        reader,
        fixed.basis,
        ("circular", year, units, state),
        lambda: circular_on(
            reader, year, fixed.basis, state=state, units=units, sharing=answers.sharing
        ),
    )


@router.get("/reports/year", summary="How far a credit year has come (A3-14, A3-16)")
async def state_of_year(asking: Asks, year: Year = None, unit: InUnit = None) -> CreditYearAnswer:
    """The state of a credit year, for all or for a `unit`: reported, inspected, published, opened
    again, corrected; each step with its statement and who recorded it, and each edition of its
    results with the cut-off that it rests on."""

    def read(_: Answers, reader: Log, basis: Basis) -> CreditYearAnswer:
        if unit is not None:
            asking.check_unit(unit, basis)
            check_unit(reader, unit)
        return year_answer(year_or(year, basis), basis, unit=unit)

    return await asking.answer(read)


@router.get("/reports/cycle", summary="The summary of a cycle (A3-16)")
async def cycle(
    asking: Asks,
    year: Year = None,
    unit: InUnit = None,
    after: After = "",
    limit: UnitsOfPage = None,
) -> CycleAnswer:
    """Who reached the credits and hours of the cycle that holds a year, by unit; with a `limit` it
    comes unit by unit, with the figures of the whole. Nobody is short of a cycle before its `state`
    is `ended`."""

    def read(answers: Answers, reader: Log, basis: Basis) -> CycleAnswer:
        asked = year_or(year, basis)
        units = asking.among(unit, basis)
        if units is None and asking.is_of_now:
            found = report_on_cycle_now(answers, reader, asked, basis)
        else:
            found = answers.lasting(
                reader,
                basis,
                ("cycle", asked, units),
                lambda: report_on_cycle(reader, asked, basis, units=units, sharing=answers.sharing),
            )
        return years.cycle(found, basis, after=after, limit=limit)

    return await asking.answer(read)


@router.get("/reports/drift", summary="What was learned about a year afterwards")
async def drift(
    asking: Asks,
    year: Year = None,
    against: Day = None,
    unit: InUnit = None,
    after: After = "",
    limit: Limit = MOST,
) -> DriftAnswer:
    """Whose year differs from what was known on an earlier day (default: the cut-off, as in
    the circular), then and now, and because of which statements; `statements` tells who recorded
    these, and where they stand in the log. A page looks at no more cadres than it needs: it may
    have fewer than `limit`, and the last one has no `next`."""

    def read(answers: Answers, reader: Log, conn: Connection[Any], basis: Basis) -> DriftAnswer:
        asked = year_or(year, basis)
        question = replace(asking.question, today=None)
        if against is not None:
            at = known("against", against)
            earlier = answers.basis(reader, replace(question, known_at=at), beside=basis)
            fixed = Fixed(basis=earlier, by=CutOff.ASKED, known_at=at)
            _check_earlier(earlier, answers.basis(reader, question))
        else:
            unasked = replace(question, known_at=None)
            fixed = fixed_on(answers, reader, basis, unasked, asked)
        then = fixed.basis
        units = asking.among(unit, basis)

        since = (then.position, then.today, then.policies.digest)

        def touch() -> Touched:
            days = sorted((then.today, basis.today))
            ahead = ahead_of(conn, after=days[0], until=days[1])
            return touched_by(reader, asked, then=then, now=basis, units=units, ahead=ahead)

        def look() -> tuple[DriftPage, Mapping[str, str | None]]:
            touched = answers.lasting(reader, basis, ("touched", asked, units, since), touch)
            found = drift_of(
                reader,
                asked,
                then=then,
                now=basis,
                touched=touched,
                units=units,
                after=after,
                limit=limit,
            )
            return found, names_of({*found.drift.changed, *found.drift.regraded}, basis)

        about = ("drift", asked, units, since, after, limit)
        found, names = answers.lasting(reader, basis, about, look)
        return drift_answer(found, fixed, basis, names)

    return await asking.answer_from_both(read)


@router.get("/reports/at-risk", summary="Who is below the pace for the year and the cycle")
async def risk(
    asking: Asks,
    on: Day = None,
    unit: InUnit = None,
    after: After = "",
    limit: Limit = 100,
) -> AtRiskAnswer:
    """Cadres whose credits lag behind the part of the year or cycle that has passed by a day."""
    asking = on_day(asking, on)

    def read(answers: Answers, reader: Log, basis: Basis) -> AtRiskAnswer:
        year = basis.policies.year_of(basis.today)
        behind = behind_pace(asking, answers, reader=reader, basis=basis, unit=unit)
        return years.at_risk(behind, year, basis, after=after, limit=limit)

    return await asking.answer(read)


def on_day(asking: Asking, on: str | None) -> Asking:
    """The question as of another day. Raises BadRequestError where `today` names one, too."""
    if on is None:
        return asking
    if asking.question.today is not None:
        raise BadRequestError("on, today: both name the day; give one")
    return replace(asking, question=replace(asking.question, today=day("on", on)))


def behind_pace(
    asking: Asking, answers: Answers, *, reader: Log, basis: Basis, unit: str | None = None
) -> tuple[AtRisk, ...]:
    """Who is behind the pace of the day, of the units that one may see, by cadre; who sees himself
    alone is told whether he is."""
    units = asking.among(unit, basis)
    if unit is None and not reads_units(asking.credential):
        return _own_pace(asking, answers, reader=reader, basis=basis)

    def look() -> tuple[AtRisk, ...]:
        return at_risk_on(reader, basis, units=units, sharing=answers.sharing)

    found = at_risk_now(answers, reader, basis, units=units) if asking.is_of_now else None
    return answers.lasting(reader, basis, ("at risk", units), look) if found is None else found


def _own_pace(asking: Asking, answers: Answers, *, reader: Log, basis: Basis) -> tuple[AtRisk, ...]:
    """How far he is behind whose own the credential is; nothing where he is not, or where the log
    never names him."""
    year = basis.policies.year_of(basis.today)
    found = []
    for one in asking.own(basis):
        with suppress(UnknownSubjectError):
            found.append(member_of(answers.dossier(reader, one, basis), year))
    return at_risk(found, basis.today, basis.policies)


def _check_earlier(then: Basis, now: Basis) -> None:
    """Raises BadRequestError where what is compared was known later than what it is compared to."""
    if then.position > now.position or then.today > now.today:
        raise BadRequestError(
            "against: got a day later than `known_at`, expected an earlier one: drift tells what "
            "was learned since"
        )
