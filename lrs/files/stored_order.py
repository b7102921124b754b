"""The order in which the lines of a file were stored, and reading a file from its end."""

import tempfile
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec

from lrs.files.ndjson import Line
from lrs.statement.formats import instant


class _Stored(msgspec.Struct):
    stored: str | None = None


_STORED = msgspec.json.Decoder(_Stored)


@dataclass(slots=True, kw_only=True)
class Order:
    """How `stored` goes from line to line; lines without one say nothing.

    ``risen`` and ``fallen`` count the steps up and down, ``first_fallen`` is the number of the
    first line that was stored before the one above it.
    """

    risen: int = 0
    fallen: int = 0
    first_fallen: int | None = None
    _last: datetime | None = None

    def see(self, line: Line) -> None:
        """Takes in the next line."""
        stored = stored_of(line)
        if stored is None:
            return
        if self._last is not None and stored != self._last:
            self.risen += stored > self._last
            self.fallen += stored < self._last
            if stored < self._last and self.first_fallen is None:
                self.first_fallen = line.number
        self._last = stored

    @property
    def falls_throughout(self) -> bool:
        """Whether what was stored last stands first, as learning record stores answer."""
        return self.fallen > 0 and self.risen == 0

    @property
    def is_mixed(self) -> bool:
        """Whether the lines are in no order."""
        return self.fallen > 0 and self.risen > 0


def stored_of(line: Line) -> datetime | None:
    """When a line says that it was stored; None where it does not, or not readably."""
    try:
        text = _STORED.decode(line.data).stored
        return instant(text) if text else None
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def backwards(lines: Iterable[Line]) -> Iterator[Line]:
    """The same lines from the last to the first; they wait on disk, not in memory."""
    places = array("Q")
    with tempfile.TemporaryFile() as waiting:
        for line in lines:
            places.append(waiting.tell())
            waiting.write(b"%d %d " % (line.number, line.is_too_long))
            waiting.write(line.data)
            waiting.write(b"\n")
        places.append(waiting.tell())
        for index in range(len(places) - 2, -1, -1):
            waiting.seek(places[index])
            raw = waiting.read(places[index + 1] - places[index] - 1)
            number, is_too_long, data = raw.split(b" ", 2)
            yield Line(int(number), data, is_too_long == b"1")
