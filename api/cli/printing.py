"""`lrs print`: official forms as PDF, one or those of many cadres."""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote, urlencode

import typer

from api.cli.audit import KnownAt, moment_of
from api.cli.console import progress, say, show
from api.cli.sheets import Language
from api.cli.stores import open_database, reading_of
from api.cli.tongue import misused
from lrs.message import message
from lrs.statement.years import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg import Connection

    from api.reports.asked import Forms


class Kind(StrEnum):
    """The forms that there are."""

    PERSONAL_STATEMENT = "personal-statement"
    HANDBOOK = "handbook"
    CIRCULAR = "circular"
    DRIFT = "drift"
    HALF_YEAR = "half-year"


PATHS = {
    Kind.PERSONAL_STATEMENT: "/cadres/{}/personal-statement",
    Kind.HANDBOOK: "/cadres/{}/handbook",
    Kind.CIRCULAR: "/reports/circular?year={}",
    Kind.DRIFT: "/reports/drift?year={}",
    Kind.HALF_YEAR: "/institutions/{}/follow-up",
}
"""Where the answer of each form is asked for, with a place for its subject."""

OF_CADRES = (Kind.PERSONAL_STATEMENT, Kind.HANDBOOK)
"""The forms of which there is one for each cadre."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which forms are asked for, and the folder that they go to."""

    kind: Kind
    query: dict[str, str]
    folder: Path


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("print")(print_forms)


def print_forms(  # each parameter is one of the command line
    kind: Annotated[Kind, typer.Argument(help="Which form.")],
    subject: Annotated[
        str | None,
        typer.Argument(
            help="A cadre's id; of the circular and the drift the year; of the half-year report "
            "the institution.",
            show_default=False,
        ),
    ] = None,
    unit: Annotated[
        str | None, typer.Option(help="Those of all cadres of a unit and of those below it.")
    ] = None,
    everybody: Annotated[bool, typer.Option("--all", help="Those of all cadres.")] = False,
    year: Annotated[
        int | None,
        typer.Option(min=FIRST_YEAR, max=LAST_YEAR, help="The year of the personal statement."),
    ] = None,
    half: Annotated[
        str | None, typer.Option(help="The half-year of the half-year report, such as 2025-H1.")
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(metavar="DAY", help="The earlier day of the drift, else the cut-off."),
    ] = None,
    known_at: KnownAt = None,
    lang: Annotated[Language, typer.Option(help="The language of the form.")] = Language.ZH,
    out: Annotated[
        Path | None,
        typer.Option(help="The file, `-` for standard output; of many the folder."),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=64,
            metavar="N",
            help="Processes that print the forms of many; unset: as many as there are cores, fewer "
            "where there are few forms.",
        ),
    ] = None,
) -> None:
    """Prints an official form as PDF, or those of a unit's cadres, a file each.

    It is the same file that the server answers with `format=pdf`: set from the answer to the same
    question, the same bytes whenever it is made as of the same position. At the foot of every page
    stand the position, the day and the digests that it rests on. It is set in the fonts of
    `LRS_FONTS`, else in those of Debian's package fonts-noto-cjk. Only reads.

    Where a form cannot be printed, such as for a character that no font has, that is told, the
    others are printed, and the exit code is 1.

    Example:

        lrs print personal-statement c000001 --year 2025
        lrs print handbook --unit A --out handbooks/
        lrs print circular 2025 --out circular-2025.pdf
        lrs print half-year city-school --half 2025-H1 --lang en
    """
    if sum((subject is not None, unit is not None, everybody)) != 1:
        raise misused("name one of a subject, --unit and --all: whose form it is")
    if subject is None and kind not in OF_CADRES:
        raise misused(message("there is no {kind} of a cadre: name its subject", kind=kind))
    moment_of(known_at)
    query = {
        "year": year,
        "half": half,
        "against": against,
        "known_at": known_at,
        "lang": lang.value,
    }
    given = {name: str(value) for name, value in query.items() if value is not None}
    with open_database(only_to_read=True) as database, reading_of(database) as conn:
        if subject is not None:
            _print_one(conn, asked_for(kind, subject, given), out or Path(named(kind, subject)))
        else:
            asked = Asked(kind=kind, query=given, folder=out or Path())
            _print_many(database.reader, conn, asked, _cadres(conn, unit, known_at), jobs=jobs)


def _print_one(conn: "Connection[Any]", request: str, file: Path) -> None:
    content = _forms_now(conn).ask(request)
    if str(file) == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        show(_written(file, content))


def _print_many(
    conninfo: str, conn: "Connection[Any]", asked: "Asked", cadres: list[str], *, jobs: int | None
) -> None:
    from api.cli.many_forms import Wanted, jobs_for, print_each
    from lrs.clock import system_clock
    from lrs.log.log_reader import LogReader

    asked.folder.mkdir(parents=True, exist_ok=True)
    wanted = Wanted(
        conninfo=conninfo,
        position=LogReader(conn).head(),
        at=system_clock(),
        kind=asked.kind,
        query=asked.query,
        folder=asked.folder,
    )
    processes = jobs or jobs_for(len(cadres), cores=os.cpu_count() or 1)
    failed = 0
    with progress("printing", total=len(cadres)) as advance:
        for done, why in enumerate(print_each(wanted, cadres, jobs=processes), 1):
            if why is not None:
                failed += 1
                say(message("not printed: {error}", error=why))
            advance(done)
    show({"folder": str(asked.folder), "printed": len(cadres) - failed, "failed": failed})
    if failed:
        raise typer.Exit(1)


def forms_at(
    conn: "Connection[Any]", *, position: int, at: "datetime", with_checkpoint: bool = True
) -> "Forms":
    """What is asked for forms of a log that ends at a position, at a moment; with the checkpoint
    that covers the position, or as they were before there was one."""
    from api.pages.printing.printing import install
    from api.reports.alone import reports_alone
    from api.reports.asked import Forms
    from lrs.settings import load

    app = reports_alone()
    install(app, load(), with_checkpoint=with_checkpoint)
    return Forms(app, conn, position=position, at=at)


def _forms_now(conn: "Connection[Any]") -> "Forms":
    from lrs.clock import system_clock
    from lrs.log.log_reader import LogReader

    return forms_at(conn, position=LogReader(conn).head(), at=system_clock())


def asked_for(kind: Kind, subject: str, query: dict[str, str]) -> str:
    """The request for a form, path and query."""
    path = PATHS[kind].format(quote(subject, safe=""))
    return f"{path}{'&' if '?' in path else '?'}{urlencode(query)}"


def named(kind: Kind, subject: str) -> str:
    """A name for a file; what a path cannot hold is percent-encoded."""
    return f"{kind}-{quote(subject, safe=' @:')}.pdf"


def _written(file: Path, content: bytes) -> dict[str, Any]:
    file.write_bytes(content)
    return {"file": str(file), "bytes": len(content), "sha256": sha256(content).hexdigest()}


def _cadres(conn: "Connection[Any]", unit: str | None, known_at: str | None) -> list[str]:
    """The ids of the cadres of a unit and of those below it, of all without one, by id."""
    from lrs.clock import system_clock
    from lrs.log.log_reader import LogReader
    from projections.answers.basis import Answers, Question
    from projections.tables.register import page_as_known

    log = LogReader(conn)
    basis = Answers(system_clock).basis(log, Question(known_at=moment_of(known_at)))
    units = None if unit is None else basis.reference.units.subtree(unit, basis.as_of)

    def pages() -> Iterator[str]:
        after: str | None = ""
        while after is not None:
            page = page_as_known(log, basis, units=units, after=after, limit=1000)
            yield from (one.cadre for one in page.cadres)
            after = page.next

    return list(pages())
