"""`lrs evidence`: the keys that sign the log, its checkpoints, bundles of all that is signed."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.console import progress, say, show
from api.cli.stores import open_database, reading, reading_all
from lrs.message import message

app = typer.Typer(no_args_is_help=True, help="The key and the checkpoints that prove the log.")


@app.command()
def key(
    name: Annotated[
        str | None,
        typer.Option(
            help="The name of the log, best an address without scheme; else a random one."
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Writes the public key to a file, as `lrs verify --key` reads it."
        ),
    ] = None,
) -> None:
    """Shows the public key that the log is signed by; makes the key where there is none.

    Give the public key to your auditors by another way than the store itself: it is what they
    verify with. The signing key stays in `LRS_EVIDENCE`; who has it can sign another history, so
    keep that folder where who runs the database cannot write, and a copy of it in a safe.

    Example:

        lrs evidence key --name training.city.example/lrs
        lrs evidence key --output signing.pub
    """
    from lrs.entropy import new_log_name, new_signing_seed
    from lrs.evidence.folder import EvidenceError, EvidenceFolder, folder_of
    from lrs.settings import load

    folder = EvidenceFolder(folder_of(load()))
    found = folder.key()
    if found is not None and name not in (None, found.name):
        raise EvidenceError(
            message("the log is signed as {name} already: its name cannot change", name=found.name)
        )
    if found is None:
        found = folder.make_key(name or new_log_name(), new_signing_seed())
        say(message("made the key; keep a copy of {path} in a safe place", path=folder.path))
    if output is not None:
        output.write_text(f"{found.public}\n", encoding="utf-8")
    show({"name": found.name, "key": str(found.public), "folder": str(folder.path)})


@app.command()
def rotate(
    reason: Annotated[
        str, typer.Option(help="Why, for whoever audits the log; it stays in the log for ever.")
    ],
) -> None:
    """Lets a new key sign the log from now on; the old one introduces it, and its secret goes.

    The log keeps its name, and every checkpoint and bundle of before verifies as before: who
    believes the old key or the new one believes both, by an event of the log. A receipt of before
    has no log in it: keep the old public key to check it. It runs beside the server. Each witness
    has to be started anew with both keys (`lrs witness --log OLD --log NEW`); until then it does
    not cosign.

    Where the old key was stolen, its introduction proves nothing: give your auditors the new public
    key by another way. Run it again where it was cut off. Needs `LRS_OWNER_DATABASE_URL`; the
    embedded PostgreSQL has an owner of its own.

    Example:

        lrs evidence rotate --reason "the yearly change"
    """
    import psycopg

    from lrs.clock import system_clock
    from lrs.evidence.folder import EvidenceError, EvidenceFolder, folder_of
    from lrs.evidence.rotation import rotate as rotate_key
    from lrs.settings import load

    folder = EvidenceFolder(folder_of(load()))
    with open_database() as database:
        if database.owner is None:
            raise EvidenceError("only the owner changes the key: set LRS_OWNER_DATABASE_URL")
        with psycopg.connect(database.owner, autocommit=True) as conn:
            found = rotate_key(conn, folder, reason=reason, clock=system_clock)
    show({"name": found.new.name, "key": str(found.new), "retired": str(found.old)})


@app.command("checkpoint")
def show_checkpoint() -> None:
    """Prints the last signed checkpoint of the store, as a note.

    Keep it somewhere else, or print it: `lrs verify live --checkpoint FILE` later proves that
    everything before it is still what it was.

    Example:

        lrs evidence checkpoint > checkpoint-2026-11-28
    """

    from lrs.evidence.folder import EvidenceError
    from lrs.evidence.tile_store import TileStore

    with reading() as conn:
        note = TileStore(conn).last_checkpoint()
    if note is None:
        raise EvidenceError("nothing of the log is signed yet: `lrs serve` signs it")
    typer.echo(str(note), nl=False)


@app.command("export")
def export_evidence(
    folder: Annotated[Path, typer.Argument(help="A folder that is not there yet.")],
) -> None:
    """Writes an evidence bundle: all signed events, documents, the checkpoint, and a verifier.

    An auditor verifies it on a machine that has nothing else: `lrs verify FOLDER`, or `python
    FOLDER/verify.py FOLDER --key FILE`, which shares no code with this program. `lrs evidence
    restore` makes a store of it that answers as this one does. It has no secrets, and all personal
    data of the log.

    Example:

        lrs evidence export audit-2026
    """

    from lrs.evidence.folder import EvidenceFolder, folder_of
    from lrs.settings import load
    from replay.bundle import export_bundle

    key = EvidenceFolder(folder_of(load())).key()
    with (
        open_database(only_to_read=True) as database,
        reading_all(database) as conn,
        progress("Writing the events", total=None) as advance,
    ):
        found = export_bundle(conn, folder, key=key.public if key else None, advance=advance)
    show({"folder": str(folder), "events": found.events, "contents": found.contents})


@app.command("restore")
def restore_evidence(
    folder: Annotated[Path, typer.Argument(help="The folder of an evidence bundle.")],
) -> None:
    """Restores a log from an evidence bundle into an empty store, documents included.

    Every event keeps its position, `stored` and nonce, so the tree has the same root, and reports
    give the same answers. A statement behind them says who attests it. Secrets of credentials are
    in no bundle: `lrs credential secret` gives new ones. Run it before the first `lrs serve`. Needs
    `LRS_OWNER_DATABASE_URL`; the embedded PostgreSQL has an owner of its own.

    Example:

        lrs evidence restore audit-2026
    """
    from contextlib import closing

    import psycopg

    from lrs.clock import system_clock
    from lrs.evidence.folder import EvidenceError
    from lrs.log.record_store import RecordStore
    from replay.bundle import Bundle
    from replay.bundle_restore import restore_bundle
    from replay.restore import require_owner

    with open_database() as database:
        if database.owner is None:
            raise EvidenceError("only the owner of the log restores: set LRS_OWNER_DATABASE_URL")
        with (
            psycopg.connect(database.owner, autocommit=True) as conn,
            closing(RecordStore(database.owner, clock=system_clock)) as store,
            progress("Restoring", total=None) as advance,
        ):
            require_owner(conn)
            found = restore_bundle(Bundle(folder), conn, store, advance=advance)
    show(
        {
            "last_position": found.last,
            "root": found.root,
            "contents": found.contents,
            "marker": str(found.marker),
        }
    )
