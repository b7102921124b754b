"""What an auditor should look at, in one list: what is amiss in acts and in how they were handled,
what the policies do not know, what points nowhere, and what was set aside.

Nothing in the list takes a credit away.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final
from uuid import UUID

from psycopg import Connection
from psycopg.rows import dict_row

from lrs.postgres.queries import load
from projections.answers.basis import Basis
from projections.answers.doubtful import Doubt
from projections.policy.levels import levels_of
from projections.reasons import AMISS, ASIDE, SENTENCES, Amiss, Aside, Reason
from projections.reports.answer import Page, TableAnswer
from projections.tables.answering import table_basis

QUERIES: Final = load("projections.tables", "findings")

VALUES: Final = (Reason.UNKNOWN_VALUE, Reason.CATALOGUE_CREDITS_OUT_OF_RANGE)
"""The reasons of a zero that are findings, too: a value is wrong, and somebody has to mend it."""

DECISIONS: Final = (
    *("act.voided", "void.withdrawn", "credit.applied", "credit.assessed", "credit.approved"),
    *("credit.rejected", "credit.registered", "exemption.granted", "probation.extended"),
    *("problem.routed", "problem.answered", "problem.adopted"),
)
"""The facts that decide on another statement."""

NO_STATEMENT: Final = UUID(int=0)
"""Stands before every statement in the place of none."""

_NONE: Final = f"'{NO_STATEMENT}'::uuid"
_STATEMENT: Final = f"coalesce(statement_id, {_NONE})"
_CADRE: Final = "coalesce(cadre, '')"

_KINDS: Final[Mapping[str, str | None]] = {
    "acts": None,
    "values": None,
    "levels": "unknown_level",
    "units": "unregistered_unit",
    "targets": "unknown_target",
    "unauthorised": "not_authorised",
    "surveys": None,
    "follow_ups": None,
    "classes": None,
    "substitutes": "substituted_unapproved",
    "aside": None,
    "doubts": None,
}
"""The queries of `findings.sql`, each with the one code that it finds, or None for several."""

_SCANNED: Final = frozenset(
    {"targets", "unauthorised", "surveys", "follow_ups", "classes", "aside", "doubts"}
)
"""Those that may find something of no statement or no cadre, of which no index knows the order."""

CODES: Final = tuple(sorted({*Amiss, *Aside, *VALUES}))


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAmiss:
    """Something that is amiss and deducts nothing."""

    code: str
    """What is amiss, for programs."""
    cadre: str | None
    """Whom it is about; null where it is about nobody alone."""
    name: str | None
    """His name in the register on the day; null where none was ever stated."""
    statement_id: UUID | None
    """The id of the statement that something is amiss about; null where it is about none."""
    day: date | None
    """The day of what it is about; null where it has none."""
    value: str | None
    """What was found fault with: a level, a unit, a course, a fact that its credential was not
    entitled to state, of a move the unit before and the one after, of a link the other cadre, of a
    year its cut-off, of answers their survey, of a class or its follow-up the class, of a
    substitute him; null where the code says all."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in the list: what comes after it has a greater code, statement and cadre."""

    code: str = ""
    statement: UUID = NO_STATEMENT
    cadre: str = ""

    @classmethod
    def of(cls, text: str) -> "Place":
        """The place that a page told as its `next`. Raises ValueError for another text."""
        code, statement, cadre = [*text.split(" ", 2), "", ""][:3]
        return cls(code=code, statement=UUID(statement) if statement else NO_STATEMENT, cadre=cadre)


def findings(
    conn: Connection[Any],
    basis: Basis,
    doubts: Collection[Doubt],
    *,
    code: str | None,
    visible: Collection[str] | None,
    after: Place,
    limit: int,
) -> FindingsAnswer:
    """The next findings, by code, statement and cadre; `next` goes into `after`.

    Of some `visible` units only what names one of them or a cadre who belongs to one; None: all.
    """
    levels = {level for tenure in basis.policies.tenures for level in levels_of(tenure.policy)}
    asked = {
        "code": code,
        "visible": None if visible is None else sorted(visible),
        "after_code": after.code,
        "after_statement": after.statement,
        "after_cadre": after.cadre,
        "today": basis.today,
        "limit": limit + 1,
        "decisions": list(DECISIONS),
        "levels": sorted(levels),
        "units": list(basis.reference.units.known()),
        **_columns(doubts),
    }
    rows = conn.cursor(row_factory=dict_row).execute(_query(code, after), asked).fetchall()
    found = rows[:limit]
    return FindingsAnswer(
        **table_basis(conn, basis, visible),
        findings=tuple(FoundAmiss(**(row | _sentences(row["code"]))) for row in found),
        next=_place(found[-1]) if len(rows) > limit else None,
    )


def _query(code: str | None, after: Place) -> str:
    """The query of a page: of each kind of finding that may come after a place a page of its own,
    which an index gives in this order, and of these the first."""
    pages = [
        QUERIES["page"].format(
            source=QUERIES[name],
            statement=_STATEMENT if name in _SCANNED else "statement_id",
            cadre=_CADRE if name in _SCANNED else "cadre",
        )
        for name, own in _KINDS.items()
        if own is None or (own >= after.code and code in (None, own))
    ]
    return QUERIES["merged"].format(
        pages=" UNION ALL ".join(f"({one})" for one in pages), none=_NONE
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
