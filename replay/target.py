"""Where an export goes: a file that takes its name when it is whole, or what is no file."""

import gzip
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from lrs.files.ndjson import STDIN

STDOUT = STDIN


def is_stdout(target: Path) -> bool:
    """Whether what is written there comes out at standard output: ``-``, or a name of it."""
    if target == STDOUT:
        return True
    try:
        return os.path.samestat(target.stat(), os.fstat(1))
    except OSError:
        return False


@contextmanager
def opened(target: Path) -> Iterator[BinaryIO]:
    """Opens a target to write, packed by gzip where its name ends in .gz.

    A file is written under another name beside it, and replaces what has the name when it is whole
    and on the disk; of a symbolic link that is where it leads to. Devices and pipes stay what they
    are and are written to. Raises OSError.
    """
    if is_stdout(target):
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target_is_file = not target.exists() or stat.S_ISREG(target.stat().st_mode)
    with _whole(target.resolve()) if target_is_file else target.open("wb") as file:
        if target.suffix != ".gz":
            yield file
            return
        # Neither name nor time stand in it: the same export gives the same bytes.
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
            yield cast(BinaryIO, packed)


@contextmanager
def _whole(target: Path) -> Iterator[BinaryIO]:
    partial = target.with_name(f"{target.name}.partial")
    try:
        with partial.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
        make_durable(target.parent)
    finally:
        partial.unlink(missing_ok=True)


def make_durable(directory: Path) -> None:
    """Makes the names in a directory survive a crash."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
