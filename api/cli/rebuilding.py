"""`lrs rebuild`, `lrs reindex` and `lrs set-aside`: the tables made anew from the log, and what
they leave out."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.console import progress, say, show
from api.cli.stores import open_database, reading
from api.cli.tongue import misused
from lrs.message import message

if TYPE_CHECKING:
    from replay.parquet.engine import ThroughParquet

MOST_LISTED = 1000


class Engine(StrEnum):
    """What folds the ledgers of a rebuild."""

    LOCAL = "local"
    SPARK = "spark"


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(rebuild)
    app.command()(reindex)
    app.command("set-aside")(set_aside)


def rebuild(
    jobs: Annotated[
        int, typer.Option(min=1, max=64, metavar="N", help="Processes that fold side by side.")
    ] = 1,
    found: Annotated[
        bool,
        typer.Option(
            "--found", help="Only list what rebuilds have found to be wrong, the last first."
        ),
    ] = False,
    engine: Annotated[
        Engine, typer.Option(help="Where ledgers are folded: here, or on Spark from Parquet.")
    ] = Engine.LOCAL,
    log: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="For Spark: the log as Parquet, made up to date first."),
    ] = None,
    results: Annotated[
        Path | None, typer.Option(metavar="DIR", help="For Spark: where its rows go, as Parquet.")
    ] = None,
    master: Annotated[
        str, typer.Option(metavar="URL", help="For Spark: its master, as spark://host:7077.")
    ] = "local[*]",
    spark_conf: Annotated[
        list[str] | None,
        typer.Option("--spark-conf", metavar="NAME=VALUE", help="For Spark: one of its settings."),
    ] = None,
) -> None:
    """Makes the tables of reports anew, from the log alone.

    They are a cache that a running server keeps up to date. Rebuild when their form changed, or to
    prove them: `matched` says whether what stood there was the same, null when that was behind the
    log. They answer for the same day as what stood there, `today`, else for that of the clock.
    Readers see the old tables until the end.

    `--jobs` processes fold the cadres in shares and write over connections of their own; the rows
    and their digest are the same. All of them together hold as much of the log in memory as one
    does. Where one dies, nothing is changed.

    Where what stood there was another, the exit code is 1, and `differences` says in which table,
    of how many cadres or classes (`keys`), and of the first hundred which rows `stood` there and
    which the log has `made`. It is kept: `lrs rebuild --found` lists it later, though the tables
    are right then.

    `lrs trial` makes tables beside those that answer, to compare before they take their place.

    `--engine spark` folds what grows with the cadres, intake and ledgers, on Apache Spark, from
    the log as Parquet (`lrs export --format parquet`), and copies the rows in by `--jobs`
    processes. Both directories must be seen by all workers of the cluster under the same names. The
    rows stay in `--results`, for other engines, below `current`.

    Example:

        lrs rebuild --jobs 4
        lrs rebuild --engine spark --log /srv/log --results /srv/rows --master spark://host:7077
    """
    import psycopg

    from lrs.clock import system_clock
    from projections.exact import jsonable
    from replay.rebuild import rebuild as rebuild_tables

    if found:
        _list_found()
        return
    elsewhere = _elsewhere(engine, log, results, master, spark_conf or [])
    with (
        open_database() as database,
        psycopg.connect(database.projector, autocommit=True) as conn,
        progress("Reading the log", total=None) as advance,
    ):
        rebuilt = rebuild_tables(
            conn,
            advance,
            clock=system_clock,
            jobs=jobs,
            conninfo=database.projector,
            engine=elsewhere and elsewhere(database.projector),
        )
    show(
        {
            "position": rebuilt.position,
            "today": rebuilt.today.isoformat(),
            "persons": rebuilt.persons,
            "digest": rebuilt.after,
            "matched": None if rebuilt.before is None else rebuilt.before == rebuilt.after,
            "set_aside": rebuilt.set_aside,
            "projections": [
                {
                    "projection": one.projection,
                    "version": one.version,
                    "keys": one.keys,
                    "digest": one.after,
                    "matched": None if one.before is None else one.before == one.after,
                }
                for one in rebuilt.projections
            ],
            "differences": jsonable(rebuilt.differences),
        }
    )
    if rebuilt.differences:
        say("what stood there was wrong: see `differences`, and later `lrs rebuild --found`")
        raise typer.Exit(1)


def _list_found() -> None:

    from projections.exact import jsonable
    from replay.table_differences import kept

    with reading() as conn:
        show(*map(jsonable, kept(conn, limit=MOST_LISTED)))


def _elsewhere(
    engine: Engine, log: Path | None, results: Path | None, master: str, settings: list[str]
) -> "Callable[[str], ThroughParquet] | None":
    """Makes the engine of a database, None for this very machine. Raises BadParameter."""
    if engine is Engine.LOCAL:
        if log or results or settings:
            raise misused("--log, --results and --spark-conf go with --engine spark")
        return None
    try:
        from replay.parquet.engine import ThroughParquet
        from replay.parquet.spark import Spark
    except ModuleNotFoundError as error:
        raise misused(
            message("Spark needs {name}: pip install 'cadre-lrs[spark]'", name=error.name)
        ) from None
    if log is None or results is None:
        raise misused("--engine spark needs --log DIR and --results DIR")
    pairs = [one.partition("=") for one in settings]
    if wrong := [name for name, equals, _ in pairs if not (name and equals)]:
        raise misused(message("--spark-conf is NAME=VALUE, not {wrong!r}", wrong=wrong[0]))
    fold = Spark(master=master, settings={name: value for name, _, value in pairs})
    return lambda conninfo: ThroughParquet(
        conninfo=conninfo, log=log.resolve(), results=results.resolve(), fold=fold
    )


def set_aside() -> None:
    """Lists the statements that were set aside, with position, cadre and reason.

    A statement that cannot be read, judged or written stops nobody: the ledger of its cadre is
    made without it, and says so; in the same way a class. `projection` and `key` say in which
    tables, and of which cadre or class. Where no single statement is at fault, all of that key's
    are set aside: the line names the first position and no statement. Mend it at its source: void
    the statement and post it anew.

    Example:

        lrs set-aside
    """
    import psycopg

    from projections.tables import tracking

    with (
        open_database() as database,
        psycopg.connect(database.projector, autocommit=True) as conn,
    ):
        found = tracking.set_aside(conn, limit=MOST_LISTED)
    for row in found:
        statement = row["statement_id"] and str(row["statement_id"])
        place = {"position": row["position"], "statement": statement, "cadre": row["cadre"]}
        whose = {"projection": row["projection"], "key": row["key"]}
        show({**place, "reason": row["code"], **whose})
    if found and found[0]["total"] > len(found):
        say(
            message(
                "{total} in all: these are the first {count}",
                total=found[0]["total"],
                count=len(found),
            )
        )


def reindex(
    check: Annotated[
        bool, typer.Option("--check", help="Only compare: nothing is changed, and nobody waits.")
    ] = False,
) -> None:
    """Makes anew what the store finds statements and documents by, from the log alone.

    The query index, what voids what, the references that wait, and which version of a document is
    current: for each table the rows that it should hold, and how many were missing or too many. The
    exit code is 1 where any differed; a second run tells that it is mended. The log itself is never
    changed, nor is the content of documents and attachments, which does not follow from it.

    Without `--check` it needs `LRS_OWNER_DATABASE_URL`; who writes waits until the end.

    Example:

        lrs reindex --check
    """
    import psycopg

    from lrs.postgres.migrate import MigrationError
    from replay.reindex import check as compare
    from replay.reindex import reindex as make_anew

    with open_database(only_to_read=check) as database:
        if not check and database.owner is None:
            raise MigrationError(
                "only the owner makes the index anew: set LRS_OWNER_DATABASE_URL, or use --check"
            )
        conninfo = database.reader if check else database.owner
        with (
            psycopg.connect(conninfo or "", autocommit=True) as conn,
            progress("Reading the log", total=None) as advance,
        ):
            compared = (compare if check else make_anew)(conn, advance)
    show(
        *(
            {"table": one.table, "rows": one.rows, "missing": one.missing, "extra": one.extra}
            for one in compared
        )
    )
    if any(one.differs for one in compared):
        raise typer.Exit(1)
