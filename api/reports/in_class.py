"""What was learned within a class: problems, tests, electives, reading, blocks, forums."""

from fastapi import APIRouter

from api.reports.answering import AnswerRoute
from api.reports.asking import MOST, After, Asking, Asks, ClassId, Limit, not_read
from lrs.event.log import Log
from projections.answers.basis import Answers, Basis, UnknownSubjectError
from projections.answers.in_class import OfClass, class_learning
from projections.reports import in_class as reports
from projections.words.things import CLASS

router = APIRouter(tags=["classes"], route_class=AnswerRoute)


@router.get("/classes/{class_id:path}/problems", summary="The problems of a class (M2-2)")
async def problems(
    asking: Asks, class_id: ClassId, after: After = "", limit: Limit = MOST
) -> reports.ProblemsAnswer:
    """How many problems the trainees were to hand in and did, how many were routed to a teaching
    office, answered, and taken up for research; who still owes some."""

    def read(answers: Answers, log: Log, basis: Basis) -> reports.ProblemsAnswer:
        found, units = _learned(asking, answers, log=log, class_id=class_id, basis=basis)
        return reports.problems(found, basis, units=units, after=after, limit=limit)

    return await asking.answer(read)


@router.get("/classes/{class_id:path}/learning", summary="What trainees did within a class (M3-3)")
async def learning(
    asking: Asks, class_id: ClassId, after: After = "", limit: Limit = MOST
) -> reports.ClassLearningAnswer:
    """Of each trainee the tests, the elective, the books, the reading club, the courses by block
    and the forums; of the class its book list, blocks and modules."""

    def read(answers: Answers, log: Log, basis: Basis) -> reports.ClassLearningAnswer:
        found, units = _learned(asking, answers, log=log, class_id=class_id, basis=basis)
        return reports.learning(found, basis, units=units, after=after, limit=limit)

    return await asking.answer(read)


def _learned(
    asking: Asking, answers: Answers, *, log: Log, class_id: str, basis: Basis
) -> tuple[OfClass, frozenset[str] | None]:
    """What was learned within a class, and the units of whose trainees is told, None: all.

    Who does not read all is refused a class that nobody of his units attended as one that is not
    there. Raises ScopeError and UnknownSubjectError.
    """
    units, name = asking.visible(basis), CLASS.id(class_id)
    try:
        found = answers.once(basis, ("in class", name), lambda: class_learning(log, name, basis))
    except UnknownSubjectError:
        if units is None:
            raise
        raise not_read() from None
    if units is not None and not found.shown(units):
        raise not_read()
    return found, units
