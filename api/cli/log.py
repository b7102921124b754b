"""`lrs import`, `lrs restore` and `lrs export`: the log from and to files."""

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.console import progress, say, show
from api.cli.sheets import Kind, Language, import_spreadsheet
from api.cli.stores import open_database, open_store

if TYPE_CHECKING:
    from lrs.event.credentials import Credential
    from lrs.log.record_store import RecordStore
    from lrs.postgres.postgres import Database


class Form(StrEnum):
    """What an export is written as."""

    NDJSON = "ndjson"
    PARQUET = "parquet"


Source = Annotated[
    Path,
    typer.Argument(
        metavar="FILE",
        help="Statements, unpacked if its name ends in .gz; `-` is standard input.",
    ),
]


SHORT = 16 * 1024 * 1024
"""Bytes of a file that is restored by one process."""


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("import")(import_statements)
    app.command("restore")(restore_log)
    app.command("export")(export_log)


def import_statements(
    source: Source,
    credential: Annotated[
        str | None,
        typer.Option(
            metavar="KEY", help="The credential that states them, else the operator, who may all."
        ),
    ] = None,
    xapi_version: Annotated[
        str | None,
        typer.Option(
            metavar="VERSION",
            help="Read every line as this version of xAPI. Else as the one that its own `version` "
            "names, as 1.0.3 without one, and as 2.0.0 what only that allows.",
        ),
    ] = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="Begin at the first line, whatever was read before.")
    ] = False,
    reverse: Annotated[
        bool,
        typer.Option("--reverse", help="Begin with the last statement: the file has it first."),
    ] = False,
    kind: Annotated[
        Kind | None,
        typer.Option("--as", help="FILE is a spreadsheet (.xlsx or .csv) of this kind."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --as: tell what would come of it, record none.")
    ] = False,
    mend: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="With --as: where to write it with bad cells marked."),
    ] = None,
    lang: Annotated[Language, typer.Option(help="With --mend: its language.")] = Language.ZH,
) -> None:
    """Imports statements from a file, stored now, as if they were posted.

    For the backlog of another system. Each statement goes the way of a POST: the same checks, the
    `authority` of the credential, `stored` of this moment. Files of attachments do not come with a
    file of statements: post what has them, with them. To bring back a log with its own times, use
    `lrs restore`.

    A file has a statement a line, or JSON arrays of them, or the StatementResults that a learning
    record store answers with; in UTF-8. It is taken in its order, and of two facts of one time the
    later one holds: a file whose `stored` falls throughout is refused without `--reverse`, one in
    no order is imported with a warning.

    A statement that cannot be stored costs only itself: it is written to `FILE.errors.ndjson` with
    its line and the reason, and the exit code is 1. Mend it there, and import that file. Of what
    could be stored, `new` came into the log by this run, `known` was there with the same meaning.

    A second run is harmless, and quick: statements that are in the log with the same meaning are
    passed over, and `FILE.progress.json` remembers how far the file was read, so an import that was
    killed goes on, and one of a file that grew reads only what is new. A statement without an id
    gets one that follows from its line and line number. Standard input has no such memory.

    A spreadsheet that an office filled in is imported with `--as KIND`; `lrs template KIND` makes
    an empty one. It is all or nothing: every fault is told at once with its row and column, in
    Chinese and English, and then nothing is recorded. What is recorded is one `batch`, which
    `lrs void-batch` voids. The same rows again change nothing.

    Example:

        lrs import backlog.ndjson.gz --credential moodle
        lrs import results.xlsx --as results --dry-run --mend to-mend.xlsx
    """
    if kind is not None:
        if xapi_version or restart or reverse:
            raise typer.BadParameter("--as goes without --xapi-version, --restart and --reverse")
        import_spreadsheet(
            source, kind, credential=credential, dry_run=dry_run, mend=mend, lang=lang
        )
        return
    if dry_run or mend:
        raise typer.BadParameter("--dry-run and --mend go with --as")
    _import_statements(
        source, credential, xapi_version=xapi_version, restart=restart, reverse=reverse
    )


def _import_statements(
    source: Path, credential: str | None, *, xapi_version: str | None, restart: bool, reverse: bool
) -> None:
    from api.xapi.gate import Gate
    from lrs.files.importer import Importer, Places
    from lrs.settings import load
    from lrs.statement.statement import Limits
    from lrs.statement.versions import negotiate

    version = negotiate(xapi_version) if xapi_version else None
    settings = load()
    if credential is None:
        say(
            "The statements are stated as the operator, who may state everything: "
            "--credential KEY states them as a platform"
        )
    with open_database() as database, open_store(database) as store:
        importer = Importer(
            store=store,
            credential=credential_of(store, credential or "operator"),
            admit=Gate().post_line,
            version=version,
            longest=settings.max_body_bytes,
            limits=Limits(depth=settings.max_nesting),
            warn=say,
        )
        with progress("Importing", total=_size(source)) as advance:
            for state in importer.run(source, restart=restart, reverse=reverse):
                advance(state.offset)
    show(
        {
            "lines": state.lines,
            "accepted": state.accepted,
            "new": state.new,
            "known": state.accepted - state.new,
            "errors": state.errors,
        }
    )
    if state.events:
        say(f"{state.events} events of the log it was exported from were left out: only statements")
    if state.errors:
        say(f"{_lines(state.errors)} not stored: see {Places.of(source).errors}")
        raise typer.Exit(1)


def _lines(count: int) -> str:
    return "1 line was" if count == 1 else f"{count} lines were"


def credential_of(store: "RecordStore", key: str) -> "Credential":
    """The credential of a key, which may write statements. Raises CredentialError."""
    from lrs.access.credential_store import Credentials
    from lrs.event.credentials import OPERATOR, CredentialError

    if key == OPERATOR.key:
        return OPERATOR
    for credential in Credentials(store).valid():
        if credential.key == key:
            if not credential.may("statements/write"):
                raise CredentialError(f"the credential {key!r} lacks the scope statements/write")
            return credential
    raise CredentialError(f"there is no valid credential {key!r}; see `lrs credential list`")


def restore_log(
    source: Source,
    processes: Annotated[
        int | None,
        typer.Option(min=1, help="Read with so many processes, else one for each core."),
    ] = None,
    ahead: Annotated[
        bool,
        typer.Option("--ahead", help="Take what a wrong clock stored in time that is to come."),
    ] = False,
) -> None:
    """Restores a log from an export: each event keeps its position, `stored` and `authority`.

    For moving a store, and for data of the past. The log must be empty, or hold the beginning of
    this very file: a restore that was interrupted goes on when it is run again. Restore before the
    first `lrs serve`, which makes entries of its own, and let nothing else use the database.

    Changes of credentials come back where they stood, so what a credential might not state earns
    nothing here either. Their secrets were never exported: `lrs credential secret` gives a new one.
    Of documents the log says that they were stored; their bytes, and those of attachments, move
    with a dump of the database. A file with statements alone counts as the operator's word.

    Lines must have `id` and `stored` and stand in the order of `stored`. Where it does not rise, a
    microsecond is added; a line more than a minute behind the one above it is refused. At the end a
    statement names the positions and the SHA-256 of the file: they are attested by whoever restored
    them. Needs `LRS_OWNER_DATABASE_URL`; the embedded PostgreSQL has an owner of its own.

    A log that a wrong clock put ahead of the time (`lrs clock`) is restored with `--ahead`, from an
    export made after it was acknowledged.

    Example:

        lrs restore past.ndjson
    """
    from lrs.settings import load

    longest = load().max_body_bytes
    with open_database() as database:
        _restore(
            database,
            source,
            longest=longest,
            processes=processes or _processes(source),
            ahead=ahead,
        )


def _processes(source: Path) -> int:
    """As many as there are cores; a short file is read before others have begun."""
    size = _size(source)
    return 1 if size is not None and size < SHORT else os.cpu_count() or 1


def _restore(
    database: "Database", source: Path, *, longest: int, processes: int, ahead: bool
) -> None:
    from contextlib import ExitStack, closing

    import psycopg

    from lrs.clock import system_clock
    from lrs.log.record_store import RecordStore
    from replay.attested import RestoreError
    from replay.restore import Restorer, any_time, require_owner
    from replay.side_by_side import Team

    if database.owner is None:
        raise RestoreError("only the owner of the log restores: set LRS_OWNER_DATABASE_URL")
    with psycopg.connect(database.owner, autocommit=True) as conn, ExitStack() as stack:
        require_owner(conn)
        clock = any_time if ahead else system_clock
        store, last = (
            stack.enter_context(closing(RecordStore(database.owner, clock=one)))
            for one in (clock, system_clock)
        )
        advance = stack.enter_context(progress("Restoring", total=_size(source)))
        put_all = (
            Team(database.owner, processes=processes, clock=clock).put_all
            if processes > 1
            else None
        )
        restorer = Restorer(store, conn, clock=clock, last=last)
        for state in restorer.run(source, longest=longest, put_all=put_all):
            advance(state.offset)
        conn.execute("VACUUM (ANALYZE) lrs.log, lrs.posting")
    show(
        {
            "first": 1,
            "last": state.last,
            "resumed": state.resumed,
            "sha256": state.sha256,
            "statement": str(state.marker),
        }
    )


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
    import psycopg

    if form is Form.PARQUET:
        if first or last or statements or target == Path("-"):
            raise typer.BadParameter(
                "Parquet is of the whole log and needs a directory: leave out --from, --to and "
                "--statements"
            )
        _export_parquet(target, buckets)
        return
    if buckets is not None:
        raise typer.BadParameter("--buckets goes with --format parquet")

    from lrs.log.log_reader import LogReader
    from replay.export import Range, export
    from replay.target import is_stdout

    with (
        open_database(only_to_read=True) as database,
        psycopg.connect(database.reader, autocommit=True) as conn,
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
    import psycopg

    from lrs.log.log_reader import LogReader

    try:
        from replay.parquet.export import export_parquet
    except ModuleNotFoundError as error:
        raise typer.BadParameter(
            f"Parquet needs {error.name}: pip install 'cadre-lrs[parquet]'"
        ) from None
    with (
        open_database(only_to_read=True) as database,
        psycopg.connect(database.reader, autocommit=True) as conn,
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


def _size(source: Path) -> int | None:
    """The bytes to read, where they are known."""
    return source.stat().st_size if source.is_file() and source.suffix != ".gz" else None
