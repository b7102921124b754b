"""`lrs policy`: the rules that judge, published as statements of the log."""

from datetime import datetime
from typing import Annotated

import typer

from api.cli import policy_tools
from api.cli.console import say, show
from api.cli.stores import open_database, open_store

app = typer.Typer(no_args_is_help=True, help="The rules of credits: dated numbers, published.")
policy_tools.register(app)


@app.command()
def publish(
    policy: Annotated[
        str, typer.Argument(help="The id of a policy of this product, or a folder of your own.")
    ],
    effective: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="In force from this day, else from its own."),
    ] = None,
) -> None:
    """Publishes a policy: from now on the log knows it, and it judges from its day on.

    A policy is a folder of dated YAML. The whole of it goes into the log, so that answers of the
    past never depend on files. An empty store publishes the default policy by itself. The same
    policy with the same day again changes nothing.

    Example:

        lrs policy publish ./baoji-2009 --effective 2026-01-01
    """
    from lrs.operator import state
    from projections.policy.folder import load
    from projections.policy.publication import publication

    loaded = load(policy)
    day = effective.date() if effective else None
    statement = publication(loaded, effective=day)
    with open_database() as database, open_store(database) as store:
        state(store, statement)
    say(f"{loaded.id} is in force from {day or loaded.effective_from}.")
    show({"policy": loaded.id, "digest": loaded.digest, "statement": statement["id"]})


@app.command("list")
def list_published() -> None:
    """Lists the policies that were published, in log order.

    Example:

        lrs policy list
    """
    import psycopg

    from lrs.log_reader import LogReader
    from projections.facts.fact import PolicyPublished
    from projections.facts.learning_act import read_fact
    from projections.profile.vocabulary import PUBLISHED_POLICY

    with (
        open_database() as database,
        psycopg.connect(database.service, autocommit=True) as conn,
    ):
        reader = LogReader(conn)
        found = reader.with_verb(PUBLISHED_POLICY, until=reader.head())
        facts = [(recorded, read_fact(recorded)) for recorded in found]
    show(
        *(
            {
                "position": recorded.position,
                "policy": fact.policy.id if fact.policy else None,
                "effective": fact.effective,
                "digest": fact.policy.digest if fact.policy else None,
                "stored": recorded.stored,
                "fault": fact.fault,
            }
            for recorded, fact in facts
            if isinstance(fact, PolicyPublished)
        )
    )
