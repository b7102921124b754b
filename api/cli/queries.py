"""`lrs sql`: the views of analysts, read where the store is."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.console import Row, say, show
from api.cli.stores import open_database
from lrs.message import message

if TYPE_CHECKING:
    from psycopg import Cursor


class QueryError(ValueError):
    """A query that PostgreSQL refuses, and why."""


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("sql")(run_query)


def run_query(
    query: Annotated[
        str, typer.Argument(metavar="[QUERY]", help="One query; `-` reads it from standard input.")
    ] = "",
    as_csv: Annotated[
        bool, typer.Option("--csv", help="As CSV with a header, for spreadsheets.")
    ] = False,
    write: Annotated[
        bool,
        typer.Option("--write", help="Make or drop views of your own in the schema lrs_analysts."),
    ] = False,
) -> None:
    """Reads the views of analysts by SQL: credits, hours, balances, members, ...

    The query runs as the role `lrs_report`, which reads the views of the schema `projections` and
    nothing else, in a transaction that cannot write. Results are JSON lines with exact amounts as
    texts, a table in a terminal, or CSV. Without a query the views are listed with what they hold.
    With `--write` it may make views of your own in the schema `lrs_analysts`; a rebuild and an
    upgrade keep them.

    On the embedded PostgreSQL this is the way in; it may run beside `lrs serve`. On your own, a
    login of the role `lrs_report` may use any tool (docs/analysts.md).

    Example:

        lrs sql "SELECT unit, year, sum(credits) FROM projections.ledger GROUP BY 1, 2"
    """
    import psycopg

    text = sys.stdin.read() if query == "-" else query
    with open_database() as database, psycopg.connect(database.report) as conn:
        conn.read_only = not write
        try:
            _print(conn.execute(text or VIEWS, prepare=True), as_csv=as_csv)
        except psycopg.errors.InsufficientPrivilege as error:
            raise QueryError(
                message(
                    "{message_primary}: the views of the schema `projections` can be read, views "
                    "of your own made in `lrs_analysts` (`--write`), and nothing else; `lrs sql` "
                    "alone lists what can be read",
                    message_primary=error.diag.message_primary,
                )
            ) from None
        except (
            psycopg.errors.ReadOnlySqlTransaction,
            psycopg.errors.ObjectNotInPrerequisiteState,
        ) as error:
            raise QueryError(
                message(
                    "{message_primary}: `lrs sql` reads; what it reads follows from the log "
                    "alone, and with `--write` views of your own are made in `lrs_analysts`",
                    message_primary=error.diag.message_primary,
                )
            ) from None
        except psycopg.errors.UndefinedTable as error:
            raise QueryError(
                message(
                    "{message_primary}: `lrs sql` alone lists what can be read; after a restore "
                    "`lrs rebuild` makes the views of `projections`",
                    message_primary=error.diag.message_primary,
                )
            ) from None
        except (psycopg.ProgrammingError, psycopg.NotSupportedError) as error:
            raise QueryError(
                message("the query is refused: {error}", error=str(error).strip())
            ) from None
        except (psycopg.DataError, psycopg.InternalError) as error:
            raise QueryError(
                message("the query failed: {error}", error=str(error).strip())
            ) from None
    if not text:
        say('Ask for one of them, such as `lrs sql "SELECT * FROM projections.as_of"`.')


VIEWS = """
SELECT 'projections.' || c.relname AS view, obj_description(c.oid) AS holds FROM pg_class c
WHERE c.relnamespace = 'projections'::regnamespace AND c.relkind = 'v' ORDER BY 1
"""


def _names(cursor: "Cursor[Any]") -> list[str]:
    """The columns of what a query asked for; a prepared one is never several."""
    return [column.name for column in cursor.description or ()]


def _rows(cursor: "Cursor[Any]") -> Iterator[Row]:
    names = _names(cursor)
    for row in cursor if names else ():
        yield dict(zip(names, map(_plain, row), strict=True))


def _plain(value: Any) -> Any:
    """A value as JSON has it: amounts and what JSON does not know as exact texts."""
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    return f"{value:f}" if type(value).__name__ == "Decimal" else str(value)


def _print(cursor: "Cursor[Any]", *, as_csv: bool) -> None:
    rows = _rows(cursor)
    if as_csv:
        from api.reports.tabular import written
        from projections.reports.columns import columns_of

        sys.stdout.buffer.write(written(rows, columns_of(_names(cursor))))
        sys.stdout.buffer.flush()
    elif sys.stdout.isatty():
        show(*rows)
    else:
        for row in rows:
            show(row)
