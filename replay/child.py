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
    threading.Thread(target=_end_with_parent, daemon=True).start()
    collect_seldom()


def _end_with_parent() -> None:
    if parent := parent_process():
        parent.join()
    os._exit(1)
