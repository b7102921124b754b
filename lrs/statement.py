"""The statement: bytes that come in become a checked value and the body that the log keeps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Discriminator, Field, Tag, ValidationError, model_validator

from lrs.activity import Activity
from lrs.actor import Actor, Agent, Group, Strict, kind_of
from lrs.context import Context, Result, StatementRef
from lrs.formats import Iri, LanguageMap, Maybe, MediaType, Sha2, Timestamp, Uuid
from lrs.problem import StatementError, dotted, most_relevant, rule, shown
from lrs.strict_json import JsonError, read_strictly, spans, without_members
from lrs.versions import VERSIONS, XapiVersion

__all__ = [
    "VOIDED",
    "Limits",
    "Received",
    "Statement",
    "StatementError",
    "SubStatement",
    "parse",
]

VOIDED = "http://adlnet.gov/expapi/verbs/voided"
SERVER_MEMBERS = ("stored", "authority")
"""The members that only the server may set; a client's own are cut out of the body."""

_NEWER_CONTEXT = frozenset().union(*(version.context_members for version in VERSIONS.values()))


class Verb(Strict):
    """What was done."""

    id: Iri
    display: Maybe[LanguageMap] = None


class Attachment(Strict):
    """A file that belongs to a statement: sent with it, or to be found at `file_url`."""

    usage_type: Iri = Field(alias="usageType")
    display: LanguageMap
    description: Maybe[LanguageMap] = None
    content_type: MediaType = Field(alias="contentType")
    length: Annotated[int, Field(ge=0)]
    sha2: Sha2
    file_url: Maybe[Iri] = Field(None, alias="fileUrl")


class _Stated(Strict):
    """What a statement and a sub-statement have in common."""

    actor: Actor
    verb: Verb
    result: Maybe[Result] = None
    context: Maybe[Context] = None
    timestamp: Maybe[Timestamp] = None
    attachments: Maybe[list[Attachment]] = None

    def _check_object(self, target: object) -> None:
        if self.verb.id == VOIDED and not isinstance(target, StatementRef):
            raise rule(
                "a StatementRef, since the verb is voided",
                member="object.objectType",
                value=shown(getattr(target, "object_type", None)),
            )
        if self.context is None or isinstance(target, Activity):
            return
        for member in ("revision", "platform"):
            value = getattr(self.context, member)
            if value is not None:
                raise rule(
                    "none, unless the object is an Activity",
                    member=f"context.{member}",
                    value=shown(value),
                )


def _kind_of_object(value: Any) -> str | None:
    return kind_of(value, "Activity")


class SubStatement(_Stated):
    """A statement inside a statement, such as one that is planned; it has no id of its own."""

    object_type: Literal["SubStatement"] = Field(alias="objectType")
    object: Annotated[
        Annotated[Activity, Tag("Activity")]
        | Annotated[Agent, Tag("Agent")]
        | Annotated[Group, Tag("Group")]
        | Annotated[StatementRef, Tag("StatementRef")],
        Discriminator(_kind_of_object),
    ]

    @model_validator(mode="after")
    def _members_agree(self) -> Self:
        self._check_object(self.object)
        return self


class Statement(_Stated):
    """A statement as posted: all that both versions of xAPI know; `parse` checks the version's own.

    `timestamp` and `stored` are kept in the client's own text, `lrs.formats.instant` reads them.
    """

    id: Maybe[Uuid] = None
    object: Annotated[
        Annotated[Activity, Tag("Activity")]
        | Annotated[Agent, Tag("Agent")]
        | Annotated[Group, Tag("Group")]
        | Annotated[StatementRef, Tag("StatementRef")]
        | Annotated[SubStatement, Tag("SubStatement")],
        Discriminator(_kind_of_object),
    ]
    stored: Maybe[Timestamp] = None
    authority: Maybe[Actor] = None
    version: Maybe[str] = None

    @model_validator(mode="after")
    def _members_agree(self) -> Self:
        self._check_object(self.object)
        if isinstance(self.authority, Group):
            _check_oauth_pair(self.authority)
        return self


def _check_oauth_pair(authority: Group) -> None:
    """A group as authority is an OAuth consumer and a user, anonymous (1.0.3 Data 2.4.9)."""
    members = authority.member or []
    if authority.identifiers() or len(members) != 2:
        raise rule(
            "an Agent, or an anonymous Group of two Agents", member="authority", value="a Group"
        )
    if not any(member.account for member in members):
        raise rule(
            "one member with an account, the OAuth consumer", member="authority", value="a Group"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a request may hold: statements in a batch, objects and arrays inside each other."""

    batch: int = 1000
    depth: int = 64


class BatchTooLargeError(StatementError):
    """More statements in one request than the limit: send them in parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A posted statement: its checked value, and the body that the log keeps.

    body: the received bytes of this statement, without the server's members `stored` and
    `authority`; see docs/decisions/0001-event-bytes.md.
    json: the same statement as it was decoded, with those members.
    """

    statement: Statement
    body: bytes
    json: dict[str, Any]


def parse(body: bytes, version: XapiVersion, *, limits: Limits = Limits()) -> list[Received]:
    """The statements of a request body: one JSON object, or an array of them, in their order.

    All or nothing. Raises StatementError for the first statement that is not strict JSON or that
    xAPI in this version refuses, for an id that a batch has twice, and beyond the limits.
    """
    try:
        parts = spans(body)
    except JsonError as error:
        raise _json_problem(error, None) from error
    if len(parts) > limits.batch:
        raise BatchTooLargeError(
            index=None,
            path="",
            value=f"{len(parts)} statements",
            expected=f"at most {limits.batch}",
        )
    is_batch = body.lstrip(b" \t\r\n").startswith(b"[")
    received = [
        _receive(part, version, index=index if is_batch else None, depth=limits.depth)
        for index, part in enumerate(parts)
    ]
    if is_batch:
        _refuse_repeated_ids(received)
    return received


def _receive(raw: bytes, version: XapiVersion, *, index: int | None, depth: int) -> Received:
    try:
        value = read_strictly(raw, depth=depth)
    except JsonError as error:
        raise _json_problem(error, index) from error
    try:
        statement = Statement.model_validate(value)
    except ValidationError as error:
        raise most_relevant(error, value, index=index) from error
    _check_version(value, version, index=index)
    if "stored" in value or "authority" in value:
        raw = without_members(raw, SERVER_MEMBERS)
    return Received(statement=statement, body=raw, json=value)


def _json_problem(error: JsonError, index: int | None) -> StatementError:
    value = error.value or "a body that cannot be read"
    return StatementError(
        index=index, path=dotted(error.path), value=value, expected=error.expected
    )


def _check_version(value: Mapping[str, Any], version: XapiVersion, *, index: int | None) -> None:
    """What only one version of xAPI allows, in a statement that is otherwise valid."""
    stated = value.get("version")
    if stated is not None and not version.statement_versions.fullmatch(stated):
        expected = f"a version that xAPI {version.number} accepts"
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
            expected = f"{version.timestamp_format}, as xAPI {version.number} demands"
            raise StatementError(
                index=index, path=prefix + member, value=shown(text), expected=expected
            )
    unknown = _NEWER_CONTEXT - version.context_members
    for member in sorted(unknown & part.get("context", {}).keys()):
        raise StatementError(
            index=index,
            path=f"{prefix}context.{member}",
            value=shown(part["context"][member]),
            expected=f"no member of this name in xAPI {version.number}",
        )


def _refuse_repeated_ids(received: list[Received]) -> None:
    seen: dict[UUID, int] = {}
    for index, one in enumerate(received):
        identity = one.statement.id
        if identity is None:
            continue
        if identity in seen:
            expected = f"an id other than that of statement {seen[identity]}"
            raise StatementError(
                index=index, path="id", value=shown(str(identity)), expected=expected
            )
        seen[identity] = index
