"""What became of the statements of a credential: credited, zero and why, flagged."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal, get_args
from uuid import UUID

from psycopg import Connection
from psycopg.rows import dict_row, tuple_row

from lrs.postgres.queries import load
from projections.reasons import SENTENCES, Reason
from projections.reports.answer import TableAnswer

QUERIES: Final = load("projections.tables")

Listed = Literal["credited", "zero", "other", "flagged", "unmatched", "all"]
_ACROSS: Final = ("flagged", "unmatched", "all")
LISTED: Final[tuple[str, ...]] = get_args(Listed)
"""What can be listed. ``other`` earns nothing by its nature: a unit assignment, an approval;
``unmatched`` is about somebody who belongs to no unit, whatever it earned him."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ZeroCount:
    """How many statements earned nothing for one reason."""

    count: int
    """How many."""
    zh: str
    """The reason, in Chinese."""
    en: str
    """The reason, in English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zeros:
    """The statements that earned nothing."""

    count: int
    """How many."""
    reasons: Mapping[str, ZeroCount]
    """How many for each reason, by its code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What became of the statements of a credential that were stored."""

    stored: int
    """How many were stored."""
    credited: int
    """How many earned credits."""
    zero: Zeros
    """Those that earned nothing, and why."""
    other: int
    """How many are no acts: a unit assignment, an approval."""
    flagged: int | None
    """How many depart from their template; null where the credential's check is off."""
    unmatched: int
    """How many are about somebody who belongs to no unit; what it earned is his, and nobody is
    assessed by it until he is linked or enrolled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultOfStatement:
    """Where a statement departs from the template of the fact that it claims."""

    fact: str | None
    """The fact that it claims; null where it is none of ours."""
    path: str
    """The member that is wrong."""
    expected: str
    """What should stand there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """A statement and what became of it."""

    id: UUID
    """The id of the statement."""
    position: int
    fact: str
    outcome: str
    """What became of it: credited, zero or other."""
    credits: Decimal | None
    """The credits that it earned; null where it is no act."""
    reason: Reason | None
    """Why it earned nothing; null where it earned something or is no act."""
    expected: str | None
    """What it would have had to say to state a fact of ours; null where it states one."""
    faults: tuple[FaultOfStatement, ...]
    """Where it departs from its template; empty where the credential's check is off."""
    unmatched: bool
    """Whether it is about somebody who belongs to no unit."""


@dataclass(frozen=True, kw_only=True)
class ReconciliationAnswer(Outcomes, TableAnswer):
    """What became of what a credential stated on some days."""

    credential: str
    """The public key of the credential."""
    since: date
    """The first of the days, by `stored`, in the policy's zone."""
    until: date
    """The last of the days."""
    templates: str
    """What becomes of its statements that depart from their template: off, flag or reject."""
    complete: bool
    """Whether the tables know all that was stored on these days."""
    received: int
    """How many statements came: `stored` and `resent`."""
    resent: int
    """How many of them were there already."""
    refused: int
    """How many requests were refused."""
    failed_sign_ins: int
    """How many requests came with its key and were not it."""
    list: str
    """Which statements are listed: credited, zero, other, flagged, unmatched or all."""
    statements: tuple[Reconciled, ...]
    """The statements of the page, by position."""
    next: int | None

    def rows(self) -> Iterable[Reconciled]:
        """The statements."""
        return self.statements


def outcomes(
    conn: Connection[Any],
    credential: str,
    *,
    after: int,
    until: int,
    withheld: Collection[str] = (),
) -> Outcomes:
    """How many statements of a credential after a position and up to another were credited, earned
    nothing and why, are no acts, depart from their templates, and are about who is in no unit; the
    `withheld` facts left out."""
    counts = {"credited": 0, "zero": 0, "other": 0}
    reasons: dict[str, ZeroCount] = {}
    flagged = unmatched = 0
    asked = {
        "credential": credential,
        "after": after,
        "until": until,
        "withheld": list(withheld),
    }
    query = QUERIES["reconciled"].format(stated=QUERIES["stated"])
    rows = conn.cursor(row_factory=tuple_row).execute(query, asked)
    for outcome, reason, count, faulty, nobody in rows:
        counts[outcome] += count
        flagged += faulty
        unmatched += nobody
        if reason is not None:
            reasons[reason] = ZeroCount(count=count, **SENTENCES[Reason(reason)])
    return Outcomes(
        stored=sum(counts.values()),
        credited=counts["credited"],
        zero=Zeros(count=counts["zero"], reasons=reasons),
        other=counts["other"],
        flagged=flagged,
        unmatched=unmatched,
    )


def statements(
    conn: Connection[Any],
    credential: str,
    *,
    listed: Listed,
    reason: str | None,
    after: int,
    until: int,
    limit: int,
    withheld: Collection[str] = (),
) -> tuple[tuple[Reconciled, ...], int | None]:
    """The next of those statements that are to be listed, by position, the `withheld` facts left
    out, and the position after which the next page begins."""
    asked = {
        "credential": credential,
        "after": after,
        "until": until,
        "outcome": None if listed in _ACROSS else listed,
        "faulty": listed == "flagged",
        "unmatched": listed == "unmatched",
        "reason": reason,
        "withheld": list(withheld),
        "limit": limit + 1,
    }
    query = QUERIES["reconciled_page"].format(stated=QUERIES["stated"])
    rows = conn.cursor(row_factory=dict_row).execute(query, asked).fetchall()
    found = rows[:limit]
    following = found[-1]["position"] if len(rows) > limit else None
    return tuple(_statement(row) for row in found), following


def _statement(row: dict[str, Any]) -> Reconciled:
    reason = row["reason"]
    return Reconciled(
        id=row["statement_id"],
        position=row["position"],
        fact=row["fact"],
        outcome=row["outcome"],
        credits=row["credits"],
        reason=reason and Reason(reason),
        expected=row["missed"],
        faults=tuple(FaultOfStatement(**one) for one in row["faults"] or ()),
        unmatched=row["unmatched"],
    )
