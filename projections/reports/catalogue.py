"""The catalogue as of a question: what each course is worth, how many a category has (R33)."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, Final

from projections.answers.basis import Basis
from projections.facts.course_facts import CourseCatalogued
from projections.reports.ledgers import Report, basis_of
from projections.reports.paging import page
from projections.reports.telling import told

_EVER: Final = datetime.max.replace(tzinfo=UTC)
"""Later than every entry that a question sees."""


def catalogue(basis: Basis, *, category: str | None, after: str, limit: int) -> Report:
    """A page of the courses in the catalogue, by id; `next` goes into `after` of the next page.

    `categories` counts the courses of each, those without one under the empty name.
    """
    found = list(_in_force(basis))
    wanted = [one for one in found if category is None or (one.category or "") == category]
    some, following = page(wanted, attrgetter("course"), after=after, limit=limit)
    categories = Counter(one.category or "" for one in found)
    return {
        **basis_of(basis),
        "total": len(wanted),
        "categories": dict(sorted(categories.items())),
        "rule": "R33",
        "article": "A2-3",
        "courses": [_row(one, basis) for one in some],
        "next": following,
    }


def _in_force(basis: Basis) -> Iterator[CourseCatalogued]:
    """The entry of each course that is the latest by the end of `today`, by course."""
    known = basis.reference.catalogue(basis.as_of)
    for course in basis.reference.courses():
        entry = known.entry(course, _EVER)
        if entry:
            yield entry


def _row(entry: CourseCatalogued, basis: Basis) -> dict[str, Any]:
    row: dict[str, Any] = told(
        {
            "course": entry.course,
            "category": entry.category,
            "credits": entry.credits,
            "minutes": entry.minutes,
            "hours": entry.hours,
            "new_subject": entry.new_subject,
            "same_as": basis.reference.catalogue(basis.as_of).same_as(entry.course, _EVER),
            "since": basis.as_of.day(entry.occurred),
            "statement_id": entry.statement_id,
        }
    )
    return row
