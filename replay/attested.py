"""Lines of an exported log as events that keep the `stored` and the authority they came with."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec

from lrs.event.credentials import OPERATOR, Credential
from lrs.event.events import (
    CREDENTIAL_CHANGED,
    CorruptEventError,
    CredentialChanged,
    timestamp_text,
)
from lrs.event.references import authority_text
from lrs.event.versioned import VERSIONED
from lrs.files.ndjson import EVENT, Line, read_statement, server_members
from lrs.log.record_store import Draft
from lrs.message import message, message_of
from lrs.settings import MOST_NESTING
from lrs.statement.formats import instant
from lrs.statement.statement import Limits, StatementError

DISORDER = timedelta(seconds=60)
"""How far the `stored` of a line may lie behind that of the line before it."""

TICK = timedelta(microseconds=1)

UNBOUNDED = Limits(depth=MOST_NESTING, bounded=False)
"""What is in a log already was taken when other bounds held."""

Stating = Mapping[str, Credential]
"""The credentials of a log by the authority (authority_text) of what each of them states."""


class RestoreError(ValueError):
    """A file that cannot be restored, or a log that it cannot be restored into, and why."""


class OtherEvent(NamedTuple):
    """An event that is no statement; ``state`` are its bytes as they were."""

    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes


class Attested(NamedTuple):
    """A line of the file and the event it becomes at ``stored``; ``given`` is the line's own."""

    line: int
    event: Draft | OtherEvent
    stored: datetime
    given: datetime


class Batch(NamedTuple):
    """Lines, and the credentials that the lines before them told of."""

    lines: Sequence[Line]
    stating: Stating


def with_credentials(batches: Iterable[Sequence[Line]]) -> Iterator[Batch]:
    """The batches of a file, each with the credentials it may speak of. Raises RestoreError."""
    stating: Stating = {}
    for lines in batches:
        yield Batch(lines, stating)
        for line in lines:
            if line.data.startswith(EVENT):
                stating = _told(stating, _other_event(line).event)


def read(batch: Batch) -> list[Attested]:
    """The events of lines. Raises RestoreError for the first that cannot be restored."""
    stating = batch.stating
    found: list[Attested] = []
    for line in batch.lines:
        if line.is_too_long:
            raise RestoreError(
                message(
                    "line {number} is longer than LRS_MAX_BODY_BYTES allows", number=line.number
                )
            )
        if line.data.startswith(EVENT):
            one = _other_event(line)
            stating = _told(stating, one.event)
        else:
            one = _statement(line, stating)
        found.append(one)
    return found


def _told(stating: Stating, event: Draft | OtherEvent) -> Stating:
    """The credentials that are known after an event. A revoked one stays: a server may have taken
    something more from it before it heard of that."""
    if not isinstance(event, OtherEvent) or event.topic != CREDENTIAL_CHANGED:
        return stating
    changed = CredentialChanged.from_state(*event[:2], event.state)
    if changed.change == "revoked":
        return stating
    return {**stating, authority_text(changed.agent): Credential.of(changed)}


def _statement(line: Line, stating: Stating) -> Attested:
    try:
        received, version = read_statement(line.data, version=None, limits=UNBOUNDED)
    except StatementError as error:
        raise RestoreError(
            message("line {number}: {error}", number=line.number, error=message_of(error))
        ) from None
    if received.id is None or "stored" not in received.json:
        missing = "id" if received.id is None else "stored"
        raise RestoreError(
            message(
                "line {number} has no `{missing}`: this is not the export of a log; `lrs "
                "import` takes statements without",
                number=line.number,
                missing=missing,
            )
        )
    stored = instant(received.json["stored"])
    credential = _credential(line, stating)
    draft = Draft.of(received, credential=credential, version=version, stored=stored)
    return Attested(line.number, draft, stored, stored)


def _credential(line: Line, stating: Stating) -> Credential:
    """Under whose credential a line was stated: that of its authority, if the file told of it; else
    it counts as stated by the operator."""
    authority = server_members(line.data).authority
    if authority is None:
        return OPERATOR
    return stating.get(authority_text(authority)) or replace(OPERATOR, agent=authority)


class _EventLine(msgspec.Struct, forbid_unknown_fields=True):
    event: str
    originator: UUID
    version: int
    stored: str
    state: msgspec.Raw


_EVENT_LINES = msgspec.json.Decoder(_EventLine)


def _other_event(line: Line) -> Attested:
    """The event of a line, byte for byte. Raises RestoreError."""
    try:
        found = _EVENT_LINES.decode(line.data)
        stored, state = instant(found.stored), bytes(found.state)
    except (msgspec.MsgspecError, ValueError) as error:
        raise RestoreError(
            message(
                "line {number} is no event of an export: {error}",
                number=line.number,
                error=message_of(error),
            )
        ) from None
    kind = VERSIONED.get(found.event)
    if kind is None:
        raise RestoreError(
            message(
                "line {number} is the event {event!r}, which this program does not know: it "
                "is older than what wrote the file",
                number=line.number,
                event=found.event,
            )
        )
    try:
        known = kind.from_state(found.originator, found.version, state)
    except CorruptEventError as error:
        raise RestoreError(
            message("line {number}: {error}", number=line.number, error=message_of(error))
        ) from None
    if known.state() != state:
        raise RestoreError(
            message(
                "line {number} holds the event {state!r}, which is written as {state2!r}",
                number=line.number,
                state=state[:200],
                state2=known.state()[:200],
            )
        )
    event = OtherEvent(found.originator, found.version, found.event, state)
    return Attested(line.number, event, stored, stored)


def in_order(batch: Iterable[Attested], *, last: datetime, now: datetime) -> list[Attested]:
    """The same with `stored` strictly increasing: a microsecond after the last where it is not.

    ``last`` is the `stored` before the batch. Raises RestoreError for a line more than a minute
    behind the one above it, and for one stored after ``now``: until then the log would take nothing
    else.
    """
    ordered: list[Attested] = []
    for one in batch:
        _check(one, last, now)
        last = max(one.given, last + TICK)
        ordered.append(one if one.stored == last else _stored_at(one, last))
    return ordered


def _check(one: Attested, last: datetime, now: datetime) -> None:
    if last - one.given > DISORDER:
        raise RestoreError(
            message(
                "line {line} was stored at {timestamp_text}, more than a minute before the "
                "line above it ({timestamp_text2}): the file must be in the order of `stored`",
                line=one.line,
                timestamp_text=timestamp_text(one.given),
                timestamp_text2=timestamp_text(last),
            )
        )
    if one.given > now:
        raise RestoreError(
            message(
                "line {line} was stored at {timestamp_text}, which is still to come: where a "
                "wrong clock once stored that, restore with --ahead",
                line=one.line,
                timestamp_text=timestamp_text(one.given),
            )
        )


def _stored_at(one: Attested, stored: datetime) -> Attested:
    event = one.event
    if isinstance(event, Draft):
        event = msgspec.structs.replace(event, stored=stored)
    return one._replace(event=event, stored=stored)
