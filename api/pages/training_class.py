"""The page of a class: its life, what is due of its follow-up, and who owes what."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from fastapi import APIRouter

from api.pages.frame import Frame
from api.pages.views import Said, View
from api.reports import classes, follow_up
from api.reports.answering import AnswerRoute
from api.reports.asking import After, Asks, ClassId, Limit
from lrs.event.log import Log
from projections.answers.basis import Answers, Basis
from projections.case.windows import State
from projections.follow_up.schedule import FollowUpItem
from projections.reports.answer import Answer, basis_of
from projections.reports.class_follow_up import ClassFollowUpAnswer, TraineeInFollowUp
from projections.reports.classes import ClassAnswer

router = APIRouter(route_class=AnswerRoute)


@dataclass(frozen=True, kw_only=True)
class ClassPage(Answer):
    """A class: the answers of its parts, unchanged."""

    life: ClassAnswer
    """From its plan to its closing, with who was to attend it."""
    follow_up: ClassFollowUpAnswer
    """The one to three years after it."""
    next: str | None
    """What goes into `after` for the next page of trainees; null on the last one."""

    def rows(self) -> Iterable[TraineeInFollowUp]:
        """The trainees of the page."""
        return self.follow_up.rows()


@router.get("/classes/{class_id:path}", summary="A class and its follow-up")
async def training_class(
    asking: Asks, class_id: ClassId, after: After = "", limit: Limit = 100
) -> ClassPage:
    """Its days and states, what is due when, and what each trainee owes."""

    def read(_: Answers, log: Log, basis: Basis) -> ClassPage:
        found = follow_up.class_for(asking, log, basis, class_id, after=after, limit=limit)
        return ClassPage(
            **basis_of(basis),
            life=classes.class_for(asking, log, basis, class_id),
            follow_up=found,
            next=found.next,
        )

    return await asking.answer(read)


def _shown(page: ClassPage, frame: Frame) -> Mapping[str, Any]:
    items = [
        item
        for one in page.follow_up.trainees
        for item in (one.self_evaluation, one.learning_summary)
    ]
    return {"said": _said(page, items, frame), "calendar": _calendar(page.follow_up)}


@dataclass(frozen=True, slots=True)
class Due:
    """A day of the calendar of a follow-up."""

    day: date
    key: str
    """The key of what is due on it."""
    item: FollowUpItem | None = None


def _calendar(found: ClassFollowUpAnswer) -> list[Due]:
    """What is due when, in order."""
    days = found.days
    if days is None:
        return []
    due = [
        Due(days.self_evaluation_due, "class.self_evaluation_due"),
        Due(days.unit_feedback_due, "class.unit_feedback_due"),
        Due(days.seminar_due, "class.seminar", found.seminar),
        Due(days.follow_up_ends, "class.ends"),
        *(Due(day, "class.half_year_due") for day in days.half_year_reports_due),
    ]
    return sorted(due, key=lambda one: one.day)


def _said(page: ClassPage, items: Iterable[FollowUpItem], frame: Frame) -> Said | None:
    """What is owed, in a sentence."""
    t, states = frame.texts, Counter(one.state for one in items)
    if page.follow_up.days is None:
        return None
    overdue, open_ = states[State.OVERDUE], states[State.OPEN]
    ends = t("class.said_ends", day=page.follow_up.days.follow_up_ends)
    if overdue:
        return Said("bad", t("class.said_overdue", n=overdue), ends)
    if open_:
        return Said("", t("class.said_open", n=open_), ends)
    return Said("good", t("class.said_done"), ends)


VIEW: Final = View("class.html", _shown)
