"""The row of two workers: what they take beside one, and that the log keeps its order."""

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

import psycopg

from bench import city, stores
from bench.posting import POOL, single
from bench.servers import Server, product
from bench.turns import Options, Row, Way, in_turns, shown, thousands
from lrs.postgres.postgres import Database

DISORDER = """
SELECT count(*) FROM (
    SELECT notification_id - lag(notification_id) OVER w AS step,
           stored - lag(stored) OVER w AS later
    FROM lrs.log WINDOW w AS (ORDER BY notification_id)
) t WHERE step <> 1 OR later <= interval '0'
"""


def rows(options: Options) -> list[Row]:
    """Single POSTs of two workers beside one, over one store."""
    pool = city.bodies(min(POOL, options.size))
    with stores.empty() as database, _both(database) as (one, two):
        ways: dict[str, Way] = {
            "one": lambda turn: single(one, pool, options.seconds, 2 * turn),
            "two": lambda turn: single(two, pool, options.seconds, 2 * turn + 1),
        }
        figures = in_turns(ways, options.rounds)
        order = _order(database)
    return [
        Row(
            work="single POST, two workers",
            measured=f"{thousands(median(figures['two']))}/s; {order}",
            against=f"one worker: {thousands(median(figures['one']))}/s",
            result=shown(figures["two"], figures["one"]),
            wanted="throughput and order, published",
        )
    ]


@contextmanager
def _both(database: Database) -> Iterator[tuple[Server, Server]]:
    with product(database) as one, product(database, workers=2) as two:
        yield one, two


def _order(database: Database) -> str:
    with psycopg.connect(str(database.owner), autocommit=True) as conn:
        row = conn.execute(DISORDER).fetchone()
    if row is None or row[0]:
        raise RuntimeError(f"{row} positions have a gap before them or do not come later")
    return "positions without gaps, `stored` rising"
