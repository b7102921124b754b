"""Processes beside the server: what follows the log without taking its time, and is replaced when
it dies."""

import logging
import multiprocessing
import resource
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import Any

from lrs.garbage_collection import collect_seldom

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""How often it is looked whether the process lives, and so the least time between two."""

GOODBYE_SECONDS = 5.0
"""In which a process ends that was asked to; then it is killed."""

LONG_LIFE = 60.0
"""Seconds after which a process has begun well; one that dies before is not replaced as soon."""

MOST_PAUSE = 30.0
"""The longest time between two: it doubles with each that does not live long."""


@contextmanager
def running_beside(
    name: str, target: Callable[..., None], *args: Any, ended: threading.Event | None = None
) -> Iterator[None]:
    """Runs `target` in a process of its own until the end of the block.

    A process that dies, as for want of memory, is replaced; one that ends well, to begin anew, at
    once. Processes that share `ended` are asked to end together, when the first of their blocks
    ends.
    """
    ended = ended or threading.Event()
    keeper = threading.Thread(target=_keep, args=(name, target, args, ended), name=name)
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()


def _keep(
    name: str, target: Callable[..., None], args: tuple[Any, ...], ended: threading.Event
) -> None:
    pause = LOOK_SECONDS
    while not ended.is_set():
        began = monotonic()
        process = multiprocessing.get_context("spawn").Process(target=target, args=args, name=name)
        process.start()
        while process.is_alive() and not ended.wait(LOOK_SECONDS):
            pass
        # A signal to the whole group ends the child before the parent has heard of it.
        heard = ended.wait(LOOK_SECONDS if process.exitcode == -signal.SIGTERM else 0)
        died = bool(process.exitcode) and not heard
        if died:
            logger.warning("the process %s died (exit code %s)", name, process.exitcode)
        pause = pause_after(monotonic() - began, pause, died=died)
        process.terminate()
        process.join(GOODBYE_SECONDS)
        process.kill()
        process.join()
        ended.wait(pause - LOOK_SECONDS)


def pause_after(lived: float, before: float, *, died: bool) -> float:
    """Seconds until a process is replaced that lived so long, and whose own pause was another; one
    that did not die ended well."""
    return min(2 * before, MOST_PAUSE) if died and lived <= LONG_LIFE else LOOK_SECONDS


def as_child() -> Callable[[], bool]:
    """Makes this process one that ends when the parent ends or asks for it, however it ends; tells
    whether the parent is alive."""
    parent = multiprocessing.parent_process()
    with suppress(OSError):  # so that `ps` and `top` of Linux tell the processes apart
        Path("/proc/self/comm").write_text(f"lrs:{multiprocessing.current_process().name}")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the parent, which ends this one
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    collect_seldom()
    return lambda: parent is None or parent.is_alive()


def memory_held() -> int:
    """Bytes of memory that this process holds; where the system does not say, the most it held."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return pages * resource.getpagesize()
