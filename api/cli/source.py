"""A file of statements that a command reads."""

from pathlib import Path
from typing import Annotated

import typer

Source = Annotated[
    Path,
    typer.Argument(
        metavar="FILE",
        help="Statements, unpacked if its name ends in .gz; `-` is standard input.",
    ),
]


def size_of(source: Path) -> int | None:
    """The bytes to read, where they are known."""
    return source.stat().st_size if source.is_file() and source.suffix != ".gz" else None
