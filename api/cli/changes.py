"""`lrs changes`: the feed of results, read where the store is."""

import sys
from contextlib import suppress
from threading import Event
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.console import say
from api.cli.stores import reading
from api.cli.tongue import misused
from lrs.message import message

if TYPE_CHECKING:
    from psycopg import Connection

    from projections.answers.basis import Answers
    from replay.feed.answer import ChangesAnswer
    from replay.feed.place import Place

LOOK_SECONDS = 1.0
"""How often `--follow` looks whether there is more to tell."""


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("changes")(changes)


def changes(
    after: Annotated[
        str,
        typer.Option(help="A position of the log, or the place at which the last run ended."),
    ] = "0",
    page: Annotated[int, typer.Option(min=1, max=1000, help="Changes read at a time.")] = 500,
    follow: Annotated[
        bool, typer.Option("--follow", help="Go on with what is recorded, until interrupted.")
    ] = False,
) -> None:
    """Tells what each position of the log, and each day that came, did: the feed.

    A JSON line for each change of a cadre, class, paper or unit, in the order in which it became
    known: lines credited, or of nothing with the reason, balances and grades that moved, findings,
    the states of classes and of what follows them up, verdicts of units, what was set aside; with
    the statements that did it and who recorded them. It follows from the log alone: the same place
    always tells the same, as `GET /changes` does. The place to go on from is said at the end, on
    standard error, as the line `next PLACE`; before it, where anything was ever erased, the line
    `erased POSITION` says where that was stated: when it is another than before, forget what you
    kept and begin again at 0. Nothing is written.

    Example:

        lrs changes --after 1240 > changes.ndjson
    """

    from lrs.clock import system_clock
    from projections.answers.basis import Answers
    from replay.feed.place import Place, PlaceError

    try:
        place = Place.of(after)
    except PlaceError as error:
        raise misused(
            message(
                "--after: got {after!r}, expected {expected}", after=after, expected=error.expected
            )
        ) from None
    answers, more = Answers(system_clock), True
    with reading() as conn, suppress(KeyboardInterrupt):
        while more or follow:
            with conn.transaction():
                answer = _page(conn, answers, place, limit=page)
            _print(answer)
            place, more = Place.of(answer.next), answer.more
            if follow and not more:
                Event().wait(LOOK_SECONDS)
    if answer.erased:
        say(message("erased {position}", position=answer.erased))
    say(message("next {place}", place=place))


def _page(
    conn: "Connection[Any]", answers: "Answers", place: "Place", *, limit: int
) -> "ChangesAnswer":
    from lrs.log.log_reader import LogReader
    from projections.answers.basis import Question
    from projections.tables.ahead import ahead_of
    from replay.feed.answer import changes_answer
    from replay.feed.asked import Asked
    from replay.feed.classes import said_of_classes
    from replay.feed.feed import page_of
    from replay.feed.handed_over import handed_over
    from replay.feed.names_said import everybody_of
    from replay.feed.papers_said import papers_said

    log = LogReader(conn)
    basis = answers.basis(log, Question())
    asked = Asked(
        log=log,
        basis=basis,
        everybody=everybody_of(answers, log, basis),
        classes=said_of_classes(answers, log, basis),
        papers=papers_said(answers, basis),
        ahead=lambda after, until: ahead_of(conn, after=after, until=until),
        handed=handed_over(answers, basis),
    )
    return changes_answer(page_of(asked, place, limit=limit), basis)


def _print(answer: "ChangesAnswer") -> None:
    import orjson

    from projections.reports.telling import told

    for one in answer.changes:
        sys.stdout.buffer.write(orjson.dumps(told(one)) + b"\n")
    sys.stdout.buffer.flush()
