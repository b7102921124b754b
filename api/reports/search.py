"""Search: who and what somebody means, by a name, an id or the initials of its pinyin."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api.reports.answering import AnswerRoute
from api.reports.asking import After, Asks, Limit
from lrs.event.log import Log
from projections.answers.basis import Answers, Basis
from projections.answers.search import KINDS, search
from projections.reports.search import SearchAnswer, search_answer

router = APIRouter(tags=["search"], route_class=AnswerRoute)

Wanted = Annotated[
    str, Query(min_length=1, max_length=200, description="a name, an id, pinyin or its initials")
]
Kind = Annotated[
    Literal["cadre", "unit", "course", "class"] | None,
    Query(description="only these; default: cadres, units, courses and classes"),
]


@router.get("/search", summary="Cadres, units, courses and classes by name, id or pinyin")
async def find(
    asking: Asks, q: Wanted, kind: Kind = None, after: After = "", limit: Limit = 20
) -> SearchAnswer:
    """The best first. A cadre is found by the names that he had before, too, as known at the
    position; of cadres, units and classes those that one may see."""

    def read(_: Answers, log: Log, basis: Basis) -> SearchAnswer:
        kinds = KINDS if kind is None else (kind,)
        found = search(q, basis, kinds=kinds, visible=asking.visible(basis))
        return search_answer(q, found, log, basis, after=after, limit=limit)

    return await asking.answer(read)
