"""For auditors: the biography of a number, and what it is explained by."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Request

from api.http.errors import BadRequestError
from api.http.language import language_of
from api.reports.answering import AnswerRoute
from api.reports.asking import After, Audits, Limit, Year
from lrs.event.log import Log
from lrs.statement.years import FIRST_YEAR, LAST_YEAR
from projections.answers.basis import Answers, Basis
from replay.explain.answer import About, ExplainAnswer, Explained, explained
from replay.history.answer import Asked, BiographyAnswer, biography_answer, steps_of
from replay.history.both_axes import AsOfAnswer, as_of_answer
from replay.history.change import Kind

router = APIRouter(prefix="/audit", tags=["audit"], route_class=AnswerRoute)

OfCadre = Annotated[
    str | None, Query(description="the cadre, by his id in the register or an agent's identifier")
]
OfUnit = Annotated[str | None, Query(description="the unit, by its short id")]
OfClass = Annotated[str | None, Query(alias="class", description="the class, by its short id")]
OfKind = Annotated[
    Kind | None,
    Query(
        description="only numbers of this kind; by default all but the lines of the ledger, "
        "findings and applications"
    ),
]
OfYear = Annotated[
    int | None,
    Query(ge=FIRST_YEAR, le=LAST_YEAR, description="only this credit year; default: all"),
]
YearAsOf = Annotated[
    int | None,
    Query(
        ge=FIRST_YEAR,
        le=LAST_YEAR,
        description="credit year; default: of today, of a cadre all of his",
    ),
]
OfNumber = Annotated[About, Query(description="which number of a cadre is explained")]
Since = Annotated[
    int, Query(ge=0, lt=2**63, description="only what became known after this position")
]


@router.get("/history", summary="The biography of a number: every change, by what and by whom")
async def history(  # each parameter of the query is one of the function
    asking: Audits,
    cadre: OfCadre = None,
    unit: OfUnit = None,
    training_class: OfClass = None,
    year: OfYear = None,
    kind: OfKind = None,
    since: Since = 0,
    after: After = "",
    limit: Limit = 100,
) -> BiographyAnswer:
    """Of one cadre, unit or class: each change of its balances, verdicts and states in the order in
    which it became known, with the statements that made it, who recorded them and how late. What
    days alone brought has no position."""
    check_one(cadre, unit, training_class)

    def read(answers: Answers, log: Log, basis: Basis) -> BiographyAnswer:
        asked = Asked(
            cadre=cadre,
            unit=unit,
            training_class=training_class,
            year=year,
            kinds=() if kind is None else (kind,),
            since=since,
        )
        steps = answers.lasting(log, basis, ("history", asked), lambda: steps_of(log, asked, basis))
        return biography_answer(steps, asked, basis, after=after, limit=limit)

    return await asking.answer(read)


def check_one(*named: str | None) -> None:
    """Raises BadRequestError unless exactly one of these is named."""
    if sum(one is not None for one in named) != 1:
        raise BadRequestError("name one of cadre, unit and class: whose history it is")


@router.get("/as-of", summary="What was known then, and what is known now of the same day")
async def as_of(
    asking: Audits,
    cadre: OfCadre = None,
    unit: OfUnit = None,
    year: YearAsOf = None,
    after: After = "",
    limit: Limit = 100,
) -> AsOfAnswer:
    """Of one cadre, of a unit in a year, or of a whole year: every number as it was known at
    `known_at`, beside what is known now of that same day, with the changes in between and the
    statements that brought them. Of a whole year: how many have which grade, on the first page,
    and then whose credits or grade differ and because of which statements, by cadre."""
    if asking.question.known_at is None:
        raise BadRequestError("name with known_at as of when, such as known_at=2010-12-31")
    if cadre is not None and unit is not None:
        raise BadRequestError("name a cadre or a unit, not both")
    question = asking.question

    def read(answers: Answers, log: Log, then: Basis) -> AsOfAnswer:
        unheld = replace(question, known_at=None, today=then.today)
        now = answers.basis(log, unheld, beside=then)
        asked = Asked(cadre=cadre, unit=unit, year=year)
        if cadre is not None or unit is not None:
            return as_of_answer(log, asked, then=then, now=now)

        def make() -> AsOfAnswer:
            return as_of_answer(log, asked, then=then, now=now, after=after, limit=limit)

        about = ("as-of", year, then.position, then.policies.digest, after, limit)
        return answers.lasting(log, now, about, make)

    return await asking.answer(read)


@router.get("/explain", summary="Why a number is what it is, and what it would take to be another")
async def explain(  # each parameter of the query is one of the function
    asking: Audits,
    request: Request,
    cadre: OfCadre = None,
    unit: OfUnit = None,
    training_class: OfClass = None,
    about: OfNumber = About.BALANCE,
    year: Year = None,
) -> ExplainAnswer:
    """A balance, hours or eligibility of a cadre, the verdict on a unit, the items of the follow-up
    of a class: down to the lines of the ledger, rules with articles and policies, statements with
    their positions and who recorded them, decisions, voids, what they rest on and what a cap cut;
    and what is missing. `sentences` are in the language of `lang` or `Accept-Language`."""
    if unit is not None or training_class is None:
        check_one(cadre, unit, training_class)
    asked = Explained(cadre=cadre, unit=unit, training_class=training_class, about=about, year=year)
    language = language_of(request)

    def read(answers: Answers, log: Log, basis: Basis) -> ExplainAnswer:
        return explained(answers, log, asked, basis, language=language)

    return await asking.answer(read)
