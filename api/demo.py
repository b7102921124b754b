"""The demonstration: a small city, posts by a public client, and what people read."""

import base64
import fcntl
import gzip
import json
import shutil
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import orjson
import psycopg
import uvicorn
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from api.app import create_app
from api.operations.projecting import projections_running
from api.operations.protocol import options
from lrs.access.credential_store import Credentials
from lrs.access.session_store import LINK, Sessions
from lrs.clock import system_clock
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

Report = dict[str, Any]


def run(settings: Settings, *, ends: bool) -> None:
    """Shows the product on a store of its own; serves until interrupted unless it ``ends``.

    Whatever database the settings name, that one is not touched. Raises EmbeddedServerError.
    """
    console = Console()
    console = console if console.is_terminal else Console(width=WIDTH)
    home = settings.home / "demo"
    own = settings.model_copy(
        update={"home": home, "database_url": None, "owner_database_url": None}
    )
    today = system_clock().astimezone(POLICY_ZONE).date()
    city = City(cadres=360, units=12, years=3, until=today, seed=SEED, class_life=True)
    whole = home / f"{WHOLE}{today.year}"
    if not whole.exists():
        _clear(home)
    with connect(own) as database, _bars(console) as bars:
        migrate(database)
        if not whole.exists():
            _restore_past(database, city, bars)
            whole.touch()
        _fold(database, bars)
        with (
            _credential(database) as (key, secret),
            projections_running(database),
            _serving(own, database) as address,
        ):
            posted = _post(address, key, secret, city, bars)
            bars.stop()
            console.print(
                f"\nThe [b]tincan[/b] client posted {posted} statements of today; "
                "a resend changed nothing.\n"
            )
            page = _show(console, Reader(address, key, secret), database, today)
            if not ends:
                link = f"/sign-in/{_link(database, key)}?back={quote(page, safe='')}"
                console.print(_farewell(address, key, secret, link), soft_wrap=True)
                _until_interrupted()


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
        restoring = bars.add_task("restoring its log", total=expected)
        for progress in Restorer(store, conn, clock=system_clock).run(past, longest=1 << 20):
            bars.update(restoring, completed=progress.last)
        bars.update(restoring, total=progress.last)


def _fold(database: Database, bars: Progress) -> None:
    """Makes the tables those of this program, whichever version left the store."""
    folding = bars.add_task("folding the projections", total=None)
    with psycopg.connect(database.projector, autocommit=True) as conn:
        rebuild(
            conn,
            lambda done, total: bars.update(folding, completed=done, total=total),
            clock=system_clock,
        )


def _write_past(path: Path, city: City, bars: Progress, expected: int) -> None:
    """Writes the city's past, headed by the policy that judges it."""
    writing = bars.add_task("simulating a city", total=expected)
    first = publication(load_packaged(DEFAULT), stand_in=True) | {"stored": city.begins.isoformat()}
    count = 0
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(orjson.dumps(first) + b"\n")
        for count, statement in enumerate(simulate(city), 1):
            file.write(orjson.dumps(statement) + b"\n")
            bars.update(writing, completed=count)
    bars.update(writing, total=count)


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
    for statement in bars.track(statements, description="posting today"):
        answer = client.save_statement(Statement(deepcopy(statement)))
        if not answer.success:
            raise RuntimeError(f"the server refused a statement: {answer.data}")
    return len(statements)


class Reader:
    """Asks the reports over HTTP."""

    def __init__(self, address: str, key: str, secret: str) -> None:
        self._address = address
        self._basic = base64.b64encode(f"{key}:{secret}".encode()).decode()

    def get(self, path: str) -> Report:
        """The answer to a GET."""
        request = urllib.request.Request(  # noqa: S310
            self._address + path, headers={"Authorization": f"Basic {self._basic}"}
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            report: Report = json.load(answer)
            return report


def _show(console: Console, reader: Reader, database: Database, today: date) -> str:
    """One cadre's ledger, and the table of his unit; the path of his page."""
    year = today.year - 1
    with psycopg.connect(database.report) as conn:
        row = conn.execute(QUERIES["chosen_cadre"], [year]).fetchone()
    assert row  # noqa: S101 - this year's city has learned something in the last
    cadre, unit = row
    console.print(_unit_table(reader.get(f"/units/{quote(unit)}/compliance?year={year}")))
    ledger = reader.get(f"/cadres/{quote(cadre)}/ledger")
    console.print(_ledger_table(ledger, year))
    balances = reader.get(f"/cadres/{quote(cadre)}/balances")
    console.print(_balance_table(balances))
    return f"/cadres/{quote(cadre)}?year={year}"


def _unit_table(report: Report) -> Table:
    verdicts = {
        "clear": "[green]clear 可评先进[/]",
        "barred_from_advanced": "[red]barred from honours 不能评先进[/]",
    }
    table = Table(
        title=f"Unit {report['unit']} 单位 · {report['year']} · "
        f"{report['unqualified']} of {report['assessed']} unqualified 不合格\n"
        f"{verdicts.get(report['verdict'], report['verdict'])} ({report['article']})"
    )
    for heading in ("cadre 干部", "counted 学分", "missing 尚缺", "grade 等次"):
        table.add_column(heading)
    for member in report["members"]:
        grade = member["grade"]
        colour = "red" if grade == "unqualified" else "green"
        table.add_row(
            member["cadre"], member["counted"], member["missing"], f"[{colour}]{grade}[/]"
        )
    return table


def _ledger_table(report: Report, year: int) -> Table:
    table = Table(
        title=f"Cadre {report['cadre']} 干部 · ledger 学分明细 {year}\n"
        f"known at position {report['position']}, policy {report['policy']['id']}"
    )
    for heading in ("day 日期", "what 项目", "credits 学分", "rule 依据"):
        table.add_column(heading, no_wrap=True)
    table.add_column("position")
    table.add_column("reason 原因")
    for entry in report["entries"]:
        if entry["year"] != year:
            continue
        reason = entry["reason"]
        table.add_row(
            entry["day"],
            f"{entry['fact']}\n{entry['subject'] or ''}",
            entry["credits"],
            f"{entry['rule'] or '-'} {entry['article'] or ''}",
            str(entry["position"]),
            f"[yellow]{reason['zh']}[/]\n{reason['en']}" if reason else "",
        )
    return table


def _balance_table(report: Report) -> Table:
    table = Table(title=f"Cadre {report['cadre']} 干部 · balances 年度学分")
    columns = ("earned", "carried_in", "counted", "carried_out", "grade")
    for heading in ("year 年度", "earned 取得", "carried in 转入", "counted 计入"):
        table.add_column(heading)
    for heading in ("carried out 转出", "grade 等次"):
        table.add_column(heading)
    for year, balance in report["annual"].items():
        table.add_row(year, *(balance[column] for column in columns))
    return table


def _link(database: Database, key: str) -> str:
    """The token of a link that signs in once."""
    with closing(RecordStore(database.service, clock=system_clock)) as store:
        return Sessions(store, clock=system_clock, idle=LINK).link(key)


def _farewell(address: str, key: str, secret: str, link: str) -> str:
    return (
        "\nOpen this link and press its button (it works once, for 15 minutes) 打开链接并登录:\n\n"
        f"  [b]{address}{link}[/b]\n\n"
        "It shows a cadre, what he misses and the reason of every zero; his handbook is one click\n"
        "away 页面显示一名干部、尚缺的学分、每个零分的原因，再点一下是他的手册。\n\n"
        f"The server listens on [b]{address}[/b] until you press Ctrl-C. Ask it yourself:\n\n"
        f"  curl -u {key}:{secret} {address}/units/u001/compliance\n"
        f"  curl -u {key}:{secret} '{address}/cadres/c000001/ledger?known_at=2025-06-30'\n"
        f"  curl -u {key}:{secret} -H 'X-Experience-API-Version: 1.0.3' "
        f"'{address}/xapi/statements?limit=2'\n"
    )


def _until_interrupted() -> None:
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        return


@contextmanager
def _bars(console: Console) -> Iterator[Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console) as bars:
        yield bars
