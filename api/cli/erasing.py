"""`lrs erase`: clears what a person has asked for, and leaves the proof of the log whole."""

from typing import Annotated
from uuid import UUID

import typer

from api.cli.console import say, show
from api.cli.stores import open_database
from api.cli.tongue import misused
from lrs.message import message

MOST_LISTED = 20


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(erase)


def erase(
    cadre: Annotated[
        str | None,
        typer.Option(
            help="All that is stated about this cadre, under whatever name, and his documents; or "
            "`mailto:...` for a learner whom the register does not know."
        ),
    ] = None,
    statement: Annotated[
        list[UUID] | None,
        typer.Option(help="A statement with all that refers to it; more than once."),
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option(
            help="Why, such as the number of the request. It stays in the log for ever, so it "
            "names nobody. Without it, what would go is only shown."
        ),
    ] = None,
    rewrite: Annotated[
        bool,
        typer.Option(
            "--rewrite",
            help="Write the tables anew, so that their files do not keep the bytes; nobody reads "
            "or writes meanwhile.",
        ),
    ] = False,
) -> None:
    """Erases statements and documents for good; that they were there can still be proved.

    Without `--reason` it shows what would go and changes nothing. With it, what these events say
    is cleared, their documents, attachments and rows of the index go, and reports are made anew
    without them, as of every day, the past ones too. Position, time, id and a digest that
    reveals nothing stay, so that `lrs verify`, every checkpoint and every receipt hold as before,
    and an event says which positions were erased, when and why. It cannot be undone.

    What others share with the person stays, and is listed as `left`: statements about a group,
    decisions on others, classes that he taught, lists that name him; `--statement` erases one
    of these, for the others too. So does what credentials could do. Backups, exports, bundles
    and the write-ahead log keep what they have: destroy or replace them.

    Needs `LRS_OWNER_DATABASE_URL`; the embedded PostgreSQL has an owner of its own. It may run
    beside the server, and again: what is gone is passed over.

    Example:

        lrs erase --cadre c000017
        lrs erase --cadre c000017 --reason "request 2026/17"
    """
    import psycopg

    from lrs.clock import system_clock
    from lrs.evidence.erasing import ErasureError, vacuum
    from lrs.settings import load
    from projections.answers.kept import forget_all
    from replay.erasure import erase as erase_selected
    from replay.erasure import fold_anew, of_cadre, of_statements

    if (cadre is None) == (not statement):
        raise misused("say what to erase: --cadre or --statement")
    with open_database() as database:
        if database.owner is None:
            raise ErasureError("only the owner of the log erases: set LRS_OWNER_DATABASE_URL")
        with psycopg.connect(database.owner, autocommit=True) as conn:
            if cadre is not None:
                selection = of_cadre(conn, cadre, clock=system_clock)
            else:
                selection = of_statements(conn, statement or ())
            told = {
                "statements": len(selection.statements),
                "documents": len(selection.documents),
                "bytes": selection.bytes,
                "positions": list(selection.positions),
                "left": [str(one) for one in selection.left],
            }
            if reason is None:
                show({"erased": False, **told})
                found = bool(selection.positions)
                _say_what(selection.names, selection.left, found=found)
                return
            erasure = erase_selected(conn, selection, reason=reason, clock=system_clock)
            vacuum(conn, rewrite=rewrite)
        fold_anew(database.projector, clock=system_clock)
        forget_all(load().kept_answers_folder)
    show({"erased": erasure.position is not None, "position": erasure.position, **told})
    if erasure.position is None:
        say("nothing was left to erase")


def _say_what(names: tuple[str, ...], left: tuple[UUID, ...], *, found: bool) -> None:
    if names:
        say(message("looked for by {names}", names=", ".join(names)))
    for one in left[:MOST_LISTED]:
        say(message("stays, since others share it: {one}", one=one))
    if len(left) > MOST_LISTED:
        say(message("and {count} more", count=len(left) - MOST_LISTED))
    say("Nothing was erased: give --reason to erase it." if found else "Nothing is there to erase.")
