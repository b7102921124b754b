"""Writes folded ledgers into the projection tables, and digests what stands there."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

from psycopg import Connection
from psycopg.rows import dict_row, kwargs_row, scalar_row

from lrs.postgres.queries import load
from projections.credits.credit_ledger import Ledger
from projections.exact import plain
from projections.facts.fact import Fact, SetAside
from projections.reasons import Amiss, Aside
from projections.tables import bulk
from projections.tables.remaking import remade

QUERIES: Final = load("projections.tables")

VERSION = "9"
"""Changes with the tables or the rules; tables of another version are made and folded anew."""

LOCK = 0x70726F6A656374
"""Key of the advisory lock: whoever writes the tables holds it for that transaction."""

ROSTER: Final = bulk.columns(
    "person text, kind text, since date, place int4, value text, statement_id uuid"
)
ENTRY: Final = bulk.columns(
    "person text, statement_id uuid, year int4, position int8, day date, fact text, subject text, "
    "category text, credits numeric, reason text, rule text, article text, evidence uuid[], "
    "documents text[], cut numeric, cut_rules text[]"
)
FINDING: Final = bulk.columns(
    "person text, statement_id uuid, target uuid, position int8, day date, code text, days int4, "
    "rule text, article text, units text[]"
)
APPLICATION: Final = bulk.columns(
    "person text, statement_id uuid, day date, fact text, subject text, category text, "
    "applied_on date, state text, decided_on date, evidence uuid[]"
)
BALANCE: Final = bulk.columns(
    "person text, by_category jsonb, year int4, state text, earned numeric, carried_in numeric, "
    "counted numeric, carried_out numeric, grade text"
)
HOURS: Final = bulk.columns(
    "person text, category text, statement_id uuid, year int4, day date, fact text, subject text, "
    "channel text, hours numeric"
)
SET_ASIDE: Final = bulk.columns("person text, position int8, statement_id uuid, code text")
OF_PERSONS: Final = {
    "roster": ROSTER,
    "ledger_entry": ENTRY,
    "hours_entry": HOURS,
    "finding": FINDING,
    "application": APPLICATION,
    "balance": BALANCE,
    "set_aside": SET_ASIDE,
}
"""The tables that hold ledgers, with their columns."""

HASH = "SELECT count(*), sum(hash_record_extended(t.*, 0)) FROM projections.{} t"
"""How many rows a table has, and the sum of their hashes: no order, so nothing to sort."""


def lock(conn: Connection[Any]) -> None:
    """Waits for the right to write the tables, until the transaction ends.

    Its end does not wait for the disk: a crash may take the last moments back, rows and tracking
    together, and they are folded again.
    """
    conn.execute("SET LOCAL synchronous_commit TO off")
    conn.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def make(conn: Connection[Any]) -> None:
    """Makes the tables, empty, unless those of this version are there."""
    if _version(conn) != VERSION:
        with made_anew(conn):
            pass


@contextmanager
def made_anew(conn: Connection[Any]) -> Iterator[None]:
    """Makes the tables in the place of any that are there, as projections.remaking.remade does."""
    with remade(conn):
        yield
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """Up to which position of the log the tables answer, and as of which day; of another day than
    the clock's while the runner lags."""

    settled: int
    today: date | None


def answering(conn: Connection[Any]) -> Answering:
    """Up to where the tables answer; 0 and None while there are none."""
    if not _version(conn):
        return Answering(settled=0, today=None)
    found = tracking(conn)
    return Answering(settled=found.settled, today=found.folded_to)


def stale_persons(conn: Connection[Any]) -> int:
    """How many persons are marked; 0 while there are no tables."""
    if not _version(conn):
        return 0
    cursor = conn.cursor(row_factory=scalar_row)
    return int(cursor.execute("SELECT count(*) FROM projections.stale").fetchone() or 0)


def scanned(conn: Connection[Any]) -> int:
    """The position up to which every statement is taken in; 0 while there are no such tables."""
    return tracking(conn).scanned if _version(conn) == VERSION else 0


def track(conn: Connection[Any], *, scanned: int) -> int:
    """Moves the tracking; up to which position the tables answer: to before the first event that
    somebody's rows do not answer for."""
    cursor = conn.cursor(row_factory=scalar_row)
    query = """
        UPDATE projections.tracking SET scanned = %(scanned)s,
            settled = coalesce((SELECT min(since) - 1 FROM projections.stale), %(scanned)s)
        RETURNING settled
    """
    return int(cursor.execute(query, {"scanned": scanned}).fetchone() or 0)


def fold_to(conn: Connection[Any], day: date) -> None:
    """Remembers the day up to which facts count as having happened."""
    conn.execute("UPDATE projections.tracking SET folded_to = %s", [day])


def persons_beyond_their_studies(conn: Connection[Any]) -> set[str]:
    """Who is found to study for too long: by how many days, every day tells anew."""
    query = "SELECT DISTINCT person FROM projections.finding WHERE code = %s"
    cursor = conn.cursor(row_factory=scalar_row)
    return set(cursor.execute(query, [Amiss.BEYOND_NOMINAL_LENGTH.value]).fetchall())


def persons_raised(conn: Connection[Any], months: int, *, after: date, until: date) -> set[str]:
    """Whose level began so many months before one of the days that end between two others."""
    query = """
        SELECT DISTINCT person FROM projections.roster WHERE kind = 'level'
        AND (since + make_interval(months => %(months)s))::date >= %(after)s
        AND (since + make_interval(months => %(months)s))::date < %(until)s
    """
    cursor = conn.cursor(row_factory=scalar_row)
    asked = {"months": months, "after": after, "until": until}
    return set(cursor.execute(query, asked).fetchall())


def mark_stale(conn: Connection[Any], since: Mapping[str, int]) -> None:
    """Marks persons whose rows do not answer for an event; each keeps the first one."""
    conn.execute(
        "INSERT INTO projections.stale SELECT * FROM unnest(%s::text[], %s::bigint[])"
        " ON CONFLICT (person) DO UPDATE SET since = excluded.since"
        " WHERE excluded.since < stale.since",
        [list(since), list(since.values())],
    )


def mark_all_stale(conn: Connection[Any], *, since: int) -> None:
    """Marks everybody who has rows."""
    conn.execute(
        "INSERT INTO projections.stale SELECT DISTINCT person, %s::bigint FROM projections.balance"
        " ON CONFLICT (person) DO UPDATE SET since = excluded.since"
        " WHERE excluded.since < stale.since",
        [since],
    )


def stale(conn: Connection[Any], *, limit: int) -> list[str]:
    """Those of the persons who are marked whose rows are the oldest."""
    query = "SELECT person FROM projections.stale ORDER BY since, person LIMIT %s"
    return conn.cursor(row_factory=scalar_row).execute(query, [limit]).fetchall()


def unmark_stale(conn: Connection[Any], persons: Collection[str]) -> None:
    """Takes the marks off."""
    conn.execute("DELETE FROM projections.stale WHERE person = ANY (%s)", [list(persons)])


def remove(conn: Connection[Any], persons: Collection[str]) -> None:
    """Takes away all rows that these persons have."""
    gone = [list(persons)]
    for table in OF_PERSONS:
        conn.execute(f"DELETE FROM projections.{table} WHERE person = ANY (%s)", gone)  # noqa: S608


def insert(conn: Connection[Any], ledgers: Collection[Ledger]) -> None:
    """Adds the rows of persons who have none."""
    lines = {
        "roster": _roster(ledgers),
        "ledger_entry": _of_each(ledgers, "entries", ENTRY),
        "hours_entry": _hours(ledgers),
        "finding": _of_each(ledgers, "findings", FINDING),
        "application": _of_each(ledgers, "applications", APPLICATION),
        "balance": _balances(ledgers),
        "set_aside": _set_aside(ledgers),
    }
    for table, rows in lines.items():
        bulk.copy(conn, table, OF_PERSONS[table], rows)


def digest(conn: Connection[Any]) -> str:
    """The same, in hexadecimal, for the same answers: whether two tables of one server differ."""
    total = hashlib.sha256()
    for table in (*OF_PERSONS, "intake"):
        found = conn.execute(HASH.format(table)).fetchone()
        total.update(f"{table} {found}\n".encode())
    return total.hexdigest()


def _of_each(
    ledgers: Iterable[Ledger], rows: str, columns: bulk.Columns
) -> Iterator[tuple[Any, ...]]:
    """Rows that are called as the columns are, each after the person of its ledger."""
    _, *names = columns
    values = attrgetter(*names)
    for ledger in ledgers:
        person = ledger.person
        for one in getattr(ledger, rows):
            yield person, *values(one)


def _roster(ledgers: Iterable[Ledger]) -> Iterator[tuple[Any, ...]]:
    for ledger in ledgers:
        roster = ledger.roster
        kinds: dict[str, list[tuple[date, str | None, UUID]]] = {
            "unit": [(one.day, one.unit, one.statement_id) for one in ledger.memberships],
            "level": [(one.day, one.value, one.statement_id) for one in roster.levels],
            "manager": [(one.day, one.value, one.statement_id) for one in roster.managers],
            "scheme": [(one.day, one.value, one.statement_id) for one in roster.schemes],
            "name": [(one.day, one.value, one.statement_id) for one in roster.names],
        }
        for kind, rows in kinds.items():
            for place, (day, value, statement_id) in enumerate(rows):
                yield ledger.person, kind, day, place, value, statement_id


def _balances(ledgers: Iterable[Ledger]) -> Iterator[tuple[Any, ...]]:
    for person, by_category, *others in _of_each(ledgers, "balances", BALANCE):
        yield person, {name: plain(credits_) for name, credits_ in by_category.items()}, *others


def _set_aside(ledgers: Iterable[Ledger]) -> Iterator[tuple[Any, ...]]:
    """A row for each statement that was set aside, or one for all of a person's."""
    for ledger in ledgers:
        whole = [one for one in ledger.set_aside if one.whole]
        for one in ledger.set_aside:
            if not one.whole:
                yield ledger.person, one.position, one.statement_id, one.code.value
        if whole:
            first = min(whole, key=attrgetter("position"))
            yield ledger.person, first.position, None, first.code.value


def add_set_aside(conn: Connection[Any], facts: Iterable[Fact]) -> None:
    """Adds rows for what was set aside of nobody: no ledger has it."""
    rows = [
        (None, one.position, one.statement_id, one.code.value)
        for one in facts
        if isinstance(one, SetAside) and one.person is None
    ]
    if rows:
        bulk.copy(conn, "set_aside", SET_ASIDE, rows)


def add_unfolded(conn: Connection[Any], person: str, *, position: int) -> None:
    """Adds the row of a person without a ledger: it cannot be folded, and no statement is at fault;
    `position` is his first."""
    row = person, position, None, Aside.CANNOT_BE_JUDGED.value
    bulk.copy(conn, "set_aside", SET_ASIDE, [row])


def set_aside(conn: Connection[Any], *, limit: int) -> list[dict[str, Any]]:
    """The first of what is set aside, by position: position, statement_id, person, code, and how
    many there are in all as `total`."""
    if _version(conn) != VERSION:
        return []
    query = """
        SELECT position, statement_id, person, code, count(*) OVER () AS total
        FROM projections.set_aside ORDER BY position, person LIMIT %s
    """
    return conn.cursor(row_factory=dict_row).execute(query, [limit]).fetchall()


def _hours(ledgers: Iterable[Ledger]) -> Iterator[tuple[Any, ...]]:
    """What brought hours, in the category of its credits, be they none."""
    _, _, *names = HOURS
    values = attrgetter(*names)
    for ledger in ledgers:
        categories = {one.statement_id: one.category for one in ledger.entries if ledger.hours}
        for one in ledger.hours:
            yield ledger.person, categories.get(one.statement_id), *values(one)
