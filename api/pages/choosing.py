"""What one may choose from in the filters of a page, each with its name."""

from dataclasses import dataclass
from typing import Final

from api.reports.asking import Asking
from projections.answers.basis import Basis
from projections.reports.answer import unit_name

MOST_COURSES: Final = 400
"""Courses that are offered by name; of more one types the id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedUnit:
    """A unit that a page leads to, or that one may choose."""

    unit: str
    unit_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedCourse:
    """A course that one may choose."""

    course: str
    course_name: str | None


def units_to_choose(asking: Asking, basis: Basis) -> tuple[NamedUnit, ...]:
    """The registered units whose reports the credential reads, by id."""
    visible = asking.visible(basis)
    registered = basis.reference.units.ever(basis.as_of)
    return tuple(
        NamedUnit(unit=unit, unit_name=unit_name(unit, basis))
        for unit in sorted(registered)
        if visible is None or unit in visible
    )


def courses_to_choose(basis: Basis) -> tuple[NamedCourse, ...]:
    """The courses of the catalogue, by id; none where there are too many to choose from."""
    catalogue = basis.reference.catalogue(basis.as_of)
    courses = [one for one in basis.reference.courses() if catalogue.is_there(one)]
    if len(courses) > MOST_COURSES:
        return ()
    return tuple(
        NamedCourse(course=one, course_name=catalogue.name(one)) for one in sorted(courses)
    )
