"""The rows of the write path: single POSTs and batches, beside the echo, Ralph and COPY."""

import sys
from contextlib import ExitStack
from functools import partial
from statistics import median

from bench import city, load, stores
from bench.copy_binary import BATCH, copied
from bench.ralph import NotInstalledError, ralph
from bench.servers import Server, echo, product, raw_echo, without_projections
from bench.turns import Options, Row, Way, in_turns, shown, thousands

POOL = 30_000
"""Statements that can be posted in one turn; who is faster ends its turn sooner."""
BATCH_CLIENTS = 8


def rows(options: Options) -> list[Row]:
    """What one worker takes, durable and indexed, against what the references take."""
    pool = city.bodies(min(POOL, options.size))
    with ExitStack() as stack:
        database, other = (stack.enter_context(stores.empty()) for _ in range(2))
        ours = stack.enter_context(product(database))
        alone = stack.enter_context(without_projections(other))
        reference = stack.enter_context(echo())
        raw = stack.enter_context(raw_echo())
        for server in (ours, alone):
            found_city(server, len(pool))
        ways: dict[str, Way] = {
            "echo": partial(single, reference, pool, options.seconds),
            "raw echo": partial(single, raw, pool, options.seconds),
            "single": partial(single, ours, pool, options.seconds),
            "single alone": partial(single, alone, pool, options.seconds),
            "batches": partial(batches, ours, pool, options.seconds),
            "batches alone": partial(batches, alone, pool, options.seconds),
            "copy": lambda turn: copied(
                str(database.owner), city.afresh(pool, turn), seconds=options.seconds
            ),
        }
        try:
            peer = stack.enter_context(ralph())
        except NotInstalledError as error:
            print(f"{error}: its rows are left out", file=sys.stderr)
        else:
            load.run(peer.port, [peer.post(pool[0])], clients=1)  # it hashes the secret once
            ways["ralph single"] = partial(single, peer, pool, options.seconds)
            ways["ralph batches"] = partial(batches, peer, pool, options.seconds)
        figures = in_turns(ways, options.rounds)
    return [row for name in REFERENCES if (row := _row(name, figures))]


REFERENCES = {
    ("single", "echo"): "0.4",
    ("single alone", "echo"): "0.6",
    ("single", "raw echo"): "published",
    ("single", "ralph single"): "3",
    ("single", "single alone"): "published",
    ("batches", "copy"): "0.10",
    ("batches alone", "copy"): "0.18",
    ("batches", "ralph batches"): "1, aim for 2",
}
NAMES = {
    "single": "single POST, 64 keep-alive clients, durable and indexed, projections live",
    "single alone": "the same without projections",
    "batches": "batches of 100 over HTTP, durable and indexed, projections live",
    "batches alone": "the same without projections",
    "raw echo": "raw ASGI that only reads the JSON",
    "echo": "a FastAPI route that only reads the JSON",
    "ralph single": "Ralph 5.1 with a store that does no I/O",
    "ralph batches": "Ralph 5.1 with a store that does no I/O",
    "copy": "COPY BINARY of the same bytes, 100 per commit, no index",
}


def _row(pair: tuple[str, str], figures: dict[str, list[float]]) -> Row | None:
    name, reference = pair
    if reference not in figures:
        return None
    return Row(
        work=NAMES[name],
        measured=f"{thousands(median(figures[name]))}/s",
        against=f"{NAMES[reference]}: {thousands(median(figures[reference]))}/s",
        result=shown(figures[name], figures[reference]),
        wanted=REFERENCES[pair],
    )


def single(server: Server, pool: list[bytes], seconds: float, turn: int) -> float:
    """POSTs of one statement a second."""
    requests = [server.post(body) for body in city.afresh(pool, 2 * turn)]
    rate = load.run(server.port, requests, seconds=seconds).rate
    server.settle()
    return rate


def batches(server: Server, pool: list[bytes], seconds: float, turn: int) -> float:
    """Statements a second in batches."""
    requests = [server.post(batch) for batch in in_batches(city.afresh(pool, 2 * turn + 1), BATCH)]
    rate = load.run(server.port, requests, clients=BATCH_CLIENTS, seconds=seconds).rate
    server.settle()
    return rate * BATCH


def found_city(server: Server, count: int) -> None:
    """Posts what so many statements of cadres rest on; returns when the projections have it."""
    founding = city.founding(count)
    load.run(server.port, [server.post(body) for body in founding], clients=1)
    server.settle()


def in_batches(bodies: list[bytes], size: int) -> list[bytes]:
    """Bodies of so many statements each."""
    starts = range(0, len(bodies) - size + 1, size)
    return [b"[" + b",".join(bodies[start : start + size]) + b"]" for start in starts]
