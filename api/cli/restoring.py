"""`lrs restore`: a log from an export."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.console import progress, show
from api.cli.source import Source, size_of
from api.cli.stores import open_database

if TYPE_CHECKING:
    from lrs.postgres.postgres import Database

SHORT = 16 * 1024 * 1024
"""Bytes of a file that is restored by one process."""


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("restore")(restore_log)


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
    size = size_of(source)
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
        advance = stack.enter_context(progress("Restoring", total=size_of(source)))
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
