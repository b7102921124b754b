"""`lrs simulate` and `lrs scenario`: a city that is made up, and what the rules must answer."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.console import progress, say
from lrs.message import message

if TYPE_CHECKING:
    from projections.simulated.city import City

scenarios = typer.Typer(no_args_is_help=True, help="Dated facts with the answers they must give.")


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(simulate)


def simulate(
    cadres: Annotated[int, typer.Option(min=1, help="How many people.")] = 200,
    units: Annotated[int, typer.Option(min=1, help="In how many units.")] = 10,
    years: Annotated[int, typer.Option(min=1, help="Calendar years up to that of UNTIL.")] = 3,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day before which the past ends, else today."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed is another city.")] = 1,
    class_life: Annotated[
        bool,
        typer.Option("--class-life", help="Plan, declare and follow up its classes, too."),
    ] = False,
    today: Annotated[
        bool, typer.Option("--today", help="What is posted on the day UNTIL, instead of the past.")
    ] = False,
    expect: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write there what the balances must come to by the default policy, a line for "
            "each cadre and year, as the simulator counts them, without the rules.",
        ),
    ] = None,
) -> None:
    """Writes the training of a made-up city as statements, a line each, to standard output.

    The same options always give the same bytes. The past begins with the publication of the default
    policy and is for `lrs restore`; what is posted `--today` has resends in it and is for `lrs
    import` or a client.

    Example:

        lrs simulate --cadres 500 --years 5 --until 2026-06-01 > city.ndjson
    """
    import sys

    import orjson

    from lrs.clock import system_clock
    from projections.profile.writing import POLICY_ZONE
    from projections.simulated.city import City, todays_statements
    from projections.simulated.expectation import expected_balances

    day = until.date() if until else system_clock().astimezone(POLICY_ZONE).date()
    city = City(
        cadres=cadres, units=units, years=years, until=day, seed=seed, class_life=class_life
    )
    if expect is not None:
        with expect.open("wb") as lines:
            for row in expected_balances(city):
                lines.write(orjson.dumps(row) + b"\n")
    for statement in todays_statements(city) if today else past(city):
        sys.stdout.buffer.write(orjson.dumps(statement) + b"\n")
    sys.stdout.buffer.flush()


def past(city: "City") -> Iterator[dict[str, Any]]:
    """The past of a simulated city with the policy that judges it, to be restored."""
    from lrs.event.events import timestamp_text
    from projections.policy.folder import DEFAULT, load_packaged
    from projections.profile.publication import publication
    from projections.simulated.city import simulate as simulate_past

    policy = publication(load_packaged(DEFAULT), stand_in=True)
    yield policy | {"stored": timestamp_text(city.begins)}
    yield from simulate_past(city)


@scenarios.command()
def test(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files, or folders of .yaml files.")
    ],
) -> None:
    """Tests scenario files: stores their facts through the real path, compares every answer.

    A scenario is a YAML file of dated facts and of the exact answers that a policy gives to them.
    Each runs in an empty store of its own on a temporary PostgreSQL; no other store is touched.
    Prints each difference. The exit code is 1 for any difference and for any file that cannot be
    read.

    Example:

        lrs scenario test tests/scenarios
    """
    from replay.scenarios.run import run
    from replay.scenarios.scenario import files

    found = list(files(paths))
    failed = 0
    with progress("Testing", total=len(found)) as advance:
        for number, (path, problems) in enumerate(run(found), 1):
            failed += bool(problems)
            for problem in problems:
                print(f"{path}: {problem}")
            advance(number)
    say(
        message(
            "{count} of {count2} scenarios give what they expect.",
            count=len(found) - failed,
            count2=len(found),
        )
    )
    if failed or not found:
        raise typer.Exit(1)
