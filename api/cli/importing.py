"""`lrs import`: statements and spreadsheets into the log, as if they were posted."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.console import progress, say, show
from api.cli.sheets import Kind, Language, import_spreadsheet
from api.cli.source import Source, size_of
from api.cli.stores import credential_of, open_database, open_store
from api.cli.tongue import misused
from lrs.message import message


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("import")(import_statements)


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
    Chinese and English, and then nothing is recorded. Ids that nobody knows are told as warnings,
    and by a dry run what becomes of balances. What is recorded is one `batch`, which
    `lrs void-batch` voids. The same rows again change nothing.

    Example:

        lrs import backlog.ndjson.gz --credential moodle
        lrs import results.xlsx --as results --dry-run --mend to-mend.xlsx
    """
    if kind is not None:
        if xapi_version or restart or reverse:
            raise misused("--as goes without --xapi-version, --restart and --reverse")
        import_spreadsheet(
            source, kind, credential=credential, dry_run=dry_run, mend=mend, lang=lang
        )
        return
    if dry_run or mend:
        raise misused("--dry-run and --mend go with --as")
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
        with progress("Importing", total=size_of(source)) as advance:
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
        say(
            message(
                "{events} events of the log it was exported from were left out: only statements",
                events=state.events,
            )
        )
    if state.errors:
        say(
            message(
                "{lines} not stored: see {errors}",
                lines=_lines(state.errors),
                errors=Places.of(source).errors,
            )
        )
        raise typer.Exit(1)


def _lines(count: int) -> str:
    return "1 line was" if count == 1 else message("{count} lines were", count=count)
