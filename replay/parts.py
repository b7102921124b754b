"""The line with which the export of a part of a log says where in the log the part begins.

It is no event and has no position. A restore gives positions from 1 on: it takes a part behind the
one that comes before it in the log, and no part alone but the first.
"""

from collections.abc import Iterable, Iterator

import msgspec

from lrs.files.ndjson import EVENT, Line
from lrs.message import message, message_of
from replay.attested import RestoreError

_PART = EVENT + b'"PartOfLog",'


class _Part(msgspec.Struct, forbid_unknown_fields=True):
    event: str
    first: int


_PARTS = msgspec.json.Decoder(_Part)


def part_line(first: int) -> bytes:
    """The line above the events of a part that begins at position ``first``."""
    return _PART + b'"first":%d}\n' % first


def in_place(lines: Iterable[Line]) -> Iterator[Line]:
    """The events of a file, which stand where they stood in their log. Raises RestoreError."""
    position = 1
    for line in lines:
        if line.data.startswith(_PART):
            _check(line, position)
            continue
        position += 1
        yield line


def _check(line: Line, position: int) -> None:
    """Raises RestoreError where what follows would come to another position than its own."""
    try:
        first = _PARTS.decode(line.data).first
    except msgspec.MsgspecError as error:
        raise RestoreError(
            message(
                "line {number} is no beginning of a part: {error}",
                number=line.number,
                error=message_of(error),
            )
        ) from None
    if first != position:
        raise RestoreError(
            message(
                "line {number}: here begins the part of a log from position {first} on, "
                "which would be restored to position {position}, without what stands before "
                "it in that log: restore an export of the whole log, or one file of all its "
                "parts in order; the statements alone are taken by `lrs import`",
                number=line.number,
                first=first,
                position=position,
            )
        )
