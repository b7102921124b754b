"""POST and PUT of statements: what is stored, and what is refused with nothing stored."""

import http.client
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlparse

import orjson
import pytest

from api.xapi.guard import OF_NO_UNIT
from lrs.access.credential_store import Credentials
from lrs.log.record_store import RecordStore
from projections.words.vocabulary import PROFILE
from tests.api.conftest import MAX_BATCH, MAX_BODY_BYTES, conversation
from tests.api.conversation import (
    JSON,
    PATH,
    Conversation,
    Log,
    error_of,
    learner,
    new_id,
    statement,
    voiding,
)
from tests.api.serving import AUTHORIZATION, KEY


def test_a_statement_is_there_when_its_id_is_answered(xapi: Conversation) -> None:
    posted = statement(id=None)
    answer = xapi.send_statements(posted)
    assert answer.status_code == 200
    [statement_id] = answer.json()
    returned = xapi.ask(statementId=statement_id).json()
    assert posted.items() <= returned.items()
    assert returned["id"] == statement_id


def test_a_batch_is_answered_with_its_ids_in_order(xapi: Conversation, log: Log) -> None:
    batch = [statement() for _ in range(5)]
    before = log.head()
    assert xapi.store(*batch) == [one["id"] for one in batch]
    assert log.head() == before + 5


def test_an_empty_batch_stores_nothing(xapi: Conversation, log: Log) -> None:
    with log.unchanged():
        assert xapi.store() == []


def test_what_the_server_sets_is_not_taken_from_a_client(xapi: Conversation) -> None:
    posted = statement(authority=learner("somebody else"), stored="2001-01-01T00:00:00Z")
    [statement_id] = xapi.store(posted)
    returned = xapi.ask(statementId=statement_id).json()
    assert returned["authority"]["account"]["name"] == KEY
    assert returned["stored"] > "2020"


def test_put_stores_under_the_id_of_the_query(xapi: Conversation) -> None:
    first, second = new_id(), new_id()
    answer = xapi.place(first, statement(id=first))
    assert (answer.status_code, answer.content) == (204, b"")
    assert xapi.place(second, statement(id=None)).status_code == 204
    assert xapi.ask(statementId=first).json()["id"] == first
    assert xapi.ask(statementId=second).json()["id"] == second


@pytest.mark.parametrize(
    ("statement_id", "body"),
    [
        (None, statement()),
        ("not-a-uuid", statement()),
        ("{12345678-1234-4234-8234-123456789012}", statement(id=None)),
        (new_id(), statement()),
        (new_id(), [statement(id=None)]),
        (new_id(), []),
    ],
    ids=["no id", "no uuid", "braces", "another id", "array", "empty array"],
)
def test_put_refuses(xapi: Conversation, log: Log, statement_id: str | None, body: object) -> None:
    with log.unchanged():
        error_of(xapi.place(statement_id, body), 400)


def test_a_resend_is_success_and_stores_nothing(xapi: Conversation, log: Log) -> None:
    batch = [statement(), statement()]
    ids = xapi.store(*batch)
    with log.unchanged():
        assert xapi.store(*batch) == ids
        assert xapi.place(ids[0], batch[0]).status_code == 204
    again = statement()
    assert xapi.store(batch[0], again) == [ids[0], again["id"]]
    assert xapi.ask(statementId=again["id"]).status_code == 200


def test_a_conflict_names_the_statement_and_stores_nothing(xapi: Conversation, log: Log) -> None:
    [taken] = xapi.store(statement())
    with log.unchanged():
        error = error_of(xapi.send_statements([statement(), statement(id=taken)]), 409)
        assert error["code"] == "conflict"
        assert (error["index"], error["id"]) == (1, taken)
        assert error_of(xapi.place(taken, statement(id=taken)), 409)["id"] == taken


def test_a_conflict_names_the_member_that_differs(xapi: Conversation) -> None:
    first = statement(result={"score": {"raw": 80}})
    xapi.store(first)
    error = error_of(xapi.send_statements({**first, "result": {"score": {"raw": 87.125}}}), 409)
    assert error["path"] == "result.score.raw"
    assert "result.score.raw" in error["message"]
    assert "87.125" not in error["message"]


def test_every_error_of_a_batch_is_told(xapi: Conversation, log: Log) -> None:
    batch = [
        statement(),
        statement(actor={"mbox": "ada"}, verb={"id": "no IRI"}),
        statement(),
        statement(vreb={"id": "http://example.com/v"}),
    ]
    with log.unchanged():
        error = error_of(xapi.send_statements(batch), 400)
    assert (error["index"], error["path"]) == (1, "actor.mbox")
    told = [(one["code"], one["index"], one["path"]) for one in error["errors"]]
    assert told == [
        ("statement", 1, "actor.mbox"),
        ("statement", 1, "verb.id"),
        ("statement", 3, "vreb"),
    ]
    assert all(one["expected"] and one["message"] for one in error["errors"])
    assert error["found"] == 3
    assert "3 errors" in error["message"]


def test_every_conflict_of_a_batch_is_told(xapi: Conversation, log: Log) -> None:
    taken = [statement(), statement()]
    xapi.store(*taken)
    changed = [{**one, "object": {"id": "https://example.com/other"}} for one in taken]
    with log.unchanged():
        error = error_of(xapi.send_statements([changed[0], statement(), changed[1]]), 409)
    assert [one["index"] for one in error["errors"]] == [0, 2]
    assert {one["path"] for one in error["errors"]} == {"object.id"}
    assert "errors" not in error_of(xapi.send_statements([taken[1], changed[0]]), 409)


def test_of_the_errors_of_a_batch_a_hundred_are_told(xapi: Conversation) -> None:
    error = error_of(xapi.send_statements([{"id": number} for number in range(MAX_BATCH)]), 400)
    assert len(error["errors"]) == 100
    assert error["found"] == 4 * MAX_BATCH or error["found"] >= 1000
    assert str(error["found"]) in error["message"]


CHINESE = orjson.dumps(statement(actor={"mbox": "mailto:w@x.cn", "name": "张伟"})).decode()


@pytest.mark.parametrize(
    ("body", "got", "expected"),
    [
        (b"", "nothing", "JSON"),
        (b" \n", "nothing", "JSON"),
        (b'[{"actor":', "cannot be read", "cut short, it ends after 10 bytes"),
        (b'{"actor":', "cannot be read", "cut short, it ends after 9 bytes"),
        (b'{"actor" 1}', "cannot be read", "byte 9"),
        (CHINESE.encode("gb18030"), f"from byte {CHINESE.index(chr(0x5F20)) + 1} on", "GBK"),
        (b"[" + CHINESE.encode("gb18030") + b"]", "from byte", "iconv"),
        (CHINESE.encode("utf-8-sig"), "a byte order mark", "without it"),
        (b"\xef\xbb\xbf[" + CHINESE.encode() + b"]", "a byte order mark", "without it"),
    ],
)
def test_a_body_that_is_no_json_in_utf_8_says_what_it_is_and_where(
    xapi: Conversation, body: bytes, got: str, expected: str
) -> None:
    error = error_of(xapi.send_statements(body), 400)
    assert got in error["got"]
    assert expected in error["expected"]


TWICE = b'{"verb":{"id":"http://example.com/v"},' + orjson.dumps(statement())[1:]
MALFORMED = {
    "no json": b"statement",
    "nothing": b"",
    "two values": b"{} {}",
    "a number": b"1",
    "no utf-8": orjson.dumps(statement()).replace(b"passed", b"pass\xff"),
    "a key twice": TWICE,
    "nested deeply": b'{"actor":' * 200 + b"1" + b"}" * 200,
    "nested very deeply": b"[" * 100_000,
    "a lone surrogate": orjson.dumps(statement()).replace(b"passed", rb"pass\ud800"),
    "NaN": orjson.dumps(statement(result={"score": {"raw": 7}})).replace(b":7}", b":NaN}"),
    "a number too long": orjson.dumps(statement(result={"score": {"raw": 7}})).replace(
        b":7}", b":1e99999999999999999999}"
    ),
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_bytes_that_are_no_strict_json_are_refused(
    xapi: Conversation, log: Log, body: bytes
) -> None:
    with log.unchanged():
        assert error_of(xapi.send_statements(body), 400)["code"] == "statement"


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "unknown member": ({"colour": "red"}, "colour"),
    "wrong case": ({"Result": {}}, "Result"),
    "text for a flag": ({"result": {"success": "false"}}, "result.success"),
    "no actor": ({"actor": None}, "actor"),
    "id": ({"id": "7"}, "id"),
    "timestamp": ({"timestamp": "yesterday"}, "timestamp"),
    "registration": ({"context": {"registration": "x"}}, "context.registration"),
}


@pytest.mark.parametrize(("members", "path"), WRONG.values(), ids=WRONG)
def test_a_wrong_statement_is_refused_by_name(
    xapi: Conversation, log: Log, members: dict[str, Any], path: str
) -> None:
    with log.unchanged():
        error = error_of(xapi.send_statements(statement(**members)), 400)
        assert (error["code"], error["path"]) == ("statement", path)
        assert "index" not in error
        assert error["expected"] in error["message"]


def test_one_bad_statement_of_500_is_named_and_none_is_stored(xapi: Conversation, log: Log) -> None:
    batch = [statement() for _ in range(500)]
    batch[321]["verb"] = {"id": "no iri"}
    with log.unchanged():
        error = error_of(xapi.send_statements(batch), 400)
        assert (error["index"], error["path"], error["got"]) == (321, "verb.id", "'no iri'")


def test_a_batch_names_an_id_that_it_has_twice(xapi: Conversation, log: Log) -> None:
    twice = statement()
    with log.unchanged():
        error = error_of(xapi.send_statements([twice, statement(), twice]), 400)
        assert (error["index"], error["path"]) == (2, "id")


def test_a_batch_with_too_many_statements_is_refused(xapi: Conversation, log: Log) -> None:
    with log.unchanged():
        error = error_of(xapi.send_statements([statement() for _ in range(MAX_BATCH + 1)]), 413)
        assert error["expected"] == f"at most {MAX_BATCH}"


@pytest.mark.parametrize(
    "media_type", ["text/plain", "multipart/form-data; boundary=x", "", "json"]
)
def test_only_json_is_taken(xapi: Conversation, log: Log, media_type: str) -> None:
    with log.unchanged():
        error = error_of(xapi.send_statements(statement(), **{"Content-Type": media_type}), 400)
        assert error["code"] == "media_type"
        assert "application/json" in error["message"]


def test_parameters_of_the_media_type_do_not_matter(xapi: Conversation) -> None:
    answer = xapi.send_statements(
        statement(), **{"Content-Type": "Application/JSON; charset=utf-8"}
    )
    assert answer.status_code == 200


def test_the_file_of_an_attachment_comes_with_it_or_from_its_url(
    xapi: Conversation, log: Log
) -> None:
    attachment = {
        "usageType": "https://example.com/certificate",
        "display": {"en": "Certificate"},
        "contentType": "text/plain",
        "length": 3,
        "sha2": "a" * 64,
    }
    inside = statement(objectType="SubStatement", id=None, attachments=[attachment])
    with log.unchanged():
        error = error_of(xapi.send_statements([statement(attachments=[attachment])]), 400)
        assert (error["index"], error["path"]) == (0, "attachments[0].sha2")
        error = error_of(xapi.send_statements(statement(object=inside)), 400)
        assert error["path"] == "object.attachments[0].sha2"
    elsewhere = {**attachment, "fileUrl": "https://example.com/certificate.txt"}
    xapi.store(statement(attachments=[elsewhere]))


@pytest.mark.parametrize("parameters", [{"statementId": new_id()}, {"limit": "1"}, {"x": "y"}])
def test_post_has_no_parameters(xapi: Conversation, log: Log, parameters: dict[str, str]) -> None:
    with log.unchanged():
        error_of(xapi.post(PATH, params=parameters, json=statement()), 400)


@pytest.mark.parametrize("parameter", ["StatementId", "statementid", "statementId&statementId"])
def test_put_knows_its_parameter_by_its_exact_name(
    xapi: Conversation, log: Log, parameter: str
) -> None:
    one = statement()
    query = "&".join(f"{name}={one['id']}" for name in parameter.split("&"))
    with log.unchanged():
        error_of(xapi.put(f"{PATH}?{query}", json=one), 400)


def test_a_body_over_the_limit_is_refused_by_its_announced_length(
    address: str, xapi: Conversation, log: Log
) -> None:
    place = urlparse(address)
    with (
        log.unchanged(),
        closing(http.client.HTTPConnection(str(place.hostname), place.port)) as connection,
    ):
        connection.putrequest("POST", PATH)
        for name, value in {
            "Authorization": AUTHORIZATION,
            "X-Experience-API-Version": xapi.headers["X-Experience-API-Version"],
            "Content-Type": JSON,
            "Content-Length": str(MAX_BODY_BYTES + 1),
        }.items():
            connection.putheader(name, value)
        connection.endheaders()  # and not a byte of the body: the announcement is enough
        answer = connection.getresponse()
        assert answer.status == 413
        assert str(MAX_BODY_BYTES) in orjson.loads(answer.read())["error"]["message"]


def test_a_body_without_a_length_is_counted_as_it_comes(xapi: Conversation, log: Log) -> None:
    def endless(size: int) -> Iterator[bytes]:
        yield b'{"actor":"'
        for _ in range(size // 1000):
            yield b"x" * 1000
        yield b'"}'

    headers = {"Content-Type": JSON}
    with log.unchanged():
        answer = xapi.post(PATH, content=endless(10 * MAX_BODY_BYTES), headers=headers)
        assert error_of(answer, 413)["code"] == "too_large"
    one = statement()
    halves = orjson.dumps(one)[:50], orjson.dumps(one)[50:]
    answer = xapi.post(PATH, content=iter(halves), headers=headers)
    assert answer.json() == [one["id"]]


def test_a_voided_statement_stays_and_is_found_as_voided(xapi: Conversation) -> None:
    [target] = xapi.store(statement())
    [voids] = xapi.store(voiding(target))
    error_of(xapi.ask(statementId=target), 404)
    assert xapi.ask(voidedStatementId=target).json()["id"] == target
    assert xapi.ask(statementId=voids).status_code == 200


def test_a_voiding_statement_cannot_be_voided(xapi: Conversation, log: Log) -> None:
    [target] = xapi.store(statement())
    [voids] = xapi.store(voiding(target))
    with log.unchanged():
        error = error_of(xapi.send_statements([voiding(voids)]), 400)
        assert (error["code"], error["index"]) == ("voids_void", 0)


def test_only_an_asserted_void_reaches_the_statements_of_others(
    xapi: Conversation, address: str, store: RecordStore, log: Log
) -> None:
    [target] = xapi.store(statement())
    writer, secret = Credentials(store).add("Writer", scopes=["statements/write"])
    with conversation(address, key=writer.key, secret=secret) as other:
        [own] = other.store(statement())
        with log.unchanged():
            error = error_of(other.send_statements([statement(), voiding(target)]), 403)
            assert (error["code"], error["index"]) == ("forbidden", 1)
        other.store(voiding(own))
    assert xapi.ask(statementId=target).status_code == 200
    error_of(xapi.ask(statementId=own), 404)


@pytest.mark.parametrize(
    ("verb", "fact"),
    [
        (PROFILE + "verb/reinstated", "void.withdrawn"),
        (PROFILE + "verb/published-policy", "policy.published"),
        (PROFILE + "verb/published-year", "year.published"),
        (PROFILE + "verb/reopened-year", "year.reopened"),
    ],
)
def test_a_reserved_fact_needs_a_credential_that_asserts_it(
    xapi: Conversation, address: str, store: RecordStore, log: Log, verb: str, fact: str
) -> None:
    stated = statement(verb={"id": verb})
    credentials = Credentials(store)
    granted = fact if fact in OF_NO_UNIT else f"{fact}@u1"
    lacking = "policy.published@u1" if fact in OF_NO_UNIT else "course.passed"
    writer, secret = credentials.add("Writer", scopes=["statements/write"], asserts=[lacking])
    with conversation(address, key=writer.key, secret=secret) as other, log.unchanged():
        error = error_of(other.send_statements([statement(), stated]), 403)
        assert (error["code"], error["index"], error["id"]) == ("forbidden", 1, stated["id"])
        assert fact in error["message"]
        error_of(other.place(stated["id"], stated), 403)
    entitled, secret = credentials.add("Entitled", scopes=["statements/write"], asserts=[granted])
    with conversation(address, key=entitled.key, secret=secret) as other:
        assert other.store(stated) == [stated["id"]]


def test_other_methods_are_refused_with_those_there_are(xapi: Conversation, log: Log) -> None:
    with log.unchanged():
        for method in ("DELETE", "PATCH"):
            answer = xapi.request(method, PATH)
            error_of(answer, 405)
            assert answer.headers["Allow"] == "GET, HEAD, POST, PUT"
        answer = xapi.post(f"{PATH}/more", json=statement())
        error_of(answer, 405)
        assert answer.headers["Allow"] == "GET, HEAD"
