"""What an auditor should look at, in one list: what is amiss in acts and in how they were handled,
what the policies do not know, what points nowhere, and what was set aside.

Nothing in the list takes a credit away.
"""

from collections.abc import Collection, Iterable
from dataclasses import fields
from typing import Any, Final

from psycopg import Connection
from psycopg.rows import dict_row

from lrs.event.log import Log
from lrs.postgres.queries import load
from projections.answers.basis import Basis
from projections.answers.doubtful import Doubt, doubts
from projections.exact import jsonable
from projections.policy.levels import levels_of
from projections.reasons import AMISS, ASIDE, SENTENCES, Amiss, Aside, Reason
from projections.reports.ledgers import Report

QUERIES: Final = load("projections.tables")

VALUES: Final = (Reason.UNKNOWN_VALUE, Reason.CATALOGUE_CREDITS_OUT_OF_RANGE)
"""The reasons of a zero that are findings, too: a value is wrong, and somebody has to mend it."""

DECISIONS: Final = (
    *("act.voided", "void.withdrawn", "credit.applied", "credit.assessed", "credit.approved"),
    *("credit.rejected", "credit.registered", "exemption.granted", "probation.extended"),
)
"""The facts that decide on another statement."""

CODES: Final = tuple(sorted({*Amiss, *Aside, *VALUES}))


def findings(
    reader: Log,
    conn: Connection[Any],
    basis: Basis,
    *,
    code: str | None,
    visible: Collection[str] | None,
    after: str,
    limit: int,
) -> Report:
    """The next findings, by code, statement and cadre; `next` goes into `after`.

    `value` is what was found fault with: a level, a unit, a course, a fact that its credential was
    not entitled to state, of a move the unit before and the one after, of a link the other cadre,
    of a year its cut-off; None where the code says all. Of some `visible` units only what names one
    of them or a cadre who belongs to one; None: all.
    """
    levels = {level for tenure in basis.policies.tenures for level in levels_of(tenure.policy)}
    after_code, after_statement, after_cadre = [*after.split(" ", 2), "", ""][:3]
    asked = {
        "code": code,
        "visible": None if visible is None else sorted(visible),
        "after_code": after_code,
        "after_statement": after_statement,
        "after_cadre": after_cadre,
        "today": basis.today,
        "limit": limit + 1,
        "values": list(VALUES),
        "decisions": list(DECISIONS),
        "levels": sorted(levels),
        "units": list(basis.reference.units.known()),
        **_columns(doubts(reader, basis)),
    }
    rows = conn.cursor(row_factory=dict_row).execute(QUERIES["findings"], asked).fetchall()
    found = rows[:limit]
    return {
        "findings": [_told(row) for row in found],
        "next": _place(found[-1]) if len(rows) > limit else None,
    }


def _columns(found: Iterable[Doubt]) -> dict[str, list[Any]]:
    """The doubts column by column."""
    rows = list(found)
    return {f"doubt_{one.name}": [getattr(row, one.name) for row in rows] for one in fields(Doubt)}


def _place(row: dict[str, Any]) -> str:
    """The place of a finding in the list; neither a code nor an id has a space in it."""
    return f"{row['code']} {row['statement_id'] or ''} {row['cadre'] or ''}"


def _told(row: dict[str, Any]) -> Report:
    return {**jsonable(row), **_sentences(row["code"])}


def _sentences(code: str) -> dict[str, str]:
    for kind, sentences in ((Amiss, AMISS), (Aside, ASIDE), (Reason, SENTENCES)):
        if code in set(kind):
            return dict(sentences[kind(code)])  # type: ignore[index]
    raise AssertionError(f"{code} is no finding")
