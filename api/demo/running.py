"""Makes the city of the demonstration, serves it, posts what happened today, and shows it."""

import fcntl
import gzip
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Final
from urllib.parse import quote

import orjson
import psycopg
import uvicorn
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TimeElapsedColumn,
)
from rich.text import Text

from api.app import create_app
from api.demo.showing import Reader, Show
from api.operations.projecting import projections_running
from api.operations.protocol import options
from api.operations.sequencing import sequencer_running
from lrs.access.credential_store import Credentials
from lrs.access.session_store import LINK, Sessions
from lrs.clock import system_clock
from lrs.entropy import new_log_name, new_signing_seed
from lrs.evidence.folder import EvidenceFolder, folder_of
from lrs.log.record_store import RecordStore
from lrs.message import message
from lrs.postgres.cluster import EmbeddedServerError, Layout
from lrs.postgres.embedded import EmbeddedServer
from lrs.postgres.migrate import migrate
from lrs.postgres.postgres import Database, connect
from lrs.postgres.queries import load
from lrs.settings import Settings
from projections.policy.folder import DEFAULT, load_packaged
from projections.profile.publication import publication
from projections.profile.writing import POLICY_ZONE
from projections.simulated.city import City, simulate, todays_statements
from projections.words.languages import Language
from projections.words.messages import in_language
from replay.rebuild import rebuild
from replay.restore import Restorer

SEED: Final = 2026
ACTS_A_CADRE: Final = 5
"""Statements of a cadre in a year, about; for the progress bar alone."""

WIDTH: Final = 110
"""Columns of the tables where no terminal says how many there are."""

WHOLE: Final = "whole-city-with-names-of-"
"""The file, named after the year, that says that a city was restored to its end."""

QUERIES: Final = load("api")


def run(settings: Settings, *, ends: bool, language: Language) -> None:
    """Shows the product on a store of its own; serves until interrupted unless it ``ends``.

    Whatever database the settings name, that one is not touched. Raises EmbeddedServerError.
    """
    console = Console()
    console = console if console.is_terminal else Console(width=WIDTH)
    show = Show(console, language)
    own = _apart(settings)
    home = own.home
    today = system_clock().astimezone(POLICY_ZONE).date()
    city = City(cadres=360, units=12, years=3, until=today, seed=SEED, class_life=True)
    whole = home / f"{WHOLE}{today.year}"
    if not whole.exists():
        _clear(home)
    with connect(own) as database, _bars(console, language) as bars:
        migrate(database)
        if not whole.exists():
            _restore_past(database, city, bars)
            whole.touch()
        _fold(database, bars)
        with (
            _credential(database) as (key, secret),
            projections_running(database),
            sequencer_running(database, _with_key(folder_of(own)), None),
            _serving(own, database) as address,
        ):
            posted = _post(address, key, secret, city, bars)
            bars.stop()
            show.posted(posted)
            cadre, unit = _chosen(database, today.year - 1)
            shown = show.city(Reader(address, key, secret), cadre, unit, today.year - 1)
            if not ends:
                link = f"/sign-in/{_link(database, key)}?back={quote(shown.path, safe='')}"
                show.farewell(address, link, shown, f"{key}:{secret}")
                show.store(home.resolve(), unit)
                _until_interrupted()


def _apart(settings: Settings) -> Settings:
    """The settings of a store of its own, whatever others these name."""
    others = ("database_url", "owner_database_url", "evidence", "witnesses")
    update = {"home": settings.home / "demo", **dict.fromkeys(others)}
    return settings.model_copy(update=update)


def _clear(home: Path) -> None:
    """Removes a city that was left half-made, or of another year, or by an earlier version.

    Raises EmbeddedServerError: a process uses it.
    """
    layout = Layout(home=home)
    if not layout.server_lock.exists():
        return
    if EmbeddedServer(home).postmaster:
        raise EmbeddedServerError(
            message(
                "{home} holds no whole city of this year and is in use: another `lrs demo` "
                "makes it or still serves it; wait for that one or end it",
                home=home,
            )
        )
    with layout.server_lock.open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the server of a killed process may not have ended yet
        shutil.rmtree(home)


def _restore_past(database: Database, city: City, bars: Progress) -> None:
    """Restores the city's past into an empty store."""
    assert database.owner  # noqa: S101 - the embedded database has one
    with (
        closing(RecordStore(database.owner, clock=system_clock)) as store,
        psycopg.connect(database.owner, autocommit=True) as conn,
        tempfile.TemporaryDirectory() as folder,
    ):
        past = Path(folder) / "city.ndjson.gz"
        expected = city.cadres * city.years * ACTS_A_CADRE
        _write_past(past, city, bars, expected)
        restoring = bars.add_task(message("restoring its log"), total=expected)
        for progress in Restorer(store, conn, clock=system_clock).run(past, longest=1 << 20):
            bars.update(restoring, completed=progress.last)
        bars.update(restoring, total=progress.last)


def _fold(database: Database, bars: Progress) -> None:
    """Makes the tables those of this program, whichever version left the store."""
    folding = bars.add_task(message("folding the projections"), total=None)
    with psycopg.connect(database.projector, autocommit=True) as conn:
        rebuild(
            conn,
            lambda done, total=None: bars.update(folding, completed=done, total=total),
            clock=system_clock,
        )


def _write_past(path: Path, city: City, bars: Progress, expected: int) -> None:
    """Writes the city's past, headed by the policy that judges it."""
    writing = bars.add_task(message("simulating a city"), total=expected)
    first = publication(load_packaged(DEFAULT), stand_in=True) | {"stored": city.begins.isoformat()}
    count = 0
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(orjson.dumps(first) + b"\n")
        for count, statement in enumerate(simulate(city), 1):
            file.write(orjson.dumps(statement) + b"\n")
            bars.update(writing, completed=count)
    bars.update(writing, total=count)


def _with_key(folder: Path) -> Path:
    """The folder of the evidence, with a key that signs this log: the auditor's desk shows a signed
    head from the first minute."""
    evidence = EvidenceFolder(folder)
    if evidence.key() is None:
        evidence.make_key(new_log_name(), new_signing_seed())
    return folder


@contextmanager
def _credential(database: Database) -> Iterator[tuple[str, str]]:
    """A credential that may do everything, for this demonstration alone."""
    with closing(RecordStore(database.service, clock=system_clock)) as store:
        credentials = Credentials(store)
        made, secret = credentials.add("Demonstration", scopes=["all"], asserts=["*"])
        try:
            yield made.key, secret
        finally:
            credentials.revoke(made.key)


@contextmanager
def _serving(settings: Settings, database: Database) -> Iterator[str]:
    """The address of the server, which runs in a thread."""
    app = create_app(settings, database=database)
    config = uvicorn.Config(app, host=settings.host, port=settings.port, **options(settings))
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="server")
    thread.start()
    try:
        while not server.started:
            thread.join(0.05)
            if not thread.is_alive():
                raise RuntimeError(f"the server did not start on port {settings.port}")
        host, port = server.servers[0].sockets[0].getsockname()[:2]
        yield f"http://{host}:{port}"
    finally:
        server.should_exit = True
        thread.join()


def _post(address: str, key: str, secret: str, city: City, bars: Progress) -> int:
    """Posts today's statements through the public tincan client; how many."""
    from tincan import RemoteLRS, Statement

    client = RemoteLRS(endpoint=f"{address}/xapi/", version="1.0.3", username=key, password=secret)
    statements = todays_statements(city)
    for statement in bars.track(statements, description=message("posting today")):
        answer = client.save_statement(Statement(deepcopy(statement)))
        if not answer.success:
            raise RuntimeError(f"the server refused a statement: {answer.data}")
    return len(statements)


def _chosen(database: Database, year: int) -> tuple[str, str]:
    """A cadre who misses credits of a year, with zeros to explain, and his unit."""
    with psycopg.connect(database.report) as conn:
        row = conn.execute(QUERIES["chosen_cadre"], [year]).fetchone()
    assert row  # noqa: S101 - this year's city has learned something in the last
    cadre, unit = row
    return cadre, unit


def _link(database: Database, key: str) -> str:
    """The token of a link that signs in once."""
    with closing(RecordStore(database.service, clock=system_clock)) as store:
        return Sessions(store, clock=system_clock, idle=LINK).link(key)


def _until_interrupted() -> None:
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        return


class _Described(ProgressColumn):
    """What a bar is of, in a language."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language

    def render(self, task: Task) -> Text:
        """The description, which is a message."""
        return Text(in_language(task.description, self._language))


@contextmanager
def _bars(console: Console, language: Language) -> Iterator[Progress]:
    columns = (_Described(language), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console) as bars:
        yield bars
