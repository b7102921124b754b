"""How bodies are packed and written, and headers that say two things (RFC 9110, RFC 9112)."""

import gzip
import socket
import zlib
from collections.abc import Callable
from urllib.parse import urlencode, urlparse
from uuid import uuid4

import orjson
import pytest

from tests.conformance.conftest import (
    MAX_ATTACHMENT_BYTES,
    MAX_BODY_BYTES,
    MAX_DOCUMENT_BYTES,
    Client,
    agent,
    done,
    encoded,
    message,
    unique,
)
from tests.conformance.multipart import BOUNDARY, attachment, body_of, file_part, json_part

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


def raw_deflate(content: bytes) -> bytes:
    """What half of all clients take for deflate."""
    packing = zlib.compressobj(wbits=-15)
    return packing.compress(content) + packing.flush()


PACKED = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("x-GZIP", gzip.compress),
    "deflate": ("deflate", zlib.compress),
    "deflate without its header": ("deflate", raw_deflate),
    "not packed": ("identity", bytes),
}
each_packing = pytest.mark.parametrize(("coding", "pack"), PACKED.values(), ids=PACKED)
Pack = Callable[[bytes], bytes]


def whole(**members: object) -> dict[str, object]:
    """A statement."""
    return {
        "id": str(uuid4()),
        "actor": agent(unique("a")),
        "verb": {"id": "http://example.com/did"},
        "object": {"id": "http://example.com/x"},
        **members,
    }


def stored(client: Client, statement: dict[str, object]) -> bool:
    """Whether it can be had."""
    answer = client.get("/statements", params={"statementId": str(statement["id"])})
    return answer.status_code == 200


@each_packing
def test_statements_may_be_packed(xapi: Client, coding: str, pack: Pack) -> None:
    statement = whole(result={"response": "培训" * 20_000})
    headers = {"Content-Type": JSON, "Content-Encoding": coding}
    answer = xapi.post("/statements", content=pack(orjson.dumps(statement)), headers=headers)
    assert answer.json() == [statement["id"]]
    assert stored(xapi, statement)


@each_packing
def test_statements_with_files_may_be_packed(xapi: Client, coding: str, pack: Pack) -> None:
    content = b"a file" * 1000
    statement = whole(attachments=[attachment(content)])
    body = body_of([json_part(statement), file_part(content)])
    headers = {"Content-Type": f"multipart/mixed; boundary={BOUNDARY}", "Content-Encoding": coding}
    answer = xapi.post("/statements", content=pack(body), headers=headers)
    assert answer.status_code == 200, answer.text
    assert stored(xapi, statement)


def test_documents_and_forms_may_be_packed(v1: Client) -> None:
    parameters = encoded(
        {"activityId": "http://example.com/x", "agent": agent(unique("a")), "stateId": "s"}
    )
    packed = {"Content-Type": "text/plain", "Content-Encoding": "gzip"}
    done(
        v1.put(
            "/activities/state",
            params=parameters,
            content=gzip.compress("页".encode()),
            headers=packed,
        )
    )
    answer = v1.get("/activities/state", params=parameters)
    assert answer.content == "页".encode()
    assert "Content-Encoding" not in answer.headers
    statement = whole()
    form = {"content": orjson.dumps(statement).decode(), "statementId": str(statement["id"])}
    done(
        v1.post(
            "/statements?method=PUT",
            content=gzip.compress(urlencode(form).encode()),
            headers={"Content-Type": FORM, "Content-Encoding": "gzip"},
        )
    )
    assert stored(v1, statement)


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "compress", "utf-8", "nonsense"])
def test_another_packing_is_415_and_told_what_is_read(xapi: Client, coding: str) -> None:
    headers = {"Content-Type": JSON, "Content-Encoding": coding}
    answer = xapi.post("/statements", content=b"{}", headers=headers)
    assert "Content-Encoding" in message(answer, 415)
    assert answer.headers["Accept-Encoding"] == "gzip, deflate"


PLAIN = orjson.dumps(whole())


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", PLAIN),
        ("deflate", PLAIN),
        ("gzip", b""),
        ("deflate", b""),
        ("gzip", gzip.compress(PLAIN, mtime=0)[:-4]),
        ("gzip", gzip.compress(PLAIN, mtime=0)[:10]),
        ("deflate", zlib.compress(PLAIN)[:-1]),
        ("gzip", gzip.compress(PLAIN, mtime=0) + b"more"),
        ("gzip", gzip.compress(PLAIN[:10], mtime=0) + gzip.compress(PLAIN[10:], mtime=0)),
        ("gzip", zlib.compress(PLAIN)),
        ("deflate", gzip.compress(PLAIN, mtime=0)),
    ],
)
def test_what_cannot_be_unpacked_is_400(xapi: Client, coding: str, body: bytes) -> None:
    headers = {"Content-Type": JSON, "Content-Encoding": coding}
    assert "Content-Encoding" in message(
        xapi.post("/statements", content=body, headers=headers), 400
    )


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, raw_deflate])
def test_a_few_bytes_that_become_very_many_are_413(xapi: Client, pack: Pack) -> None:
    """The limit is that of what is unpacked: 64 MB come in 64 KB."""
    bomb = pack(b" " * 64 * 1024 * 1024)
    assert len(bomb) < MAX_BODY_BYTES
    coding = "gzip" if pack is gzip.compress else "deflate"
    headers = {"Content-Encoding": coding}
    places = {
        JSON: ("/statements", {}, MAX_BODY_BYTES),
        f"multipart/mixed; boundary={BOUNDARY}": ("/statements", {}, MAX_ATTACHMENT_BYTES),
        "text/plain": (
            "/activities/profile",
            {"activityId": "http://example.com/bomb", "profileId": "p"},
            MAX_DOCUMENT_BYTES,
        ),
    }
    for media_type, (path, parameters, most) in places.items():
        answer = xapi.post(
            path, params=parameters, content=bomb, headers={**headers, "Content-Type": media_type}
        )
        assert str(most) in message(answer, 413)


def test_the_packed_bytes_are_bounded_too(xapi: Client) -> None:
    """What does not shrink, or only grows, is refused by what comes over the wire."""
    content = orjson.dumps(whole()) + b" " * (MAX_BODY_BYTES - 1000)
    stored_blocks = zlib.compress(content, level=0)
    headers = {"Content-Type": JSON, "Content-Encoding": "deflate"}
    assert xapi.post("/statements", content=stored_blocks, headers=headers).status_code == 200
    content += b" " * 1000
    message(xapi.post("/statements", content=zlib.compress(content, level=0), headers=headers), 413)


# Charsets


@pytest.mark.parametrize("charset", ["gbk", "GB18030", "iso-8859-1", '"utf-16"', "us-ascii"])
def test_json_in_another_charset_is_415(v1: Client, charset: str) -> None:
    """GBK that happens to be UTF-8 too would be stored as other letters, for good."""
    media_type = f"application/json; Charset={charset}"
    content = orjson.dumps(whole())
    headers = {"Content-Type": media_type}
    assert "UTF-8" in message(v1.post("/statements", content=content, headers=headers), 415)
    parts = body_of([json_part(whole())]).replace(JSON.encode(), media_type.encode())
    multipart = {"Content-Type": f"multipart/mixed; boundary={BOUNDARY}"}
    assert "UTF-8" in message(v1.post("/statements", content=parts, headers=multipart), 415)
    parameters = {"activityId": "http://example.com/x", "profileId": unique("p")}
    for method in ("PUT", "POST"):
        answer = v1.document(
            "/activities/profile", method, parameters, b"{}", Content_Type=media_type
        )
        assert "UTF-8" in message(answer, 415)
    form = {"Content-Type": f"{FORM}; charset={charset}"}
    answer = v1.post("/statements?method=PUT", content=urlencode({"content": "{}"}), headers=form)
    assert "UTF-8" in message(answer, 415)


def test_utf_8_by_any_of_its_names_is_read_and_other_documents_keep_their_charset(
    xapi: Client,
) -> None:
    for charset in ("utf-8", "UTF-8", '"utf-8"', "utf8"):
        headers = {"Content-Type": f"application/json;charset={charset}"}
        answer = xapi.post("/statements", content=orjson.dumps(whole()), headers=headers)
        assert answer.status_code == 200, answer.text
    parameters = {"activityId": "http://example.com/x", "profileId": unique("p")}
    text = "干部".encode("gbk")
    media_type = "text/plain; charset=gbk"
    done(xapi.document("/activities/profile", "PUT", parameters, text, Content_Type=media_type))
    answer = xapi.document("/activities/profile", "GET", parameters)
    assert (answer.content, answer.headers["Content-Type"]) == (text, media_type)


# Headers that say two things


def over_the_wire(address: str, *lines: str) -> tuple[int, bytes]:
    """The status and the whole answer to a request with exactly these header lines."""
    place = urlparse(address)
    with socket.create_connection((str(place.hostname), int(place.port or 0))) as sock:
        sock.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode())
        answer = b""
        while chunk := sock.recv(65536):
            answer += chunk
    return int(answer.split()[1]), answer


@pytest.mark.parametrize("path", ["/xapi/statements", "/xapi/about", "/cadres"])
def test_a_header_that_must_be_there_once_is(address: str, v1: Client, path: str) -> None:
    own = f"Authorization: {v1.auth_header()}"
    other = "Authorization: Basic eDp5"
    lines = [f"GET {path} HTTP/1.1", "Host: x", "X-Experience-API-Version: 1.0.3", own]
    assert over_the_wire(address, *lines)[0] == 200
    for more in (own, other, "Host: y", "X-Experience-API-Version: 2.0.0"):
        status, answer = over_the_wire(address, *lines, more)
        assert status == 400
        assert f"{more.partition(':')[0].lower()}: got this header twice".encode() in answer
        assert (b"\r\nx-experience-api-version:" in answer) is path.startswith("/xapi")
    status, answer = over_the_wire(address, lines[0], *lines[2:])
    assert status == 400
    assert b"Host" in answer
    assert over_the_wire(address, f"GET {path} HTTP/1.0", *lines[2:])[0] == 200
