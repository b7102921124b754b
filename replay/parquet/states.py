"""Whole states of a directory, of which one is current: a new one takes its place at one stroke."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from lrs.message import message
from replay.parquet.errors import ExportError
from replay.parquet.layout import CURRENT, STATES, current
from replay.target import make_durable

MAKING: Final = "making"


@contextmanager
def alone(directory: Path) -> Iterator[Path]:
    """Where a state of a directory is made, empty, which nobody else does meanwhile. Raises
    ExportError. What a killed one left there is removed."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ExportError(
                message("another process writes to {directory}", directory=directory)
            ) from None
        making = directory / STATES / MAKING
        shutil.rmtree(making, ignore_errors=True)
        yield making


def make_current(directory: Path, position: int, *, keep_last: bool = True) -> Path:
    """Gives the state that was made its name, and lets `current` lead to it; where it stands.

    The state before it stays for who reads it now, where it may; older ones go.
    """
    states, old = directory / STATES, current(directory)
    for folder, _, _ in os.walk(states / MAKING):
        make_durable(Path(folder))
    name = f"{position:012}"
    while (states / name).exists():  # made anew, or left by one that was killed just here
        name += "-anew"
    (states / MAKING).rename(states / name)
    make_durable(states)
    beside = directory / f"{CURRENT}.partial"
    beside.unlink(missing_ok=True)
    beside.symlink_to(Path(STATES) / name)
    beside.replace(directory / CURRENT)
    make_durable(directory)
    new = (states / name).resolve()
    for one in states.iterdir():
        if one.resolve() not in (new, old if keep_last else None):
            shutil.rmtree(one)
    return new
