"""How costs grow with the work: statements of a batch, terms of a statement, cadres of a unit."""

from functools import partial
from itertools import count
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
    wider = {n: _wider(pool[:1000], n) for n in ACTIVITIES}
    with stores.empty() as database, product(database) as server:
        posting = _Posting(server)
        batches = in_turns(
            {str(n): partial(posting.rate, pool, n) for n in BATCHES}, options.rounds
        )
        terms = in_turns(
            {str(n): partial(posting.rate, bodies, 100) for n, bodies in wider.items()},
            options.rounds,
        )
    return [
        _row("statements of a batch", batches, "statements/s"),
        _row("more activities of a statement, each a term", terms, "statements/s"),
        _units(options),
    ]


class _Posting:
    """Posts to a server, each time under ids that it does not know."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._numbers = count(1)

    def rate(self, pool: list[bytes], batch: int, turn: int) -> float:
        """Statements a second in batches of a size."""
        del turn
        bodies = in_batches(city.afresh(pool, next(self._numbers)), batch)
        clients = min(BATCH_CLIENTS if batch > 1 else load.CLIENTS, len(bodies))
        requests = [self._server.post(body) for body in bodies]
        return load.run(self._server.port, requests, clients=clients).rate * batch


def _wider(pool: list[bytes], activities: int) -> list[bytes]:
    """The same statements with so many activities more around them."""
    more = [{"id": f"https://example.com/other/{n}"} for n in range(activities)]
    return [orjson.dumps(_with(orjson.loads(body), more)) for body in pool]


def _with(statement: dict[str, Any], more: list[dict[str, str]]) -> dict[str, Any]:
    statement["context"]["contextActivities"]["other"] = more
    return statement


def _compliance(server: Server, unit: str, turn: int) -> float:
    return ask_compliance(server, unit, turn=turn)


def _units(options: Options) -> Row:
    with stores.big(options.size) as big, product(big.database) as server:
        sizes = sorted(sizes_of_units(big.database.projector), key=lambda found: found[1])
        chosen = sizes[:: max(1, len(sizes) // UNITS)]
        figures = in_turns(
            {str(members): partial(_compliance, server, unit) for unit, members in chosen},
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
