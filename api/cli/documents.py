"""`lrs retain`: the retention policy of documents."""

import typer

from api.cli.console import show
from api.cli.stores import open_database


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("retain")(retain)


def retain() -> None:
    """Removes the bytes of old versions of documents that the retention policy no longer keeps.

    The policy is `LRS_STATE_RETENTION_DAYS`, `LRS_ACTIVITY_PROFILE_RETENTION_DAYS` and
    `LRS_AGENT_PROFILE_RETENTION_DAYS`: days after which a version that was replaced or deleted
    goes. Unset keeps all. Current documents and the events of the log always stay; of a version
    that went the log still says when it was stored, by whom, and its size.

    Files that no statement came to use, since it was refused, go always.

    Run it once a day; it may run beside the server. Prints for each resource how many versions
    went, and the bytes that freed.

    Example:

        LRS_STATE_RETENTION_DAYS=30 lrs retain
    """
    import psycopg

    from lrs.clock import system_clock
    from lrs.documents.retention import Retention, expire, sweep
    from lrs.settings import load

    settings = load()
    policy: Retention = {
        "state": settings.state_retention_days,
        "activity_profile": settings.activity_profile_retention_days,
        "agent_profile": settings.agent_profile_retention_days,
    }
    with (
        open_database() as database,
        psycopg.connect(database.service, autocommit=True) as conn,
    ):
        expired = expire(conn, policy, now=system_clock())
        unused = sweep(conn)
    show(
        *(
            {"resource": one.resource, "versions": one.versions, "bytes": one.bytes}
            for one in expired
        ),
        *([{"resource": "unused", "bytes": unused}] if unused else ()),
    )
