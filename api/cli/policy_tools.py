"""`lrs policy check` and `show`: policies read without publishing them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.console import say, show
from lrs.message import message

if TYPE_CHECKING:
    from projections.policy.parameter import Policy

Named = Annotated[
    str,
    typer.Argument(help="The id of a policy of this product, or a folder of your own."),
]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(check)
    app.command("show")(show_policy)


def check(policy: Named) -> None:
    """Checks that a policy can be read: nothing missing, unknown, overlapping or contradictory.

    Reads the folder as `lrs policy publish` does, and publishes nothing. The exit code is 1 for a
    policy that is refused; the message names the file, the line and the mend.

    Example:

        lrs policy check ./our-city
    """
    from projections.policy.view import summary

    loaded = _load(policy)
    say(message("{id} is well formed.", id=loaded.id))
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
        say(
            message(
                "{id} says nothing on {asked}: it begins on {effective_from}.",
                id=loaded.id,
                asked=asked,
                effective_from=loaded.effective_from,
            )
        )
        return
    show(*in_force(loaded, asked))


def _load(policy: str) -> "Policy":
    from projections.policy.folder import load

    return load(policy)
