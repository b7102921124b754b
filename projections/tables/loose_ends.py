"""What the log speaks of and the reference does not know: courses without a value, persons without
a unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import dict_row, tuple_row

from lrs.postgres.queries import load
from projections.answers.basis import Basis
from projections.reports.answer import Page, TableAnswer
from projections.tables.answering import table_basis

QUERIES: Final = load("projections.tables")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmappedCourse:
    """A course that was passed while the catalogue held no value for it (R33)."""

    course: str
    """The course's IRI or short id."""
    passes: int
    """How many passes earned nothing for it."""
    cadres: int
    """How many cadres passed it."""
    first: date
    """The day of the first pass."""
    last: date
    """The day of the last pass."""


@dataclass(frozen=True, kw_only=True)
class UnmappedAnswer(TableAnswer, Page):
    """A page of the courses that were passed and that the catalogue does not know, by id."""

    courses: tuple[UnmappedCourse, ...]
    """The courses of the page."""

    def rows(self) -> Iterable[UnmappedCourse]:
        """The courses."""
        return self.courses


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmatchedIdentity:
    """A cadre of whom something is stated and who belongs to no unit."""

    cadre: str
    """The identifier that statements name him by."""
    statements: int
    """How many statements are about him."""
    first: date
    """The day of the first of them."""
    last: date
    """The day of the last of them."""
    credentials: tuple[str, ...]
    """The credentials that stated them."""


@dataclass(frozen=True, kw_only=True)
class UnmatchedAnswer(TableAnswer, Page):
    """A page of the cadres of whom something is stated and whom the roster does not have."""

    has_roster: bool
    """Whether anybody belongs to a unit: where nobody does, nothing can be matched at all."""
    identities: tuple[UnmatchedIdentity, ...]
    """The cadres of the page, by identifier."""

    def rows(self) -> Iterable[UnmatchedIdentity]:
        """The cadres."""
        return self.identities


def unmapped_courses(
    conn: Connection[Any], basis: Basis, *, after: str, limit: int
) -> UnmappedAnswer:
    """The next courses that were passed while the catalogue held no value for them (R33)."""
    rows, following = _page(conn, "unmapped", "course", after, limit)
    courses = tuple(UnmappedCourse(**row) for row in rows)
    return UnmappedAnswer(**table_basis(conn, basis), courses=courses, next=following)


def unmatched_identities(
    conn: Connection[Any], basis: Basis, *, after: str, limit: int
) -> UnmatchedAnswer:
    """The next cadres of whom something is stated and who belong to no unit, with who stated it."""
    row = conn.cursor(row_factory=tuple_row).execute(QUERIES["has_roster"]).fetchone()
    rows, following = _page(conn, "unmatched", "cadre", after, limit)
    return UnmatchedAnswer(
        **table_basis(conn, basis),
        has_roster=bool(row and row[0]),
        identities=tuple(
            UnmatchedIdentity(**{**row, "credentials": tuple(row["credentials"])}) for row in rows
        ),
        next=following,
    )


def _page(
    conn: Connection[Any], query: str, key: str, after: str, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    asked = {"after": after, "limit": limit + 1}
    rows = conn.cursor(row_factory=dict_row).execute(QUERIES[query], asked).fetchall()
    found = rows[:limit]
    return found, found[-1][key] if len(rows) > limit else None
