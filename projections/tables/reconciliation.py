"""What became of the statements of a credential: credited, zero and why, flagged."""

from typing import Any, Final, Literal, get_args

from psycopg import Connection
from psycopg.rows import dict_row, tuple_row

from lrs.postgres.queries import load
from projections.exact import jsonable
from projections.reasons import SENTENCES, Reason
from projections.reports.ledgers import Report

QUERIES: Final = load("projections.tables")

Listed = Literal["credited", "zero", "other", "flagged", "unmatched", "all"]
_ACROSS: Final = ("flagged", "unmatched", "all")
LISTED: Final[tuple[str, ...]] = get_args(Listed)
"""What can be listed. ``other`` earns nothing by its nature: a unit assignment, an approval;
``unmatched`` is about somebody who belongs to no unit, whatever it earned him."""


def outcomes(conn: Connection[Any], credential: str, *, after: int, until: int) -> Report:
    """How many statements of a credential after a position and up to another were credited, earned
    nothing and why, are no acts, depart from their templates, and are about who is in no unit."""
    counts = {"credited": 0, "zero": 0, "other": 0}
    reasons: Report = {}
    flagged = unmatched = 0
    asked = {"credential": credential, "after": after, "until": until}
    query = QUERIES["reconciled"].format(stated=QUERIES["stated"])
    rows = conn.cursor(row_factory=tuple_row).execute(query, asked)
    for outcome, reason, count, faulty, nobody in rows:
        counts[outcome] += count
        flagged += faulty
        unmatched += nobody
        if reason is not None:
            reasons[reason] = {"count": count, **SENTENCES[Reason(reason)]}
    return {
        "stored": sum(counts.values()),
        "credited": counts["credited"],
        "zero": {"count": counts["zero"], "reasons": reasons},
        "other": counts["other"],
        "flagged": flagged,
        "unmatched": unmatched,
    }


def statements(
    conn: Connection[Any],
    credential: str,
    *,
    listed: Listed,
    reason: str | None,
    after: int,
    until: int,
    limit: int,
) -> Report:
    """The next of those statements that are to be listed, by position; `next` goes into `after`."""
    asked = {
        "credential": credential,
        "after": after,
        "until": until,
        "outcome": None if listed in _ACROSS else listed,
        "faulty": listed == "flagged",
        "unmatched": listed == "unmatched",
        "reason": reason,
        "limit": limit + 1,
    }
    query = QUERIES["reconciled_page"].format(stated=QUERIES["stated"])
    rows = conn.cursor(row_factory=dict_row).execute(query, asked).fetchall()
    found = rows[:limit]
    return {
        "statements": [_statement(row) for row in found],
        "next": found[-1]["position"] if len(rows) > limit else None,
    }


def _statement(row: dict[str, Any]) -> Report:
    reason = row["reason"]
    return {
        "id": str(row["statement_id"]),
        "position": row["position"],
        "fact": row["fact"],
        "outcome": row["outcome"],
        "credits": jsonable(row["credits"]),
        "reason": reason and {"code": reason, **SENTENCES[Reason(reason)]},
        "expected": row["missed"],
        "faults": row["faults"] or [],
        "unmatched": row["unmatched"],
    }
