"""The row of the rebuild: folding all projections, beside only reading the log, on one core."""

import os
from statistics import median
from time import perf_counter

import psycopg

from bench import stores
from bench.turns import Options, Row, in_turns, shown, thousands
from lrs.clock import system_clock
from lrs.event.log import PAGE
from lrs.progress import unwatched
from replay.rebuild import rebuild

READ = """
SELECT notification_id, state FROM lrs.log WHERE notification_id > %s
ORDER BY notification_id LIMIT %s
"""

ONE_CORE = """
SET max_parallel_workers_per_gather = 0;
SET max_parallel_maintenance_workers = 0;
"""
"""Else PostgreSQL makes indices and sums in processes that are not bound to the core."""


def rows(options: Options) -> list[Row]:
    """Events a second of a full rebuild."""
    cores = os.sched_getaffinity(0)
    with stores.big(options.size) as big:
        database = big.database
        with psycopg.connect(database.projector, autocommit=True) as conn:
            conn.execute(ONE_CORE)
            try:
                for process in (0, conn.info.backend_pid):
                    os.sched_setaffinity(process, {min(cores)})
                figures = in_turns(
                    {"rebuild": lambda _: _rebuilt(conn), "read": lambda _: _read(conn)},
                    options.rounds,
                )
            finally:
                os.sched_setaffinity(0, cores)
    return [
        Row(
            work=f"full rebuild of all projections from {big.size:,} events, one core",
            measured=f"{thousands(median(figures['rebuild']))}/s",
            against=f"reading it by keyset, bytes only: {thousands(median(figures['read']))}/s",
            result=shown(figures["rebuild"], figures["read"]),
            wanted="0.20, aim for 0.35",
        )
    ]


def _rebuilt(conn: psycopg.Connection) -> float:
    began = perf_counter()
    rebuilt = rebuild(conn, unwatched, clock=system_clock)
    return rebuilt.position / (perf_counter() - began)


def _read(conn: psycopg.Connection) -> float:
    began, last = perf_counter(), 0
    cursor = conn.cursor(binary=True)
    while page := cursor.execute(READ, (last, PAGE)).fetchall():
        last = page[-1][0]
    return last / (perf_counter() - began)
