"""Attachments, in and out (1.0.3 Data 2.4.11, Communication 1.5.2, 2.1.3; 2.0.0 4.1.3, 4.2.2.6)."""

import hashlib
from base64 import b64encode
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import uuid4

import orjson
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.xapi import multipart
from lrs.documents.retention import sweep
from lrs.postgres.postgres import Database
from lrs.statement.attachments import File
from tests.conformance.conftest import (
    MAX_ATTACHMENT_BYTES,
    MAX_BODY_BYTES,
    Client,
    Json,
    message,
    unique,
)
from tests.conformance.multipart import (
    BOUNDARY,
    Part,
    attachment,
    body_of,
    file_part,
    json_part,
    received,
    send,
    statement,
)

BINARY = [
    b"",
    b"\r\n",
    b"\r\n\r\n",
    bytes(range(256)),
    b"x--" + BOUNDARY.encode(),
    f"\r\n--{BOUNDARY}x\r\n".encode(),
    f"\r\n-- {BOUNDARY}\r\n".encode(),
    f"\n--{BOUNDARY}--\n".encode(),
    b"a\r",
    b"\n\x00--",
    "中文".encode(),
]
FILE_URL = "http://example.com/files/some"


def stored(client: Client, *attachments: Json, files: list[Part], **members: Any) -> str:
    """The id of a statement that was stored with these files."""
    whole = statement(*attachments, **members)
    answer = send(client, [json_part(whole), *files])
    assert answer.status_code == 200, answer.text
    assert answer.json() == [whole["id"]]
    statement_id: str = whole["id"]
    return statement_id


def read(client: Client, statement_id: str) -> tuple[Any, dict[str, Part]]:
    """A statement with its attachments."""
    return received(
        client.get("/statements", params={"statementId": statement_id, "attachments": "true"})
    )


def refused(client: Client, parts: list[Part] | bytes, status: int = 400, **options: Any) -> str:
    """The message of a refusal; nothing was stored."""
    before = newest(client)
    told = message(send(client, parts, **options), status)
    assert newest(client) == before
    return told


def newest(client: Client) -> Any:
    """The statement that was stored last."""
    return client.get("/statements", params={"limit": "1"}).json()


# What comes back is what was sent


@pytest.mark.parametrize("content", BINARY, ids=repr)
def test_any_bytes_come_back(xapi: Client, content: bytes) -> None:
    statement_id = stored(xapi, attachment(content), files=[file_part(content)])
    found, files = read(xapi, statement_id)
    assert found["id"] == statement_id
    assert [file.content for file in files.values()] == [content]


@pytest.mark.parametrize("name", ["sha224", "sha256", "sha384", "sha512"])
@pytest.mark.parametrize("case", [str.lower, str.upper])
def test_every_sha_2_is_taken_in_either_case(xapi: Client, name: str, case: Any) -> None:
    content = unique("content").encode()
    sha2 = hashlib.new(name, content).hexdigest()
    statement_id = stored(
        xapi,
        attachment(content, sha2=case(sha2)),
        files=[file_part(content, X_Experience_API_Hash=case(sha2))],
    )
    found, files = read(xapi, statement_id)
    assert found["attachments"][0]["sha2"] == case(sha2)
    assert files[sha2].content == content


def test_a_part_has_the_content_type_that_the_statement_gives_it(xapi: Client) -> None:
    content = unique("content").encode()
    media_type = "text/plain; name=文件"
    statement_id = stored(
        xapi,
        attachment(content, contentType=media_type),
        files=[file_part(content, Content_Type="text/html")],
    )
    answer = xapi.get("/statements", params={"statementId": statement_id, "attachments": "true"})
    assert f"Content-Type: {media_type}\r\n".encode() in answer.content


def test_several_statements_share_one_file(xapi: Client) -> None:
    content, other = unique("content").encode(), unique("content").encode()
    registration = {"context": {"registration": str(uuid4())}}
    batch = [
        statement(attachment(content), attachment(other), **registration),
        statement(attachment(content), **registration),
        statement(**registration),
    ]
    answer = send(xapi, [json_part(batch), file_part(content), file_part(other)])
    assert answer.status_code == 200, answer.text
    page = {**registration["context"], "attachments": "true", "ascending": "true"}
    found, files = received(xapi.get("/statements", params=page))
    assert [one["id"] for one in found["statements"]] == [one["id"] for one in batch]
    assert {file.content for file in files.values()} == {content, other}


def test_the_same_file_may_come_and_be_named_twice(xapi: Client) -> None:
    content = unique("content").encode()
    sha512 = hashlib.sha512(content).hexdigest()
    statement_id = stored(
        xapi,
        attachment(content),
        attachment(content, display={"en": "again"}),
        attachment(content, sha2=sha512),
        files=[
            file_part(content),
            file_part(content),
            file_part(content, X_Experience_API_Hash=sha512),
        ],
    )
    _, files = read(xapi, statement_id)
    assert set(files) == {hashlib.sha256(content).hexdigest(), sha512}
    assert {file.content for file in files.values()} == {content}


def test_a_sub_statement_has_attachments_of_its_own(xapi: Client) -> None:
    content = unique("content").encode()
    planned = statement(attachment(content))
    del planned["id"]
    statement_id = stored(
        xapi, files=[file_part(content)], object={"objectType": "SubStatement", **planned}
    )
    found, files = read(xapi, statement_id)
    assert found["object"]["attachments"][0]["length"] == len(content)
    assert [file.content for file in files.values()] == [content]


def test_a_file_elsewhere_need_not_come(xapi: Client) -> None:
    content = unique("content").encode()
    linked = attachment(content, fileUrl=FILE_URL)
    whole = statement(linked)
    assert xapi.post("/statements", json=whole).status_code == 200
    found, files = read(xapi, whole["id"])
    assert (found["attachments"], files) == ([linked], {})
    _, files = read(xapi, stored(xapi, linked, files=[]))
    assert files == {}


def test_a_file_elsewhere_may_come_too(xapi: Client) -> None:
    content = unique("content").encode()
    linked = attachment(content, fileUrl=FILE_URL)
    _, files = read(xapi, stored(xapi, linked, files=[file_part(content)]))
    assert [file.content for file in files.values()] == [content]


def test_a_put_has_attachments_too(xapi: Client) -> None:
    content = unique("content").encode()
    whole = statement(attachment(content))
    answer = send(xapi, [json_part(whole), file_part(content)], statement_id=whole["id"])
    assert answer.status_code == 204, answer.text
    assert read(xapi, whole["id"])[0]["attachments"] == whole["attachments"]


def test_a_resend_with_its_files_is_harmless(xapi: Client) -> None:
    content = unique("content").encode()
    parts = [json_part(statement(attachment(content))), file_part(content)]
    first, second = send(xapi, parts), send(xapi, parts)
    assert first.json() == second.json()
    assert [file.content for file in read(xapi, first.json()[0])[1].values()] == [content]


def test_a_resend_that_brings_its_files_is_not_acknowledged_without_them(xapi: Client) -> None:
    content = unique("late").encode()
    whole = statement(attachment(content, fileUrl=FILE_URL))
    assert xapi.post("/statements", json=whole).status_code == 200
    assert read(xapi, whole["id"])[1] == {}
    for _ in range(2):
        assert send(xapi, [json_part(whole), file_part(content)]).json() == [whole["id"]]
        [file] = read(xapi, whole["id"])[1].values()
        assert file.content == content


def test_what_was_refused_as_another_statement_leaves_no_file(
    xapi: Client, module_database: Database
) -> None:
    content = unique("content").encode()
    whole = statement()
    assert xapi.post("/statements", json=whole).status_code == 200
    other = {**whole, "actor": {"mbox": "mailto:other@example.com"}}
    parts = [json_part({**other, "attachments": [attachment(content)]}), file_part(content)]
    message(send(xapi, parts), 409)
    kept = partial(_kept, module_database.service, content)
    assert kept()
    with psycopg.connect(module_database.service, autocommit=True) as conn:
        assert sweep(conn) >= len(content)
    assert not kept()


def _kept(service: str, content: bytes) -> bool:
    with psycopg.connect(service) as conn:
        found = conn.execute(
            "SELECT FROM lrs.content WHERE sha256 = %s", [hashlib.sha256(content).digest()]
        )
        return found.fetchone() is not None


# The body


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/mixed; boundary={}",
        'multipart/mixed; boundary="{}"',
        "multipart/mixed;boundary={}",
        "multipart/mixed; charset=utf-8; boundary={}",
        'Multipart/Mixed; Boundary="{}"; charset=utf-8',
        "multipart/mixed; boundary={} ; charset=utf-8",
    ],
)
def test_the_boundary_is_quoted_or_not_and_anywhere(xapi: Client, content_type: str) -> None:
    content = unique("content").encode()
    parts = [json_part(statement(attachment(content))), file_part(content)]
    answer = send(xapi, parts, content_type=content_type.format(BOUNDARY))
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("boundary", ["a b c", "-------314159265358979323846", "'()+_,-./:=?", "x"])
def test_a_boundary_of_any_legal_characters(xapi: Client, boundary: str) -> None:
    content = unique("content").encode()
    parts = [json_part(statement(attachment(content))), file_part(content)]
    content_type = f'multipart/mixed; boundary="{boundary}"'
    answer = send(xapi, body_of(parts, boundary), content_type=content_type)
    assert answer.status_code == 200, answer.text


def test_what_stands_before_and_after_the_parts_does_not_count(xapi: Client) -> None:
    content = unique("content").encode()
    body = body_of([json_part(statement(attachment(content))), file_part(content)])
    answer = send(xapi, b"a preamble\r\n" + body + b"\r\nan epilogue --" + BOUNDARY.encode())
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/mixed",
        "multipart/mixed; boundary=",
        'multipart/mixed; boundary=""',
        'multipart/mixed; boundary="ends with a space "',
        f"multipart/mixed; boundary={'x' * 71}",
        "multipart/mixed; boundary=中",
    ],
)
def test_without_a_boundary_it_is_refused(xapi: Client, content_type: str) -> None:
    body = body_of([json_part(statement())])
    told = message(
        xapi.post(
            "/statements", content=body, headers={b"Content-Type": content_type.encode("utf-8")}
        ),
        400,
    )
    assert "boundary" in told


@pytest.mark.parametrize("cut", [0, 10, 100, -1, -2, -len(BOUNDARY)])
def test_a_body_that_is_cut_short_is_refused(xapi: Client, cut: int) -> None:
    content = b"x" * 200
    body = body_of([json_part(statement(attachment(content))), file_part(content)])
    assert "cut short" in refused(xapi, body[:cut])


@pytest.mark.parametrize("media_type", ["text/plain", "application/octet-stream", None])
def test_the_first_part_is_json(xapi: Client, media_type: str | None) -> None:
    headers = {"Content-Type": media_type} if media_type else {}
    part = Part(headers=headers, content=orjson.dumps(statement()))
    assert "first part" in refused(xapi, [part])


def test_no_part_at_all_is_refused(xapi: Client) -> None:
    assert "no part" in refused(xapi, f"--{BOUNDARY}--".encode())


@pytest.mark.parametrize("raw", [b"", b"\r\n", b"nonsense\r\n", b"nonsense\r\n\r\n"])
def test_a_part_without_a_header_is_refused(xapi: Client, raw: bytes) -> None:
    first = body_of([json_part(statement())]).removesuffix(b"--")
    refused(xapi, first + b"\r\n" + raw + f"\r\n--{BOUNDARY}--".encode())


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"Content_Transfer_Encoding": None}, "Content-Transfer-Encoding"),
        ({"Content_Transfer_Encoding": "base64"}, "Content-Transfer-Encoding"),
        ({"X_Experience_API_Hash": None}, "X-Experience-API-Hash"),
        ({"X_Experience_API_Hash": "abc"}, "X-Experience-API-Hash"),
        ({"X_Experience_API_Hash": hashlib.sha256(b"other").hexdigest()}, "SHA-2"),
        ({"X_Experience_API_Hash": hashlib.sha1(b"content").hexdigest()}, "SHA-2"),
    ],
)
def test_a_file_needs_its_headers(xapi: Client, headers: Json, told: str) -> None:
    content = b"content"
    parts = [json_part(statement(attachment(content))), file_part(content, **headers)]
    assert told in refused(xapi, parts)


def test_a_header_may_be_folded_and_in_any_case(xapi: Client) -> None:
    content = unique("content").encode()
    part = Part(
        headers={
            "content-transfer-encoding": "\r\n Binary",
            "X-EXPERIENCE-API-HASH": hashlib.sha256(content).hexdigest(),
        },
        content=content,
    )
    answer = send(xapi, [json_part(statement(attachment(content))), part])
    assert answer.status_code == 200, answer.text


# Files and statements that do not fit each other


def test_a_missing_file_is_refused(xapi: Client) -> None:
    told = refused(xapi, [json_part(statement(attachment(b"content")))])
    assert "attachments[0].sha2" in told
    batch = [statement(), statement(attachment(b"content"))]
    assert "statement 1: attachments[0].sha2" in refused(xapi, [json_part(batch)])


def test_a_missing_file_is_refused_without_parts_too(xapi: Client) -> None:
    whole = statement(attachment(b"content"))
    assert "attachments[0].sha2" in message(xapi.post("/statements", json=whole), 400)


def test_a_missing_file_of_a_sub_statement_is_refused(xapi: Client) -> None:
    planned = statement(attachment(b"content"))
    del planned["id"]
    whole = statement(object={"objectType": "SubStatement", **planned})
    assert "object.attachments[0].sha2" in refused(xapi, [json_part(whole)])


def test_an_excess_file_is_refused(xapi: Client) -> None:
    content = b"content"
    parts = [json_part(statement(attachment(content))), file_part(content), file_part(b"other")]
    assert hashlib.sha256(b"other").hexdigest() in refused(xapi, parts)


def test_a_wrong_length_stays_as_it_was_stated(xapi: Client) -> None:
    content = unique("content").encode()
    statement_id = stored(xapi, attachment(content, length=8), files=[file_part(content)])
    found, files = read(xapi, statement_id)
    assert found["attachments"][0]["length"] == 8
    assert [file.content for file in files.values()] == [content]


def test_a_request_with_attachments_is_bounded(xapi: Client) -> None:
    content = b"x" * MAX_ATTACHMENT_BYTES
    parts = [json_part(statement(attachment(content))), file_part(content)]
    refused(xapi, parts, 413)
    chunks = iter([body_of(parts)[:MAX_ATTACHMENT_BYTES], b"x" * 1000])
    headers = {"Content-Type": f"multipart/mixed; boundary={BOUNDARY}"}
    message(xapi.post("/statements", content=chunks, headers=headers), 413)


def test_the_statements_of_such_a_request_are_bounded_as_ever(xapi: Client) -> None:
    large = statement(result={"response": "x" * MAX_BODY_BYTES})
    refused(xapi, [json_part(large)], 413)


# Reading


def test_attachments_come_only_when_asked_for(xapi: Client) -> None:
    content = unique("content").encode()
    statement_id = stored(xapi, attachment(content), files=[file_part(content)])
    for parameters in ({}, {"attachments": "false"}):
        answer = xapi.get("/statements", params={"statementId": statement_id, **parameters})
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.json()["attachments"] == [attachment(content)]


def test_without_files_the_answer_is_multipart_all_the_same(xapi: Client) -> None:
    whole = statement()
    assert xapi.post("/statements", json=whole).status_code == 200
    found, files = read(xapi, whole["id"])
    assert (found["id"], files) == (whole["id"], {})


def test_head_tells_the_length_of_the_multipart_answer(xapi: Client) -> None:
    content = unique("content").encode()
    statement_id = stored(xapi, attachment(content), files=[file_part(content)])
    parameters = {"statementId": statement_id, "attachments": "true"}
    got, head = (
        xapi.request(method, "/statements", params=parameters) for method in ("GET", "HEAD")
    )
    assert head.content == b""
    for name in ("Content-Type", "Content-Length", "Last-Modified"):
        assert head.headers[name] == got.headers[name]


def test_a_voided_statement_keeps_its_files(xapi: Client) -> None:
    content = unique("content").encode()
    target = stored(xapi, attachment(content), files=[file_part(content)])
    xapi.statement(
        verb={"id": "http://adlnet.gov/expapi/verbs/voided"},
        object={"objectType": "StatementRef", "id": target},
    )
    parameters = {"voidedStatementId": target, "attachments": "true"}
    _, files = received(xapi.get("/statements", params=parameters))
    assert [file.content for file in files.values()] == [content]


def test_attachments_are_asked_for_as_true_or_false(xapi: Client) -> None:
    assert "attachments" in message(xapi.get("/statements", params={"attachments": "yes"}), 400)


def test_more_pages_have_their_own_files(xapi: Client) -> None:
    registration = str(uuid4())
    contents = [unique("content").encode() for _ in range(5)]
    for content in contents:
        stored(
            xapi,
            attachment(content),
            files=[file_part(content)],
            context={"registration": registration},
        )
    parameters = {"registration": registration, "attachments": "true", "limit": "2"}
    assert _walked(xapi, {**parameters, "ascending": "true"}) == [
        contents[:2],
        contents[2:4],
        contents[4:],
    ]


def test_a_page_ends_when_its_files_are_too_large_together(xapi: Client) -> None:
    registration = str(uuid4())
    contents = [bytes([number]) * (MAX_ATTACHMENT_BYTES // 2 - 2000) for number in range(5)]
    for content in contents:
        stored(
            xapi,
            attachment(content),
            files=[file_part(content)],
            context={"registration": registration},
        )
    parameters = {"registration": registration, "attachments": "true", "ascending": "true"}
    pages = _walked(xapi, parameters)
    assert pages == [contents[:2], contents[2:4], contents[4:]]


def _walked(client: Client, parameters: Json) -> list[list[bytes]]:
    """The contents of the files of each page."""
    pages = []
    answer = client.get("/statements", params=parameters)
    while True:
        found, files = received(answer)
        pages.append([file.content for file in files.values()])
        if not found["more"]:
            return pages
        answer = client.get(str(client.base_url).removesuffix("/xapi/") + found["more"])


# Our own reader and writer are of one mind, whatever the bytes


@given(
    statements=st.binary(),
    contents=st.lists(st.binary() | st.sampled_from(BINARY), unique=True, max_size=4),
)
def test_what_is_written_is_read(statements: bytes, contents: list[bytes]) -> None:
    files = [
        File(
            sha2=hashlib.sha256(content).hexdigest(),
            sha256=hashlib.sha256(content).digest(),
            content_type="text/plain",
            content=content,
        )
        for content in contents
    ]
    media_type, body = multipart.write(statements, files)
    assert multipart.read(media_type, body) == (statements, {file.sha2: file for file in files})


@given(body=st.binary() | st.text(alphabet="-b\r\n: ").map(str.encode))
def test_no_body_breaks_the_reader(body: bytes) -> None:
    with suppress(multipart.MultipartError):
        multipart.read("multipart/mixed; boundary=b", body)


def test_attachments_need_a_credential(address: str) -> None:
    auth = b64encode(b"nobody:knows").decode()
    with Client(address, version="1.0.3", auth=None) as client:
        client.headers["Authorization"] = f"Basic {auth}"
        message(send(client, [json_part(statement())]), 401)
