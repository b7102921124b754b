"""Which versions of projections have tables: one answers, a new one is folded beside it.

Schema `projections` has the tables that answer, `projections_next` those of versions that are
folded meanwhile. When such a version answers for all of the log it takes the place of the old one
in one transaction. What analysts built on our views stays. `projections_trial` has tables that
somebody tries (`projections.tables.trial`): they take that place only when he says so.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, Final, LiteralString

from psycopg import Connection, sql
from psycopg.errors import DependentObjectsStillExist, InvalidTableDefinition
from psycopg.rows import scalar_row

from lrs.message import message
from lrs.postgres.queries import load
from projections.tables import tracking
from projections.tables.projection import AnyProjection
from projections.tables.registry import PROJECTIONS
from projections.tables.tracking import LAYOUT, Place

QUERIES: Final = load("projections.tables", "versions")

LIVE: Final = "projections"
NEXT: Final = "projections_next"
TRIAL: Final = "projections_trial"

BOOKKEEPING: Final = frozenset({"tracking", "stale", "folded", "set_aside"})


class BuiltUponError(RuntimeError):
    """What others built on our tables or views stands in the way of their new form; it is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a projection of this release is: the version that answers, and a `following` one that
    is folded beside it, None where there is none."""

    name: str
    version: str | None
    following: str | None
    settled: int
    stale: int
    today: date | None


def standing(conn: Connection[Any]) -> list[Standing]:
    """How far each projection of this release is."""
    names = [one.name for one in PROJECTIONS]
    there = {one.projection: one for one in tracking.trackings(conn, names)}
    stale = tracking.stale_counts(conn, names)
    return [
        Standing(
            name=one.name,
            version=found.version if found else None,
            following=None if found and found.version == one.version else one.version,
            settled=found.settled if found else 0,
            stale=stale[one.name],
            today=found.folded_to if found else None,
        )
        for one in PROJECTIONS
        for found in [there.get(one.name)]
    ]


def lay_out(conn: Connection[Any]) -> None:
    """Makes the bookkeeping and, empty, the tables of all projections, unless they are there.

    Raises BuiltUponError where there are older ones on which others built.
    """
    if tracking.is_laid_out(conn):
        return
    tracking.lock(conn, "layout")
    if tracking.is_laid_out(conn):
        return
    with _named():
        _put_aside(conn, _tables(conn, LIVE))
        drop_all(conn, NEXT)
        for schema in (NEXT, LIVE):
            keep_books(conn, schema)
        for projection in PROJECTIONS:
            _make(conn, projection)
        _show(conn)


def work_on(conn: Connection[Any], schema: str) -> None:
    """A table that is named without a schema is one of this schema until the transaction ends."""
    conn.execute(QUERIES["path"], [schema])


def places(conn: Connection[Any], projections: Collection[AnyProjection]) -> dict[str, Place]:
    """Where the tables of the versions of this release stand; they are made where they are missing.

    Whoever asks has the lock of these projections.
    """
    there = tracking.places(conn)
    missing = [
        one
        for one in projections
        if not any((at.projection, at.version) == (one.name, one.version) for at in there)
    ]
    for projection in missing:
        if any((at.projection, at.schema) == (projection.name, LIVE) for at in there):
            begin_beside(conn, projection)
            index(conn, projection)
        else:
            work_on(conn, LIVE)
            _make(conn, projection)
            with _named():
                _show(conn)
    if missing:
        there = tracking.places(conn)
    versions = {one.name: one.version for one in projections}
    return {at.projection: at for at in there if versions.get(at.projection) == at.version}


def begin_beside(conn: Connection[Any], projection: AnyProjection, *, schema: str = NEXT) -> None:
    """Makes the tables of a version, empty and without indices, beside those that answer, works on
    them, and notes that it is folded; what was folded there before is dropped."""
    clear_beside(conn, projection, schema=schema)
    tracking.begin(conn, projection.name, projection.version)


def clear_beside(conn: Connection[Any], projection: AnyProjection, *, schema: str = NEXT) -> None:
    """The same without the note: until there is one, no runner takes what stands there for a
    version that it has to follow, and whoever begins anew drops it."""
    drop_beside(conn, projection, schema=schema)
    _execute(conn, f"{projection.name}/tables.sql")


def drop_beside(conn: Connection[Any], projection: AnyProjection, *, schema: str = NEXT) -> None:
    """Drops what was folded of a projection beside what answers, and works on that place."""
    there = _tables(conn, schema)
    work_on(conn, schema)
    conn.execute(QUERIES["leave"], {"projection": projection.name})
    for table in projection.tables:
        if table in there:
            _run(conn, "DROP TABLE {}", schema, table)


def index(conn: Connection[Any], projection: AnyProjection) -> None:
    """Makes keys and indices of the tables that are worked on; rows are cheaper before."""
    _execute(conn, f"{projection.name}/indices.sql")


def keep_books(conn: Connection[Any], schema: str) -> None:
    """Makes the bookkeeping of a schema."""
    work_on(conn, schema)
    _execute(conn, "bookkeeping.sql", layout=LAYOUT)


def drop_all(conn: Connection[Any], schema: str) -> None:
    """Drops all tables of a schema of tables that do not answer."""
    for table in _tables(conn, schema):
        _run(conn, "DROP TABLE {}", schema, table)


def switch(
    conn: Connection[Any], projections: Collection[AnyProjection], *, schema: str = NEXT
) -> None:
    """Lets what was folded beside answer, in the place of what answered before.

    Our views are replaced and not dropped: so a view that somebody made of them shows the new rows.
    Only where a view of ours has another form now, other columns than before, it has to go first.
    Raises BuiltUponError where something depends on it then, and nothing is changed.
    """
    with _named(), conn.transaction():
        _switch(conn, projections, schema)


@contextmanager
def _named() -> Iterator[None]:
    """Raises BuiltUponError for what PostgreSQL says depends on what has to go."""
    try:
        yield
    except DependentObjectsStillExist as error:
        raise BuiltUponError(
            message(
                "the tables or views of the projections have another form now, and what was "
                "built on them stands in the way: {dependents}. Keep its definition "
                "(pg_get_viewdef), drop it, run `lrs rebuild`, and make it again",
                dependents="; ".join(_dependents(error)),
            )
        ) from error


def _switch(conn: Connection[Any], projections: Collection[AnyProjection], schema: str) -> None:
    there = _tables(conn, LIVE)
    tables = [table for one in projections for table in one.tables]
    _put_aside(conn, [table for table in tables if table in there])
    for projection in projections:
        asked = {"projection": projection.name}
        work_on(conn, LIVE)
        conn.execute(QUERIES["leave"], asked)
        take_over = sql.SQL(QUERIES["take_over"]).format(schema=sql.Identifier(schema))
        conn.execute(take_over, asked)
        work_on(conn, schema)
        conn.execute(QUERIES["leave"], asked)
    for table in tables:
        _run(conn, f"ALTER TABLE {{}} SET SCHEMA {LIVE}", schema, table)
    if len(_current(conn)) == len(PROJECTIONS):
        _put_away_unknown(conn)
    _show(conn)


def _put_away_unknown(conn: Connection[Any]) -> None:
    """Puts aside what is a table of no projection any more."""
    known = {table for one in PROJECTIONS for table in one.tables} | BOOKKEEPING
    _put_aside(
        conn,
        [one for one in _tables(conn, LIVE) if one not in known and not one.endswith(ASIDE)],
    )
    conn.execute(QUERIES["gone"], {"known": [one.name for one in PROJECTIONS]})


ASIDE: Final = " before"
"""Behind the name of a table that is put aside."""


def _put_aside(conn: Connection[Any], tables: Collection[str]) -> None:
    """Takes their names from tables that answer, with those of their keys and indices. Views go on
    showing them until they are made to show the new ones."""
    names = list(tables)
    for table, key in conn.execute(QUERIES["keys"], [names]).fetchall():
        _run(conn, "ALTER TABLE {} DROP CONSTRAINT {}", LIVE, table, key)
    for (name,) in conn.execute(QUERIES["indices"], [names]).fetchall():
        _run(conn, "DROP INDEX {}", LIVE, name)
    for table in names:
        _run(conn, "ALTER TABLE {} RENAME TO {}", LIVE, table, f"{table}{ASIDE}")


def _make(conn: Connection[Any], projection: AnyProjection) -> None:
    """Makes the tables of a version, empty, where it is worked on."""
    _execute(conn, f"{projection.name}/tables.sql")
    index(conn, projection)
    tracking.begin(conn, projection.name, projection.version)


def _current(conn: Connection[Any]) -> list[AnyProjection]:
    """The projections of which this release's version answers."""
    there = {(one.projection, one.version) for one in tracking.places(conn) if one.schema == LIVE}
    return [one for one in PROJECTIONS if (one.name, one.version) in there]


def _show(conn: Connection[Any]) -> None:
    """Lets our views show the tables that answer, and drops what was put aside.

    Raises DependentObjectsStillExist where others built on what has to go.
    """
    work_on(conn, "")  # so that errors name everything with its schema
    if not _is_shown(conn):
        with conn.transaction():
            for view in _names(conn, "views"):
                _run(conn, "DROP VIEW {}", LIVE, view)
            _replace_views(conn)


def _is_shown(conn: Connection[Any]) -> bool:
    """Whether our views could be replaced; not where they have another form, or are no longer ours.

    Raises DependentObjectsStillExist where others built on the tables themselves.
    """
    try:
        with conn.transaction():
            _replace_views(conn)
    except InvalidTableDefinition:
        return False
    except DependentObjectsStillExist as error:
        if all(one.startswith("view projections.") for one in _dependents(error)):
            return False
        raise
    return True


def _replace_views(conn: Connection[Any]) -> None:
    _execute(conn, "as_of.sql")
    for projection in _current(conn):
        _execute(conn, f"{projection.name}/views.sql", **projection.view_parts)
    aside = [table for table in _tables(conn, LIVE) if table.endswith(ASIDE)]
    if aside:
        tables = sql.SQL(", ").join(sql.Identifier(LIVE, table) for table in aside)
        conn.execute(sql.SQL("DROP TABLE {}").format(tables))


def _dependents(error: DependentObjectsStillExist) -> list[str]:
    """What PostgreSQL says depends on what was to be dropped."""
    return (error.diag.message_detail or str(error)).splitlines()


def _tables(conn: Connection[Any], schema: str) -> list[str]:
    return _names(conn, "tables", schema)


def _names(conn: Connection[Any], query: str, *parameters: str) -> list[str]:
    cursor = conn.cursor(row_factory=scalar_row)
    return cursor.execute(QUERIES[query], parameters).fetchall()


def _run(conn: Connection[Any], command: LiteralString, schema: str, name: str, *more: str) -> None:
    """Runs a command on something in a schema; more names stand alone."""
    names: Iterable[sql.Identifier] = (sql.Identifier(schema, name), *map(sql.Identifier, more))
    conn.execute(sql.SQL(command).format(*names))


def _execute(conn: Connection[Any], name: str, **parts: str) -> None:
    text = (files("projections.tables") / "sql" / name).read_text(encoding="utf-8")
    conn.execute(text.format(**parts) if parts else text)
