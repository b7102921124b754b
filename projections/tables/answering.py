"""What an answer from the tables says of itself: up to where they answer, and what is not in it."""

from collections.abc import Collection
from datetime import date
from typing import Any, Final, TypedDict

from psycopg import Connection
from psycopg.rows import dict_row

from lrs.postgres.queries import load
from projections.answers.basis import Basis
from projections.aside import Aside
from projections.reports.answer import PolicyOfAnswer, SetAsideStatement, basis_of, policy_of
from projections.tables import tracking

QUERIES: Final = load("projections.tables")

MOST_NAMED: Final = 100
"""Of the statements that were set aside an answer from the tables names the first."""


class TableBasis(TypedDict):
    """The members of every answer that is made from the tables."""

    position: int
    today: date
    policy: PolicyOfAnswer
    settled: int | None
    incomplete: bool
    set_aside: tuple[SetAsideStatement, ...]


def table_basis(
    conn: Connection[Any], basis: Basis, units: Collection[str] | None = None
) -> TableBasis:
    """What an answer from the tables says of itself, as of the day to which they are folded.

    Of some `units` it is incomplete where something about a cadre of theirs was set aside; None: of
    anybody.
    """
    there = tracking.answering(conn)
    today = min(basis.today, there.today or basis.today)
    aside = set_aside(conn, today, units) if there.has_aside else ()
    return {
        "position": basis.position,
        "today": today,
        "policy": policy_of(basis.policies, today),
        "settled": there.settled if there.today else None,
        "incomplete": bool(aside),
        "set_aside": aside,
    }


def as_known(basis: Basis) -> TableBasis:
    """What such an answer says of itself where it was folded from the log for a question."""
    nothing: tuple[SetAsideStatement, ...] = ()
    return {**basis_of(basis), "settled": basis.position, "incomplete": False, "set_aside": nothing}


def set_aside(
    conn: Connection[Any], today: date, units: Collection[str] | None
) -> tuple[SetAsideStatement, ...]:
    """The first statements that were set aside, by position: of cadres of some units on a day, or
    of anybody."""
    asked = {
        "today": today,
        "units": None if units is None else list(units),
        "limit": MOST_NAMED,
    }
    rows = conn.cursor(row_factory=dict_row).execute(QUERIES["set_aside_of"], asked)
    return tuple(
        SetAsideStatement(
            cadre=row["cadre"],
            statement_id=row["statement_id"],
            position=row["position"],
            reason=Aside(row["code"]),
        )
        for row in rows
    )
