"""Documents of the State and profile resources: keys, ETags, preconditions and the merge."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID, uuid5

import msgspec
import orjson

from lrs.event.document_events import DOCUMENT_NAMESPACE, DocumentKey, DocumentStored, Resource
from lrs.event.events import Agent
from lrs.message import message
from lrs.statement.statement import Limits
from lrs.statement.strict_json import JsonError, read_strictly
from lrs.statement.versions import XapiVersion

JSON = "application/json"
UNKNOWN_MEDIA_TYPE = "application/octet-stream"
"""What a document is that came without a Content-Type."""

_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])


class PreconditionFailedError(Exception):
    """If-Match or If-None-Match does not hold: nothing was changed."""


class PreconditionMissingError(ValueError):
    """A PUT of a new profile that says nothing, where the operator asks for more."""


class UnconditionalPutError(Exception):
    """A PUT over an existing document that does not say which version it replaces."""


class MergeError(ValueError):
    """A POST whose document, or the one that is there, is not a JSON object."""


class DocumentTooLargeError(ValueError):
    """What a merge makes is larger than a document may be."""


def identity(agent: Agent) -> Agent:
    """An agent's or group's identifier alone, in one spelling for all that xAPI takes as equal."""
    if "account" in agent:
        account = agent["account"]
        return {"account": {"homePage": account["homePage"], "name": account["name"]}}
    if "mbox" in agent:
        local, at, domain = agent["mbox"].rpartition("@")
        return {"mbox": f"{local}{at}{domain.lower()}"}
    if "mbox_sha1sum" in agent:
        return {"mbox_sha1sum": agent["mbox_sha1sum"].lower()}
    return {"openid": agent["openid"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentScope:
    """What documents are listed and deleted together by. ``registration`` None: whichever.

    ``agent`` as ``identity`` gives it.
    """

    resource: Resource
    activity: str | None = None
    agent: Agent | None = None
    registration: UUID | None = None

    @property
    def id(self) -> UUID:
        """The scope in the index of documents, which leaves the registration to a column."""
        return uuid5(
            DOCUMENT_NAMESPACE, orjson.dumps([self.resource, self.activity, self.agent]).decode()
        )

    def key(self, name: str) -> DocumentKey:
        """The key of one document, by its stateId or profileId."""
        return DocumentKey(
            resource=self.resource,
            activity=self.activity,
            agent=self.agent,
            registration=str(self.registration) if self.registration else None,
            id=name,
        )

    @classmethod
    def of(cls, key: DocumentKey) -> Self:
        """The scope of a document."""
        return cls(
            resource=key.resource,
            activity=key.activity,
            agent=key.agent,
            registration=UUID(key.registration) if key.registration else None,
        )


def etag(content: bytes) -> str:
    """The ETag of content: its SHA-1 in quotes (1.0.3 Communication 3.1)."""
    return f'"{hashlib.sha1(content, usedforsecurity=False).hexdigest()}"'


def keyed_digest(key: bytes, content: bytes) -> str:
    """The digest that an event keeps of content (docs/decisions/0005)."""
    return hmac.digest(key, content, "sha256").hex()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The current version of a document: its event, when that was stored, and the bytes."""

    event: DocumentStored
    stored: datetime
    content: bytes

    @property
    def etag(self) -> str:
        """The ETag of this version."""
        return etag(self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The ids of some documents, and when the last of them was stored."""

    names: tuple[str, ...]
    last_stored: datetime | None = None

    @classmethod
    def of(cls, names: Iterable[str], last_stored: datetime | None = None) -> Self:
        """A list of ids; one that comes under several registrations stands in it once."""
        return cls(names=tuple(dict.fromkeys(names)), last_stored=last_stored)

    @property
    def body(self) -> bytes:
        """The ids as a JSON array."""
        return orjson.dumps(self.names)

    @property
    def etag(self) -> str:
        """The ETag of the list."""
        return etag(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preconditions:
    """The headers If-Match and If-None-Match of a request; None where one is missing."""

    if_match: str | None = None
    if_none_match: str | None = None

    def __bool__(self) -> bool:
        return self.if_match is not None or self.if_none_match is not None

    def check(self, current: str | None) -> None:
        """Returns when they hold for the current ETag, None where nothing is there.

        Raises PreconditionFailedError.
        """
        if self.if_match is not None and not matches(self.if_match, current, weakly=False):
            there = current or "no document"
            raise PreconditionFailedError(
                message(
                    "If-Match: got {if_match!r}, but there is {there}",
                    if_match=self.if_match[:80],
                    there=there,
                )
            )
        if self.if_none_match is not None and matches(self.if_none_match, current, weakly=True):
            raise PreconditionFailedError(
                message(
                    "If-None-Match: got {if_none_match!r}, but there is {current}",
                    if_none_match=self.if_none_match[:80],
                    current=current,
                )
            )

    def check_put(
        self, current: str | None, resource: Resource, version: XapiVersion, *, strict: bool = False
    ) -> None:
        """As ``check``; without either header nothing that is there may be replaced, where the
        version of xAPI guards the resource. What is new needs no header, since many clients send
        none, unless ``strict`` asks for one where the version tells its clients to send it.

        Raises UnconditionalPutError and PreconditionMissingError besides (1.0.3 Communication 3.1,
        2.0.0 4.1.4).
        """
        self.check(current)
        if self or resource not in version.guarded_resources:
            return
        if current is None:
            if strict and version.tells_of_new:
                raise PreconditionMissingError(
                    "neither If-Match nor If-None-Match came: send If-None-Match: * for a new "
                    "document (LRS_STRICT_PROFILES)"
                )
        else:
            raise UnconditionalPutError(
                "there is a document already: GET it, and send its ETag in If-Match to replace it"
            )


def matches(header: str, current: str | None, *, weakly: bool) -> bool:
    """Whether a list of ETags, or *, names the current one (RFC 2616 14.24, 14.26)."""
    if current is None:
        return False
    given = [tag.strip() for tag in header.split(",")]
    if weakly:
        given = [tag.removeprefix("W/") for tag in given]
    return "*" in given or current in given


def is_json(media_type: str) -> bool:
    """Whether a Content-Type is that of JSON, whatever its parameters."""
    return media_type.partition(";")[0].strip().lower() == JSON


def merged(current: Document | None, posted: bytes, media_type: str) -> bytes:
    """The document that a POST makes: the posted one, or the current one with its members replaced
    by those of the posted one, one level deep (1.0.3 Communication 2.2).

    Members that stay, and those that come, keep their bytes. Raises MergeError.
    """
    if current is None:
        if is_json(media_type):
            _members("the body", posted)
        return posted
    if not is_json(media_type):
        raise MergeError(
            message(
                "Content-Type: got {media_type!r}, expected {json} to merge",
                media_type=media_type[:80],
                json=JSON,
            )
        )
    if not is_json(current.event.media_type):
        raise MergeError(
            message(
                "the document is {media_type!r} and no JSON: replace it by PUT",
                media_type=current.event.media_type[:80],
            )
        )
    members = _members("the document", current.content) | _members("the body", posted)
    written = (orjson.dumps(name) + b":" + bytes(value) for name, value in members.items())
    return b"{" + b",".join(written) + b"}"


def _members(what: str, content: bytes) -> dict[str, msgspec.Raw]:
    """The bytes of each member of a JSON object, which is checked strictly."""
    try:
        value = read_strictly(content, depth=Limits().depth)
    except JsonError as error:
        raise MergeError(
            message("{what}: expected {expected}", what=what, expected=error.expected)
        ) from error
    if not isinstance(value, dict):
        raise MergeError(message("{what}: got other JSON, expected an object", what=what))
    return _MEMBERS.decode(content)
