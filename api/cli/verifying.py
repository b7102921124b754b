"""`lrs verify`: whether a log, a bundle or a receipt is what was signed."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from api.cli.console import progress, say, show, show_document
from api.cli.mistakes import exits_with
from api.cli.stores import open_database, reading_all
from api.cli.trusted_files import read_note, read_trust
from lrs.message import message

if TYPE_CHECKING:
    from api.cli.console import Row
    from lrs.proof.note import Note
    from lrs.proof.trust import TrustPolicy
    from replay.verify import Outcome, Verified

TAMPERED: Final = 1
CANNOT_TELL: Final = 2
LIVE: Final = "live"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(verify)


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
        trust = read_trust(key or (), policy)
        kept = [(str(file), read_note(file)) for file in checkpoint or ()]
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
