"""The statement: bytes that come in become a checked value and the body that the log keeps."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from msgspec import Struct, convert
from pydantic import ValidationError

from lrs.message import message
from lrs.statement import bounds
from lrs.statement.formats import INTAKE
from lrs.statement.problem import (
    MOST_COUNTED,
    PostError,
    StatementError,
    dotted,
    most_relevant,
    shown,
    together,
)
from lrs.statement.statement_check import DEEPEST, is_valid
from lrs.statement.statement_model import VOIDED, Attachment, Statement, SubStatement
from lrs.statement.strict_json import (
    JsonError,
    decode,
    is_unambiguous,
    refuse_ambiguity,
    spans,
    without_members,
)
from lrs.statement.versions import VERSIONS, XapiVersion

__all__ = [
    "VOIDED",
    "Attachment",
    "Limits",
    "Received",
    "Statement",
    "StatementError",
    "SubStatement",
    "parse",
]

SERVER_MEMBERS = ("stored", "authority")
"""The members that only the server may set; a client's own are cut out of the body."""

_NEWER_CONTEXT = frozenset().union(*(version.context_members for version in VERSIONS.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a request may hold: statements in a batch, objects and arrays inside each other.

    `bounded`: whether each statement is held to `lrs.statement.bounds`, and its IRIs and mailboxes
    to the strict patterns of `lrs.statement.formats`; what is restored is not.
    """

    batch: int = 1000
    depth: int = 64
    bounded: bool = True


class BatchTooLargeError(StatementError):
    """More statements in one request than the limit: send them in parts."""


class Received(Struct, frozen=True, kw_only=True):
    """A posted statement: its checked value, and the body that the log keeps.

    id: None where the server has to give it one.
    body: the received bytes of this statement, without the server's members `stored` and
    `authority`; see docs/decisions/0001-event-bytes.md.
    json: the same statement as it was decoded, with those members.
    """

    id: UUID | None
    body: bytes
    json: dict[str, Any]

    @property
    def statement(self) -> Statement:
        """Its model, built whenever it is asked for: to record a statement takes none."""
        return Statement.model_validate(self.json)


def parse(body: bytes, version: XapiVersion, *, limits: Limits = Limits()) -> list[Received]:
    """The statements of a request body: one JSON object, or an array of them, in their order.

    All or nothing. Raises StatementError where statements are not strict JSON or xAPI in this
    version refuses them, with all that is wrong; for ids that a batch has twice, and beyond limits
    and bounds.
    """
    try:
        parts = spans(body)
    except JsonError as error:
        raise _json_problem(error, None) from error
    if len(parts) > limits.batch:
        raise BatchTooLargeError(
            index=None,
            path="",
            value=message("{count} statements", count=len(parts)),
            expected=message("at most {batch}", batch=limits.batch),
        )
    is_batch = body.lstrip(b" \t\r\n").startswith(b"[")
    received: list[Received] = []
    errors: list[PostError] = []
    for index, part in enumerate(parts):
        place = index if is_batch else None
        try:
            received.append(_receive(part, version, index=place, limits=limits))
        except StatementError as error:
            errors += (error, *error.others)
            if len(errors) >= MOST_COUNTED:
                break
    if is_batch and not errors:
        errors += islice(_repeated_ids(received), MOST_COUNTED)
    if refused := together(errors):
        raise refused
    return received


def _receive(raw: bytes, version: XapiVersion, *, index: int | None, limits: Limits) -> Received:
    depth = limits.depth
    try:
        value = decode(raw, depth=depth)
        known = depth >= DEEPEST and is_valid(value, version)
        if not (known and is_unambiguous(raw, value)):
            refuse_ambiguity(raw, value, depth=depth)
        if not known:
            _refuse_invalid(value, version, index=index, intake=limits.bounded)
    except JsonError as error:
        raise _json_problem(error, index) from error
    if limits.bounded:
        bounds.check(value, raw=raw, index=index)
    if "stored" in value or "authority" in value:
        raw = without_members(raw, SERVER_MEMBERS)
    own = value.get("id")
    return Received(id=None if own is None else convert(own, UUID), body=raw, json=value)


def _refuse_invalid(value: Any, version: XapiVersion, *, index: int | None, intake: bool) -> None:
    try:
        Statement.model_validate(value, context=INTAKE if intake else None)
    except ValidationError as error:
        raise most_relevant(error, value, index=index) from error
    _check_version(value, version, index=index)


def _json_problem(error: JsonError, index: int | None) -> StatementError:
    value = error.value or message("a body that cannot be read")
    return StatementError(
        index=index, path=dotted(error.path), value=value, expected=error.expected
    )


def _check_version(value: Mapping[str, Any], version: XapiVersion, *, index: int | None) -> None:
    """What only one version of xAPI allows, in a statement that is otherwise valid."""
    stated = value.get("version")
    if stated is not None and not version.statement_versions.fullmatch(stated):
        expected = message("a version that xAPI {number} accepts", number=version.number)
        raise StatementError(index=index, path="version", value=shown(stated), expected=expected)
    _check_version_of_part(value, "", version, index=index)
    if value["object"].get("objectType") == "SubStatement":
        _check_version_of_part(value["object"], "object.", version, index=index)


def _check_version_of_part(
    part: Mapping[str, Any], prefix: str, version: XapiVersion, *, index: int | None
) -> None:
    for member in ("timestamp", "stored"):
        text = part.get(member)
        if text is not None and not version.timestamp.fullmatch(text):
            expected = message(
                "{timestamp_format}, as xAPI {number} demands",
                timestamp_format=version.timestamp_format,
                number=version.number,
            )
            raise StatementError(
                index=index, path=prefix + member, value=shown(text), expected=expected
            )
    unknown = _NEWER_CONTEXT - version.context_members
    for member in sorted(unknown & part.get("context", {}).keys()):
        raise StatementError(
            index=index,
            path=f"{prefix}context.{member}",
            value=shown(part["context"][member]),
            expected=message("no member of this name in xAPI {number}", number=version.number),
        )


def _repeated_ids(received: list[Received]) -> Iterator[StatementError]:
    """For ids that stand in a batch twice."""
    seen: dict[UUID, int] = {}
    for index, one in enumerate(received):
        identity = one.id
        if identity is None:
            continue
        if identity in seen:
            expected = message("an id other than that of statement {seen}", seen=seen[identity])
            yield StatementError(
                index=index, path="id", value=shown(str(identity)), expected=expected
            )
        else:
            seen[identity] = index
