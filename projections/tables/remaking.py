"""Makes the tables of the projections anew, so that what analysts built on our views stays."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any, Final

from psycopg import Connection
from psycopg.errors import DependentObjectsStillExist, InvalidTableDefinition

from lrs.postgres.queries import load
from projections.credits.channels import sql_of

QUERIES: Final = load("projections.tables")


class BuiltUponError(RuntimeError):
    """What others built on our tables or views stands in the way of their new form; it is named."""


@contextmanager
def remade(conn: Connection[Any]) -> Iterator[None]:
    """Makes the tables in the place of any that are there: empty when the block begins, and indexed
    when it ends, which costs less than indexing row by row.

    Our views are replaced and not dropped: so a view that somebody made of them shows the new rows.
    Only where a view of ours has another form now, other columns than before, it has to go first.
    Raises BuiltUponError where something depends on it then, and nothing is changed.
    """
    _execute(conn, "put_aside.sql")
    _execute(conn, "tables.sql")
    yield
    _execute(conn, "indices.sql")
    try:
        if not _is_shown(conn):
            with conn.transaction():
                _execute(conn, "drop_views.sql")
                _show(conn)
    except DependentObjectsStillExist as error:
        raise BuiltUponError(
            "the tables or views of the projections have another form now, and what was built on "
            f"them stands in the way: {'; '.join(_dependents(error))}. Keep its definition "
            "(pg_get_viewdef), drop it, run `lrs rebuild`, and make it again"
        ) from error


def _is_shown(conn: Connection[Any]) -> bool:
    """Whether our views could be replaced; not where they have another form, or are no longer ours.

    Raises DependentObjectsStillExist where others built on the tables themselves.
    """
    try:
        with conn.transaction():
            _show(conn)
    except InvalidTableDefinition:
        return False
    except DependentObjectsStillExist as error:
        if all(one.startswith("view projections.") for one in _dependents(error)):
            return False
        raise
    return True


def _dependents(error: DependentObjectsStillExist) -> list[str]:
    """What PostgreSQL says depends on what was to be dropped."""
    return (error.diag.message_detail or str(error)).splitlines()


def _show(conn: Connection[Any]) -> None:
    """Lets our views show the new tables, and removes the old ones."""
    _execute(conn, "views.sql", channel=sql_of("e.fact"), unit_of_day=QUERIES["unit_of_day"])
    _execute(conn, "drop_aside.sql")


def _execute(conn: Connection[Any], name: str, **parts: str) -> None:
    text = (files("projections.tables") / "sql" / name).read_text(encoding="utf-8")
    conn.execute(text.format(**parts) if parts else text)
