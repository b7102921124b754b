"""multipart/mixed for tests, written and read apart from the product's own code."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from hashlib import sha256
from typing import Any

import httpx
import orjson

from tests.conformance.conftest import Client, Json, agent, unique

BOUNDARY = "a-boundary-of-tests"
USAGE = "http://example.com/usage/some"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a body: its header lines and its content."""

    headers: Json
    content: bytes


def file_part(content: bytes, **headers: str | None) -> Part:
    """A file as xAPI wants it; ``headers`` are written with underscores, None takes one away."""
    whole = {
        "Content-Type": "application/octet-stream",
        "Content-Transfer-Encoding": "binary",
        "X-Experience-API-Hash": sha256(content).hexdigest(),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return Part(
        headers={name: value for name, value in whole.items() if value is not None},
        content=content,
    )


def json_part(value: object) -> Part:
    """Statements as JSON."""
    return Part(headers={"Content-Type": "application/json"}, content=orjson.dumps(value))


def body_of(parts: Sequence[Part], boundary: str = BOUNDARY) -> bytes:
    """The parts as a body."""
    lines = []
    for part in parts:
        head = [f"--{boundary}", *(f"{name}: {value}" for name, value in part.headers.items())]
        lines += ["\r\n".join(head).encode() + b"\r\n\r\n" + part.content]
    return b"\r\n".join([*lines, f"--{boundary}--".encode()])


def send(
    client: Client,
    parts: Sequence[Part] | bytes,
    *,
    content_type: str = f"multipart/mixed; boundary={BOUNDARY}",
    statement_id: str | None = None,
) -> httpx.Response:
    """POSTs parts, or PUTs them under an id."""
    body = parts if isinstance(parts, bytes) else body_of(parts)
    parameters = {} if statement_id is None else {"statementId": statement_id}
    method = "POST" if statement_id is None else "PUT"
    headers = {"Content-Type": content_type}
    return client.request(method, "/statements", params=parameters, content=body, headers=headers)


def attachment(content: bytes, **members: Any) -> Json:
    """An attachment of these bytes; ``members`` come over it, and None takes one away."""
    whole = {
        "usageType": USAGE,
        "display": {"en": "a file"},
        "contentType": "application/octet-stream",
        "length": len(content),
        "sha2": sha256(content).hexdigest(),
        **members,
    }
    return {name: value for name, value in whole.items() if value is not None}


def statement(*attachments: Json, **members: Any) -> Json:
    """A statement with attachments and an id of its own."""
    own = {"attachments": list(attachments)} if attachments else {}
    return {
        "id": unique("")[1:],
        "actor": agent(unique("someone")),
        "verb": {"id": "http://example.com/verbs/did"},
        "object": {"id": "http://example.com/activities/some"},
        **own,
        **members,
    }


def received(answer: httpx.Response) -> tuple[Any, dict[str, Part]]:
    """The JSON and the files, by their hash, of an answer in multipart/mixed.

    Read by the standard library, which knows nothing of ours; a content that is not text it would
    read in another way, so the bytes are cut out between the headers it finds and the boundary.
    """
    assert answer.status_code == 200, answer.text
    media_type = answer.headers["Content-Type"]
    message = BytesParser(policy=HTTP).parsebytes(
        f"Content-Type: {media_type}\r\n\r\n".encode(), headersonly=True
    )
    assert message.get_content_type() == "multipart/mixed"
    boundary = b"--" + message.get_boundary("").encode()
    opening, *parts, end = (b"\r\n" + answer.content).split(b"\r\n" + boundary)
    assert (opening, end) == (b"", b"--")
    found = []
    for part in parts:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = BytesParser(policy=HTTP).parsebytes(head + b"\r\n\r\n", headersonly=True)
        found.append(Part(headers=dict(headers.items()), content=content))
    first, *files = found
    assert first.headers["Content-Type"] == "application/json"
    for file in files:
        assert file.headers["Content-Transfer-Encoding"] == "binary"
    by_hash = {file.headers["X-Experience-API-Hash"]: file for file in files}
    assert len(by_hash) == len(files)
    return orjson.loads(first.content), by_hash
