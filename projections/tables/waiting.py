"""The applications that wait for a decision, from the tables: those of all whom somebody reads."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from psycopg import Connection
from psycopg.rows import dict_row

from lrs.postgres.queries import load
from projections.answers.basis import Basis
from projections.reports.answer import TableAnswer
from projections.tables.answering import table_basis

QUERIES: Final = load("projections.tables")


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingApplication:
    """An act whose credit waits for an approval (R15, A3-12)."""

    cadre: str
    statement_id: UUID
    """The id of the statement of the act."""
    fact: str
    subject: str | None
    """What the act is about; null where it is about nothing."""
    day: date
    """The day of the act."""
    applied_on: date
    """The day of the application, or the day on which the act became known where nobody states
    one."""
    age_days: int
    """Days from the application to `today`."""


@dataclass(frozen=True, kw_only=True)
class WaitingAnswer(TableAnswer):
    """A page of the applications that wait for a decision, the oldest first."""

    pending: int
    """How many wait, on all pages; 0 behind the last page."""
    applications: tuple[WaitingApplication, ...]
    """The applications of the page."""
    next: int | None
    """The number of applications before the next page; null behind the last."""

    def rows(self) -> Iterable[WaitingApplication]:
        """The applications."""
        return self.applications


def waiting(  # what is asked has as many parts
    conn: Connection[Any],
    basis: Basis,
    *,
    units: Collection[str] | None,
    cadres: Collection[str],
    after: int,
    limit: int,
) -> WaitingAnswer:
    """The applications of cadres of some units that wait, None: of all, and of some cadres besides;
    those behind the first `after`."""
    known = table_basis(conn, basis, units)
    asked = {
        "units": None if units is None else list(units),
        "cadres": list(cadres),
        "today": known["today"],
        "limit": limit + 1,
        "offset": after,
    }
    rows = conn.cursor(row_factory=dict_row).execute(QUERIES["pending_applications"], asked)
    found = rows.fetchall()
    pending = found[0]["pending"] if found else 0
    return WaitingAnswer(
        **known,
        pending=pending,
        applications=tuple(_application(row, known["today"]) for row in found[:limit]),
        next=after + limit if len(found) > limit else None,
    )


def _application(row: dict[str, Any], today: date) -> WaitingApplication:
    age = max((today - row["applied_on"]).days, 0)
    told = {name: value for name, value in row.items() if name != "pending"}
    return WaitingApplication(**told, age_days=age)
