"""Writes folded ledgers into the projection tables, and digests what stands there."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from psycopg import Connection
from psycopg.rows import kwargs_row, scalar_row, tuple_row
from psycopg.types.json import Jsonb

from projections.credits.credit_ledger import Ledger
from projections.exact import jsonable
from projections.statistics import intake

VERSION = "4"
"""Changes with the tables or the rules; tables of another version are made and folded anew."""

LOCK = 0x70726F6A656374
"""Key of the advisory lock: whoever writes the tables holds it for that transaction."""

COLUMNS = {
    "membership": ("person", "since", "unit", "statement_id"),
    "roster": ("person", "kind", "since", "place", "value", "statement_id"),
    "ledger_entry": (
        *("person", "statement_id", "year", "position", "day", "fact", "subject", "category"),
        *("credits", "reason", "rule", "article", "evidence", "documents"),
    ),
    "finding": (
        *("person", "statement_id", "target", "position", "day", "code", "days", "rule", "article"),
    ),
    "application": (
        *("person", "statement_id", "day", "fact", "subject", "category", "applied_on", "state"),
        *("decided_on", "evidence"),
    ),
    "balance": (
        *("person", "year", "by_category", "earned", "carried_in", "counted", "carried_out"),
        "grade",
    ),
}


def lock(conn: Connection[Any]) -> None:
    """Waits for the right to write the tables, until the transaction ends."""
    conn.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def make(conn: Connection[Any]) -> None:
    """Makes the tables, empty, unless those of this version are there."""
    if _version(conn) != VERSION:
        make_anew(conn)


def make_anew(conn: Connection[Any]) -> None:
    """Makes the tables, empty, in the place of any that are there."""
    for name in ("tables.sql", "intake.sql", "views.sql"):
        conn.execute((files("projections") / "sql" / name).read_text(encoding="utf-8"))
    conn.execute("INSERT INTO projections.tracking (version) VALUES (%s)", [VERSION])


def _version(conn: Connection[Any]) -> str | None:
    """The version of the tables that are there; None when there are none."""
    cursor = conn.cursor(row_factory=scalar_row)
    if cursor.execute("SELECT to_regclass('projections.tracking')").fetchone() is None:
        return None
    return cursor.execute("SELECT version FROM projections.tracking").fetchone()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    """How far the tables are; the columns of projections.tracking."""

    scanned: int
    settled: int
    folded_to: date | None


def tracking(conn: Connection[Any]) -> Tracking:
    """How far the tables are."""
    cursor = conn.cursor(row_factory=kwargs_row(Tracking))
    row = cursor.execute("SELECT scanned, settled, folded_to FROM projections.tracking").fetchone()
    if row is None:
        raise RuntimeError("projections.tracking has no row; run `lrs rebuild`")
    return row


def settled(conn: Connection[Any]) -> int:
    """The position up to which the tables answer; 0 while there are none."""
    return tracking(conn).settled if _version(conn) else 0


def track(conn: Connection[Any], *, scanned: int, settled: int) -> None:
    """Moves the tracking."""
    conn.execute("UPDATE projections.tracking SET scanned = %s, settled = %s", [scanned, settled])


def fold_to(conn: Connection[Any], day: date) -> None:
    """Remembers the day up to which facts count as having happened."""
    conn.execute("UPDATE projections.tracking SET folded_to = %s", [day])


def mark_stale(conn: Connection[Any], persons: Collection[str]) -> None:
    """Marks persons whose rows are to be folded anew."""
    conn.execute(
        "INSERT INTO projections.stale SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING",
        [list(persons)],
    )


def mark_all_stale(conn: Connection[Any]) -> None:
    """Marks everybody who has rows."""
    conn.execute(
        "INSERT INTO projections.stale SELECT DISTINCT person FROM projections.balance"
        " ON CONFLICT DO NOTHING"
    )


def stale(conn: Connection[Any], *, limit: int) -> list[str]:
    """Some of the persons who are marked."""
    cursor = conn.cursor(row_factory=scalar_row)
    return cursor.execute("SELECT person FROM projections.stale LIMIT %s", [limit]).fetchall()


def has_stale(conn: Connection[Any]) -> bool:
    """Whether anybody is marked."""
    return bool(stale(conn, limit=1))


def unmark_stale(conn: Connection[Any], persons: Sequence[str]) -> None:
    """Takes the marks off."""
    conn.execute("DELETE FROM projections.stale WHERE person = ANY (%s)", [list(persons)])


def replace(conn: Connection[Any], persons: Collection[str], ledgers: Collection[Ledger]) -> None:
    """Puts these ledgers in the place of all rows that these persons have."""
    gone = [list(persons)]
    for table in COLUMNS:
        conn.execute(f"DELETE FROM projections.{table} WHERE person = ANY (%s)", gone)  # noqa: S608
    insert(conn, ledgers)


def insert(conn: Connection[Any], ledgers: Collection[Ledger]) -> None:
    """Adds the rows of persons who have none."""
    for table, rows in (
        ("membership", _memberships(ledgers)),
        ("roster", _roster(ledgers)),
        ("ledger_entry", _entries(ledgers)),
        ("finding", _findings(ledgers)),
        ("application", _applications(ledgers)),
        ("balance", _balances(ledgers)),
    ):
        columns = ", ".join(COLUMNS[table])
        with conn.cursor().copy(f"COPY projections.{table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def digest(conn: Connection[Any]) -> str:
    """The SHA-256 of all rows, in hexadecimal; the same for the same answers."""
    total = hashlib.sha256()
    for table, columns in {**COLUMNS, "intake": intake.COLUMNS}.items():
        cursor = conn.cursor(row_factory=tuple_row)
        row = f'({", ".join(columns)})::text COLLATE "C"'
        cursor.execute(f"SELECT {row} AS line FROM projections.{table} ORDER BY line")  # noqa: S608
        for (text,) in cursor:
            total.update(f"{table}{text}\n".encode())
    return total.hexdigest()


def _memberships(ledgers: Iterable[Ledger]) -> Iterator[tuple[Any, ...]]:
    for ledger in ledgers:
        for one in ledger.memberships:
            yield ledger.person, one.day, one.unit, one.statement_id


def _roster(ledgers: Iterable[Ledger]) -> Iterator[tuple[Any, ...]]:
    for ledger in ledgers:
        roster = ledger.roster
        kinds = {
            "unit": [(one.day, one.unit, one.statement_id) for one in ledger.memberships],
            "level": [(one.day, one.value, one.statement_id) for one in roster.levels],
            "manager": [(one.day, one.value, one.statement_id) for one in roster.managers],
            "scheme": [(one.day, one.value, one.statement_id) for one in roster.schemes],
            "name": [(one.day, one.value, one.statement_id) for one in roster.names],
        }
        for kind, rows in kinds.items():
            for place, (day, value, statement_id) in enumerate(rows):
                yield ledger.person, kind, day, place, value, statement_id


def _entries(ledgers: Iterable[Ledger]) -> Iterator[tuple[Any, ...]]:
    for ledger in ledgers:
        for one in ledger.entries:
            yield (
                *(ledger.person, one.statement_id, one.year, one.position, one.day, one.fact),
                *(one.subject, one.category, one.credits, one.reason, one.rule, one.article),
                *(list(one.evidence), list(one.documents)),
            )


def _findings(ledgers: Iterable[Ledger]) -> Iterator[tuple[Any, ...]]:
    for ledger in ledgers:
        for one in ledger.findings:
            yield (
                *(ledger.person, one.statement_id, one.target, one.position, one.day, one.code),
                *(one.days, one.rule, one.article),
            )


def _applications(ledgers: Iterable[Ledger]) -> Iterator[tuple[Any, ...]]:
    for ledger in ledgers:
        for one in ledger.applications:
            yield (
                *(ledger.person, one.statement_id, one.day, one.fact, one.subject, one.category),
                *(one.applied_on, one.state, one.decided_on, list(one.evidence)),
            )


def _balances(ledgers: Iterable[Ledger]) -> Iterator[tuple[Any, ...]]:
    for ledger in ledgers:
        for one in ledger.balances:
            yield (
                *(ledger.person, one.year, Jsonb(jsonable(one.by_category)), one.earned),
                *(one.carried_in, one.counted, one.carried_out, one.grade),
            )
