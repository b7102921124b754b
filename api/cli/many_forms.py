"""Prints the forms of many cadres, in several processes where there are enough of them.

typst lets go of the interpreter, but two threads that set forms side by side wait for each other in
what it remembers between forms; two processes do not. Each begins with the program, its fonts and
the reference, which is worth it for some dozens of forms.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import psycopg

from api.cli.printing import Kind, asked_for, forms_at, named
from api.http.reads import read_only
from api.reports.asked import ReportError
from lrs.message import message_of
from replay import child

WORTH: Final = 40
"""Forms for which another process is started."""

AT_A_TIME: Final = 4
"""Forms that a process is handed at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which forms are wanted, of a log that ends at a position, at a moment; and where they go."""

    conninfo: str = field(repr=False)
    position: int
    at: datetime
    kind: Kind
    query: dict[str, str]
    folder: Path


def jobs_for(forms: int, *, cores: int) -> int:
    """How many processes are worth it for so many forms."""
    return max(1, min(cores, forms // WORTH))


def print_each(wanted: Wanted, cadres: Iterable[str], *, jobs: int) -> Iterator[str | None]:
    """Prints the form of each cadre into a file of its own; for each None, or why it could not be
    printed. Raises BrokenProcessPool where a process dies."""
    if jobs == 1:
        with psycopg.connect(wanted.conninfo) as conn:
            yield from map(_Printer(wanted, conn).print, cadres)
        return
    with ProcessPoolExecutor(
        jobs, mp_context=get_context("spawn"), initializer=_begin, initargs=(wanted,)
    ) as pool:
        try:
            yield from pool.map(_print, cadres, chunksize=AT_A_TIME)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


class _Printer:
    """Prints over one connection, with the fonts and the reference that it has read."""

    def __init__(self, wanted: Wanted, conn: psycopg.Connection[tuple[object, ...]]) -> None:
        read_only(conn)
        self._wanted = wanted
        self._forms = forms_at(conn, position=wanted.position, at=wanted.at)

    def print(self, cadre: str) -> str | None:
        """Prints the form of a cadre; why not, where it cannot be printed."""
        wanted = self._wanted
        try:
            content = self._forms.ask(asked_for(wanted.kind, cadre, wanted.query))
        except ReportError as error:
            return message_of(error)
        (wanted.folder / named(wanted.kind, cadre)).write_bytes(content)
        return None


class _Worker:
    """What one process keeps between forms."""

    printer: _Printer


def _begin(wanted: Wanted) -> None:
    child.begin()
    _Worker.printer = _Printer(wanted, psycopg.connect(wanted.conninfo))


def _print(cadre: str) -> str | None:
    return _Worker.printer.print(cadre)
