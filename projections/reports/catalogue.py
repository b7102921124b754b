"""The catalogue as of a question: what each course is worth, how many a category has (R33)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Final
from uuid import UUID

from projections.answers.basis import Basis
from projections.facts.course_facts import CourseCatalogued
from projections.reports.answer import Page, basis_of
from projections.reports.paging import page

_EVER: Final = datetime.max.replace(tzinfo=UTC)
"""Later than every entry that a question sees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """A course in the catalogue, by its latest entry."""

    course: str
    """The course's IRI or short id."""
    category: str | None
    """Its category; null where it has none."""
    credits: Decimal | None
    """The credits that it is worth; null where the entry states none."""
    minutes: Decimal | None
    """How many minutes it takes; null where the entry does not say."""
    hours: Decimal | None
    """The study hours that it counts; null where the entry does not say."""
    new_subject: bool | None
    """Whether it counts as another subject than before, from the entry on (Q12)."""
    same_as: str | None
    """The course that it is a run of, so that both count as one subject; null where it is none."""
    since: date
    """The day since which the entry holds."""
    statement_id: UUID


@dataclass(frozen=True, kw_only=True)
class CatalogueAnswer(Page):
    """A page of the courses in the catalogue, by id."""

    total: int
    """How many courses there are, of the category that was asked for or of all."""
    categories: Mapping[str, int]
    """How many courses each category has, those without one under the empty name."""
    rule: str
    article: str
    courses: tuple[CatalogueEntry, ...]
    """The courses of the page."""

    def rows(self) -> Iterable[CatalogueEntry]:
        """The courses."""
        return self.courses


def catalogue(basis: Basis, *, category: str | None, after: str, limit: int) -> CatalogueAnswer:
    """A page of the courses in the catalogue, by id; `next` goes into `after` of the next page."""
    found = list(_in_force(basis))
    wanted = [one for one in found if category is None or (one.category or "") == category]
    some, following = page(wanted, attrgetter("course"), after=after, limit=limit)
    categories = Counter(one.category or "" for one in found)
    return CatalogueAnswer(
        **basis_of(basis),
        total=len(wanted),
        categories=dict(sorted(categories.items())),
        rule="R33",
        article="A2-3",
        courses=tuple(_entry(one, basis) for one in some),
        next=following,
    )


def _in_force(basis: Basis) -> Iterator[CourseCatalogued]:
    """The entry of each course that is the latest by the end of `today`, by course."""
    known = basis.reference.catalogue(basis.as_of)
    for course in basis.reference.courses():
        entry = known.entry(course, _EVER)
        if entry:
            yield entry


def _entry(entry: CourseCatalogued, basis: Basis) -> CatalogueEntry:
    return CatalogueEntry(
        course=entry.course,
        category=entry.category,
        credits=entry.credits,
        minutes=entry.minutes,
        hours=entry.hours,
        new_subject=entry.new_subject,
        same_as=basis.reference.catalogue(basis.as_of).same_as(entry.course, _EVER),
        since=basis.as_of.day(entry.occurred),
        statement_id=entry.statement_id,
    )
