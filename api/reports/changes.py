"""The feed of results over HTTP: what each position of the log, and each day, did."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from psycopg import Connection

from api.http.parameters import LONGEST_WAIT, ParameterError
from api.reports.answering import AnswerRoute
from api.reports.asking import Asking, Asks, Limit
from api.reports.sealed_places import PURPOSE, is_sealed, opened, sealed
from lrs.event.log import Log
from projections.answers.basis import Answers, Basis
from projections.answers.between import Ahead
from projections.case.decisions import AsOf
from projections.tables.ahead import ahead_of
from replay.feed.answer import ChangesAnswer, changes_answer
from replay.feed.asked import Asked
from replay.feed.classes import said_of_classes
from replay.feed.feed import page_of
from replay.feed.handed_over import handed_over
from replay.feed.names_said import everybody_of
from replay.feed.papers_said import papers_said
from replay.feed.place import Place, PlaceError

router = APIRouter(tags=["changes"], route_class=AnswerRoute)

AfterPlace = Annotated[
    str,
    Query(
        description="a position of the log, or what an answer gave as `next`; default: 0, from the "
        "beginning"
    ),
]
Wait = Annotated[
    int,
    Query(
        ge=0,
        le=LONGEST_WAIT,
        description="where nothing was recorded after the position yet, wait so many seconds for "
        "it; then the page may be empty",
    ),
]


@router.get("/changes", summary="What each position did: the feed of results")
async def changes(
    asking: Asks, after: AfterPlace = "0", limit: Limit = 100, wait: Wait = 0
) -> ChangesAnswer:
    """What became known after a place, in the order in which it did: lines credited, or of nothing
    with the reason; balances, grades and hours that moved; findings, applications, what was set
    aside; papers that are used twice; the states of classes and of each item of their follow-up,
    what fell due among them; the verdicts of units in each credit year, with how many are assessed
    and unqualified. A day that brought something by itself comes before what was stored on it. The
    same is told while statements come in, a year later and after a rebuild, so that `next` can be
    kept for ever. A page has up to `limit` changes of a cadre, a class, a paper or a unit, and may
    be empty while `more` is true. Who reads the reports of some units alone sees these, those who
    belonged to them then, and of a class what is of these or of all of it; who reads its
    institution sees all of it."""
    del wait  # the server waits before it has the page made (api.relay.waiting)
    key = asking.services.store.key_for(PURPOSE)
    place = _place(after, key)

    def read(answers: Answers, log: Log, conn: Connection[Any], basis: Basis) -> ChangesAnswer:
        asked = _asked(asking, answers, log, conn, basis)
        sees_all = asking.visible(basis) is None
        # Who could have an id of his choice sealed, or begin behind it, could try ids one by one.
        begun = place if sees_all or is_sealed(after) else place.of_moment
        page = page_of(asked, begun, limit=limit)
        answer = changes_answer(page, basis)
        return answer if sees_all else replace(answer, next=sealed(page.next, key))

    return await asking.answer_from_both(read)


def _place(after: str, key: bytes) -> Place:
    try:
        return opened(after, key)
    except PlaceError as error:
        raise ParameterError("after", after, error.expected) from error


def _asked(
    asking: Asking, answers: Answers, log: Log, conn: Connection[Any], basis: Basis
) -> Asked:
    sees_all = asking.visible(basis) is None

    def visible(unit: str | None, as_of: AsOf) -> bool:
        then = replace(basis, position=as_of.known, today=as_of.today)
        return sees_all or unit in (asking.visible(then) or ())

    def ahead(after: date, until: date) -> Ahead:
        return ahead_of(conn, after=after, until=until)

    return Asked(
        log=log,
        basis=basis,
        everybody=everybody_of(answers, log, basis),
        classes=said_of_classes(answers, log, basis),
        papers=papers_said(answers, basis),
        ahead=ahead,
        visible=visible,
        handed=handed_over(answers, basis),
    )
