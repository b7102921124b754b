"""`lrs policy check`, `show` and `compare`: policies read and tried without publishing them."""

import sys
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.console import progress, say, show
from api.cli.stores import open_database

if TYPE_CHECKING:
    from lrs.event.log import Log
    from projections.policy.parameter import Policy
    from projections.policy.succession import Succession
    from replay.policy_comparison import Change, Judged, Line

Named = Annotated[
    str,
    typer.Argument(help="The id of a policy of this product, or a folder of your own."),
]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(check)
    app.command("show")(show_policy)
    app.command()(compare)


def check(policy: Named) -> None:
    """Checks that a policy can be read: nothing missing, unknown, overlapping or contradictory.

    Reads the folder as `lrs policy publish` does, and publishes nothing. The exit code is 1 for a
    policy that is refused; the message names the file, the line and the mend.

    Example:

        lrs policy check ./our-city
    """
    from projections.policy.view import summary

    loaded = _load(policy)
    say(f"{loaded.id} is well formed.")
    show(summary(loaded))


def show_policy(
    policy: Named,
    day: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="The day, else the policy's first."),
    ] = None,
) -> None:
    """Shows what a policy says on a day: each parameter with its value, days and article.

    Example:

        lrs policy show nanjing --on 2010-06-01
    """
    from projections.policy.view import in_force

    loaded = _load(policy)
    asked = day.date() if day else loaded.effective_from
    if asked < loaded.effective_from:
        say(f"{loaded.id} says nothing on {asked}: it begins on {loaded.effective_from}.")
        return
    show(*in_force(loaded, asked))


def compare(
    first: Named,
    second: Annotated[
        str | None, typer.Argument(help="Another; without it FIRST is tried as a publication.")
    ] = None,
    year: Annotated[
        int | None, typer.Option(min=1, max=9999, help="The credit year, by default all so far.")
    ] = None,
    effective: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day of the publication that is tried."),
    ] = None,
) -> None:
    """Tells whose grade another policy would change, and why: before it is published.

    With one policy: what its publication with that effective day would change of the years so far,
    against what judges now; also other amounts of the same grade, and the cycles that it would cut
    short. With two: whose grade in a year the second would give differently, each judging all time.

    All is judged that the log knows now. Each change has what either counts, what it lacks, by
    which article, and the statements that the two value differently. Nothing is published. A
    terminal shows a line for each change; into a file or pipe goes all of it as JSON.

    Example:

        lrs policy compare ./our-city --effective 2026-01-01
    """
    import psycopg

    from lrs.log.log_reader import LogReader
    from projections.exact import jsonable
    from replay.policy_comparison import compare as compare_policies

    with (
        open_database() as database,
        psycopg.connect(database.service, autocommit=True) as conn,
        progress("Comparing", total=None) as advance,
    ):
        reader = LogReader(conn)
        then, now = _sides(reader, first, second, effective.date() if effective else None)
        years = [year] if year else _so_far(then)
        changes = [
            change
            for one in years
            for change in compare_policies(
                reader, then, now, year=one, amounts=second is None, progress=advance
            )
        ]
    show(*map(brief if sys.stdout.isatty() else jsonable, changes))
    what = "another grade" if second else "another grade or count"
    span = str(years[0]) if len(years) == 1 else f"{years[0]} to {years[-1]}"
    say(f"{len(changes)} results of cadres would have {what} in {span}.")
    if second is None:
        _tell_of_cycles(then, now, years)


def _tell_of_cycles(then: "Succession", now: "Succession", years: Sequence[int]) -> None:
    """Says which cycles, up to the end of the last one of these years, would be others."""
    from replay.policy_comparison import cycles_changed

    until = max(one.cycle_of(years[-1]).last for one in (then, now))
    for before, after in cycles_changed(then, now, range(years[0], until + 1)):
        told = f"The cycle {before} would be {after}"
        cut = ", cut short by another count of cycles: nobody has a verdict on it"
        say(f"{told}{cut if after.cut_short else ''}.")


def _sides(
    reader: "Log", first: str, second: str | None, effective: date | None
) -> tuple["Succession", "Succession"]:
    """What is compared: two policies, or what judges now and what would after a publication."""
    from api.cli.publishing import ahead_of_publication
    from projections.answers.acts import GrowingReference
    from projections.policy.declaration import PolicyError
    from projections.policy.succession import succession_of

    if second is not None and effective is not None:
        raise PolicyError(
            "--effective is the day of a publication that is tried; of two policies each judges "
            "all time: leave it out, or name one policy"
        )
    if second is not None:
        return succession_of(_load(first)), succession_of(_load(second))
    head = reader.head()
    now = GrowingReference().up_to(head, reader).succession(known=head)
    return now, ahead_of_publication(reader, _load(first), effective).policies


def _so_far(policies: "Succession") -> list[int]:
    """The credit years from the first that anything judges to that of today."""
    from lrs.clock import system_clock

    today = system_clock().astimezone(policies.zone).date()
    last = policies.year_of(today)
    return list(range(min(policies.year_of(policies.effective_from), last), last + 1))


def brief(change: "Change") -> dict[str, str | None]:
    """A change in a line for a person; the whole of it is for tools."""
    from projections.exact import plain

    first, second = change.first, change.second
    because = (
        f"{one.subject or one.fact} {_credits(one.first)} > {_credits(one.second)}"
        for one in change.because
    )
    return {
        "cadre": change.cadre,
        "year": str(change.year),
        "unit": change.unit,
        "grade": f"{first.grade} > {second.grade}",
        "counted": f"{plain(first.counted)} > {plain(second.counted)}",
        "missing": f"{_missing(first)} > {_missing(second)}",
        "because": ", ".join(because),
    }


def _missing(judged: "Judged") -> str:
    """What is lacking for the grade: one amount, or one for each target that lacks something."""
    from projections.exact import plain

    if judged.missing is not None:
        return plain(judged.missing)
    return ", ".join(f"{name} {plain(amount)}" for name, amount in judged.short.items()) or "0"


def _credits(line: "Line | None") -> str:
    from projections.exact import plain

    return plain(line.credits) if line else "-"


def _load(policy: str) -> "Policy":
    from projections.policy.folder import load

    return load(policy)
