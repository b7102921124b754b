"""The rows of what people do: how long they wait for a page, the first time and then, beside the
bare JSON, and how large it is; and for a spreadsheet to be tried."""

import gzip
import urllib.request
from collections.abc import Iterable, Sequence
from random import Random
from statistics import quantiles
from urllib.parse import quote

from bench import city, load, spreadsheets, stores
from bench.every_report import CITIES
from bench.reports import PERSONS, UNIT_CADRES, rows_of, sizes_of_units
from bench.servers import HEADERS, Server, product
from bench.turns import Options, Row, milliseconds

CADRES = 100
"""Cadres whose pages are asked for in a turn."""

MOST_BYTES = 60_000
"""What a page may have, compressed."""

YEAR = city.UNTIL.year - 1
HTML = {**HEADERS, "Accept": "text/html"}


def rows(options: Options) -> list[Row]:
    """p95 of a cadre's page, a unit's, a circular's and the first one, each asked for once before;
    and the dry run of a spreadsheet."""
    cadres = min(CITIES[-1][0], max(8, (options.size - city.CATALOGUED) // city.A_CADRE))
    size = cadres * city.A_CADRE + city.CATALOGUED
    with stores.big(size) as big, product(big.database) as server:
        persons = [quote(row[0], safe="") for row in rows_of(big.database.projector, PERSONS)]
        (unit, members), *_ = sizes_of_units(big.database.projector)
        some = Random(1).sample(persons, min(CADRES, len(persons)))
        unit_path, year = f"/units/{quote(unit, safe='')}", f"?year={YEAR}"
        times = options.rounds * 10
        return [
            _row(
                server,
                f"the page of a cadre, at {big.size:,}",
                pages=[f"/cadres/{one}{year}" for one in some] * options.rounds,
                data=[f"/cadres/{one}/ledger" for one in some] * options.rounds,
                wanted="p95 100 ms",
            ),
            _row(
                server,
                f"the page of a unit of {members}, at {big.size:,}",
                pages=[unit_path + year] * times,
                data=[f"{unit_path}/compliance{year}"] * times,
                wanted=f"p95 300 ms for {UNIT_CADRES}",
            ),
            _row(
                server,
                f"the same unit over the years, at {big.size:,}",
                pages=[f"{unit_path}/years"] * times,
                data=[f"{unit_path}/years"] * times,
                wanted="",
            ),
            _row(
                server,
                f"the page of the circular of {cadres:,} cadres, again",
                pages=[f"/reports/circular{year}"] * times,
                data=[f"/reports/circular{year}"] * times,
                wanted="p95 1.5 s for 10,000",
            ),
            _row(
                server,
                f"the first page, of {cadres:,} cadres",
                pages=["/"] * times,
                data=["/reports/year"] * times,
                wanted="",
            ),
            *spreadsheets.rows(options),
        ]


def _row(
    server: Server, work: str, *, pages: Sequence[str], data: Sequence[str], wanted: str
) -> Row:
    first = _times(server, pages[:1], HTML)[0]
    _times(server, data[:1], HEADERS)
    shown, bare = _times(server, pages, HTML), _times(server, data, HEADERS)
    size = max(_compressed(server, path) for path in dict.fromkeys(pages))
    return Row(
        work=work,
        measured=f"first {milliseconds(first)}, then p95 {milliseconds(_p95(shown))}",
        against=f"bare JSON: p95 {milliseconds(_p95(bare))}",
        result=f"{size / 1000:.0f} KB gzipped at most",
        wanted=f"{wanted}; {MOST_BYTES // 1000} KB".removeprefix("; "),
    )


def _times(server: Server, paths: Iterable[str], headers: dict[str, str]) -> list[float]:
    asked = (load.request("GET", path, headers) for path in paths)
    return load.run(server.port, asked, clients=1).latencies


def _p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[18] if len(times) > 1 else times[0]


def _compressed(server: Server, path: str) -> int:
    """Bytes of a page as a proxy would send it."""
    request = urllib.request.Request(f"http://127.0.0.1:{server.port}{path}", headers=HTML)
    with urllib.request.urlopen(request) as answer:
        return len(gzip.compress(answer.read()))
