"""Learning in figures, by any of its dimensions, with totals that add up; the courses there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Depends, Query
from psycopg import Connection

from api.http.errors import BadRequestError
from api.http.parameters import day
from api.reports.answering import AnswerRoute
from api.reports.asking import After, Asking, Asks, Day, InUnit, Limit, check_order
from lrs.event.log import Log
from lrs.message import message
from lrs.statement.years import FIRST_YEAR, LAST_YEAR
from projections.answers.acts import NOBODY
from projections.answers.basis import Answers, Basis
from projections.answers.learned import Learned, learned
from projections.credits.channels import CHANNELS
from projections.reports.answer import unit_names
from projections.reports.catalogue import CatalogueAnswer
from projections.reports.catalogue import catalogue as catalogue_report
from projections.tables.answering import as_known, table_basis
from projections.tables.learning import (
    DIMENSIONS,
    Filter,
    Groups,
    LearningAnswer,
    learning,
    learning_answer,
)
from projections.tables.ledgers import named

router = APIRouter(tags=["reports"], route_class=AnswerRoute)

MOST: Final = 10_000
_FILTERS: Final = ("year", "month", "course", "category", "channel", "cadre")

By = Annotated[
    str, Query(description=f"comma-separated, of {', '.join(DIMENSIONS)}; empty: the total alone")
]
Only = Annotated[str | None, Query(description="only this one")]
OnlyYear = Annotated[
    int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR, description="only this credit year")
]
Month = Annotated[
    str | None,
    Query(description="only this one, such as 2010-03", pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$"),
]
Channel = Annotated[str | None, Query(description=f"only one of {', '.join(CHANNELS)}")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LearningAsked:
    """Which learning is asked for, and by what it is grouped."""

    by: By = "unit"
    begin: Annotated[Day, Query(alias="from")] = None
    end: Annotated[Day, Query(alias="to")] = None
    unit: InUnit = None
    year: OnlyYear = None
    month: Month = None
    course: Only = None
    category: Only = None
    channel: Channel = None
    cadre: Only = None
    after: Annotated[str | None, Query(description="`next` of the page before")] = None
    limit: Annotated[int, Query(ge=1, le=MOST, description="at most so many groups")] = 1000

    @property
    def values(self) -> dict[str, str]:
        """The one value of each dimension that only one is asked of, but for the unit."""
        given = {name: getattr(self, name) for name in _FILTERS}
        return {name: str(value) for name, value in given.items() if value is not None}


AsksLearning = Annotated[LearningAsked, Depends()]


@router.get("/reports/learning", summary="Learning by unit, month, course, ... (A2-3, R30)")
async def learning_report(asked: AsksLearning, asking: Asks) -> LearningAnswer:
    """Lines of the ledger with their credits, and hours. Days are those of the acts; the unit is
    the cadre's on that day. The total is that of all groups of all pages. What is known now comes
    from the projections, up to `settled` and as of `today`, the day to which they are folded; as of
    any other day, or by another policy, everything is folded from the log, which takes a while for
    a city: ask for a unit where that is enough. What belongs to nobody in a unit stands under no
    unit (`null`), and in the total."""
    _dimensions(asked.by)  # what is asked wrong is told before anything is read
    return await asking.answer_from_both(partial(learning_of, asking, asked))


def learning_of(
    asking: Asking,
    asked: LearningAsked,
    answers: Answers,
    reader: Log,
    conn: Connection[Any],
    basis: Basis,
) -> LearningAnswer:
    """The learning that is asked for. Raises BadRequestError and ScopeError."""
    dimensions = _dimensions(asked.by)
    last = _after(asked.after, dimensions)
    if asked.channel is not None and asked.channel not in CHANNELS:
        raise BadRequestError(
            message("channel: expected one of {channels}", channels=", ".join(CHANNELS))
        )
    first_day, last_day = _span(asked.begin, asked.end)
    is_now = asking.is_of_now
    units = asking.among(asked.unit, basis)
    wanted = Filter(begin=first_day, end=last_day, units=units, values=asked.values)

    def look() -> Groups:
        lines: Iterable[Learned] | None = None
        if not is_now:
            apart = wanted.columns(dimensions)
            known = named(conn) if units is None else NOBODY
            lines = learned(answers.sharing, reader, basis, units, apart=apart, named=known)
        return learning(conn, dimensions, wanted, after=last, limit=asked.limit, lines=lines)

    own = table_basis(conn, basis, units) if is_now else as_known(basis)
    # Tables that have come to the basis hold what is known at it, which cannot change.
    is_certain = (own["settled"], own["today"]) == (basis.position, basis.today)
    about = ("learning", is_now, tuple(dimensions), wanted.told, tuple(last), asked.limit)
    found = answers.lasting(reader, basis, about, look) if is_certain else look()
    return learning_answer(own, dimensions, found, partial(unit_names, basis=basis))


@router.get("/catalogue", summary="What each course is worth, and how many there are (A2-3, R33)")
async def catalogue(
    asking: Asks, category: Only = None, after: After = "", limit: Limit = 100
) -> CatalogueAnswer:
    """The courses of the catalogue with their latest value, and how many each category has."""

    def read(_: Answers, __: Log, basis: Basis) -> CatalogueAnswer:
        return catalogue_report(basis, category=category, after=after, limit=limit)

    return await asking.answer(read)


def _span(begin: str | None, end: str | None) -> tuple[date | None, date | None]:
    """The first and the last day; None: without bound. Raises BadRequestError."""
    first = None if begin is None else day("from", begin)
    last = None if end is None else day("to", end)
    if first is not None and last is not None:
        check_order(first, last)
    return first, last


def _dimensions(by: str) -> list[str]:
    names = [name for name in by.split(",") if name]
    if not set(names) <= DIMENSIONS.keys() or len(set(names)) < len(names):
        raise BadRequestError(
            message(
                "by: got {by!r}, expected some of {dimensions}, each once",
                by=by[:80],
                dimensions=", ".join(DIMENSIONS),
            )
        )
    return names


def _after(token: str | None, dimensions: Sequence[str]) -> list[str]:
    if token is None:
        return []
    try:
        values = orjson.loads(token)
    except orjson.JSONDecodeError:
        values = None
    if (
        not isinstance(values, list)
        or len(values) != len(dimensions)
        or not all(isinstance(value, str) for value in values)
    ):
        raise BadRequestError("after: expected the `next` of a page of the same report")
    return values
