"""A page of what an auditor should look at: from the tables, which know the present, or as of any
basis, from rows that are folded for it and asked the same way."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final
from urllib.parse import quote, unquote
from uuid import UUID

from psycopg import Connection
from psycopg.rows import dict_row

from lrs.event.log import Log
from lrs.postgres.queries import load
from projections.amiss import Amiss
from projections.answers.basis import Answers, Basis
from projections.answers.closed_years import Stretch, closed_years
from projections.answers.doubtful import Doubt, doubts
from projections.reports.answer import unit_names
from projections.reports.findings import KINDS, FindingsAnswer, FoundAmiss, Severity
from projections.tables.answering import TableBasis
from projections.tables.ledgers import CLASS_FACTS
from projections.tables.past import COLUMNS, Past

QUERIES: Final = load("projections.tables", "findings")

MOST_STATEMENTS: Final = 20
"""Of the other statements that name one paper a finding has so many."""

NO_STATEMENT: Final = UUID(int=0)
"""Stands before every statement in the place of none."""

_NONE: Final = f"'{NO_STATEMENT}'::uuid"
_STATEMENT: Final = f"coalesce(statement_id, {_NONE})"
_CADRE: Final = "coalesce(cadre, '')"

FOUND_BY: Final[Mapping[str, Collection[str] | None]] = {
    "acts": None,
    "values": None,
    "late": (Amiss.LATE_ENTRY,),
    "papers": (Amiss.CERTIFICATE_OF_TWO_CADRES, Amiss.EVIDENCE_USED_TWICE),
    "levels": (Amiss.UNKNOWN_LEVEL,),
    "units": (Amiss.UNREGISTERED_UNIT,),
    "targets": (Amiss.UNKNOWN_TARGET,),
    "unauthorised": (Amiss.NOT_AUTHORISED,),
    "surveys": None,
    "follow_ups": None,
    "classes": None,
    "substitutes": (Amiss.SUBSTITUTED_UNAPPROVED,),
    "nominees": (Amiss.NOMINEE_ABSENT, Amiss.NOMINEE_OUTSIDE_GROUPS),
    "in_class": None,
    "resources": None,
    "aside": None,
    "tables": (Amiss.TABLES_DIFFERED,),
    "doubts": None,
}
"""The queries of `findings.sql`, each with the codes that it finds, or None for too many to say."""

_SCANNED: Final = frozenset(
    {"targets", "unauthorised", "surveys", "follow_ups", "classes"}
    | {"in_class", "resources", "aside", "tables", "doubts"}
)
"""Those that may find something of no statement or no cadre, of which no index knows the order."""

_LIVE: Final[Mapping[str, str]] = {
    **{table: f"projections.{table}" for table in COLUMNS},
    "dangling": "lrs.dangling",
    "table_difference": "lrs.table_difference",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingPlace:
    """A place in the list: what comes after it has a greater code, statement, cadre and value."""

    code: str = ""
    statement: UUID = NO_STATEMENT
    cadre: str = ""
    value: str = ""

    @classmethod
    def of(cls, text: str) -> "FindingPlace":
        """The place that a page told as its `next`. Raises ValueError for another text."""
        code, statement, cadre, value = map(unquote, text.split(" ") if text else ("",) * 4)
        return cls(
            code=code,
            statement=UUID(statement) if statement else NO_STATEMENT,
            cadre=cadre,
            value=value,
        )

    @classmethod
    def behind(cls, code: str) -> "FindingPlace":
        """The place behind all findings of a kind: a space comes before all that codes go on with,
        so that it is before every other kind that follows."""
        return cls(code=f"{code} ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which findings are wanted; None: of whatever kind, gravity, cadre, class.

    `visible`: those alone that name one of these units or a cadre who belongs to one. `since`:
    those that the statements up to this position do not show.
    """

    code: str | None = None
    severity: Severity | None = None
    visible: Collection[str] | None = None
    cadre: str | None = None
    training_class: str | None = None
    since: int | None = None

    @property
    def codes(self) -> list[str] | None:
        """The codes of what is wanted; None: all."""
        if self.code is None and self.severity is None:
            return None
        return [
            one.code
            for one in KINDS.values()
            if self.code in (None, one.code) and self.severity in (None, one.severity)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What findings rest on beside the rows: of the levels, units and years that all cadres share.

    It is the same for all pages as of one basis.
    """

    parameters: Mapping[str, object]


def common(answers: Answers, log: Log, basis: Basis) -> Common:
    """What findings as of a basis rest on beside the rows, made once for all who ask of it."""
    return answers.once(basis, "findings", lambda: _common(log, basis))


def _common(log: Log, basis: Basis) -> Common:
    years = closed_years(basis)
    return Common(
        parameters={
            "class_facts": list(CLASS_FACTS),
            "most_statements": MOST_STATEMENTS,
            "levels": sorted(basis.policies.levels),
            "units": basis.reference.units.ever(basis.as_of),
            **_columns("closed", years.published, Stretch),
            **_columns("opened", years.opened, Stretch),
            **_columns("doubt", doubts(log, basis), Doubt),
        }
    )


Rows = Sequence[Mapping[str, Any]]
"""Findings as a query tells them, in the order of the list."""


def findings(
    conn: Connection[Any],
    basis: Basis,
    told: TableBasis,
    shared: Common,
    *,
    wanted: Wanted,
    after: FindingPlace = FindingPlace(),
    limit: int,
) -> FindingsAnswer:
    """The next findings, by code, statement, cadre and value; `next` goes into `after`.

    They come from the tables. `told` is what the answer says of itself.
    """
    rows = _asked(conn, basis, shared, wanted, today=told["today"], after=after, limit=limit + 1)
    return _page(rows, basis, told, limit=limit)


def findings_as_known(
    conn: Connection[Any], basis: Basis, shared: Common, *, wanted: Wanted, past: Past
) -> Rows:
    """All findings as of a basis, by the rows that were folded for it: asked for once, of which
    `page_as_known` takes one page after the other."""
    return _asked(conn, basis, shared, wanted, today=basis.today, past=past)


def page_as_known(
    rows: Rows, basis: Basis, told: TableBasis, *, after: FindingPlace = FindingPlace(), limit: int
) -> FindingsAnswer:
    """The next of all findings as of a basis."""
    at = (after.code, after.statement, after.cadre, after.value)
    begin = bisect_right(rows, at, key=_order)
    return _page(rows[begin : begin + limit + 1], basis, told, limit=limit)


def _order(row: Mapping[str, Any]) -> tuple[str, UUID, str, str]:
    """The place of a finding in the list, as PostgreSQL orders it: texts by their code points."""
    return row["code"], row["statement_id"] or NO_STATEMENT, row["cadre"] or "", row["value"] or ""


def _asked(
    conn: Connection[Any],
    basis: Basis,
    shared: Common,
    wanted: Wanted,
    *,
    today: date | None,
    past: Past | None = None,
    after: FindingPlace = FindingPlace(),
    limit: int | None = None,
) -> Rows:
    """The findings behind a place, no more than `limit`: by the tables, or by what is `past`."""
    asked = {
        **shared.parameters,
        "codes": wanted.codes,
        "visible": None if wanted.visible is None else sorted(wanted.visible),
        "cadre": wanted.cadre,
        "training_class": wanted.training_class,
        "since": wanted.since,
        "known": basis.position,
        "erased": basis.reference.erased > 0,
        "after_code": after.code,
        "after_statement": after.statement,
        "after_cadre": after.cadre,
        "after_value": after.value,
        "today": today,
        "limit": limit,
        **(past.parameters if past else {}),
    }
    query = _query(wanted.codes, after, past)
    return conn.cursor(row_factory=dict_row).execute(query, asked).fetchall()


def _page(rows: Rows, basis: Basis, told: TableBasis, *, limit: int) -> FindingsAnswer:
    """A page of findings, and whether there is one more behind it."""
    found = rows[:limit]
    names = unit_names([row["unit"] for row in found], basis)
    return FindingsAnswer(
        **told,
        findings=tuple(_found(row, names) for row in found),
        next=_place(found[-1]) if len(rows) > limit else None,
    )


def _query(codes: Collection[str] | None, after: FindingPlace, past: Past | None) -> str:
    """The query of a page: of each kind of finding that may come after a place a page of its own,
    which an index gives in this order, and of these the first."""
    tables = {name: f"past_{name}" for name in past.tables} if past else dict(_LIVE)
    pages = [
        QUERIES["page"].format(
            source=QUERIES[name].format(**tables),
            statement=_STATEMENT if name in _SCANNED else "statement_id",
            cadre=_CADRE if name in _SCANNED else "cadre",
            **tables,
        )
        for name, own in FOUND_BY.items()
        if own is None or any(one >= after.code and (codes is None or one in codes) for one in own)
    ]
    merged = QUERIES["merged"].format(
        pages=" UNION ALL ".join(f"({one})" for one in pages), none=_NONE, **tables
    )
    return f"{past.before}{merged}" if past else merged


def _columns(prefix: str, found: Iterable[Any], kind: type[Any]) -> dict[str, list[Any]]:
    """Records column by column."""
    rows = list(found)
    return {
        f"{prefix}_{one.name}": [getattr(row, one.name) for row in rows] for one in fields(kind)
    }


def _place(row: Mapping[str, Any]) -> str:
    """The place of a finding in the list, as text without a space in any part."""
    parts = row["code"], str(row["statement_id"] or ""), row["cadre"] or "", row["value"] or ""
    return " ".join(quote(one, safe="") for one in parts)


def _found(row: Mapping[str, Any], names: Mapping[str | None, str | None]) -> FoundAmiss:
    """A finding, with what the register says of its kind."""
    kind = KINDS[row["code"]]
    first = [row["statement_id"]] if row["statement_id"] else []
    others = [one for one in row["statements"] or () if one is not None]
    own = {
        "severity": kind.severity.value,
        "unit_name": names[row["unit"]],
        "statements": tuple(dict.fromkeys(first + others)),
        "rule": row["rule"] or kind.rule,
        "article": row["article"] or kind.article,
        "zh": kind.zh,
        "en": kind.en,
    }
    return FoundAmiss(**{**row, **own})
