"""`lrs find`: who and what somebody means, where the store is."""

from typing import Annotated

import typer

from api.cli.console import show
from api.cli.stores import reading
from api.cli.tongue import misused
from lrs.message import message


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("find")(find)


def find(
    wanted: Annotated[
        str, typer.Argument(metavar="TEXT", help="A name, an id, pinyin or its initials.")
    ],
    kind: Annotated[
        str, typer.Option(help="Only these: cadre, unit, course or class. Default: all.")
    ] = "",
    known_at: Annotated[
        str, typer.Option(help="As known at an instant, or by the end of a day.")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many.")] = 20,
) -> None:
    """Finds cadres, units, courses and classes by name, id, pinyin or initials, the best first.

    A cadre is found by the names that he had before, too. Prints a line for each: what it is, its
    id and name, and for a cadre his unit. It is `GET /search` without a server.

    Example:

        lrs find zhangwei --kind cadre
    """

    from api.http.parameters import moment
    from lrs.clock import system_clock
    from lrs.log.log_reader import LogReader
    from projections.answers.basis import Answers, Question
    from projections.answers.search import KINDS, search
    from projections.reports.answer import named
    from projections.reports.search import search_answer
    from projections.reports.telling import told

    if kind and kind not in KINDS:
        raise misused(message("got {kind!r}, expected {kinds}", kind=kind, kinds=", ".join(KINDS)))
    asked = Question(known_at=moment("known_at", known_at) if known_at else None)
    with reading() as conn:
        reader = LogReader(conn)
        basis = Answers(system_clock).basis(reader, asked)
        found = search(wanted, basis, kinds=(kind,) if kind else KINDS, visible=None)
        answer = search_answer(wanted, found, reader, basis, after="", limit=limit)
        answer = named(answer, reader, basis)
    show(*(told(one, answer.glossary) for one in answer.hits))
