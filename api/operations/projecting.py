"""Runs the projections beside the server, in a process of their own, so that writes stay fast."""

from contextlib import AbstractContextManager

from api.operations.beside import as_child, running_beside
from lrs.clock import system_clock
from lrs.postgres.postgres import Database
from projections.tables.runner import Runner


def projections_running(database: Database) -> AbstractContextManager[None]:
    """Keeps the projection tables up with the log until the end of the block."""
    return running_beside("projections", follow, database.projector)


def follow(conninfo: str) -> None:
    """Follows the log until the parent ends or asks for it."""
    Runner(system_clock).run(conninfo, alive=as_child())
