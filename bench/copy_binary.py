"""The reference of batches: the same bytes by COPY BINARY into a table without an index."""

from itertools import cycle, islice
from time import perf_counter
from uuid import UUID

import orjson
import psycopg

BATCH = 100
TABLE = "CREATE TABLE IF NOT EXISTS bench_copy (id uuid, body bytea)"
COPY = "COPY bench_copy FROM STDIN (FORMAT BINARY)"


def copied(owner: str, bodies: list[bytes], *, seconds: float) -> float:
    """Statements a second, BATCH to a commit, over and over until the time is over."""
    rows = cycle([(UUID(orjson.loads(body)["id"]), body) for body in bodies])
    with psycopg.connect(owner, autocommit=True) as conn:
        conn.execute("CREATE SCHEMA IF NOT EXISTS bench")
        conn.execute("SET search_path = bench")
        conn.execute(TABLE)
        began, done = perf_counter(), 0
        while perf_counter() - began < seconds:
            with conn.cursor().copy(COPY) as copy:
                copy.set_types(["uuid", "bytea"])
                for row in islice(rows, BATCH):
                    copy.write_row(row)
            done += BATCH
        elapsed = perf_counter() - began
        conn.execute("DROP TABLE bench_copy")
    return done / elapsed
