"""What the commands share: results on standard output, everything for people on standard error."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import orjson

from api.cli.tongue import language, spoken
from lrs.progress import Advance, unwatched

Row = Mapping[str, Any]


def show(*rows: Row) -> None:
    """Prints results: a JSON object a line, or a table where a person reads."""
    if sys.stdout.isatty() and rows:
        _table(rows)
        return
    for row in rows:
        sys.stdout.write(orjson.dumps(row).decode() + "\n")
    sys.stdout.flush()


def show_document(document: Row) -> None:
    """Prints one result as JSON, whoever reads it."""
    sys.stdout.write(orjson.dumps(document).decode() + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """Tells a person something that is no result."""
    print(spoken(text), file=sys.stderr)


@contextmanager
def progress(what: str, *, total: int | None) -> Iterator[Advance]:
    """Shows a bar while a person watches; ``total`` None is for what has no known end."""
    if not sys.stderr.isatty():
        yield unwatched
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task(spoken(what), total=total)
        yield lambda done, total=None: bars.update(bar, completed=done, total=total)


def _table(rows: Sequence[Row]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    names = list(dict.fromkeys(name for row in rows for name in row))
    table = Table(*map(_headed, names), box=None)
    for row in rows:
        table.add_row(*(Text(_cell(row.get(name))) for name in names))
    Console().print(table)


def _headed(name: str) -> str:
    """What stands above a column for a person: in English the name that programs know it by."""
    if language() == "en":
        return name
    from projections.words.headings import heading

    return heading(name, "zh")


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return "" if value is None else str(value)
