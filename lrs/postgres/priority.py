"""How far a process stands back behind others, and with it what PostgreSQL does for it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from psycopg import Connection

_BACKEND = "postgres"


@contextmanager
def standing_back(niceness: int) -> Iterator[None]:
    """Lets this process stand back during the block, where the system knows of such a thing; some
    systems do not let it come forward again."""
    if not hasattr(os, "setpriority"):
        yield
        return
    before = os.getpriority(os.PRIO_PROCESS, 0)
    os.setpriority(os.PRIO_PROCESS, 0, max(before, niceness))
    try:
        yield
    finally:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, before)


def let_backend_stand_back(conn: Connection[Any]) -> None:
    """Lets the process of PostgreSQL that serves a connection stand back as far as this one does:
    else what this one asks for takes the cores from those who post, though it does not itself.

    Where PostgreSQL runs on another machine or as somebody whom we have no power over, nothing is
    changed. Only for who reads: who writes and stands back holds up others by its locks.
    """
    if not hasattr(os, "setpriority") or not (conn.info.host or "").startswith("/"):
        return
    pid, niceness = conn.info.backend_pid, os.getpriority(os.PRIO_PROCESS, 0)
    with suppress(OSError):  # it is somebody else's
        if niceness > 0 and Path(f"/proc/{pid}/comm").read_text().strip() == _BACKEND:
            os.setpriority(os.PRIO_PROCESS, pid, niceness)
