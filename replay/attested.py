"""Lines of an exported log as drafts that keep the `stored` and the authority they came with."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from lrs.credentials import OPERATOR
from lrs.events import timestamp_text
from lrs.formats import instant
from lrs.ndjson import Line, read_statement, server_members
from lrs.record_store import Draft
from lrs.statement import Limits, StatementError

DISORDER = timedelta(seconds=60)
"""How far the `stored` of a line may lie behind that of the line before it."""

TICK = timedelta(microseconds=1)

UNBOUNDED = Limits(bounded=False)
"""What is in a log already was taken when other bounds held."""


class RestoreError(ValueError):
    """A file that cannot be restored, or a log that it cannot be restored into, and why."""


class Attested(NamedTuple):
    """A line of the file and the event it becomes; ``stored`` is the line's own."""

    line: int
    draft: Draft
    stored: datetime


def read(lines: Sequence[Line]) -> list[Attested]:
    """The drafts of lines. Raises RestoreError for the first that cannot be restored."""
    return [_attested(line) for line in lines]


def _attested(line: Line) -> Attested:
    if line.is_too_long:
        raise RestoreError(f"line {line.number} is longer than LRS_MAX_BODY_BYTES allows")
    try:
        received, version = read_statement(line.data, version=None, limits=UNBOUNDED)
    except StatementError as error:
        raise RestoreError(f"line {line.number}: {error}") from None
    if received.id is None or "stored" not in received.json:
        missing = "id" if received.id is None else "stored"
        raise RestoreError(
            f"line {line.number} has no `{missing}`: this is not the export of a log; "
            "`lrs import` takes statements without"
        )
    stored = instant(received.json["stored"])
    authority = server_members(line.data).authority
    draft = Draft.of(
        received,
        credential=replace(OPERATOR, agent=authority) if authority else OPERATOR,
        version=version,
        stored=stored,
    )
    return Attested(line.number, draft, stored)


def in_order(batch: Iterable[Attested], *, last: datetime, now: datetime) -> list[Attested]:
    """The same with `stored` strictly increasing: a microsecond after the last where it is not.

    ``last`` is the `stored` before the batch. Raises RestoreError for a line more than a minute
    behind the one above it, and for one stored after ``now``: until then the log would take nothing
    else.
    """
    ordered: list[Attested] = []
    for one in batch:
        _check(one, last, now)
        last = max(one.stored, last + TICK)
        ordered.append(one if one.stored == last else _stored_at(one, last))
    return ordered


def _check(one: Attested, last: datetime, now: datetime) -> None:
    if last - one.stored > DISORDER:
        raise RestoreError(
            f"line {one.line} was stored at {timestamp_text(one.stored)}, more than a minute "
            f"before the line above it ({timestamp_text(last)}): the file must be in the order of "
            "`stored`"
        )
    if one.stored > now:
        raise RestoreError(
            f"line {one.line} was stored at {timestamp_text(one.stored)}, which is still to come"
        )


def _stored_at(one: Attested, stored: datetime) -> Attested:
    return one._replace(draft=msgspec.structs.replace(one.draft, stored=stored))
