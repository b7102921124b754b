"""The rows of proof: verifying, proofs out of a large tree, and posting beside the sequencer."""

import hashlib
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median

import psycopg

from bench import city, stores
from bench.posting import POOL, single
from bench.servers import product
from bench.turns import Options, Row, Way, in_turns, p99, shown, thousands
from lrs.evidence.folder import EvidenceFolder
from lrs.evidence.sequencer import Sequencer
from lrs.evidence.tile_store import TileStore
from lrs.proof.note import PublicKey
from lrs.proof.tiles import grown, nodes_from
from lrs.proof.tree import inclusion_proof
from lrs.proof.trust import trusting
from replay.verify import Outcome, verify_live

LEAVES = 1_000_000
"""Of the tree that proofs are taken from; its leaves are made up, which no proof can tell."""

PROOFS = 500
PAGE = 5000
NOWHERE = "/proc/nowhere"
"""A folder that nobody can write: without its key nothing is signed."""


def rows(options: Options) -> list[Row]:
    """How fast a log is verified and an event proved, and what signing costs who posts."""
    return [_verified(options), _proved(), _posted(options)]


def _verified(options: Options) -> Row:
    with stores.big(options.small) as big, tempfile.TemporaryDirectory() as directory:
        folder = EvidenceFolder(Path(directory) / "evidence")
        key = folder.make_key("bench.example/lrs", bytes(range(32)))
        with psycopg.connect(big.database.sequencer, autocommit=True) as conn:
            Sequencer(folder).catch_up(conn)
        try:
            ways: dict[str, Way] = {
                "verify": lambda _: _rate_of_verifying(big.database.service, key.public),
                "read": lambda _: _rate_of_reading(big.database.service),
            }
            figures = in_turns(ways, options.rounds)
        finally:  # the store is used again, and its next sequencer has another key
            with psycopg.connect(str(big.database.owner)) as conn:
                conn.execute("TRUNCATE lrs.tile, lrs.checkpoint")
    return Row(
        work=f"`lrs verify live` of {thousands(options.small)} events",
        measured=f"{thousands(median(figures['verify']))} events/s",
        against=f"reading them: {thousands(median(figures['read']))} events/s",
        result=shown(figures["verify"], figures["read"]),
        wanted="published",
    )


def _rate_of_verifying(conninfo: str, key: PublicKey) -> float:
    with psycopg.connect(conninfo, autocommit=True) as conn:
        began = time.perf_counter()
        found = verify_live(conn, trust=trusting([key]))
        assert found.outcome is Outcome.GOOD, found
        return found.events / (time.perf_counter() - began)


def _rate_of_reading(conninfo: str) -> float:
    with psycopg.connect(conninfo, autocommit=True) as conn:
        store, after = TileStore(conn), 0
        head, began = store.head(), time.perf_counter()
        while page := store.events(after=after, until=head, limit=PAGE):
            after = page[-1].position
        return head / (time.perf_counter() - began)


def _proved() -> Row:
    with (
        stores.empty() as database,
        psycopg.connect(database.sequencer, autocommit=True) as conn,
    ):
        store = TileStore(conn)
        for first, hashes in _made_up():
            with conn.transaction():
                store.grow(grown(first, hashes, store.read))
        times = []
        chosen = random.Random(1)
        for _ in range(PROOFS):
            index, began = chosen.randrange(LEAVES), time.perf_counter()
            inclusion_proof(index, LEAVES, nodes_from(store.read, LEAVES))
            times.append(1000 * (time.perf_counter() - began))
    return Row(
        work=f"a proof of inclusion among {thousands(LEAVES)} events, out of the database",
        measured=f"p50 {median(times):.1f} ms",
        against="its p99",
        result=f"{p99(times):.1f} ms",
        wanted="published",
    )


def _made_up() -> Iterator[tuple[int, list[bytes]]]:
    for first in range(0, LEAVES, PAGE):
        yield (
            first,
            [hashlib.sha256(one.to_bytes(8)).digest() for one in range(first, first + PAGE)],
        )


def _posted(options: Options) -> Row:
    pool = city.bodies(min(POOL, options.size))
    with ExitStack() as stack:
        signing, not_signing = (
            stack.enter_context(
                product(stack.enter_context(stores.empty()), environment={"LRS_EVIDENCE": folder})
            )
            for folder in (stack.enter_context(tempfile.TemporaryDirectory()), NOWHERE)
        )
        ways: dict[str, Way] = {
            "signing": partial(single, signing, pool, options.seconds),
            "not signing": partial(single, not_signing, pool, options.seconds),
        }
        figures = in_turns(ways, options.rounds)
    return Row(
        work="single POST, 64 clients, while the log is signed",
        measured=f"{thousands(median(figures['signing']))}/s",
        against=f"the same while nothing is: {thousands(median(figures['not signing']))}/s",
        result=shown(figures["signing"], figures["not signing"]),
        wanted="0.9",
    )
