"""How costs grow with the work: statements of a batch, terms of a statement, cadres of a unit."""

from statistics import median
from typing import Any

import orjson

from bench import city, load, stores
from bench.posting import BATCH_CLIENTS, in_batches
from bench.reports import ask_compliance, sizes_of_units
from bench.servers import Server, product
from bench.turns import Options, Row, in_turns, thousands

BATCHES = (1, 10, 100, 500, 1000)
ACTIVITIES = (0, 10, 50, 200)
POOL = 4000
UNITS = 5


def rows(options: Options) -> list[Row]:
    """A row for each dimension, with the figures side by side."""
    pool = city.bodies(min(POOL, options.size))
    with stores.empty() as database, product(database) as server:
        batches = in_turns(
            {str(n): lambda turn, n=n: _posted(server, pool, turn, n) for n in BATCHES},  # type: ignore[misc]
            options.rounds,
        )
        terms = in_turns(
            {
                str(n): lambda turn, n=n: _posted(server, _wider(pool[:1000], n), turn + 100, 100)  # type: ignore[misc]
                for n in ACTIVITIES
            },
            options.rounds,
        )
    return [
        _row("statements of a batch", batches, "statements/s"),
        _row("more activities of a statement, each a term", terms, "statements/s"),
        _units(options),
    ]


def _posted(server: Server, pool: list[bytes], turn: int, batch: int) -> float:
    """Statements a second in batches of a size, over the pool or until it takes long."""
    bodies = city.afresh(pool, turn * 10_000 + batch)
    requests = [server.post(body) for body in in_batches(bodies, batch)]
    clients = min(BATCH_CLIENTS if batch > 1 else load.CLIENTS, len(requests))
    return load.run(server.port, requests, clients=clients).rate * batch


def _wider(pool: list[bytes], activities: int) -> list[bytes]:
    """The same statements with so many activities more around them."""
    more = [{"id": f"https://example.com/other/{n}"} for n in range(activities)]
    return [orjson.dumps(_with(orjson.loads(body), more)) for body in pool]


def _with(statement: dict[str, Any], more: list[dict[str, str]]) -> dict[str, Any]:
    statement["context"]["contextActivities"]["other"] = more
    return statement


def _units(options: Options) -> Row:
    with stores.big(options.size) as big, product(big.database) as server:
        sizes = sorted(sizes_of_units(big.database.projector), key=lambda found: found[1])
        chosen = sizes[:: max(1, len(sizes) // UNITS)]
        figures = in_turns(
            {
                str(members): lambda turn, unit=unit: ask_compliance(server, unit, turn=turn)  # type: ignore[misc]
                for unit, members in chosen
            },
            options.rounds,
        )
    return Row(
        work="cost as the work grows: cadres that were ever in a unit",
        measured=", ".join(f"{n}: {median(times):.2f}" for n, times in figures.items()),
        against="",
        result="seconds of its compliance",
        wanted="published",
    )


def _row(what: str, figures: dict[str, list[float]], unit: str) -> Row:
    return Row(
        work=f"cost as the work grows: {what}",
        measured=", ".join(f"{n}: {thousands(median(rates))}" for n, rates in figures.items()),
        against="",
        result=unit,
        wanted="published",
    )
