"""Where two makings of the tables of the projections differ: which table, whose rows, which rows.

The database compares; memory holds some keys at a time, however many differ.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from psycopg import Connection, sql

from lrs.postgres.queries import load
from projections.tables.projection import AnyProjection

QUERIES: Final = load("replay", "differences")

LISTED: Final = 100
"""Keys of a table of which the rows are told; of more it is told how many there are."""

OURS: Final = ("the side", "the key")
"""What the query adds to a row."""

Rows = dict[tuple[str, str], list[Mapping[str, Any]]]
"""Rows by the side that has them and their key."""

SET_ASIDE: Final = "set_aside"
"""The table of all projections that names what was set aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDifference:
    """The rows of one key, as far as only one of two makings has them: what `stood` there, and what
    was `made` of the log. Each row is JSON, amounts as exact texts; the key is empty for what was
    set aside of nobody.
    """

    key: str
    stood: tuple[Mapping[str, Any], ...]
    made: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDifference:
    """A table that differs: of how many `keys`, and what of the first of them.

    `another_form`: one of the two lacks the table, or has other columns; told is what both have.
    """

    projection: str
    table: str
    keys: int
    another_form: bool
    listed: tuple[KeyDifference, ...]


def differences(
    conn: Connection[Any],
    projections: Iterable[AnyProjection],
    *,
    stood: str,
    made: str,
    most: int = LISTED,
) -> Iterator[TableDifference]:
    """The tables that differ between two schemas, with the rows of at most so many keys of each.

    Whoever asks is in a transaction.
    """
    for projection in projections:
        for table in (*projection.tables, SET_ASIDE):
            found = _of_table(conn, projection, table, (stood, made), most)
            if found.keys or found.another_form:
                yield found


def _of_table(
    conn: Connection[Any],
    projection: AnyProjection,
    table: str,
    schemas: tuple[str, str],
    most: int,
) -> TableDifference:
    before, after = (_columns(conn, schema, table) for schema in schemas)
    shared = {name: kind for name, kind in after.items() if before.get(name) == kind}
    keys, listed = 0, list[str]()
    rows: Rows = {}
    if shared:
        parts = _parts(projection, table, shared, schemas)
        with conn.cursor(name="differing") as differing:
            differing.execute(sql.SQL(QUERIES["keys"]).format(**parts))
            for keys, (key,) in enumerate(differing, 1):
                if keys <= most:
                    listed.append(key)
        rows = _rows(conn, parts, listed) if listed else {}
    return TableDifference(
        projection=projection.name,
        table=table,
        keys=keys,
        another_form=before != after,
        listed=tuple(
            KeyDifference(
                key=key,
                stood=tuple(rows.get(("stood", key), ())),
                made=tuple(rows.get(("made", key), ())),
            )
            for key in listed
        ),
    )


def _parts(
    projection: AnyProjection, table: str, columns: Mapping[str, str], schemas: tuple[str, str]
) -> dict[str, sql.Composable]:
    """What the queries have in braces."""
    key: sql.Composable
    if table == SET_ASIDE:
        key = sql.SQL("coalesce(key, '')")
        which: sql.Composable = sql.SQL("projection = {}").format(sql.Literal(projection.name))
    else:
        key, which = sql.Identifier(next(iter(projection.tables[table]))), sql.SQL("true")
    return {
        "key": key,
        "which": which,
        "columns": sql.SQL(", ").join(map(sql.Identifier, columns)),
        "told": sql.SQL(", ").join(_told(name, kind) for name, kind in columns.items()),
        "stood": sql.Identifier(schemas[0], table),
        "made": sql.Identifier(schemas[1], table),
    }


def _told(name: str, kind: str) -> sql.Composable:
    """A column as JSON tells it: amounts as texts, which lose nothing."""
    column = sql.Identifier(name)
    if kind == "numeric":
        return sql.SQL("trim_scale({column})::text AS {column}").format(column=column)
    return column


def _columns(conn: Connection[Any], schema: str, table: str) -> dict[str, str]:
    return dict(conn.execute(QUERIES["columns"], [schema, table]).fetchall())


def _rows(conn: Connection[Any], parts: Mapping[str, sql.Composable], keys: Sequence[str]) -> Rows:
    """The rows that differ."""
    found: Rows = {}
    query = sql.SQL(QUERIES["rows"]).format(**parts)
    for side, key, text in conn.execute(query, {"keys": list(keys)}):
        row = orjson.loads(text)
        found.setdefault((side, key), []).append(
            {name: value for name, value in row.items() if name not in OURS}
        )
    return found


def keep(conn: Connection[Any], found: TableDifference, *, position: int) -> None:
    """Keeps what a rebuild found of a table, for good: a moment later the tables are right."""
    for one in found.listed:
        rows = (orjson.dumps(list(rows)).decode() for rows in (one.stood, one.made))
        conn.execute(QUERIES["keep"], [position, found.projection, found.table, one.key, *rows])


def kept(conn: Connection[Any], *, limit: int) -> Iterator[dict[str, Any]]:
    """What rebuilds have found, the last first: found, position, projection, table, key, and the
    rows that `stood` there and those `rebuilt`."""
    for found, position, projection, table, key, stood, rebuilt in conn.execute(
        QUERIES["kept"], [limit]
    ):
        yield {
            "found": found,
            "position": position,
            "projection": projection,
            "table": table,
            "key": key,
            "stood": orjson.loads(stood),
            "rebuilt": orjson.loads(rebuilt),
        }
