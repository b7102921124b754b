"""The row of how far the projections are behind while it is posted at half the greatest rate."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from statistics import median
from time import perf_counter

from bench import city, load, stores
from bench.posting import POOL, found_city, single
from bench.servers import Server, product
from bench.turns import Options, Row, thousands

PART = 0.5
"""Of the greatest rate."""

TURNS = 4
"""How many turns of writes it goes on for: a lag that grows shows itself only in time."""

LOOK_SECONDS = 0.25


def rows(options: Options) -> list[Row]:
    """The longest lag in seconds: how old the first event is that the tables do not answer for."""
    pool = city.bodies(min(POOL, options.size))
    with stores.empty() as database, product(database) as server:
        found_city(server, len(pool))
        greatest = median(
            single(server, pool, options.seconds, turn) for turn in range(1, options.rounds + 1)
        )
        turns = count(2 * options.rounds + 3)
        requests = (server.post(body) for turn in turns for body in city.afresh(pool, turn))
        with _looking(server) as lags:
            paced = load.run(
                server.port, requests, seconds=TURNS * options.seconds, pace=PART * greatest
            )
    return [
        Row(
            work=f"lag of the projections at half the greatest rate, for {paced.seconds:.0f} s, "
            f"posts about {_cadres(pool):,} cadres",
            measured=f"{thousands(paced.rate)}/s",
            against=f"greatest: {thousands(greatest)}/s",
            result=f"at most {max(lags):.1f} s, median {median(lags):.1f} s",
            wanted="10 s",
        )
    ]


def _cadres(pool: list[bytes]) -> int:
    return len({json.loads(body)["actor"]["account"]["name"] for body in pool})


@contextmanager
def _looking(server: Server) -> Iterator[list[float]]:
    """The lags of the projections during the block."""
    ended, lags = threading.Event(), [0.0]

    def look() -> None:
        heads: list[tuple[int, float]] = []
        while not ended.wait(LOOK_SECONDS):
            health = server.health("projections")
            head, settled = health["head"], health["settled"]
            heads.append((head, perf_counter()))
            heads = [one for one in heads if one[0] > settled]
            lags.append(perf_counter() - heads[0][1] if heads else 0.0)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield lags
    finally:
        ended.set()
        thread.join()
