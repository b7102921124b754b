"""`lrs trial`: tables made beside those that answer, compared, then switched to or dropped."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.comparing import Format, InForm
from api.cli.console import progress, say, show
from api.cli.mistakes import exits_with
from api.cli.stores import open_database, reading
from api.cli.tongue import spoken
from api.cli.trial_lines import COLUMNS, json_of, row_of, sentence_of

if TYPE_CHECKING:
    from psycopg import Connection

    from lrs.postgres.postgres import Database
    from projections.tables.trial import Candidate
    from replay.trial_comparison import Compared, Found

app = typer.Typer(
    no_args_is_help=True,
    help="Tables beside those that answer: by new rules, or by a policy that is tried.",
)

DIFFERS = 1
CANNOT_TELL = 2


@app.command()
def build(
    policy: Annotated[
        str | None,
        typer.Option(
            metavar="POLICY",
            help="Judge as if this policy were published: the id of one of this product, or a "
            "folder of your own; else by the policies that judge.",
        ),
    ] = None,
    effective: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="With effect from this day, else from the policy's own."
        ),
    ] = None,
) -> None:
    """Makes all tables of reports beside those that answer, and brings them up to the log.

    The server goes on answering from its own tables, and takes in what is posted. The trial is
    folded by the rules of this program: so run it with a new release before its server starts, or
    with `--policy` before that is published. There is one trial at a time.

    It goes step by step: killed or stopped, it goes on where it was when it is run again, and a
    trial that stood for a week catches up. It takes longer than `lrs rebuild`, little memory, and
    as much disk as the tables that answer.

    Then `lrs trial compare`, and `lrs trial switch` or `lrs trial drop`.

    Example:

        lrs trial build --policy ./our-city --effective 2026-01-01
    """
    import psycopg

    from lrs.clock import system_clock
    from projections.tables import trial

    candidate = _candidate(policy, effective)
    with (
        open_database() as database,
        psycopg.connect(database.projector, autocommit=True) as conn,
        progress("Folding", total=None) as advance,
    ):
        begun = trial.begin(conn, candidate, clock=system_clock)
        trial.build(conn, begun, advance, clock=system_clock)
        _show(conn)


@app.command("show")
def show_trial() -> None:
    """Shows what is tried and how far each of its projections is. Only reads.

    Example:

        lrs trial show
    """

    with reading() as conn:
        _show(conn)


@app.command()
def compare(
    form: InForm = None,
) -> None:
    """Tells what the trial would change: whose balance, grade or verdict, by how much, because of
    what.

    First the cadres (`kind: cadre`), each with what answers now (`stood`), what the trial has
    (`made`), and the statements that are worth something else; then the units with another verdict
    (`kind: unit`), the tables with how many keys differ (`kind: table`), and all in all (`kind:
    totals`).

    The exit code is 0 where nothing differs, 1 where something does, and 2 where it cannot be told:
    both must stand at one position and day. Where they do, it only reads. Else it brings the trial
    up to the live tables first, and the server's tables wait, though they answer, until it ends.

    Example:

        lrs trial compare --format csv > changes.csv
    """
    chosen = form or (Format.TEXT if sys.stdout.isatty() else Format.JSON)
    with (
        exits_with(CANNOT_TELL),
        open_database(only_to_read=True) as database,
        _level(database) as conn,
    ):
        differs = _tell(conn, chosen)
    if differs:
        raise typer.Exit(DIFFERS)


@app.command()
def switch() -> None:
    """Lets the trial answer in the place of the tables that do, in one transaction.

    It is brought up to the log first. What was tried by a policy is switched to once that policy is
    published (`lrs policy publish`, with the same day): tables never answer by what the log does
    not say. Views of your own stay. Start the server of a new release after it: one of an older
    release would fold its own tables anew.

    Example:

        lrs trial switch
    """
    import psycopg

    from lrs.clock import system_clock
    from projections.tables import trial

    with (
        open_database() as database,
        psycopg.connect(database.projector, autocommit=True) as conn,
    ):
        settled = trial.switch(conn, trial.needed(conn), clock=system_clock)
    say("the trial answers now")
    show({"settled": settled})


@app.command()
def drop() -> None:
    """Drops the trial with all of its tables; without one nothing happens.

    Example:

        lrs trial drop
    """
    import psycopg

    from projections.tables import trial

    with (
        open_database() as database,
        psycopg.connect(database.projector, autocommit=True) as conn,
    ):
        trial.drop(conn)
    say("there is no trial any more")


def _candidate(policy: str | None, effective: datetime | None) -> "Candidate | None":
    from projections.policy.declaration import PolicyError
    from projections.policy.folder import load
    from projections.tables.trial import Candidate

    if policy is None and effective is not None:
        raise PolicyError("--effective is the day of a policy that is tried: name it with --policy")
    if policy is None:
        return None
    return Candidate(policy=load(policy), effective=effective.date() if effective else None)


def _show(conn: "Connection[Any]") -> None:
    from projections.exact import jsonable
    from projections.tables import trial

    found = trial.needed(conn)
    show(
        {
            "tried": trial.told(found.candidate),
            "begun": jsonable(found.begun),
            "projections": [
                {
                    "projection": one.projection,
                    "version": one.version,
                    "scanned": one.scanned,
                    "settled": one.settled,
                    "today": one.folded_to and one.folded_to.isoformat(),
                }
                for one in trial.places(conn)
            ],
        }
    )


@contextmanager
def _level(database: "Database") -> Iterator["Connection[Any]"]:
    """A connection in a transaction in which the trial and what answers stand at one position:
    reading alone where they do already, and as an auditor, else as the projector, for which the
    live runner waits."""
    import psycopg
    from psycopg import IsolationLevel

    from lrs.clock import system_clock
    from lrs.postgres.roles import AUDITOR
    from projections.tables import trial
    from replay import trial_comparison

    with psycopg.connect(database.reader) as conn:
        conn.isolation_level, conn.read_only = IsolationLevel.REPEATABLE_READ, True
        begun = trial.needed(conn)
        if database.reads_as == AUDITOR or trial_comparison.is_level(conn):
            yield conn
            return
    with psycopg.connect(database.projector) as conn:
        trial_comparison.level(conn, begun, clock=system_clock)
        yield conn


def _tell(conn: "Connection[Any]", form: Format) -> bool:
    """Tells what differs as it is found; whether anything does."""
    from projections.tables import trial
    from replay.trial_comparison import compare as compare_trial

    last: list[Compared] = []
    with progress("Comparing cadres", total=None) as advance:
        found = compare_trial(conn, trial.needed(conn), advance)
        _write(_noting(found, last), form)
    (total,) = last
    return bool(total.cadres or total.units or total.tables)


def _noting(found: Iterable["Found"], last: list["Compared"]) -> Iterator["Found"]:
    from replay.trial_comparison import Compared

    for one in found:
        if isinstance(one, Compared):
            last.append(one)
        yield one


def _write(found: Iterable["Found"], form: Format) -> None:
    if form is Format.CSV:
        from api.reports.tabular import lines
        from projections.reports.columns import columns_of

        for line in lines(map(row_of, found), columns_of(list(COLUMNS))):
            sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
        return
    for one in found:
        print(spoken(sentence_of(one)) if form is Format.TEXT else json_of(one))
