"""Runs the projections beside the server, in a process of their own, so that writes stay fast."""

import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from lrs.postgres import Database
from projections.runner import Runner


@contextmanager
def projections_running(database: Database) -> Iterator[None]:
    """Keeps the projection tables up with the log until the end of the block."""
    process = multiprocessing.get_context("spawn").Process(
        target=follow, args=(database.projector,), name="projections", daemon=True
    )
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join()


def follow(conninfo: str) -> None:
    """Follows the log until the parent ends or asks for it, however it ends."""
    parent = multiprocessing.parent_process()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the parent, which ends this one
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Runner().run(conninfo, alive=lambda: parent is None or parent.is_alive())
