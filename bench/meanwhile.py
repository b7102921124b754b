"""The rows of what is taken while reports are made: posts, reads and balances, beside the same in
quiet."""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import count
from statistics import median
from urllib.parse import quote

import orjson

from bench import city, load, stores
from bench.posting import POOL
from bench.reports import PERSONS, rows_of
from bench.servers import ROOT, Server, product
from bench.turns import Options, Row, Way, in_turns, milliseconds, p99, shown, thousands
from lrs.postgres.postgres import Database

POSTERS, READERS, CIRCULARS = 32, 8, 2
COLD = 4
"""Circulars that are made at the same time, none of which was asked for before."""

LATEST = "/xapi/statements?limit=1"


@dataclass(slots=True)
class Times:
    """How long the answers of each way took, over all turns."""

    of: dict[str, list[float]] = field(default_factory=dict)

    def take(self, name: str, found: load.Load) -> float:
        """Keeps the times of a turn; its answers a second."""
        self.of.setdefault(name, []).extend(found.latencies)
        return found.rate

    def ratio(self, name: str, reference: str) -> str:
        """The 99th percentile of one beside that of another."""
        return f"p99 {p99(self.of[name]) / p99(self.of[reference]):.1f} x"

    def shown(self, name: str) -> str:
        """The median and the 99th percentile."""
        times = self.of[name]
        return f"p50 {milliseconds(median(times))}, p99 {milliseconds(p99(times))}"


def rows(options: Options) -> list[Row]:
    """What posts and reads come to while four circulars, a drift and an export are made, and while
    balances and circulars are asked for."""
    pool = city.bodies(min(POOL, options.size))
    with ExitStack() as stack:
        big = stack.enter_context(stores.copied(options.size))
        server = stack.enter_context(product(big.database))
        persons = [str(row[0]) for row in rows_of(big.database.projector, PERSONS)]
        times, days = Times(), count(1)
        posts = partial(_posts, server, pool, times, options)
        reads = partial(_reads, server, times, options)
        figures = in_turns(
            {
                "posts": lambda turn: posts("posts", 4 * turn, []),
                "posts meanwhile": lambda turn: _meanwhile(
                    big.database,
                    lambda: posts("posts meanwhile", 4 * turn + 1, _long(server, days)),
                ),
                "reads": lambda _: reads("reads", []),
                "reads meanwhile": lambda _: _meanwhile(
                    big.database, lambda: reads("reads meanwhile", _long(server, days))
                ),
                "mixed": lambda turn: posts(
                    "mixed", 4 * turn + 2, _mixed(server, persons, days), clients=POSTERS
                ),
                "posters": lambda turn: posts("posters", 4 * turn + 3, [], clients=POSTERS),
                **_balances(server, persons, times, options),
            },
            options.rounds,
        )
    return [*_rows(figures, times), *_rows_of_many(figures, times)]


def _rows(figures: dict[str, list[float]], times: Times) -> list[Row]:
    in_flight = f"{COLD} cold circulars, a drift and an export in flight"
    return [
        Row(
            work=f"single POST, 64 clients, with {in_flight}",
            measured=f"{_rate(figures, 'posts meanwhile')}; {times.shown('posts meanwhile')}",
            against=f"quiet: {_rate(figures, 'posts')}; {times.shown('posts')}",
            result=f"{shown(figures['posts meanwhile'], figures['posts'])}; "
            + times.ratio("posts meanwhile", "posts"),
            wanted="0.6; p99 2 x",
        ),
        Row(
            work=f"`GET ?limit=1`, one client, with {in_flight}",
            measured=times.shown("reads meanwhile"),
            against=f"quiet: {times.shown('reads')}",
            result=times.ratio("reads meanwhile", "reads"),
            wanted="the greater of 3 x and 50 ms",
        ),
        Row(
            work=f"{POSTERS} posters, {READERS} readers of balances, {CIRCULARS} circulars",
            measured=f"{_rate(figures, 'mixed')}; {times.shown('mixed')}",
            against=f"alone: {_rate(figures, 'posters')}; {times.shown('posters')}",
            result=f"{shown(figures['mixed'], figures['posters'])}; "
            + times.ratio("mixed", "posters"),
            wanted="published",
        ),
    ]


def _rows_of_many(figures: dict[str, list[float]], times: Times) -> list[Row]:
    return [
        Row(
            work=f"{name}, 32 clients",
            measured=f"{_rate(figures, f'{name} 32')}; {times.shown(f'{name} 32')}",
            against=f"one client: {_rate(figures, f'{name} 1')}; {times.shown(f'{name} 1')}",
            result=f"{shown(figures[f'{name} 32'], figures[f'{name} 1'])}; "
            + times.ratio(f"{name} 32", f"{name} 1"),
            wanted="published, p99 60 ms aimed at",
        )
        for name in ("balances", "?agent=")
    ]


def _rate(figures: dict[str, list[float]], name: str) -> str:
    return f"{thousands(median(figures[name]))}/s"


def _posts(
    server: Server,
    pool: list[bytes],
    times: Times,
    options: Options,
    name: str,
    turn: int,
    beside: list[Iterator[bytes]],
    *,
    clients: int = load.CLIENTS,
) -> float:
    requests = [server.post(body) for body in city.afresh(pool, turn)]
    found = load.run(server.port, requests, clients=clients, seconds=options.seconds, beside=beside)
    server.settle()
    return times.take(name, found)


def _reads(
    server: Server, times: Times, options: Options, name: str, beside: list[Iterator[bytes]]
) -> float:
    requests = (server.get(LATEST) for _ in count())
    found = load.run(server.port, requests, clients=1, seconds=options.seconds, beside=beside)
    return times.take(name, found)


def _balances(server: Server, persons: list[str], times: Times, options: Options) -> dict[str, Way]:
    def ask(name: str, paths: list[bytes], clients: int, _: int) -> float:
        requests = (paths[number % len(paths)] for number in count())
        found = load.run(server.port, requests, clients=clients, seconds=options.seconds)
        return times.take(f"{name} {clients}", found)

    asked = {
        "balances": [server.get(_balance(person)) for person in persons],
        "?agent=": [server.get(_statements_of(person)) for person in persons],
    }
    return {
        f"{name} {clients}": partial(ask, name, paths, clients)
        for name, paths in asked.items()
        for clients in (1, 32)
    }


def _balance(person: str) -> str:
    return f"/cadres/{quote(person, safe='')}/balances"


def _statements_of(person: str) -> str:
    account = {"homePage": "https://w3id.org/xapi/cadre-training/cadres", "name": person}
    agent = quote(orjson.dumps({"account": account}))
    return f"/xapi/statements?limit=10&agent={agent}"


def _long(server: Server, days: Iterator[int]) -> list[Iterator[bytes]]:
    """Clients that ask for circulars that nobody asked for, and one for a drift."""
    circulars = [_circulars(server, days) for _ in range(COLD)]
    drift = (
        server.get(f"/reports/drift?year={city.UNTIL.year - 1}&against={_day(number)}")
        for number in days
    )
    return [*circulars, drift]


def _mixed(server: Server, persons: list[str], days: Iterator[int]) -> list[Iterator[bytes]]:
    balances = [
        (server.get(_balance(persons[number % len(persons)])) for number in count(7 * reader))
        for reader in range(READERS)
    ]
    return [*balances, *(_circulars(server, days) for _ in range(CIRCULARS))]


def _circulars(server: Server, days: Iterator[int]) -> Iterator[bytes]:
    for number in days:
        year = city.UNTIL.year - 1
        yield server.get(f"/reports/circular?year={year}&known_at={_day(number)}")


def _day(number: int) -> str:
    return str(city.UNTIL - timedelta(days=number % 300))


@contextmanager
def _exporting(database: Database) -> Iterator[None]:
    """`lrs export` over and over during the block."""
    ended = threading.Event()

    def export() -> None:
        with tempfile.TemporaryDirectory() as folder:
            while not ended.is_set():
                process = subprocess.Popen(
                    [sys.executable, "-m", "api.cli", "export", f"{folder}/log.ndjson"],
                    cwd=ROOT,
                    env={"LRS_DATABASE_URL": database.app, "PATH": os.environ["PATH"]},
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
                while process.poll() is None and not ended.wait(0.1):
                    pass
                process.kill()
                process.wait()

    thread = threading.Thread(target=export)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _meanwhile(database: Database, measure: Callable[[], float]) -> float:
    with _exporting(database):
        return measure()
