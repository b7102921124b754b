"""`lrs clock`: a log that a clock once put ahead of the time, and the way out of it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.console import say, show
from api.cli.stores import open_database
from lrs.message import message

if TYPE_CHECKING:
    from lrs.log.record_store import RecordStore

app = typer.Typer(no_args_is_help=True, help="Whether the log is ahead of the clock.")


@app.command("show")
def show_clock() -> None:
    """Shows the clock, the last `stored` of the log, and what was ever acknowledged of them.

    The log refuses to be written (503, `clock_behind`) while its last `stored` is more than a
    minute ahead of the clock. The exit code is 1 while that is so and nobody acknowledged it.

    Example:

        lrs clock show
    """
    from lrs.event.events import timestamp_text
    from lrs.log.clock_ahead import acknowledged, ahead, is_stopped

    with _owner_store() as store:
        found, known, stopped = ahead(store), acknowledged(store), is_stopped(store)
    show(
        {
            "clock": timestamp_text(found.clock),
            "last_position": found.position,
            "last_stored": timestamp_text(found.stored) if found.stored else None,
            "ahead_seconds": f"{found.by.total_seconds():.6f}",
            "writes": "refused" if stopped else "accepted",
        }
    )
    for event in known:
        say(
            message(
                "acknowledged at position {last_position}: the log stood at {last_stored}, "
                "the clock at {clock}: {reason}",
                last_position=event.last_position + 1,
                last_stored=event.last_stored,
                clock=event.clock,
                reason=event.reason,
            )
        )
    if stopped:
        raise typer.Exit(1)


@app.command()
def acknowledge(
    reason: Annotated[
        str, typer.Option(help="What happened to the clock, for whoever audits the log.")
    ],
) -> None:
    """Lets a log that is ahead of the clock be written again, and says so in the log.

    First look at the clock: where it is wrong now, set it right instead. Where it was ahead once,
    events of that time keep the `stored` they got, since nothing in the log ever changes. From this
    acknowledgement on each `stored` is the one before it and a microsecond, until the clock has
    caught up; a question for what was known on a day up to then (`known_at`) finds none of it.
    Should the log be put further ahead, or the clock go back, that wants a word of its own.

    Needs `LRS_OWNER_DATABASE_URL`; the embedded PostgreSQL has an owner of its own.

    Example:

        lrs clock acknowledge --reason "the time server said 2027 for an hour on 28 November"
    """
    from lrs.log.clock_ahead import acknowledge as acknowledge_it

    with _owner_store() as store:
        event = acknowledge_it(store, reason=reason)
    show(
        {
            "position": event.last_position + 1,
            "clock": event.clock,
            "last_stored": event.last_stored,
            "reason": event.reason,
        }
    )


@contextmanager
def _owner_store() -> Iterator["RecordStore"]:
    """The store as the owner of the log, who alone acknowledges; nothing is appended by the way."""
    from lrs.clock import system_clock
    from lrs.log.record_store import RecordStore
    from lrs.postgres.migrate import MigrationError

    with open_database() as database:
        if database.owner is None:
            raise MigrationError(
                "only the owner of the log answers for its clock: set LRS_OWNER_DATABASE_URL"
            )
        with closing(RecordStore(database.owner, clock=system_clock)) as store:
            yield store
