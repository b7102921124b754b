"""What training is needed, what surveys tell of it, and how units and cadres are assessed."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.http.errors import BadRequestError
from api.reports.answering import AnswerRoute
from api.reports.asking import MOST, After, Asks, Cadre, InUnit, Limit, Year, year_or
from lrs.event.log import Log
from lrs.message import message
from projections.answers import needs as inquiries
from projections.answers.assessments import cadres_assessed
from projections.answers.basis import Answers, Basis
from projections.answers.surveys import survey_result
from projections.case.windows import Half, half_named, half_of
from projections.needs.surveys import surveys
from projections.reports.assessment import AssessmentAnswer, assessment_answer
from projections.reports.needs import (
    NeedsAnswer,
    NeedsFileAnswer,
    RenewalAnswer,
    needs_answer,
    needs_file_answer,
    renewal_answer,
)
from projections.reports.surveys import (
    SurveyAnswer,
    SurveysAnswer,
    survey_answer,
    surveys_answer,
)

router = APIRouter(tags=["needs"], route_class=AnswerRoute)

SurveyId = Annotated[str, Path(description="a survey's short id")]
Kind = Annotated[
    str | None, Query(description="only these: census, key_class or standing", max_length=40)
]
OfHalf = Annotated[
    str | None, Query(description="a half-year, such as 2010-H1; default: that of today")
]


@router.get("/surveys", summary="The surveys of needs, page by page (A1-5)")
async def all_surveys(
    asking: Asks, kind: Kind = None, after: After = "", limit: Limit = 100
) -> SurveysAnswer:
    """Every survey that was opened or closed, with no word of what was answered."""

    def read(_: Answers, __: Log, basis: Basis) -> SurveysAnswer:
        asking.visible(basis)
        found = surveys(basis.reference, basis.as_of)
        return surveys_answer(found, basis, kind=kind, after=after, limit=limit)

    return await asking.answer(read)


@router.get("/surveys/{survey:path}", summary="What is published of a survey (A1-5)")
async def one_survey(asking: Asks, survey: SurveyId) -> SurveyAnswer:
    """How many chose what, once the survey is closed. Who answered is nowhere in the store, and a
    count of fewer than the policy's `min_cell` is null. A what-if may raise that number and never
    lower it."""

    def read(answers: Answers, log: Log, basis: Basis) -> SurveyAnswer:
        asking.visible(basis)
        found = answers.once(basis, ("survey", survey), lambda: survey_result(log, survey, basis))
        return survey_answer(found, basis)

    return await asking.answer(read)


@router.get("/reports/needs", summary="Training needs of a half-year, and what is owed (A1-8)")
async def needs(
    asking: Asks,
    half: OfHalf = None,
    unit: InUnit = None,
    after: After = "",
    limit: Limit = 100,
) -> NeedsAnswer:
    """The half-year's report, the censuses of the cycle, the key classes of the credit year with
    their surveys, and the recorded needs by unit, kind and method; of some units what concerns
    them."""

    def read(answers: Answers, log: Log, basis: Basis) -> NeedsAnswer:
        asked = _half(half, basis)
        units = asking.among(unit, basis)
        year = basis.policies.year_of(asked.last)
        recorded = answers.once(
            basis,
            ("needs", asked, units),
            lambda: list(inquiries.needs_of_half(log, asked, basis, units=units)),
        )
        classes = answers.once(
            basis,
            ("key classes", year, units),
            lambda: inquiries.key_classes(log, year, basis, units=units),
        )
        return needs_answer(asked, recorded, classes, basis, after=after, limit=limit)

    return await asking.answer(read)


def _half(text: str | None, basis: Basis) -> Half:
    """The half-year that is asked for. Raises BadRequestError."""
    if text is None:
        return half_of(basis.today)
    found = half_named(text)
    if found is None:
        raise BadRequestError(
            message("half: got {text!r}, expected a half-year such as 2010-H1", text=text[:40])
        )
    return found


@router.get("/reports/renewal", summary="The programmes of a year that are renewed (A1-8)")
async def renewal(
    asking: Asks, year: Year = None, after: After = "", limit: Limit = 100
) -> RenewalAnswer:
    """How many of a year's programmes are new or revised, of how many, and which."""

    def read(_: Answers, __: Log, basis: Basis) -> RenewalAnswer:
        asking.visible(basis)
        return renewal_answer(year_or(year, basis), basis, after=after, limit=limit)

    return await asking.answer(read)


@router.get("/reports/assessment", summary="The assessment of units and cadres (M4-3)")
async def assessment(
    asking: Asks,
    year: Year = None,
    unit: InUnit = None,
    after: After = "",
    limit: Annotated[int, Query(ge=1, le=MOST, description="at most so many cadres")] = 100,
) -> AssessmentAnswer:
    """The three steps of each unit, and of each member his report on learning, how many rated him,
    their mean and his score. Who rated is nowhere in the store, and a mean of fewer than the
    policy's `min_cell` ratings is null."""

    def read(_: Answers, log: Log, basis: Basis) -> AssessmentAnswer:
        asked, units = year_or(year, basis), asking.among(unit, basis)
        found = cadres_assessed(log, asked, basis, units=units, after=after)
        return assessment_answer(asked, found, basis, limit=limit)

    return await asking.answer(read)


@router.get("/cadres/{cadre:path}/needs", summary="A cadre's needs file (A1-9)")
async def needs_file(asking: Asks, cadre: Cadre) -> NeedsFileAnswer:
    """What a cadre was found to need, and the class that met it."""

    def read(answers: Answers, log: Log, basis: Basis) -> NeedsFileAnswer:
        return needs_file_answer(asking.dossier(answers, log, basis, cadre), basis)

    return await asking.answer(read)
