"""`lrs policy check`, `show` and `compare`: policies read and tried without publishing them."""

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.console import progress, say, show
from api.cli.stores import open_database

if TYPE_CHECKING:
    from projections.policy.parameter import Policy
    from replay.policy_comparison import Change, Line

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
    show(*in_force(loaded, day.date() if day else loaded.effective_from))


def compare(
    first: Named,
    second: Named,
    year: Annotated[int, typer.Option(min=1, max=9999, help="The credit year.")],
) -> None:
    """Tells whose grade would change if another policy judged the year, and why.

    Both judge all that the log knows now. Each change has what either policy counts, what it lacks,
    by which article, and the statements that the two value differently. Nothing is published.

    A terminal shows a line for each change; into a file or pipe goes all of it as JSON.

    Example:

        lrs policy compare baoji-2009 ./our-city --year 2025
    """
    import psycopg

    from lrs.log_reader import LogReader
    from projections.exact import jsonable
    from projections.policy.succession import succession_of
    from replay.policy_comparison import compare as compare_policies

    policies = succession_of(_load(first)), succession_of(_load(second))
    with (
        open_database() as database,
        psycopg.connect(database.service, autocommit=True) as conn,
        progress("Comparing", total=None) as advance,
    ):
        found = compare_policies(LogReader(conn), *policies, year=year, progress=advance)
        changes = list(found)
    show(*map(brief if sys.stdout.isatty() else jsonable, changes))
    say(f"{len(changes)} cadres would have another grade in {year}.")


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
        "unit": change.unit,
        "grade": f"{first.grade} > {second.grade}",
        "counted": f"{plain(first.counted)} > {plain(second.counted)}",
        "missing": f"{plain(first.missing)} > {plain(second.missing)}",
        "because": ", ".join(because),
    }


def _credits(line: "Line | None") -> str:
    from projections.exact import plain

    return plain(line.credits) if line else "-"


def _load(policy: str) -> "Policy":
    from projections.policy.folder import load

    return load(policy)
