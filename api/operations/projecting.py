"""Runs the projections beside the server, in a process of their own, so that writes stay fast."""

import logging
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final

import psycopg

from api.operations.beside import as_child, running_beside
from lrs.clock import Clock, system_clock
from lrs.log.log_reader import LogReader
from lrs.postgres.postgres import Database
from lrs.progress import unwatched
from projections.case.publications import NoPolicyError
from projections.tables import tracking, versions
from projections.tables.runner import Runner
from replay.child import end_with_parent
from replay.rebuild import rebuild

logger = logging.getLogger(__name__)

NICENESS: Final = 15
"""How far the projections stand back behind those who post. What a core has to spare they get all
the same, so that they keep up while it is not posted as fast as can be."""

MANY: Final = 50_000
"""Events that the tables may lack and are still folded step by step."""


def projections_running(database: Database) -> AbstractContextManager[None]:
    """Keeps the projection tables up with the log until the end of the block."""
    return running_beside("projections", follow, database.projector)


def follow(conninfo: str) -> None:
    """Follows the log until the parent ends or asks for it."""
    alive = as_child()
    os.nice(NICENESS)
    end_with_parent()
    keep_up(conninfo, alive)


def keep_up(conninfo: str, alive: Callable[[], bool]) -> None:
    """Follows the log while ``alive``; tables that lack much of it are made at once before."""
    try:
        make_at_once(conninfo, clock=system_clock)
    except Exception as error:  # what a runner makes step by step needs none of this
        logger.warning("the tables are made step by step: %s", type(error).__qualname__)
    Runner(system_clock).run(conninfo, alive)


def make_at_once(conninfo: str, *, clock: Clock, many: int = MANY) -> bool:
    """Makes all tables by as many processes as there are cores, where those of this release lack
    more events than ``many``: after a restore, and for a new version beside the one that answers.
    Whether it did; of several servers that start together one does."""
    with psycopg.connect(conninfo) as turn, psycopg.connect(conninfo, autocommit=True) as conn:
        if not tracking.try_lock(turn, "at once"):
            return False
        known = [one.settled if one.following is None else 0 for one in versions.standing(conn)]
        if LogReader(conn).head() - min(known) <= many:
            return False
        cores = len(os.sched_getaffinity(0))
        try:
            rebuild(conn, unwatched, clock=clock, jobs=cores, conninfo=conninfo)
        except NoPolicyError:
            return False
        return True
