"""The page of learning in figures: by one or two of its dimensions, each figure leading further."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any, Final

from fastapi import APIRouter
from psycopg import Connection

from api.pages.choosing import NamedCourse, NamedUnit, courses_to_choose, units_to_choose
from api.pages.codes import value_called
from api.pages.frame import Frame
from api.pages.rendering import amount
from api.pages.views import Said, View, named
from api.pages.wording import Texts, catalogue
from api.reports.answering import AnswerRoute
from api.reports.asking import Asks
from api.reports.learning import AsksLearning, learning_of
from lrs.event.log import Log
from projections.answers.basis import Answers, Basis
from projections.credits.channels import CHANNELS
from projections.reports.answer import members
from projections.tables.learning import DIMENSIONS, LearningAnswer, LearningFigures, LearningGroup

router = APIRouter(route_class=AnswerRoute)

GROUPS: Final = 300
"""Groups of a page; the rest is behind its link, and all in its table."""

BY_TIME: Final = frozenset({"year", "month"})
"""Dimensions whose values stay in their order; others stand by their credits."""

_OF_CHART: Final = frozenset({*DIMENSIONS, "by", "from", "to"})
"""What of the question its chart is asked, too, besides the question's side."""

_THEN: Final[Mapping[str, str]] = {
    "unit": "cadre",
    "course": "unit",
    "category": "course",
    "channel": "month",
    "month": "unit",
    "year": "month",
}
"""By what the learning of one group is looked at next."""


@dataclass(frozen=True, kw_only=True)
class LearningPage(LearningAnswer):
    """Learning in figures, with what it is of and what else may be chosen."""

    unit: str | None
    """The unit of whom and below it, as it was asked for; null: all."""
    course: str | None
    """The one course that was asked for; null: any."""
    cadre: str | None
    """The one cadre who was asked for; null: anybody."""
    units: tuple[NamedUnit, ...]
    """The units that one may choose."""
    courses: tuple[NamedCourse, ...]
    """The courses that one may choose; none where there are too many."""


@router.get("/reports/learning", summary="Learning in figures")
async def learning(asked: AsksLearning, asking: Asks) -> LearningPage:
    """The learning that is asked for, so many groups a page, with what one may choose."""
    wanted = replace(asked, limit=min(asked.limit, GROUPS))

    def read(answers: Answers, log: Log, conn: Connection[Any], basis: Basis) -> LearningPage:
        found = learning_of(asking, wanted, answers, log, conn, basis)
        return LearningPage(
            **members(found),
            unit=asked.unit,
            course=asked.course,
            cadre=asked.cadre,
            units=units_to_choose(asking, basis),
            courses=courses_to_choose(basis),
        )

    return await asking.answer_from_both(read)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What a group is of in one dimension: what it is called, its id, and where it leads."""

    text: str
    id: str | None
    link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A group of the table."""

    group: LearningGroup
    keys: tuple[Key, ...]


def _shown(page: LearningPage, frame: Frame) -> Mapping[str, Any]:
    is_whole = page.next is None and "after" not in frame.query
    by_credits = is_whole and BY_TIME.isdisjoint(page.by)
    groups = sorted(page.groups, key=lambda one: -one.credits) if by_credits else page.groups
    return {
        "lines": [Line(group=one, keys=tuple(_keys(one, page, frame))) for one in groups],
        "said": said_of(page.total, frame.texts),
        "ways": _ways(frame),
        "asked_by": ",".join(page.by),
        "said_by": " × ".join(str(frame.texts(f"by.{one}")) for one in page.by),
        "categories": _named_codes("category", sorted(_categories()), frame),
        "channels": _named_codes("channel", CHANNELS, frame),
        "filters": _filters(page, frame),
        "courses": [(one.course, one.course_name or one.course) for one in page.courses],
        "is_beside": len(page.by) == 1 and BY_TIME.isdisjoint(page.by),
        "chart_query": {name: text for name, text in frame.query.items() if name in _OF_CHART},
    }


def said_of(total: LearningFigures, t: Texts) -> Said:
    """What all that is asked for comes to, in a sentence."""
    more = t("learning.said_zero", n=total.zero) if total.zero else None
    told = {"credits": amount(total.credits), "hours": amount(total.hours)}
    return Said("", t("learning.said", n=total.lines, credited=total.credited, **told), more)


def _keys(group: LearningGroup, page: LearningPage, frame: Frame) -> Iterator[Key]:
    """What a group is of, each with what leads to that alone, by what is looked at next."""
    for name in page.by:
        value = getattr(group, name)
        told = named(page.glossary, group, name)
        yield Key(
            text=told or value_called(name, value, frame.texts),
            id=value if told else None,
            link=_further(name, value, page, frame) if value else None,
        )


def _further(name: str, value: str, page: LearningPage, frame: Frame) -> str:
    """Where the learning of one value is looked at: by a dimension that is not yet settled."""
    if name == "cadre":
        return frame.to(f"/cadres/{frame.part(value)}")
    settled = {one for one in DIMENSIONS if one in frame.query} | {name}
    left = [one for one in page.by if one != name]
    order = (*left, _THEN[name], "cadre", "course", "month", "category")
    following = next((one for one in order if one not in settled), "month")
    return frame.same(**{name: value, "by": following, "after": None})


def _ways(frame: Frame) -> Mapping[str, list[tuple[str, str]]]:
    """By what one may look: one dimension, or two."""
    t = frame.texts
    name = {one: str(t(f"by.{one}")) for one in DIMENSIONS}
    pairs = [(f"{one},{other}", f"{name[one]} × {name[other]}") for one, other in _PAIRS]
    return {"learning.by_one": list(name.items()), "learning.by_two": pairs}


_PAIRS: Final = tuple(permutations(DIMENSIONS, 2))


def _categories() -> Iterator[str]:
    """The categories of credits that have a name."""
    for key in catalogue():
        group, _, code = key.partition(".")
        if group == "category":
            yield code


def _named_codes(group: str, codes: Any, frame: Frame) -> list[tuple[str, str]]:
    return [(code, str(frame.texts.of_code(group, code))) for code in codes]


def _filters(page: LearningPage, frame: Frame) -> list[tuple[str, str, str | None]]:
    """What the page is limited to: the dimension, what it is called, the id of that."""
    found = []
    for name in DIMENSIONS:
        value = frame.query.get(name)
        if value is not None:
            told = named(page.glossary, page, name) if name in ("unit", "course", "cadre") else None
            text = told or str(frame.texts.of_code(name, value))
            found.append((name, text, value if told else None))
    return found


VIEW: Final = View("learning.html", _shown)
