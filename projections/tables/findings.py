"""What an auditor should look at, in one list: what is amiss in acts and in how they were handled,
what the policies do not know, what points nowhere, and what was set aside.

Nothing in the list takes a credit away.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final
from uuid import UUID

from psycopg import Connection
from psycopg.rows import dict_row

from lrs.event.log import Log
from lrs.postgres.queries import load
from projections.answers.basis import Basis
from projections.answers.doubtful import Doubt, doubts
from projections.policy.levels import levels_of
from projections.reasons import AMISS, ASIDE, SENTENCES, Amiss, Aside, Reason
from projections.reports.answer import Page, TableAnswer
from projections.tables.answering import table_basis

QUERIES: Final = load("projections.tables")

VALUES: Final = (Reason.UNKNOWN_VALUE, Reason.CATALOGUE_CREDITS_OUT_OF_RANGE)
"""The reasons of a zero that are findings, too: a value is wrong, and somebody has to mend it."""

DECISIONS: Final = (
    *("act.voided", "void.withdrawn", "credit.applied", "credit.assessed", "credit.approved"),
    *("credit.rejected", "credit.registered", "exemption.granted", "probation.extended"),
    *("problem.routed", "problem.answered", "problem.adopted"),
)
"""The facts that decide on another statement."""

CODES: Final = tuple(sorted({*Amiss, *Aside, *VALUES}))


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAmiss:
    """Something that is amiss and deducts nothing."""

    code: str
    """What is amiss, for programs."""
    cadre: str | None
    """Whom it is about; null where it is about nobody alone."""
    statement_id: UUID | None
    """The id of the statement that something is amiss about; null where it is about none."""
    day: date | None
    """The day of what it is about; null where it has none."""
    value: str | None
    """What was found fault with: a level, a unit, a course, a fact that its credential was not
    entitled to state, of a move the unit before and the one after, of a link the other cadre, of a
    year its cut-off, of answers their survey; null where the code says all."""
    days: int | None
    """How many days too late or too long it is; null where it is no matter of days."""
    rule: str | None
    """The rule that finds it, by its number; null where none does."""
    article: str | None
    """The article of the rule; null where there is none."""
    zh: str
    """What is amiss, in Chinese."""
    en: str
    """What is amiss, in English."""


@dataclass(frozen=True, kw_only=True)
class FindingsAnswer(TableAnswer, Page):
    """A page of all that is amiss, by code, statement and cadre."""

    findings: tuple[FoundAmiss, ...]
    """The findings of the page."""

    def rows(self) -> Iterable[FoundAmiss]:
        """The findings."""
        return self.findings


def findings(
    reader: Log,
    conn: Connection[Any],
    basis: Basis,
    *,
    code: str | None,
    visible: Collection[str] | None,
    after: str,
    limit: int,
) -> FindingsAnswer:
    """The next findings, by code, statement and cadre; `next` goes into `after`.

    Of some `visible` units only what names one of them or a cadre who belongs to one; None: all.
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
    return FindingsAnswer(
        **table_basis(conn, basis, visible),
        findings=tuple(FoundAmiss(**(row | _sentences(row["code"]))) for row in found),
        next=_place(found[-1]) if len(rows) > limit else None,
    )


def _columns(found: Iterable[Doubt]) -> dict[str, list[Any]]:
    """The doubts column by column."""
    rows = list(found)
    return {f"doubt_{one.name}": [getattr(row, one.name) for row in rows] for one in fields(Doubt)}


def _place(row: dict[str, Any]) -> str:
    """The place of a finding in the list; neither a code nor an id has a space in it."""
    return f"{row['code']} {row['statement_id'] or ''} {row['cadre'] or ''}"


def _sentences(code: str) -> dict[str, str]:
    for kind, sentences in ((Amiss, AMISS), (Aside, ASIDE), (Reason, SENTENCES)):
        if code in set(kind):
            return dict(sentences[kind(code)])  # type: ignore[index]
    raise AssertionError(f"{code} is no finding")
