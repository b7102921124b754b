"""Statements and credentials as events of the log: bytes that never change (decision 0001)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, Self
from uuid import UUID, uuid5

import orjson
from msgspec import MsgspecError, Struct, json

from lrs.statement.strict_json import Json
from lrs.statement.versions import VERSIONS

Agent = Json
"""An xAPI agent as JSON."""

IRI_BASE = "https://w3id.org/xapi/cadre-training/"
"""The base of our IRIs. Not registered at w3id.org yet; nothing is resolved at run time."""

TemplateCheck = Literal["reject", "flag", "off"]
"""What becomes of a statement that claims a fact and departs from its template: it is refused, or
stored and told to who asks, or stored and not told."""

STATEMENT_RECORDED = "StatementRecorded"
CREDENTIAL_CHANGED = "CredentialChanged"

CLOCK_ACKNOWLEDGED = "ClockAcknowledged"

CLOCK = UUID("4b1c9a0e-7d52-5e6a-8f0b-93a1d2c7e588")
"""The originator of what is said about the store's clock."""

CREDENTIAL_NAMESPACE = UUID("6d9c1f4e-4a3b-5d0f-9a57-0f7a2f6a1c11")

CREDENTIAL_MEMBERS: Mapping[str, type] = {
    "key": str,
    "change": str,
    "name": str,
    "agent": dict,
    "scopes": list,
    "asserts": list,
    "templates": str,
    "by": str,
}
"""The members of the event's JSON in their order, which is that of docs/decisions/0001."""


CLOCK_MEMBERS: Mapping[str, type] = {
    "clock": str,
    "last_position": int,
    "last_stored": str,
    "reason": str,
}
"""The members of the event's JSON in their order, which is that of docs/decisions/0014."""


class StatementHeader(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """The first line of a statement's state: exactly these members (docs/decisions/0001)."""

    id: str
    version: str
    credential: str
    authority: Agent
    lacks: tuple[str, ...]


_HEADERS = json.Decoder(StatementHeader)


class CorruptEventError(ValueError):
    """Bytes in the log that are not what docs/decisions/0001 and 0005 say they are."""


def timestamp_text(instant: datetime) -> str:
    """An instant as xAPI text: UTC, six decimals, Z."""
    text = instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    return f"{text}Z"


class StatementRecorded(Struct, frozen=True, kw_only=True):
    """A statement as it was received, and what the server knew about its coming.

    ``version`` is the xAPI version of the request, ``credential`` the public key it came under and
    ``authority`` that credential's agent. ``lacks`` names the members of ``id``, ``timestamp`` and
    ``version`` that ``body`` does not have. ``body`` is the received bytes of the statement without
    ``stored`` and ``authority``.
    """

    originator_id: UUID
    originator_version: int = 1
    version: str
    credential: str
    authority: Agent
    lacks: tuple[str, ...]
    body: bytes

    def state(self) -> bytes:
        """The event's bytes."""
        header = {
            "id": self.originator_id,
            "version": self.version,
            "credential": self.credential,
            "authority": self.authority,
            "lacks": self.lacks,
        }
        return orjson.dumps(header) + b"\n" + self.body

    @classmethod
    def from_state(cls, originator_id: UUID, state: bytes) -> Self:
        """The event that these bytes are. Raises CorruptEventError."""
        header, body = split_state(originator_id, state)
        return cls(
            originator_id=originator_id,
            version=header.version,
            credential=header.credential,
            authority=header.authority,
            lacks=header.lacks,
            body=body,
        )

    def returned(self, stored: datetime) -> bytes:
        """The statement as a reader gets it: the body with the server's members spliced in."""
        at = timestamp_text(stored)
        absent = {
            "id": str(self.originator_id),
            "timestamp": at,
            "version": VERSIONS[self.version].statement_version,
        }
        members: Json = {name: absent[name] for name in self.lacks}
        members |= {"stored": at, "authority": self.authority}
        return self.body.rstrip()[:-1] + b"," + orjson.dumps(members)[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialChanged:
    """A credential was added, changed or revoked: who may read and write what from now on.

    ``asserts`` are the facts that it may state, each as ``fact`` or ``fact@unit``, or ``*``.
    ``templates`` is what becomes of a statement that departs from the template of its fact.
    ``by`` is the key of the credential that made the change. Never holds the secret.
    """

    originator_id: UUID
    originator_version: int
    key: str
    change: Literal["added", "changed", "revoked"]
    name: str
    agent: Agent
    scopes: tuple[str, ...]
    asserts: tuple[str, ...]
    templates: TemplateCheck = "flag"
    by: str

    def state(self) -> bytes:
        """The event's bytes."""
        return orjson.dumps(
            {
                "key": self.key,
                "change": self.change,
                "name": self.name,
                "agent": self.agent,
                "scopes": self.scopes,
                "asserts": self.asserts,
                "templates": self.templates,
                "by": self.by,
            }
        )

    @classmethod
    def from_state(cls, originator_id: UUID, originator_version: int, state: bytes) -> Self:
        """The event that these bytes are. Raises CorruptEventError."""
        data = members_of(state, CREDENTIAL_MEMBERS, f"credential event {originator_id}")
        if credential_id(data["key"]) != originator_id:
            raise CorruptEventError(
                f"the row of credential event {originator_id} holds the key {data['key']!r}"
            )
        data |= {"scopes": tuple(data["scopes"]), "asserts": tuple(data["asserts"])}
        return cls(originator_id=originator_id, originator_version=originator_version, **data)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockAcknowledged:
    """The owner of the log knows that it is ahead of the clock, and lets it go on.

    ``clock`` is what the clock said, ``last_position`` and ``last_stored`` where the log stood, all
    times as timestamp_text writes them. From then on `stored` grows by a microsecond an event until
    the clock has caught up (docs/decisions/0014).
    """

    originator_version: int
    clock: str
    last_position: int
    last_stored: str
    reason: str

    @property
    def originator_id(self) -> UUID:
        """The originator of all such events."""
        return CLOCK

    def state(self) -> bytes:
        """The event's bytes."""
        return orjson.dumps({name: getattr(self, name) for name in CLOCK_MEMBERS})

    @classmethod
    def from_state(cls, originator_id: UUID, originator_version: int, state: bytes) -> Self:
        """The event that these bytes are. Raises CorruptEventError."""
        data = members_of(state, CLOCK_MEMBERS, f"clock event {originator_version}")
        if originator_id != CLOCK:
            raise CorruptEventError(f"a clock event has the originator {originator_id}")
        return cls(originator_version=originator_version, **data)


def split_state(originator_id: UUID, state: bytes) -> tuple[StatementHeader, bytes]:
    """The header and the body that a statement's state holds. Raises CorruptEventError."""
    line, feed, body = state.partition(b"\n")
    try:
        header = _HEADERS.decode(line)
    except (MsgspecError, UnicodeDecodeError) as error:
        raise _not_of(originator_id, line, str(error)) from error
    own = header.id.replace("-", "") == originator_id.hex  # a UUID's text costs twice its digits
    if not (feed and own and header.version in VERSIONS):
        raise _not_of(originator_id, line, "expected its id, a version, and a body behind it")
    return header, body


def _not_of(originator_id: UUID, line: bytes, why: str) -> CorruptEventError:
    return CorruptEventError(
        f"the row of statement {originator_id} holds the header {line[:200]!r}: {why}"
    )


def members_of(text: bytes, expected: Mapping[str, type], row: str) -> Json:
    """A JSON object of exactly these members. Raises CorruptEventError with what stands there."""
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise CorruptEventError(f"the row of {row} holds {text[:200]!r}: {error}") from error
    types = {name: type(value) for name, value in found.items()} if type(found) is dict else None
    if types != expected:
        raise CorruptEventError(
            f"the row of {row} holds {text[:200]!r}, expected the members {', '.join(expected)}"
        )
    members: Json = found
    return members


def credential_id(key: str) -> UUID:
    """The originator of a credential's events."""
    return uuid5(CREDENTIAL_NAMESPACE, key)
