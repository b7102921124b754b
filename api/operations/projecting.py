"""Runs the projections beside the server, in a process of their own, so that writes stay fast."""

import os
from contextlib import AbstractContextManager
from typing import Final

from api.operations.beside import as_child, running_beside
from lrs.clock import system_clock
from lrs.postgres.postgres import Database
from projections.tables.runner import Runner

NICENESS: Final = 15
"""How far the projections stand back behind those who post. What a core has to spare they get all
the same, so that they keep up while it is not posted as fast as can be."""


def projections_running(database: Database) -> AbstractContextManager[None]:
    """Keeps the projection tables up with the log until the end of the block."""
    return running_beside("projections", follow, database.projector)


def follow(conninfo: str) -> None:
    """Follows the log until the parent ends or asks for it."""
    alive = as_child()
    os.nice(NICENESS)
    Runner(system_clock).run(conninfo, alive)
