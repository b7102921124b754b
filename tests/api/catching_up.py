"""Brings the projection tables up to the log, in tests without a runner beside the server."""

import psycopg

from lrs.clock import Clock
from lrs.postgres.postgres import Database
from projections.tables.runner import Runner


def catch_up(database: Database, clock: Clock) -> None:
    """Returns when the tables answer for all of the log."""
    with psycopg.connect(database.projector, autocommit=True) as conn:
        assert Runner(clock).catch_up(conn).lag == 0
