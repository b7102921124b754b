"""Files that are whole after a crash of the machine."""

import os
from pathlib import Path


def put(file: Path, text: str) -> None:
    """Writes a text in the place of a file; after a crash one of the two is there, whole."""
    fresh = file.with_name(f"{file.name}.new")
    with fresh.open("w", encoding="utf-8") as written:
        written.write(text)
        written.flush()
        os.fsync(written.fileno())
    fresh.replace(file)
    sync(file.parent)


def sync(folder: Path) -> None:
    """Makes the names in a folder survive a crash."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
