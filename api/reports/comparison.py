"""What was known then beside what is known now, for whoever reads the reports of a cadre or unit.

Auditors ask the same of anybody, and of a whole year, at `/audit/as-of`.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from fastapi import APIRouter

from api.http.errors import BadRequestError
from api.reports.answering import AnswerRoute
from api.reports.asking import Asking, Asks, Cadre, Unit, Year
from lrs.event.log import Log
from projections.answers.basis import Answers, Basis
from replay.history.answer import Asked
from replay.history.both_axes import AsOfAnswer, as_of_answer

router = APIRouter(tags=["reports"], route_class=AnswerRoute)

NO_MOMENT: Final = "name with known_at as of when, such as known_at=2010-12-31"

Check = Callable[[Answers, Log, Basis], Any]
"""Raises what an asker is told who does not read what he asks about, as known at a basis."""


@router.get("/cadres/{cadre:path}/as-of", summary="A cadre as known then, and as known now")
async def of_cadre(asking: Asks, cadre: Cadre, year: Year = None) -> AsOfAnswer:
    """Each of his numbers by what was known at `known_at`, beside what is known now of that same
    day, and the statements that became known in between and made them differ."""

    def check(answers: Answers, log: Log, basis: Basis) -> None:
        asking.dossier(answers, log, basis, cadre)

    return await _both(asking, Asked(cadre=cadre, year=year), check)


@router.get("/units/{unit:path}/as-of", summary="A unit in a year as known then, and as known now")
async def of_unit(asking: Asks, unit: Unit, year: Year = None) -> AsOfAnswer:
    """Its standing and the credits and grade of each member, by what was known at `known_at` and by
    what is known now of that same day, and the statements that moved its standing in between."""

    def check(_: Answers, __: Log, basis: Basis) -> None:
        asking.check_unit(unit, basis)

    return await _both(asking, Asked(unit=unit, year=year), check)


async def _both(asking: Asking, asked: Asked, check: Check) -> AsOfAnswer:
    question = asking.question
    if question.known_at is None:
        raise BadRequestError(NO_MOMENT)

    def read(answers: Answers, log: Log, then: Basis) -> AsOfAnswer:
        unheld = replace(question, known_at=None, today=then.today)
        now = answers.basis(log, unheld, beside=then)
        for one in (then, now):  # either alone he would be refused where he does not read it
            check(answers, log, one)
        return as_of_answer(log, asked, then=then, now=now)

    return await asking.answer(read)
