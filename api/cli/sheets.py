"""`lrs template`, `lrs import --as` and `lrs void-batch`: spreadsheets that offices fill in."""

from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from api.cli.console import say, show
from api.cli.stores import credential_of, open_database, open_store
from lrs.message import message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.xapi.sheet_import import SheetImporter


class Language(StrEnum):
    """The languages that templates have."""

    ZH = "zh"
    EN = "en"


class Kind(StrEnum):
    """The kinds of spreadsheets; `projections.spreadsheets.kinds` declares them."""

    ROSTER = "roster"
    TRANSFERS = "transfers"
    CLASS_PLAN = "class_plan"
    SIGN_IN = "sign_in"
    RESULTS = "results"
    APPLICATIONS = "applications"
    DEGREES = "degrees"
    HISTORY = "history"
    BUDGETS = "budgets"


Lang = Annotated[Language, typer.Option(help="The language of headings.")]
Key = Annotated[
    str | None,
    typer.Option(metavar="KEY", help="The credential that states it, else the operator."),
]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("template")(write_template)
    app.command("void-batch")(void_batch)


def write_template(
    kind: Annotated[Kind, typer.Argument(help="What is to be filled in.")],
    lang: Lang = Language.ZH,
) -> None:
    """Writes an empty spreadsheet (XLSX) of a kind to standard output, to be filled in.

    Ids are columns of text, lists can be chosen from, and the second sheet says what each column
    is and which version the template has. `lrs import FILE --as KIND` reads it.

    Example:

        lrs template results > results.xlsx
    """
    from projections.spreadsheets.kinds import KINDS
    from projections.spreadsheets.template import template

    typer.echo(template(KINDS[kind], lang.value), nl=False)


def import_spreadsheet(
    source: Path, kind: Kind, *, credential: str | None, dry_run: bool, mend: Path | None, lang: str
) -> None:
    """Imports a spreadsheet; tells every fault, every id that nobody knows, the balances that a dry
    run would move, and of the whole. Exits with 1 where there are faults: then nothing was
    recorded."""
    import msgspec

    from projections.spreadsheets.grid import MOST_BYTES
    from projections.spreadsheets.kinds import KINDS
    from projections.spreadsheets.template import to_mend

    with source.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    declared = KINDS[kind]
    with _importer(credential) as importer:
        sheet, imported = importer.run(data, declared, dry_run=dry_run)
    told = msgspec.to_builtins(imported)
    faults, warnings, moved = (told.pop(name) for name in ("faults", "warnings", "moved"))
    show(*faults)
    show(*({**one, "warning": True} for one in warnings))
    show(*moved)
    counts = {"faults": len(faults), "warnings": len(warnings), "moved": len(moved)}
    show({**told, **counts})
    if warnings:
        say(message("ids that nobody knows, to be checked: {count}", count=len(warnings)))
    if imported.ignored:
        say(message("Not read: {names}", names=", ".join(imported.ignored)))
    if not faults:
        return
    if mend is not None:
        mend.write_bytes(
            to_mend(declared, sheet.grid.rows, imported.faults, "en" if lang == "en" else "zh")
        )
        say(message("{mend}: the file with the bad cells marked", mend=mend))
    say(message("nothing was imported, faults: {count}", count=len(faults)))
    raise typer.Exit(1)


def void_batch(
    batch: Annotated[UUID, typer.Argument(help="What `lrs import --as` told as `batch`.")],
    reason: Annotated[str | None, typer.Option(help="Why, in your words.")] = None,
    credential: Key = None,
) -> None:
    """Voids every statement of an imported spreadsheet that still stands.

    The statements stay in the log, and so do the voids. The same rows can be imported again. They
    are voided by the thousand: where it was interrupted, run it again.

    Example:

        lrs void-batch 5f0c2c1e-7a55-5a0e-9d5a-0d8a4b1f6a11 --reason "wrong file"
    """
    with _importer(credential) as importer:
        voided = importer.void(batch, reason=reason)
    show({"batch": str(batch), "voided": voided})


@contextmanager
def _importer(credential: str | None) -> "Iterator[SheetImporter]":
    from api.xapi.sheet_import import SheetImporter
    from lrs.clock import system_clock
    from lrs.settings import load
    from lrs.statement.statement import Limits
    from projections.answers.basis import Answers

    with open_database() as database, open_store(database) as store:
        yield SheetImporter(
            store=store,
            credential=credential_of(store, credential or "operator"),
            limits=Limits(depth=load().max_nesting),
            answers=Answers(system_clock),
        )
