"""`lrs export`: the log to a file, or as Parquet."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.cli.console import progress, say, show
from api.cli.stores import open_database, reading_all
from api.cli.tongue import misused
from lrs.message import message


class Form(StrEnum):
    """What an export is written as."""

    NDJSON = "ndjson"
    PARQUET = "parquet"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("export")(export_log)


def export_log(
    target: Annotated[
        Path, typer.Argument(metavar="[FILE]", help="Where to write; `-` is standard output.")
    ] = Path("-"),
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="FIRST", help="First position, or first day of `stored`."),
    ] = None,
    last: Annotated[
        str | None,
        typer.Option("--to", metavar="LAST", help="Last position, or last day of `stored`."),
    ] = None,
    statements: Annotated[
        bool, typer.Option("--statements", help="Statements alone, without the log's other events.")
    ] = False,
    form: Annotated[
        Form, typer.Option("--format", help="Lines of JSON, or Parquet for other engines.")
    ] = Form.NDJSON,
    buckets: Annotated[
        int | None,
        typer.Option(min=1, max=4096, metavar="N", help="Buckets of persons of a first Parquet."),
    ] = None,
) -> None:
    """Exports the log: every event a line, in log order, without a limit.

    Voided statements are there, too, and each has its `stored` and `authority`. Changes of
    credentials (no secret, nor its hash), of documents (not their content) and of the clock are
    lines that begin with `{"event":`: with them `lrs restore` makes the same log of the file, and
    the same answers. For another learning record store leave them out by `--statements`.

    A part that does not begin at position 1 says so in its first line, for `lrs restore`.

    Days are those of Asia/Shanghai. A name that ends in .gz makes a packed file. A file takes its
    name when it is whole and on the disk; a device or a pipe is written to. Prints the number of
    statements and other events, the first and last position, and the SHA-256 of the lines, which is
    that of the file before it is packed.

    With `--format parquet` FILE is a directory: the whole log in buckets of persons, for DuckDB,
    Polars, Spark and `lrs rebuild --engine spark`. A further run adds what is new. What is read is
    read below `current`, which leads to the last whole state, whatever happens to a run.

    Example:

        lrs export log-2026.ndjson --from 2026-01-01 --to 2026-12-31
        lrs export --format parquet /srv/log
    """
    if form is Form.PARQUET:
        if first or last or statements or target == Path("-"):
            raise misused(
                "Parquet is of the whole log and needs a directory: leave out --from, --to and "
                "--statements"
            )
        _export_parquet(target, buckets)
        return
    if buckets is not None:
        raise misused("--buckets goes with --format parquet")

    from lrs.log.log_reader import LogReader
    from replay.export import Range, export
    from replay.target import is_stdout

    with (
        open_database(only_to_read=True) as database,
        reading_all(database) as conn,
    ):
        positions = Range.of(LogReader(conn), first=first, last=last)
        with progress("Exporting", total=positions.until - positions.after) as advance:
            for state in export(conn, positions, target, statements_only=statements):
                advance((state.last or positions.after) - positions.after)
    summary = {
        "count": state.count,
        "events": state.events,
        "first": state.first,
        "last": state.last,
        "sha256": state.sha256,
    }
    if is_stdout(target):
        say(" ".join(f"{name}={value}" for name, value in summary.items()))
    else:
        show(summary)


def _export_parquet(directory: Path, buckets: int | None) -> None:
    from lrs.log.log_reader import LogReader

    try:
        from replay.parquet.export import export_parquet
    except ModuleNotFoundError as error:
        raise misused(
            message("Parquet needs {name}: pip install 'cadre-lrs[parquet]'", name=error.name)
        ) from None
    with (
        open_database(only_to_read=True) as database,
        reading_all(database) as conn,
        progress("Exporting", total=LogReader(conn).head()) as advance,
    ):
        added = export_parquet(conn, directory, advance, buckets=buckets)
    show(
        {
            "position": added.position,
            "added": added.added,
            "buckets": added.buckets,
            "rewritten": list(added.rewritten),
            "files": added.files,
        }
    )
