"""The row of all filters: how long the slowest kind of query takes at the big size."""

from collections import defaultdict
from random import Random
from statistics import median

from bench import load, stores
from bench.filters import queries
from bench.servers import product
from bench.turns import Options, Row, milliseconds, p99

QUERIES = 200
TIMES = 4
"""How often each query is asked in a round, in an order that is not the same twice."""


def rows(options: Options) -> list[Row]:
    """The worst p99 of the kinds of queries."""
    times: dict[str, list[float]] = defaultdict(list)
    with stores.big(options.size) as big, product(big.database) as server:
        asked = queries(big.database.service, QUERIES)
        for turn in range(options.rounds + 1):
            order = asked * TIMES
            Random(turn).shuffle(order)
            requests = [server.get(query.path) for query in order]
            took = load.run(server.port, requests, clients=1).latencies
            if turn:  # the first warms up
                for query, seconds in zip(order, took, strict=True):
                    times[query.kind].append(seconds)
    worst = max(times, key=lambda kind: p99(times[kind]))
    everything = [seconds for kind in times.values() for seconds in kind]
    return [
        Row(
            work=f"{QUERIES} seeded queries over every filter and pair at {big.size:,}",
            measured=f"p50 {milliseconds(median(everything))}, p99 {milliseconds(p99(everything))}",
            against=f"the worst kind, {worst}: p50 {milliseconds(median(times[worst]))}",
            result=f"p99 {milliseconds(p99(times[worst]))}",
            wanted="at most 50 ms, aim for 15",
        )
    ]
