"""The follow-up of classes over one to three years: of a class, a cadre, an institution, of all."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.http.errors import BadRequestError
from api.reports.answering import AnswerRoute
from api.reports.asking import After, Asks, Cadre, Limit
from lrs.event.log import Log
from projections.answers import follow_up
from projections.answers.basis import Answers, Basis
from projections.answers.people import Person
from projections.case.windows import half_named, half_of
from projections.reports.cadre_follow_up import CadreFollowUpAnswer, cadre_answer
from projections.reports.class_follow_up import ClassFollowUpAnswer, class_answer
from projections.reports.institution_follow_up import (
    InstitutionFollowUpAnswer,
    institution_answer,
)
from projections.reports.paging import page
from projections.reports.sample import SampleAnswer, sample_answer

router = APIRouter(tags=["follow-up"], route_class=AnswerRoute)

ClassId = Annotated[str, Path(description="a class's short id, or its IRI, percent-encoded")]
Institution = Annotated[str, Path(description="a training institution's short id")]
HalfYear = Annotated[
    str | None, Query(description="a half-year, such as 2010-H1; default: that of today")
]
ClassesOfPage = Annotated[int, Query(ge=1, le=100, description="at most so many classes")]


@router.get("/classes/{class_id:path}/follow-up", summary="The follow-up of a class (A4)")
async def of_class(
    asking: Asks, class_id: ClassId, after: After = "", limit: Limit = 100
) -> ClassFollowUpAnswer:
    """Its days, the state of every item of the class and of each trainee, what visits found, who
    follows it up, and what is amiss. Who reads the reports of some units sees their trainees; who
    reads those of the institution that held the class sees all."""

    def read(_: Answers, log: Log, basis: Basis) -> ClassFollowUpAnswer:
        found = follow_up.class_follow_up(log, class_id, basis)
        visible = _visible(asking, found, basis)
        return class_answer(found, basis, visible=visible, after=after, limit=limit)

    return await asking.answer(read)


@router.get("/classes/{class_id:path}/sample", summary="The sample of a class, to draw it again")
async def sample(asking: Asks, class_id: ClassId) -> SampleAnswer:
    """Seed, frame and draw with the verdict of an auditor, and the visits to those drawn, year by
    year (A4-6(2)); for who sees all trainees of the class. docs/redraw_sample.py draws again."""

    def read(_: Answers, log: Log, basis: Basis) -> SampleAnswer:
        found = follow_up.class_follow_up(log, class_id, basis)
        if _visible(asking, found, basis) is not None:
            asking.check_unit(None, basis)
        return sample_answer(found, basis)

    return await asking.answer(read)


@router.get("/cadres/{cadre:path}/follow-up", summary="A cadre's years after each class (A4)")
async def of_cadre(
    asking: Asks, cadre: Cadre, after: After = "", limit: ClassesOfPage = 20
) -> CadreFollowUpAnswer:
    """What followed each of his classes as one line of time, and beside it credits, hours, courses
    and grades before, during and after the class. The classes come by their last day."""

    def read(answers: Answers, log: Log, basis: Basis) -> CadreFollowUpAnswer:
        person = Person(dossier=asking.dossier(answers, log, basis, cadre))
        ends = follow_up.attended_by(person)
        some, following = page(sorted(ends), str, after=after, limit=limit)
        found = follow_up.cadre_follow_ups(log, person, [ends[one] for one in some], basis)
        return cadre_answer(person, found, basis, following=following)

    return await asking.answer(read)


@router.get("/institutions/{institution:path}/follow-up", summary="A half-year's report (A4-7(3))")
async def of_institution(
    asking: Asks, institution: Institution, half: HalfYear = None
) -> InstitutionFollowUpAnswer:
    """The classes that an institution follows up in a half-year, how far self-evaluations,
    summaries, seminars, visits and feedback are, what was found, and the two reports. For who reads
    the reports of the institution, or all."""

    def read(_: Answers, log: Log, basis: Basis) -> InstitutionFollowUpAnswer:
        asking.check_unit(institution, basis)
        asked = half_of(basis.today) if half is None else half_named(half)
        if asked is None:
            raise BadRequestError(f"half: got {str(half)[:40]!r}, expected such as 2010-H1")
        found = follow_up.institution_half(log, institution, asked, basis)
        return institution_answer(institution, found, basis)

    return await asking.answer(read)


def _visible(asking: Asks, found: follow_up.OfClass, basis: Basis) -> frozenset[str] | None:
    """The units whose trainees may be seen, None where all may.

    Who sees none of them is refused, as with a class of which nothing is known.
    """
    visible = asking.visible(basis)
    if visible is None or found.institution in visible:
        return None
    if not any(found.unit(cadre) in visible for cadre in found.persons):
        asking.check_unit(None, basis)
    return visible
