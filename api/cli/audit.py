"""`lrs findings` and `lrs access`: what is amiss and who could do what, read where the store is."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.console import show
from api.cli.stores import reading
from api.cli.tongue import misused
from lrs.message import message, message_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from psycopg import Connection

    from projections.answers.basis import Question
    from projections.reports.findings import FindingsAnswer
    from projections.tables.findings import Wanted

PAGE = 1000
"""Findings read at a time."""

BRIEF = ("severity", "code", "cadre", "name", "unit_name", "class_name", "day", "value", "zh")
"""The members of a finding that a person reads in a terminal."""

KnownAt = Annotated[
    str | None,
    typer.Option(
        help="As it was known at an instant, by the end of a day such as 2025-12-31, or at a "
        "position of the log."
    ),
]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("findings")(findings)
    app.command("access")(access)


def findings(  # each parameter is one of the command line
    code: Annotated[str | None, typer.Option(help="Only of this kind; docs/findings.md.")] = None,
    severity: Annotated[str | None, typer.Option(help="Only high, medium or low.")] = None,
    unit: Annotated[str | None, typer.Option(help="Only of a unit and those below it.")] = None,
    cadre: Annotated[str | None, typer.Option(help="Only about this cadre.")] = None,
    training_class: Annotated[
        str | None, typer.Option("--class", help="Only about the class of this short id.")
    ] = None,
    since: Annotated[
        int | None,
        typer.Option(min=0, help="Only what the log up to this position does not show."),
    ] = None,
    known_at: KnownAt = None,
) -> None:
    """Lists what is amiss and deducts nothing: late entries, self-approvals, papers used twice, ...

    Each finding names its gravity, whom and what it is about, the statements that show it, since
    which position they are known, and its article, as `GET /reports/findings` does. Without
    `--known-at` it comes from the projections, as far as they are; else, and where there are none,
    the log is folded for it. Nothing is written. A terminal shows a line for each; into a file or
    pipe goes all of it as JSON.

    Example:

        lrs findings --severity high --known-at 2025-12-31
    """
    from projections.answers.basis import Question
    from projections.reports.findings import KINDS, Severity
    from projections.reports.telling import told
    from projections.tables.findings import Wanted

    if code is not None and code not in KINDS:
        raise misused(
            message("there is no kind {code!r}: {kinds}", code=code, kinds=", ".join(sorted(KINDS)))
        )
    if severity is not None and severity not in set(Severity):
        raise misused(
            message(
                "expected {severity}, not {severity2!r}",
                severity=", ".join(Severity),
                severity2=severity,
            )
        )
    wanted = Wanted(
        code=code,
        severity=None if severity is None else Severity(severity),
        visible=None if unit is None else (unit,),
        cadre=cadre,
        training_class=training_class,
        since=since,
    )
    question = Question(known_at=moment_of(known_at))
    brief = sys.stdout.isatty()
    with reading() as conn:
        for page in _pages(conn, question, wanted):
            rows = [told(one) for one in page.findings]
            show(*([{name: row[name] for name in BRIEF} for row in rows] if brief else rows))


def access(
    key: Annotated[
        str | None, typer.Argument(help="The key of one credential, else all.", show_default=False)
    ] = None,
    known_at: KnownAt = None,
) -> None:
    """Lists who could do what: every change of what credentials may do, never a secret.

    A line for each change, by credential and in the order of the log: who made it, when, what the
    credential may do from then on, and what it is: valid or revoked. It follows from the events of
    the log, as `GET /audit/access` does. `lrs credential failed-sign-ins` lists failed sign-ins.

    Example:

        lrs access --known-at 2025-12-31
    """
    from lrs.access.history import credentials_at
    from lrs.clock import system_clock
    from lrs.log.log_reader import LogReader
    from projections.answers.basis import Answers, Question
    from projections.reports.telling import told

    question = Question(known_at=moment_of(known_at))
    with reading() as conn:
        reader = LogReader(conn)
        position = Answers(system_clock).basis(reader, question).position
        found = credentials_at(reader, position)
    show(
        *(
            {"name": one.name, "state": one.state, **told(change)}
            for one in sorted(found, key=lambda one: one.key)
            if key in (None, one.key)
            for change in one.changes
        )
    )


def moment_of(text: str | None) -> "date | datetime | int | None":
    """A day, an instant or a position of the command line."""
    from api.http.parameters import ParameterError, known

    try:
        return None if text is None else known("--known-at", text)
    except ParameterError as error:
        raise misused(message_of(error)) from None


def _pages(
    conn: "Connection[Any]", question: "Question", wanted: "Wanted"
) -> Iterator["FindingsAnswer"]:
    """The pages of the list, each after the one before."""
    from dataclasses import replace
    from functools import partial

    from lrs.clock import system_clock
    from lrs.log.log_reader import LogReader
    from projections.answers.basis import Answers
    from projections.answers.basis import Question as Asked
    from projections.tables import tracking
    from projections.tables.answering import as_known, table_basis
    from projections.tables.findings import FindingPlace, common, findings_as_known, page_as_known
    from projections.tables.findings import findings as page_now
    from projections.tables.past import past_of

    reader = LogReader(conn)
    answers = Answers(system_clock)
    basis = answers.basis(reader, question)
    units, cadre = wanted.visible, wanted.cadre
    if units is not None:
        below = (basis.reference.units.subtree(one, basis.as_of) for one in units)
        units = frozenset().union(*below)
    cadre = None if cadre is None else basis.person(cadre)
    wanted = replace(wanted, visible=units, cadre=cadre)
    is_live = (
        question == Asked()
        and tracking.is_laid_out(conn)
        and tracking.answering(conn).today is not None
    )
    shared = common(answers, reader, basis)
    if is_live:
        told = table_basis(conn, basis, units)
        page_of = partial(page_now, conn, basis, told, shared, wanted=wanted)
    else:
        past = past_of(reader, basis)
        rows = findings_as_known(conn, basis, shared, wanted=wanted, past=past)
        page_of = partial(page_as_known, rows, basis, as_known(basis))
    place: FindingPlace | None = FindingPlace()
    while place is not None:
        page = page_of(after=place, limit=PAGE)
        yield page
        place = None if page.next is None else FindingPlace.of(page.next)
