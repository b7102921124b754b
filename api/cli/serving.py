"""`lrs serve` and `lrs migrate`."""

import multiprocessing
import os
import signal
import socket
import threading
from contextlib import nullcontext, suppress
from functools import partial
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.console import say, show
from api.cli.stores import open_database
from api.cli.tongue import language, spoken
from lrs.message import message

if TYPE_CHECKING:
    from api.app import XapiFirst
    from api.relay.lanes import Lanes
    from lrs.settings import Settings

BACKLOG = 2048
"""Connections that may wait to be accepted."""

NOT_STARTED = 3
"""The exit code of a server that could not start."""

LONGEST_GOODBYE = 8
"""Seconds that requests may take to end once the server was asked to."""


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("serve")(serve)
    app.command("project")(project)
    app.command("demo")(demo)
    app.command("migrate")(migrate_schema)


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on, else LRS_HOST.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port, else LRS_PORT; 0 takes any.")
    ] = None,
    workers: Annotated[
        int, typer.Option(min=1, help="Server processes; about one for each CPU core.")
    ] = 1,
    projections: Annotated[
        bool, typer.Option(help="Follow the log here; else `lrs project` has to, somewhere.")
    ] = True,
) -> None:
    """Serves the store over HTTP until it is interrupted.

    Prints the address as soon as it listens. Statements are posted to `/xapi/statements` with a key
    and secret of `lrs credential add`, or with those of `LRS_BOOTSTRAP_KEY` and
    `LRS_BOOTSTRAP_SECRET`, which an empty store takes as its first credential.

    The projections follow the log in a process of their own, and so does the sequencer, which signs
    it. Reports are made in processes of their own, too (`LRS_REPORT_PROCESSES`), so that none keeps
    a statement waiting. The embedded PostgreSQL is started and migrated here. On your own database
    run `lrs migrate` first; a login that could change or delete the log (its owner's, a
    superuser's) is refused.

    Example:

        lrs serve --port 8080 --workers 2
    """
    from api.app import create_app
    from api.operations.projecting import projections_running
    from api.operations.reporting import reports_running
    from api.operations.sequencing import sequencer_running
    from lrs.evidence.folder import folder_of
    from lrs.settings import load

    settings = load()
    host, port = host or settings.host, settings.port if port is None else port
    signal.signal(signal.SIGTERM, _interrupt)  # so that the embedded PostgreSQL is stopped, too
    with (
        suppress(KeyboardInterrupt),
        open_database() as database,
        _listener(host, port) as listener,
        projections_running(database) if projections else nullcontext(),
        sequencer_running(database, folder_of(settings), settings.witnesses),
        reports_running(create_app, database, settings) as reports,
    ):
        address = f"{_url(listener)}/xapi"
        print(spoken(message("Listening on {address}", address=address)), flush=True)
        _run(listener, settings, workers, reports)


def project() -> None:
    """Keeps the projection tables up with the log until it is interrupted.

    `lrs serve` does so by itself. Beside servers with `--no-projections` this runs on its own, on
    the machine that you choose; any number of them take turns on one database.

    Example:

        lrs project
    """
    from api.operations.projecting import keep_up

    signal.signal(signal.SIGTERM, _interrupt)
    with suppress(KeyboardInterrupt), open_database() as database:
        print(spoken(message("Following the log.")), flush=True)
        keep_up(database.projector, lambda: True)


def demo(
    ends: Annotated[
        bool, typer.Option("--exit", envvar="DEMO_EXIT", help="End after printing.")
    ] = False,
) -> None:
    """Shows the product on a small made-up city, then serves it until it is interrupted.

    Restores three years of a city's training into an embedded PostgreSQL of its own, lets the
    public `tincan` client post what happened today, and prints one unit's table and one cadre's
    ledger: the rule behind each credit and the reason behind each zero; then a link that signs a
    browser in, and what to click. The second run is quick.

    Example:

        lrs demo --exit
    """
    from api.demo.running import run
    from lrs.settings import load

    signal.signal(signal.SIGTERM, _interrupt)
    with suppress(KeyboardInterrupt):
        run(load(), ends=ends, language=language())


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        say(
            message(
                "lrs: cannot listen on {host}, port {port}: {strerror}",
                host=host,
                port=port,
                strerror=error.strerror,
            )
        )
        raise typer.Exit(1) from None
    # What is accepted inherits it: a small answer is sent at once, and not when the client has
    # acknowledged the one before, which it puts off for 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _run(listener: socket.socket, settings: "Settings", workers: int, reports: "Lanes") -> None:
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    from api.operations.protocol import options

    config = uvicorn.Config(
        partial(worker, reports),
        factory=True,
        workers=workers,
        timeout_graceful_shutdown=LONGEST_GOODBYE,
        **options(settings),
    )
    if workers > 1:
        Multiprocess(config, sockets=[listener]).run()
        return
    server = uvicorn.Server(config)
    server.run(sockets=[listener])
    if not server.started:
        raise typer.Exit(NOT_STARTED)


def worker(reports: "Lanes") -> "XapiFirst":
    """The application, for one server process; one of several ends with the process that began
    them, even when that was killed, and leaves the port to the next."""
    from api.app import create_app

    if parent := multiprocessing.parent_process():
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    return create_app(reports=reports)


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def migrate_schema() -> None:
    """Brings the database to the schema of this program.

    Needs the owner of the database in `LRS_OWNER_DATABASE_URL`, besides the product's own login in
    `LRS_DATABASE_URL`; the roles are made, too. Run it before the first `lrs serve` and after every
    update. The embedded PostgreSQL migrates itself. Prints the migrations that were applied.

    Example:

        LRS_OWNER_DATABASE_URL=postgresql://owner@db/lrs lrs migrate
    """
    from lrs.postgres.migrate import migrate
    from lrs.postgres.postgres import connect
    from lrs.settings import load

    with connect(load()) as database:
        applied = migrate(database)
    show(*({"migration": one.number, "name": one.name} for one in applied))
    if not applied:
        say("The schema is up to date.")
