"""Runs the projections beside the server, in a process of their own, so that writes stay fast."""

import logging
import multiprocessing
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from lrs.clock import system_clock
from lrs.collector import collect_seldom
from lrs.postgres.postgres import Database
from projections.tables.runner import Runner

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""How often it is looked whether the process lives, and so the least time between two."""


@contextmanager
def projections_running(database: Database) -> Iterator[None]:
    """Keeps the projection tables up with the log until the end of the block.

    A process that dies, as for want of memory, is replaced.
    """
    ended = threading.Event()
    keeper = threading.Thread(
        target=_keep_following, args=(database.projector, ended), name="projections"
    )
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()


def _keep_following(conninfo: str, ended: threading.Event) -> None:
    while not ended.is_set():
        process = multiprocessing.get_context("spawn").Process(
            target=follow, args=(conninfo,), name="projections", daemon=True
        )
        process.start()
        while process.is_alive() and not ended.wait(LOOK_SECONDS):
            pass
        # A signal to the whole group ends the child before the parent has heard of it.
        if not ended.wait(LOOK_SECONDS if process.exitcode == -signal.SIGTERM else 0):
            logger.warning("the projections died (exit code %s)", process.exitcode)
        process.terminate()
        process.join()


def follow(conninfo: str) -> None:
    """Follows the log until the parent ends or asks for it, however it ends."""
    parent = multiprocessing.parent_process()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the parent, which ends this one
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    collect_seldom()
    Runner(system_clock).run(conninfo, alive=lambda: parent is None or parent.is_alive())
