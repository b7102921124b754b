"""The rows of reports over many cadres: the first time, again, and again after a restart; and how
much memory all processes of a server hold.

What reports of today are made of is made ahead before any is asked for, and how long that takes is
told."""

import shutil
import tempfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from bench import city, load, stores
from bench.servers import Server, product
from bench.turns import Options, Row

CITIES = ((3_000, city.YEARS), (10_000, 5), (10_000, city.YEARS))
"""Cadres, and the years of their histories: five are what the targets are for."""
PAST = city.UNTIL - timedelta(days=180)
YEAR = city.UNTIL.year - 1
PAGE = "limit=500"
REPORTS: Mapping[str, str] = {
    "circular now": f"/reports/circular?year={city.UNTIL.year}&{PAGE}",
    "circular as known then": f"/reports/circular?year={YEAR}&known_at={PAST}&{PAGE}",
    "cycle now": f"/reports/cycle?{PAGE}",
    "cycle as known then": f"/reports/cycle?known_at={PAST}&{PAGE}",
    "at-risk now": f"/reports/at-risk?{PAGE}",
    "at-risk as known then": f"/reports/at-risk?known_at={PAST}&{PAGE}",
    "learning now": f"/reports/learning?by=unit,month&{PAGE}",
    "learning as known then": f"/reports/learning?by=unit,month&known_at={PAST}&{PAGE}",
    "drift against a quarter of a year before": (
        f"/reports/drift?year={YEAR}&against={city.UNTIL - timedelta(days=90)}&{PAGE}"
    ),
}
WANTED: Mapping[str, str] = {
    "now": "again 50 ms, first after a start 1 s",
    "then": "first 7 s (cycle 12 s), again 100 ms",
    "before": "first 10 s, again 100 ms",
}


def rows(options: Options) -> list[Row]:
    """Each report in each of the cities; in a trial of as many cadres as the big store has."""
    least = max(8, (options.size - city.CATALOGUED) // city.A_CADRE)
    cities = dict.fromkeys((min(cadres, least), years) for cadres, years in CITIES)
    return [row for cadres, years in cities for row in _at(cadres, years)]


def _at(cadres: int, years: int) -> list[Row]:
    size = cadres * city.A_CADRE + city.CATALOGUED
    of_city = f"{cadres:,} cadres and {years} years"
    with (
        stores.big(size, years=years) as big,
        tempfile.TemporaryDirectory(prefix="lrs-bench-answers-") as folder,
    ):
        kept = {"LRS_KEPT_ANSWERS": folder}
        with product(big.database, environment=kept) as server:
            began = perf_counter()
            server.begun(ahead=True)
            ahead = perf_counter() - began
            idle = memory(server)
            first = {name: _ask(server, path) for name, path in REPORTS.items()}
            again = {name: _ask(server, path) for name, path in REPORTS.items()}
            busy = memory(server)
        with product(big.database, environment=kept) as server:
            server.begun(ahead=True)
            restarted = {name: _ask(server, path) for name, path in REPORTS.items()}
        shutil.rmtree(folder, ignore_errors=True)
    return [
        *(
            Row(
                work=f"{name}, {of_city}",
                measured=f"first {first[name]:.2f} s",
                against="",
                result=f"again {again[name] * 1000:.0f} ms; "
                f"first after a restart {restarted[name] * 1000:.0f} ms",
                wanted=next(told for end, told in WANTED.items() if name.endswith(end)),
            )
            for name in REPORTS
        ),
        Row(
            work=f"made ahead after the first start: what reports of today are made of, {of_city}",
            measured=f"{ahead:.1f} s",
            against="",
            result="posts and other reports are answered meanwhile",
            wanted="published",
        ),
        Row(
            work=f"memory of all processes without PostgreSQL's, {of_city}",
            measured=_told(idle),
            against="after every report",
            result=_told(busy),
            wanted="published",
        ),
    ]


def _ask(server: Server, path: str) -> float:
    """Seconds that a report takes."""
    return load.run(server.port, [server.get(path)], clients=1).latencies[0]


def memory(server: Server) -> dict[str, float]:
    """Megabytes that each process of a server holds by itself (PSS), by its name."""
    found: dict[str, float] = {}
    for pid in _processes(server.pid):
        name = Path(f"/proc/{pid}/comm").read_text().strip()
        if name != "postgres":
            found[name] = found.get(name, 0.0) + _proportional(pid)
    return found


def _told(found: Mapping[str, float]) -> str:
    parts = ", ".join(f"{name} {size:.0f}" for name, size in found.items())
    return f"{sum(found.values()):.0f} MB ({parts})"


def _processes(pid: int) -> list[int]:
    """A process and all that it began."""
    try:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        children = [child for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        children = []
    return [pid, *(one for child in children for one in _processes(int(child)))]


def _proportional(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1000
    return 0.0
