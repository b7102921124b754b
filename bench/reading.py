"""The rows of one agent's statements: whether a page costs more in a big store than in a small."""

from functools import partial
from random import Random
from statistics import median
from urllib.parse import quote

import orjson

from bench import city, load, stores
from bench.servers import Server, product
from bench.turns import Options, Row, Way, in_turns, milliseconds, shown
from projections.words.persons import agent_of

AGENTS = 40
RANDOM_AGENTS = 400
LIMIT = 50


def rows(options: Options) -> list[Row]:
    """`GET ?agent=` at both sizes, for agents asked again and again and for any agent."""
    with (
        stores.big(options.size) as big,
        stores.big(options.small) as little,
        product(big.database) as large,
        product(little.database) as small,
    ):
        ways: dict[str, Way] = {
            "warm, big": partial(_warm, large, options.size),
            "warm, small": partial(_warm, small, options.small),
            "random, big": partial(_random, large, options.size),
            "random, small": partial(_random, small, options.small),
        }
        for way in ways.values():
            way(0)
        figures = in_turns(ways, options.rounds)
    sizes = big.size, little.size
    return [
        _row(f"{AGENTS} warm agents", figures["warm, big"], figures["warm, small"], sizes, "1.3"),
        _row("random agents", figures["random, big"], figures["random, small"], sizes, "2"),
    ]


def _row(
    which: str, large: list[float], small: list[float], sizes: tuple[int, int], most: str
) -> Row:
    return Row(
        work=f"GET ?agent= limit {LIMIT}, p50 at {sizes[0]:,}: {which}",
        measured=milliseconds(median(large)),
        against=f"the same at {sizes[1]:,}: {milliseconds(median(small))}",
        result=shown(large, small),
        wanted=f"at most {most}",
    )


def _warm(server: Server, size: int, turn: int) -> float:
    del turn
    agents = _agents(size, Random(1), AGENTS)
    return _p50(server, agents * 10)


def _random(server: Server, size: int, turn: int) -> float:
    return _p50(server, _agents(size, Random(1000 + turn), RANDOM_AGENTS))


def _agents(size: int, rng: Random, number: int) -> list[str]:
    cadres = city.city(size).cadres
    return [f"c{rng.randint(1, cadres):06d}" for _ in range(number)]


def _p50(server: Server, cadres: list[str]) -> float:
    requests = [server.get(statements_of(cadre)) for cadre in cadres]
    return median(load.run(server.port, requests, clients=1).latencies)


def statements_of(cadre: str) -> str:
    """The path of the statements of a cadre."""
    return f"/xapi/statements?limit={LIMIT}&agent={quote(orjson.dumps(agent_of(cadre)))}"
