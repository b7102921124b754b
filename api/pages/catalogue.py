"""The page of the catalogue: what each course is worth, and what of learning it does not know."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter
from psycopg import Connection

from api.pages.doing.deeds import DEEDS
from api.pages.doing.rights import right_to
from api.pages.frame import Frame
from api.pages.views import Said, View
from api.reports.answering import AnswerRoute
from api.reports.asking import After, Asking, Asks, Limit
from api.reports.learning import Only
from lrs.event.log import Log
from projections.answers.basis import Answers, Basis
from projections.classes.life import ClassRow
from projections.reports.answer import members
from projections.reports.catalogue import CatalogueAnswer
from projections.reports.catalogue import catalogue as catalogue_of
from projections.reports.classes import ClassesAsked
from projections.tables import due
from projections.tables.class_lists import source
from projections.tables.loose_ends import UnmappedCourse, unmapped_courses

router = APIRouter(route_class=AnswerRoute)

FIRST: Final = 20
"""Courses and classes that the page names of those which are not known; all are behind its link."""

MISSING: Final = "missing"
"""How far the declaration of a class is that should have been declared and was not."""


@dataclass(frozen=True, kw_only=True)
class CataloguePage(CatalogueAnswer):
    """A page of the catalogue, with what it does not know by now."""

    unmapped_count: int | None
    """How many courses were passed that it does not have; null for who does not read all, and of
    the past."""
    unmapped: tuple[UnmappedCourse, ...]
    """The first of them."""
    year: int
    """The current year."""
    undeclared_count: int
    """How many classes of the year should have been declared and were not."""
    undeclared: tuple[ClassRow, ...]
    """The first of them."""
    catalogues: bool
    """Whether who looks may enter a course into the catalogue on a form."""
    declares: bool
    """Whether who looks may declare a class."""


@router.get("/catalogue", summary="The catalogue, and what it does not know")
async def catalogue(
    asking: Asks, category: Only = None, after: After = "", limit: Limit = 100
) -> CataloguePage:
    """The courses, and those that were passed without being in it; the classes not declared."""

    def read(answers: Answers, log: Log, conn: Connection[Any], basis: Basis) -> CataloguePage:
        found = catalogue_of(basis, category=category, after=after, limit=limit)
        unmapped: tuple[UnmappedCourse, ...] = ()
        count = None
        if asking.is_now and asking.credential.may("reports/read"):
            count = due.loose_ends(conn)[1]
            unmapped = unmapped_courses(conn, basis, after="", limit=FIRST).courses
        year = basis.policies.year_of(basis.today)
        undeclared = _undeclared(asking, answers, log, conn, basis, year=year)
        return CataloguePage(
            **members(found),
            unmapped_count=count,
            unmapped=unmapped,
            year=year,
            undeclared_count=len(undeclared),
            undeclared=tuple(undeclared[:FIRST]),
            catalogues=_may("course.catalogued", asking),
            declares=_may("class.declared", asking),
        )

    return await asking.answer_from_both(read)


def _undeclared(
    asking: Asking, answers: Answers, log: Log, conn: Connection[Any], basis: Basis, *, year: int
) -> list[ClassRow]:
    """The classes of a year that should have been declared and were not, of those one may see."""
    listed = source(answers, log, conn, basis, is_now=asking.is_now)
    asked = ClassesAsked(year=year, units=asking.visible(basis))
    rows = listed.rows(asked, after="", limit=None)
    return [one for one in rows if one.declaration == MISSING]


def _may(fact: str, asking: Asking) -> bool:
    """Whether there is a form for a fact, and who looks may send it."""
    return fact in DEEDS and right_to(DEEDS[fact], asking.credential).is_given


def _shown(page: CataloguePage, frame: Frame) -> Mapping[str, Any]:
    t = frame.texts
    named = {name: name or str(t("catalogue.no_category")) for name in page.categories}
    return {
        "said": _said(page, frame),
        "categories": [
            (name, f"{named[name]} ({count})") for name, count in page.categories.items() if name
        ],
        "counts": [(name, named[name], count) for name, count in _ranked(page.categories)],
        "whole": sum(page.categories.values()),
        "unvalued": sum(one.credits is None for one in page.courses),
    }


def _ranked(categories: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(categories.items(), key=lambda one: (-one[1], one[0]))


def _said(page: CataloguePage, frame: Frame) -> Said:
    t = frame.texts
    sentence = t("catalogue.said", n=sum(page.categories.values()), kinds=len(page.categories))
    unknown = page.unmapped_count or 0
    if not unknown and not page.undeclared_count:
        return Said("good", sentence, t("catalogue.said_all_known"))
    told = {"courses": unknown, "classes": page.undeclared_count, "year": page.year}
    key = "catalogue.said_classes" if page.unmapped_count is None else "catalogue.said_unknown"
    return Said("bad", sentence, t(key, **told))


VIEW: Final = View("catalogue.html", _shown)
