"""What a process that works for another one does first: it leaves Ctrl-C to that one, and ends when
that one ends, however it does."""

import os
import signal
import threading
from multiprocessing import parent_process

from lrs.garbage_collection import collect_seldom


def begin() -> None:
    """Makes this process such a one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started us stops us
    end_with_parent()
    collect_seldom()


def end_with_parent() -> None:
    """Lets this process end as soon as that one has, whatever it is at."""
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    if parent := parent_process():
        parent.join()
        os._exit(1)
