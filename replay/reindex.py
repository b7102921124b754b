"""The query index, what voids what, and the current documents: made from the log and compared.

All of these tables are derived from the log (lrs/sql/schema.sql). What they should hold is written
into temporary tables a page of the log at a time, so that memory does not grow with it, and
PostgreSQL finds the rows that are missing and those that are too many.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from psycopg import Connection, sql

from lrs.documents.document_reader import DocumentReader
from lrs.event.credentials import OPERATOR, Credential
from lrs.event.events import split_state
from lrs.event.log import Log
from lrs.event.references import Node, References
from lrs.event.terms import TermHasher, term_hasher
from lrs.log.appending import QUERIES
from lrs.log.log_reader import LogReader
from lrs.log.recorder import states
from lrs.postgres.queries import load
from lrs.progress import Advance

PAGE = 2000
"""Statements read at once."""

OWN: Final = load("replay")
TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "posting": ("term", "position"),
    "voiding": ("position", "target", "authority"),
    "dangling": ("target", "position"),
    "document": ("id", "scope", "registration", "name", "position"),
}
"""The tables that follow from the log, with their columns."""

_KEYS: Final = {
    "posting": ("term", "position"),
    "voiding": ("position",),
    "dangling": ("target", "position"),
    "document": ("id",),
}
"""Their keys."""

_SAYING: Final = {
    "dangling": [
        "NOT EXISTS (SELECT FROM lrs.log WHERE originator_id = t.target"
        " AND topic = 'StatementRecorded')"
    ]
}
"""Which rows say something: a reference waits for what is not there, and its row is not read again
when that has come."""

_CURRENT: Final = {
    "document": ["EXISTS (SELECT FROM lrs.content_use u WHERE u.position = t.position)"]
}
"""Which of those that follow from the log are to be there: a restored document came without its
bytes, and is current nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What a table holds and should hold: how many rows it should, and how many are missing or too
    many."""

    table: str
    rows: int
    missing: int
    extra: int

    @property
    def differs(self) -> bool:
        """Whether the table is not what the log says."""
        return self.missing + self.extra > 0


def check(conn: Connection[Any], advance: Advance) -> list[Compared]:
    """Compares the tables with the log, in one snapshot; nothing waits and nothing is changed. The
    positions read are counted.

    conn: of the service, in autocommit.
    """
    with conn.transaction():
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        _expect(conn, advance)
        return [_compare(conn, table) for table in TABLES]


def reindex(conn: Connection[Any], advance: Advance) -> list[Compared]:
    """Makes the tables what the log says, and tells what they were; who writes waits meanwhile. The
    positions read are counted.

    conn: of the owner of the log, in autocommit.
    """
    with conn.transaction():
        conn.execute(QUERIES["lock_log"])
        _expect(conn, advance)
        compared = [_compare(conn, table) for table in TABLES]
        for one in compared:
            if one.differs:
                _mend(conn, one.table)
    return compared


def _expect(conn: Connection[Any], advance: Advance) -> None:
    """Writes what the tables should hold into temporary ones, which end with the transaction."""
    for table in TABLES:
        conn.execute(
            sql.SQL(
                "CREATE TEMPORARY TABLE {expected} ON COMMIT DROP AS SELECT * FROM {table} LIMIT 0"
            ).format(**_names(table))
        )
    pages = _Pages(conn)
    head = pages.reader.head()
    after = 0
    while page := conn.execute(OWN["statements_page"], [after, PAGE]).fetchall():
        for table, rows in pages.rows(page).items():
            _add(conn, table, rows)
        after = page[-1][0]
        advance(after, head)
    _add(
        conn,
        "document",
        [
            (one.id, one.scope, one.registration, one.name, one.position)
            for one in DocumentReader(conn).index_from_log()
        ],
    )


class _Pages:
    """Makes the rows of a page of the log."""

    def __init__(self, conn: Connection[Any]) -> None:
        self.reader = LogReader(conn)
        self._hash_term = _hasher(conn)
        self._states = partial(states, conn)
        self._credentials = _Credentials(self.reader)

    def rows(self, page: list[tuple[Any, ...]]) -> dict[str, list[tuple[Any, ...]]]:
        """What the tables should hold because of these statements."""
        nodes = {key: Node.of_state(key, bytes(state)) for _, key, state in page}
        references = References.load(nodes, self._states)
        found: dict[str, list[tuple[Any, ...]]] = {name: [] for name in TABLES}
        for position, key, state in page:
            node = nodes[key]
            terms, open_end = references.follow(key) if node.refers_to else (node.terms, None)
            found["posting"] += [(one, position) for one in set(map(self._hash_term, terms))]
            if open_end:
                found["dangling"].append((open_end, position))
            if node.voids and node.refers_to:
                by = split_state(key, bytes(state))[0].credential
                may_void_any = self._credentials.may_void_any(by, position)
                authority = None if may_void_any else node.authority
                found["voiding"].append((position, node.refers_to, authority))
        return found


class _Credentials:
    """What credentials might void, by the position; one that was revoked could no longer write."""

    def __init__(self, reader: Log) -> None:
        self._since: dict[str, list[tuple[int, bool]]] = {OPERATOR.key: [(0, True)]}
        for grant in reader.grants(until=reader.head()):
            if grant.change.change != "revoked":
                of_key = self._since.setdefault(grant.change.key, [])
                of_key.append((grant.position, Credential.of(grant.change).may_void_any))

    def may_void_any(self, key: str, position: int) -> bool:
        """Whether a credential might void anybody's statements at a position."""
        of_key = self._since.get(key, [])
        place = bisect_right(of_key, position, key=lambda one: one[0])
        return of_key[place - 1][1] if place else False


def _hasher(conn: Connection[Any]) -> TermHasher:
    row = conn.execute(QUERIES["term_key"]).fetchone()
    if row is None:
        raise RuntimeError("the store has no row in lrs.store: run `lrs migrate`")
    return term_hasher(bytes(row[0]))


def _add(conn: Connection[Any], table: str, rows: list[tuple[Any, ...]]) -> None:
    query = sql.SQL("COPY {expected} ({columns}) FROM STDIN").format(**_names(table))
    with conn.cursor().copy(query) as copy:
        for row in rows:
            copy.write_row(row)


def _names(table: str) -> dict[str, sql.Composable]:
    return {
        "table": sql.Identifier("lrs", table),
        "expected": sql.Identifier("pg_temp", f"expected_{table}"),
        "columns": sql.SQL(", ").join(map(sql.Identifier, TABLES[table])),
    }


def _expected(table: str) -> sql.Composed:
    """The rows that a table should hold."""
    where = [*_SAYING.get(table, ()), *_CURRENT.get(table, ())]
    query = sql.SQL("SELECT {columns} FROM {expected} t WHERE {where}")
    return query.format(**_names(table), where=_all_of(where))


def _actual(table: str) -> sql.Composed:
    """The rows that it holds."""
    query = sql.SQL("SELECT {columns} FROM {table} t WHERE {where}")
    return query.format(**_names(table), where=_all_of(_SAYING.get(table, ())))


def _all_of(conditions: Iterable[str]) -> sql.Composable:
    return sql.SQL(" AND ").join(map(sql.SQL, ("true", *conditions)))


def _compare(conn: Connection[Any], table: str) -> Compared:
    expected, actual = _expected(table), _actual(table)
    counts = [
        sql.SQL("(SELECT count(*) FROM ({}) one)").format(query)
        for query in (expected, _less(expected, actual), _less(actual, expected))
    ]
    row = conn.execute(sql.SQL("SELECT {}").format(sql.SQL(", ").join(counts))).fetchone()
    rows, missing, extra = row or (0, 0, 0)
    return Compared(table=table, rows=rows, missing=missing, extra=extra)


def _less(some: sql.Composable, others: sql.Composable) -> sql.Composed:
    return sql.SQL("({}) EXCEPT ({})").format(some, others)


def _mend(conn: Connection[Any], table: str) -> None:
    """Takes away what is too much and adds what is missing."""
    names, expected, actual = _names(table), _expected(table), _actual(table)
    same = [sql.SQL("t.{0} = e.{0}").format(sql.Identifier(name)) for name in _KEYS[table]]
    conn.execute(
        sql.SQL("DELETE FROM {table} t USING ({extra}) e WHERE {same}").format(
            **names, extra=_less(actual, expected), same=sql.SQL(" AND ").join(same)
        )
    )
    conn.execute(
        sql.SQL("INSERT INTO {table} ({columns}) {missing}").format(
            **names, missing=_less(expected, actual)
        )
    )
