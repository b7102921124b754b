"""The page of what is due in all follow-ups: a month of it, or a list of what is so far."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from psycopg import Connection

from api.http.errors import BadRequestError
from api.pages.choosing import NamedUnit, units_to_choose
from api.pages.frame import Frame
from api.pages.views import Said, View
from api.reports.answering import AnswerRoute
from api.reports.asking import After, Asks, InUnit, Limit
from api.reports.follow_up import StateOfDue, due_of
from lrs.event.log import Log
from lrs.message import message
from lrs.statement.years import FIRST_YEAR, LAST_YEAR
from projections.answers.basis import Answers, Basis
from projections.reports.answer import members
from projections.reports.due import UNDONE, DueAnswer, DueOfClass

router = APIRouter(route_class=AnswerRoute)

MOST: Final = 500
"""Items of a month that the page shows; all are in its table."""

OF_A_DAY: Final = 4
"""Items that a day of the month view names; all stand in the list below it."""

Month = Annotated[
    str | None,
    Query(description="a month, such as 2010-03", pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$"),
]


@dataclass(frozen=True, kw_only=True)
class CalendarPage(DueAnswer):
    """What is due in a month, or what is so far on whatever day."""

    month: str | None
    """The month, such as 2010-03; null for a list of what is so far."""
    unit: str | None
    """The unit that it is asked of; null: all that one may see."""
    choices: tuple[NamedUnit, ...]
    """The units that one may choose."""


@router.get("/follow-up/due", summary="What is due in a month, or is so far")
async def due(
    asking: Asks,
    month: Month = None,
    state: StateOfDue = None,
    unit: InUnit = None,
    after: After = "",
    limit: Limit = 100,
) -> CalendarPage:
    """The items of a month that are not done, by default of that of today; with a `state`, and
    without a month, all that are so far, page by page."""
    first = None if month is None else _first_of(month)

    is_list = first is None and (state is not None or bool(after))

    def read(answers: Answers, log: Log, conn: Connection[Any], basis: Basis) -> CalendarPage:
        begins = first or basis.today.replace(day=1)
        found = due_of(
            asking,
            answers,
            log,
            conn,
            basis,
            state=state,
            unit=unit,
            after=after if is_list else begins.isoformat(),
            limit=limit if is_list else MOST,
        )
        told = members(found)
        if not is_list:
            items = (one for one in found.items if _month_of(one.due) == _month_of(begins))
            told |= {"items": tuple(items), "next": None}
        return CalendarPage(
            **told,
            month=None if is_list else _month_of(begins),
            unit=unit,
            choices=units_to_choose(asking, basis),
        )

    return await asking.answer_from_both(read)


def _first_of(month: str) -> date:
    """The first day of a month. Raises BadRequestError for one of a year that there is not."""
    year = int(month[:4])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadRequestError(
            message("month: got {month!r}, expected one such as 2010-03", month=month)
        )
    return date(year, int(month[5:]), 1)


def _month_of(day: date) -> str:
    return f"{day:%Y-%m}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A place of the month view: a day with the first of what is due on it, and how much more there
    is."""

    day: date | None
    """None before the first day of the month and behind its last one."""
    is_today: bool
    items: tuple[DueOfClass, ...]
    more: int


def _shown(page: CalendarPage, frame: Frame) -> Mapping[str, Any]:
    t = frame.texts
    told: dict[str, Any] = {
        "said": _said(page, frame),
        "states": [(one, str(t.of_code("item_state", one))) for one in UNDONE],
        "of_list": {
            name: frame.query[name] for name in ("unit", "state", "after") if name in frame.query
        },
        "weeks": [],
        "before": None,
        "behind": None,
    }
    if page.month is None:
        return told
    year, month = int(page.month[:4]), int(page.month[5:])
    return told | {
        "weeks": _weeks(page, year, month),
        "before": _beside(year, month, -1),
        "behind": _beside(year, month, 1),
    }


def _weeks(page: CalendarPage, year: int, month: int) -> list[list[Day]]:
    """The weeks of a month, from Monday to Sunday."""
    of_day: dict[date, list[DueOfClass]] = {}
    for one in page.items:
        of_day.setdefault(one.due, []).append(one)

    def day_of(number: int) -> Day:
        day = date(year, month, number) if number else None
        found = of_day.get(day, []) if day else []
        return Day(
            day=day,
            is_today=day == page.today,
            items=tuple(found[:OF_A_DAY]),
            more=max(len(found) - OF_A_DAY, 0),
        )

    weeks = calendar.Calendar().monthdayscalendar(year, month)
    return [[day_of(number) for number in week] for week in weeks]


def _beside(year: int, month: int, step: int) -> str | None:
    """The month before or after one; None where there is none."""
    months = 12 * year + month - 1 + step
    found = months // 12
    return f"{found:04}-{months % 12 + 1:02}" if FIRST_YEAR <= found <= LAST_YEAR else None


def _said(page: CalendarPage, frame: Frame) -> Said:
    t = frame.texts
    if not page.overdue and not page.open:
        return Said("good", t("due.said_nothing"))
    sentence = t("due.said", n=page.overdue, open=page.open)
    return Said("bad" if page.overdue else "", sentence)


VIEW: Final = View("calendar.html", _shown)
