"""`lrs evidence` and `lrs verify`: the keys that sign the log, and whether the log is what was
signed."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.console import progress, say, show, show_document
from api.cli.mistakes import exits_with
from api.cli.stores import open_database, reading, reading_all
from api.cli.tongue import misused
from lrs.message import message, message_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from api.cli.console import Row
    from lrs.proof.note import Note
    from lrs.proof.trust import TrustPolicy
    from replay.verify import Outcome, Verified

app = typer.Typer(no_args_is_help=True, help="The key and the checkpoints that prove the log.")

TAMPERED = 1
CANNOT_TELL = 2
LIVE = "live"


def register(app_: typer.Typer) -> None:
    """Adds the commands."""
    app_.command()(verify)
    app_.command()(witness)


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


def witness(
    log: Annotated[
        list[Path], typer.Option(metavar="FILE", help="The public key of a log to cosign.")
    ],
    folder: Annotated[Path, typer.Option(help="Where keys and cosigned checkpoints are kept.")],
    name: Annotated[
        str, typer.Option(help="The name of the witness, best an address without scheme.")
    ],
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8090,
) -> None:
    """Runs a witness: it cosigns the checkpoints of logs that only ever grew.

    It belongs to another office than the log, on a machine of its own, and needs neither the store
    nor a database. It makes its two keys at the first start and prints the lines by which a trust
    policy names it; the log's server gets that policy as `LRS_WITNESSES`, an auditor as `lrs verify
    --policy`. Put a web server with TLS before it where it is asked over a network.

    Example:

        lrs witness --log signing.pub --folder /srv/witness --name witness.audit.example
    """
    import uvicorn

    from api.operations.witnessing import witness_app
    from lrs.clock import system_clock
    from lrs.evidence.witness import Witness, signers_in
    from lrs.proof.cosignature import ED25519

    trust = _read_trust(log, None)
    signers = signers_in(folder, name)
    for signer in signers:
        kind = "ed25519" if signer.public.kind == ED25519 else "ml-dsa-44"
        typer.echo(f"witness {kind} {signer.public} http://{host}:{port}")
    app = witness_app(Witness(signers, trust.logs, folder, system_clock))
    uvicorn.run(app, host=host, port=port, log_level="warning")


def verify(
    what: Annotated[
        str,
        typer.Argument(
            metavar="live|FOLDER|RECEIPT",
            help="`live`: the store of the settings; else a bundle, or the file of a receipt.",
        ),
    ],
    key: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A file with the public key of the log."),
    ] = None,
    policy: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A trust policy (tlog-policy) with logs and witnesses."),
    ] = None,
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A checkpoint that you kept; more than once."),
    ] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Do not ask the witnesses of the policy.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="The whole answer as one JSON document.")
    ] = False,
) -> None:
    """Verifies that a log is what was signed: recomputes the tree from its events, and compares
    documents and attachments with what these tell of them.

    `live` reads the store of the settings; a folder that `lrs evidence export` wrote needs no store
    and no network. Nor does the file of a receipt (`.tlog-proof`), which proves at which `position`
    a `statement` was `stored`, and when.

    Needs the public key, given out of band, or a policy that has it. Better also a checkpoint that
    was kept elsewhere, or a witness: without, a log that was cut back to an older checkpoint, or
    signed anew with a stolen key, is not found out. Witnesses of the policy that have an address
    are asked for the last checkpoint they cosigned. `erased` are the positions whose events were
    erased by `lrs erase`. Prints the outcome with the first bad position; the exit code is 0 for
    good, 1 for tampered, 2 where it cannot be told.

    Example:

        lrs verify live --key signing.pub --checkpoint checkpoint-2026-11-28
        lrs verify audit-2026 --key signing.pub
        lrs verify mine.tlog-proof --key signing.pub
    """
    from api.cli.mistakes import sentence
    from lrs.evidence.feeder import last_cosigned_by
    from lrs.evidence.folder import EvidenceError

    try:
        trust = _read_trust(key or (), policy)
        kept = [(str(file), _read_note(file)) for file in checkpoint or ()]
    except (EvidenceError, OSError) as error:
        say(message("lrs: {error}", error=sentence(error) or error))
        raise typer.Exit(CANNOT_TELL) from None
    shown = show_document if as_json else show
    if what != LIVE and Path(what).is_file():
        told, outcome = _verified_receipt(Path(what), trust)
        shown(told)
        _end_with(outcome)
        return
    untold: list[str] = []
    if not offline:
        for name, answer in last_cosigned_by(trust):
            if isinstance(answer, str):
                untold.append(f"the witness {name} does not answer: {answer}")
            else:
                kept.append((f"the checkpoint of the witness {name}", answer))
    with exits_with(CANNOT_TELL):
        found = _verified(what, trust, kept, untold)
    shown(
        {
            "outcome": found.outcome.value,
            "events": found.events,
            "checkpoints": list(found.checkpoints),
            "first_bad": found.first_bad,
            "faults": list(found.faults),
            "erased": list(found.erased),
        }
        | ({} if found.cosigned is None else {"cosigned": found.cosigned})
    )
    _end_with(found.outcome)


def _end_with(outcome: "Outcome") -> None:
    """Ends with the exit code of a verification."""
    from replay.verify import Outcome

    if outcome is not Outcome.GOOD:
        raise typer.Exit(TAMPERED if outcome is Outcome.TAMPERED else CANNOT_TELL)


def _verified_receipt(file: Path, trust: "TrustPolicy") -> "tuple[Row, Outcome]":
    """What a receipt proves."""
    from replay.receipt_check import verify_receipt

    with exits_with(CANNOT_TELL):
        found = verify_receipt(file, trust)
    told = found.told
    row = {
        "outcome": found.outcome.value,
        "events": found.events,
        "statement": told and told.originator_id,
        "position": told and told.position,
        "stored": told and told.stored,
        "faults": [] if found.fault is None else [found.fault],
    }
    return row, found.outcome


def _verified(
    what: str, trust: "TrustPolicy", kept: "list[tuple[str, Note]]", untold: list[str]
) -> "Verified":
    """What is found of the store or of a bundle."""

    from replay.contents import changed_in_store
    from replay.verify import verify_bundle, verify_live, with_faults

    with ExitStack() as stack:
        advance = stack.enter_context(progress("Reading the log", total=None))
        if what != LIVE:
            return verify_bundle(Path(what), trust=trust, kept=kept, untold=untold, advance=advance)
        database = stack.enter_context(open_database(only_to_read=True))
        conn = stack.enter_context(reading_all(database))
        found = verify_live(conn, trust=trust, kept=kept, untold=untold, advance=advance)
        return with_faults(found, list(changed_in_store(conn)))


def _read_trust(keys: "Iterable[Path]", policy: Path | None) -> "TrustPolicy":
    """Whom a verification believes. Raises EvidenceError and BadParameter."""
    from lrs.evidence.folder import EvidenceError
    from lrs.proof.note import NoteError, PublicKey
    from lrs.proof.trust import PolicyFileError, TrustPolicy, trusting

    if (policy is None) == (not keys):
        raise misused("give --key with the public key of the log, or --policy")
    file = policy
    try:
        if policy is not None:
            return TrustPolicy.read(policy.read_text(encoding="utf-8-sig"))
        logs = []
        for file in keys:
            logs.append(PublicKey.read(file.read_text(encoding="utf-8-sig")))
        return trusting(logs)
    except (NoteError, PolicyFileError, UnicodeError) as error:
        raise EvidenceError(
            message("{file}: {error}", file=file, error=message_of(error))
        ) from None


def _read_note(file: Path) -> "Note":
    from lrs.evidence.folder import EvidenceError
    from lrs.proof.note import Note, NoteError

    try:
        return Note.read(file.read_text(encoding="utf-8"))
    except (NoteError, UnicodeError) as error:
        raise EvidenceError(
            message("{file}: {error}", file=file, error=message_of(error))
        ) from None
