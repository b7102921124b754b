"""`lrs policy`: the rules that judge, published as statements of the log."""

from datetime import datetime
from typing import Annotated

import typer

from api.cli import comparing, policy_tools
from api.cli.console import say, show
from api.cli.publishing import ahead_of_publication, listed, spans, tell_of_default
from api.cli.stores import open_database, open_store, reading
from lrs.message import message

app = typer.Typer(no_args_is_help=True, help="The rules of credits: dated numbers, published.")
policy_tools.register(app)
app.command()(comparing.compare)


@app.command()
def publish(
    policy: Annotated[
        str, typer.Argument(help="The id of a policy of this product, or a folder of your own.")
    ],
    effective: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="In force from this day, else from its own."),
    ] = None,
    replace_default: Annotated[
        bool,
        typer.Option(
            "--replace-default",
            help="Let the default policy judge nothing any more, though results were published.",
        ),
    ] = False,
) -> None:
    """Publishes a policy: from its day on it judges, what was before stays with those before it.

    A policy is a folder of dated YAML. The whole of it goes into the log, so that answers of the
    past never depend on files. What judges already is not published again; what judged once and
    does not now comes back by publishing it again. An empty store begins with the default policy:
    that judges until you publish one, your first then from its own `effective_from` on. Publish
    baoji-2009 itself to keep it. `lrs policy compare` shows before what would change.

    Example:

        lrs policy publish ./baoji-2009 --effective 2026-01-01
    """
    import psycopg

    from lrs.log.log_reader import LogReader
    from lrs.log.operator import state
    from projections.policy.folder import load

    loaded = load(policy)
    with open_database() as database, open_store(database) as store:
        with psycopg.connect(database.service, autocommit=True) as conn:
            day = effective.date() if effective else None
            found = ahead_of_publication(LogReader(conn), loaded, day)
        tell_of_default(found, loaded, replace_default=replace_default)
        if found.statement is not None:
            state(store, found.statement)
    already = "" if found.statement else " already"
    first = found.policies.tenures[0]
    alone = len(found.policies.tenures) == 1 and first.since < found.day
    more = (
        message(", and judges all from {since} on, as the first of all", since=first.since)
        if alone
        else ""
    )
    say(
        message(
            "{id} is in force from {day}{already}{more}.",
            id=loaded.id,
            day=found.day,
            already=already,
            more=more,
        )
    )
    if found.day < loaded.effective_from:
        say(
            message(
                "Acts before {effective_from}, its effective_from, earn nothing by it.",
                effective_from=loaded.effective_from,
            )
        )
    show(
        {
            "policy": loaded.id,
            "digest": loaded.digest,
            "statement": found.statement["id"] if found.statement else None,
            "judges": spans(found.policies),
        }
    )


@app.command("list")
def list_published() -> None:
    """Lists the policies that were published, in log order, with what each judges.

    `judges` are the first and the last day; where it is empty `fate` says why: `replaced` (another
    was published for the same day), `unconfirmed_default` (of an empty store, before you published
    one), `other_calendar`, `unreadable`, `voided`, `not_authorised`.

    Example:

        lrs policy list
    """

    from lrs.log.log_reader import LogReader
    from projections.answers.acts import GrowingReference

    with reading() as conn:
        reader = LogReader(conn)
        head = reader.head()
        publications = GrowingReference().up_to(head, reader).publications
        found = publications.told(known=head)
    show(*listed(found))
