"""State, Activity Profile and Agent Profile (1.0.3 Communication 2.2, 2.3, 2.6, 2.7, 3.1; 2.0.0
4.1.4, 4.1.6.2, 4.1.6.5, 4.1.6.6)."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from uuid import uuid4

import pytest

from tests.conformance.conftest import (
    MAX_DOCUMENT_BYTES,
    Client,
    Json,
    agent,
    done,
    message,
    unique,
)

STATE, ACTIVITY, AGENT = "/activities/state", "/activities/profile", "/agents/profile"
PATHS = [STATE, ACTIVITY, AGENT]
NAME = {STATE: "stateId", ACTIVITY: "profileId", AGENT: "profileId"}
NEW = {"If_None_Match": "*"}
METHODS = ["GET", "PUT", "POST", "DELETE"]

every_path = pytest.mark.parametrize("path", PATHS)


def subject(path: str) -> Json:
    """What documents are listed by."""
    parameters: Json = {}
    if path != AGENT:
        parameters["activityId"] = f"http://example.com/{unique('activity')}"
    if path != ACTIVITY:
        parameters["agent"] = agent(unique("agent"))
    return parameters


def key(path: str) -> Json:
    """The parameters of a document that is not there."""
    return {**subject(path), NAME[path]: unique("document")}


def put_new(xapi: Client, path: str, parameters: Json, body: Any, **headers: str) -> None:
    done(xapi.document(path, "PUT", parameters, body, **NEW, **headers))


def tag(content: bytes) -> str:
    return f'"{hashlib.sha1(content).hexdigest()}"'


# What is stored is what is read (1.0.3 Communication 2.2; 2.0.0 4.1.6.2, 4.1.6.5, 4.1.6.6)


@every_path
@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/json", b'{ "a" : 1.10, "a": 2 }\n'),
        ("application/json; charset=utf-8", b"[]"),
        ("application/octet-stream", bytes(range(256))),
        ("text/plain;charset=UTF-8", "汉字".encode()),
        ("image/png", b""),
        ('Text/X-Odd ; q="a b"', b"not/json"),
    ],
)
def test_put_keeps_bytes_and_media_type(
    xapi: Client, path: str, media_type: str, body: bytes
) -> None:
    parameters = key(path)
    put_new(xapi, path, parameters, body, Content_Type=media_type)
    answer = xapi.document(path, "GET", parameters)
    assert (answer.status_code, answer.content) == (200, body)
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Length"] == str(len(body))


@every_path
def test_post_of_a_new_document_stores_it(xapi: Client, path: str) -> None:
    parameters = key(path)
    done(xapi.document(path, "POST", parameters, {"car": "Honda"}))
    assert xapi.document(path, "GET", parameters).json() == {"car": "Honda"}


@every_path
def test_post_of_a_new_document_may_be_anything(xapi: Client, path: str) -> None:
    parameters = key(path)
    done(xapi.document(path, "POST", parameters, b"\xff", Content_Type="image/png"))
    assert xapi.document(path, "GET", parameters).content == b"\xff"


@every_path
def test_post_merges_one_level_deep_and_keeps_the_bytes_of_members(xapi: Client, path: str) -> None:
    parameters = key(path)
    old = b'{"x":{"deep":1,"kept":true}, "y":"foo","n":1.50,"big":123456789012345678901234567890}'
    put_new(xapi, path, parameters, old, Content_Type="application/json")
    done(
        xapi.document(
            path,
            "POST",
            parameters,
            b'{"x":{"deep":2},"z":[ ]}',
            Content_Type="application/json; charset=utf-8",
        )
    )
    assert xapi.document(path, "GET", parameters).content == (
        b'{"x":{"deep":2},"y":"foo","n":1.50,"big":123456789012345678901234567890,"z":[ ]}'
    )


@every_path
@pytest.mark.parametrize(
    ("old_type", "old", "new_type", "new"),
    [
        ("application/json", b"{}", "text/plain", b"{}"),
        ("text/plain", b"{}", "application/json", b"{}"),
        ("application/json", b"{}", "application/json", b'{"a":1}{'),
        ("application/json", b"{}", "application/json", b"[]"),
        ("application/json", b"{}", "application/json", b'"text"'),
        ("application/json", b"{}", "application/json", b'{"a":1,"a":2}'),
        ("application/json", b"{}", "application/json", b'{"a":NaN}'),
        ("application/json", b"{}", "application/json", b'{"a":"\xff"}'),
        ("application/json", b"{}", "application/json", b"[" * 100_0 + b"]" * 100_0),
        ("application/json", b"[1]", "application/json", b"{}"),
        ("application/json", b"oops", "application/json", b"{}"),
    ],
)
def test_post_to_or_of_what_is_no_json_object_changes_nothing(
    xapi: Client, path: str, old_type: str, old: bytes, new_type: str, new: bytes
) -> None:
    parameters = key(path)
    put_new(xapi, path, parameters, old, Content_Type=old_type)
    message(xapi.document(path, "POST", parameters, new, Content_Type=new_type), 400)
    answer = xapi.document(path, "GET", parameters)
    assert (answer.content, answer.headers["Content-Type"]) == (old, old_type)


@every_path
def test_post_of_broken_json_is_refused_where_nothing_is_there(xapi: Client, path: str) -> None:
    parameters = key(path)
    answer = xapi.document(path, "POST", parameters, b"{}[", Content_Type="application/json")
    assert "JSON" in message(answer, 400)
    message(xapi.document(path, "GET", parameters), 404)


@every_path
def test_delete_removes_the_document_and_no_other(xapi: Client, path: str) -> None:
    parameters = key(path)
    other = {**parameters, NAME[path]: "other"}
    for one in (parameters, other):
        put_new(xapi, path, one, {})
    done(xapi.document(path, "DELETE", parameters))
    message(xapi.document(path, "GET", parameters), 404)
    assert xapi.document(path, "GET", other).status_code == 200
    put_new(xapi, path, parameters, {"again": True})
    assert xapi.document(path, "GET", parameters).json() == {"again": True}


@every_path
def test_delete_of_nothing_is_done(xapi: Client, path: str) -> None:
    done(xapi.document(path, "DELETE", key(path)))


@every_path
def test_a_document_larger_than_the_limit_is_413(xapi: Client, path: str) -> None:
    parameters = key(path)
    kind = {"Content_Type": "text/plain"}
    large = b"x" * (MAX_DOCUMENT_BYTES + 1)
    assert str(MAX_DOCUMENT_BYTES) in message(
        xapi.document(path, "PUT", parameters, large, **NEW, **kind), 413
    )
    put_new(xapi, path, parameters, large[1:], **kind)
    assert len(xapi.document(path, "GET", parameters).content) == MAX_DOCUMENT_BYTES


# Lists (1.0.3 Communication 2.3, 2.6, 2.7)


@every_path
def test_without_an_id_the_ids_are_listed(xapi: Client, path: str) -> None:
    of = subject(path)
    assert xapi.document(path, "GET", of).json() == []
    for name in ("b", "a", 'q"/é'):
        put_new(xapi, path, {**of, NAME[path]: name}, {})
    put_new(xapi, path, key(path), {})
    assert xapi.document(path, "GET", of).json() == ["a", "b", 'q"/é']


@every_path
def test_since_lists_what_was_stored_after_it(xapi: Client, path: str) -> None:
    of = subject(path)
    put_new(xapi, path, {**of, NAME[path]: "a"}, {})
    answer = xapi.document(path, "GET", of)
    stored = parsedate_to_datetime(answer.headers["Last-Modified"])
    before, after = stored - timedelta(seconds=1), stored + timedelta(seconds=2)
    assert xapi.document(path, "GET", {**of, "since": before.isoformat()}).json() == ["a"]
    assert xapi.document(path, "GET", {**of, "since": after.isoformat()}).json() == []


@every_path
@pytest.mark.parametrize(
    "since", ["not a timestamp", "true", "", "2026-13-01T00:00:00Z", "2026-01-01T00:00:00-00:00"]
)
def test_since_must_be_a_timestamp(xapi: Client, path: str, since: str) -> None:
    assert message(xapi.document(path, "GET", {**subject(path), "since": since}), 400).startswith(
        "since:"
    )


@every_path
def test_since_is_for_lists_alone(xapi: Client, path: str) -> None:
    parameters = {**key(path), "since": "2026-01-01T00:00:00Z"}
    for method in METHODS:
        message(xapi.document(path, method, parameters, {}), 400)


# State and registrations (1.0.3 Communication 2.3; 2.0.0 4.1.6.2)


def test_a_registration_is_part_of_the_key(xapi: Client) -> None:
    parameters = key(STATE)
    one, two = str(uuid4()), str(uuid4())
    for registration in (one, two):
        put_new(xapi, STATE, {**parameters, "registration": registration}, {"r": registration})
    message(xapi.document(STATE, "GET", parameters), 404)
    for registration in (one, two.upper()):
        answer = xapi.document(STATE, "GET", {**parameters, "registration": registration})
        assert answer.json() == {"r": registration.lower()}


def test_the_list_is_of_one_registration_or_of_all(xapi: Client) -> None:
    of = subject(STATE)
    registration = str(uuid4())
    put_new(xapi, STATE, {**of, "stateId": "both"}, {})
    put_new(xapi, STATE, {**of, "stateId": "both", "registration": registration}, {})
    put_new(xapi, STATE, {**of, "stateId": "only", "registration": registration}, {})
    put_new(xapi, STATE, {**of, "stateId": "other", "registration": str(uuid4())}, {})
    listed = xapi.document(STATE, "GET", {**of, "registration": registration}).json()
    assert listed == ["both", "only"]
    assert xapi.document(STATE, "GET", of).json() == ["both", "only", "other"]


def test_delete_without_a_state_id_deletes_those_of_the_list(xapi: Client) -> None:
    of = subject(STATE)
    registration = str(uuid4())
    put_new(xapi, STATE, {**of, "stateId": "a"}, {})
    put_new(xapi, STATE, {**of, "stateId": "a", "registration": registration}, {})
    put_new(xapi, STATE, {**of, "stateId": "b", "registration": registration}, {})
    done(xapi.document(STATE, "DELETE", {**of, "registration": registration}))
    assert xapi.document(STATE, "GET", of).json() == ["a"]
    done(xapi.document(STATE, "DELETE", of))
    assert xapi.document(STATE, "GET", of).json() == []


@pytest.mark.parametrize("path", [ACTIVITY, AGENT])
def test_profiles_are_deleted_one_at_a_time(xapi: Client, path: str) -> None:
    assert "profileId" in message(xapi.document(path, "DELETE", subject(path)), 400)


# Parameters are strict (1.0.3 Communication 3.2; 2.0.0 4.1.6.2, 4.1.6.5, 4.1.6.6)


@every_path
@pytest.mark.parametrize("method", METHODS)
def test_what_a_document_is_found_by_is_required(xapi: Client, path: str, method: str) -> None:
    whole = key(path)
    for name in subject(path):
        rest = {other: value for other, value in whole.items() if other != name}
        assert name in message(xapi.document(path, method, rest, {}, **NEW), 400)


@every_path
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_document_needs_an_id(xapi: Client, path: str, method: str) -> None:
    answer = xapi.document(path, method, subject(path), {}, **NEW)
    assert NAME[path] in message(answer, 400)


@every_path
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", ["foo", "AgentId", "method", "limit"])
def test_unknown_parameters_are_refused(xapi: Client, path: str, method: str, name: str) -> None:
    parameters = {**key(path), name: "x"}
    answer = xapi.document(path, method, parameters, {}, **NEW)
    if method == "POST" and name == "method" and xapi.version == "1.0.3":
        message(answer, 400)  # an alternate request with more than a method in its query
        return
    assert name in message(answer, 400)


@every_path
@pytest.mark.parametrize("method", METHODS)
def test_parameters_of_another_case_are_refused(xapi: Client, path: str, method: str) -> None:
    for name in key(path):
        parameters = key(path)
        parameters[name[0].upper() + name[1:]] = parameters.pop(name)
        message(xapi.document(path, method, parameters, {}, **NEW), 400)


@pytest.mark.parametrize("path", [ACTIVITY, AGENT])
def test_profiles_have_no_registration(xapi: Client, path: str) -> None:
    message(xapi.document(path, "GET", {**key(path), "registration": str(uuid4())}), 400)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("registration", ["true", "", "{6690e6c9-3ef0-4ed3-8b37-7f3964730bee}"])
def test_a_registration_is_a_uuid(xapi: Client, method: str, registration: str) -> None:
    parameters = {**key(STATE), "registration": registration}
    assert "registration" in message(xapi.document(STATE, method, parameters, {}, **NEW), 400)


@pytest.mark.parametrize("path", [STATE, AGENT])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "wrong",
    [
        "true",
        "not JSON",
        "[]",
        {},
        {"name": "x"},
        {"mbox": "ada@example.com"},
        {"mbox": "mailto:a@example.com", "openid": "http://example.com"},
        {"account": {"name": "x"}},
        {"objectType": "agent", "mbox": "mailto:a@example.com"},
        {"mbox": "mailto:a@example.com", "foo": 1},
        {"objectType": "Group", "member": [{"mbox": "mailto:a@example.com"}]},
        '{"mbox":"mailto:a@example.com","mbox":"mailto:b@example.com"}',
    ],
)
def test_the_agent_is_validated(xapi: Client, path: str, method: str, wrong: Any) -> None:
    parameters = {**key(path), "agent": wrong}
    assert message(xapi.document(path, method, parameters, {}, **NEW), 400).startswith("agent:")


@pytest.mark.parametrize("path", [STATE, ACTIVITY])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("wrong", ["", "no scheme", "example.com/x"])
def test_the_activity_is_an_iri(xapi: Client, path: str, method: str, wrong: str) -> None:
    parameters = {**key(path), "activityId": wrong}
    answer = xapi.document(path, method, parameters, {}, **NEW)
    assert message(answer, 400).startswith("activityId:")


@every_path
def test_an_id_that_cannot_be_kept_is_refused(xapi: Client, path: str) -> None:
    for wrong in ("a\0b", "x" * 8001):
        parameters = {**key(path), NAME[path]: wrong}
        message(xapi.document(path, "PUT", parameters, {}, **NEW), 400)


@every_path
def test_a_parameter_comes_once(xapi: Client, path: str) -> None:
    name = NAME[path]
    answer = xapi.get(f"{path}?{name}=a&{name}=b")
    assert "twice" in message(answer, 400)


@pytest.mark.parametrize("path", [STATE, AGENT])
def test_equal_agents_have_the_same_documents(xapi: Client, path: str) -> None:
    parameters = key(path)
    name = unique("person")
    parameters["agent"] = {"mbox": f"mailto:{name}@Example.COM", "name": "Ada"}
    put_new(xapi, path, parameters, {"a": 1})
    parameters["agent"] = {"objectType": "Agent", "mbox": f"mailto:{name}@example.com"}
    assert xapi.document(path, "GET", parameters).json() == {"a": 1}


@pytest.mark.parametrize("path", [STATE, AGENT])
def test_an_identified_group_may_have_documents(xapi: Client, path: str) -> None:
    group = {"objectType": "Group", "mbox": f"mailto:{unique('team')}@example.com"}
    parameters = {**key(path), "agent": group}
    put_new(xapi, path, parameters, {})
    assert xapi.document(path, "GET", parameters).status_code == 200


# Concurrency (1.0.3 Communication 3.1; 2.0.0 4.1.4)


@every_path
def test_an_etag_is_the_quoted_sha1_of_the_content(xapi: Client, path: str) -> None:
    parameters = key(path)
    put_new(xapi, path, parameters, b"abc")
    for method in ("GET", "HEAD"):
        answer = xapi.document(path, method, parameters)
        assert answer.headers["ETag"] == '"a9993e364706816aba3e25717850c26c9cd0d89d"'
    listed = xapi.document(path, "GET", {k: v for k, v in parameters.items() if k != NAME[path]})
    assert listed.headers["ETag"] == tag(listed.content)


def change(method: str, path: str) -> Callable[..., Any]:
    """Sends a change of a document."""

    def send(xapi: Client, parameters: Json, **headers: str) -> Any:
        body = None if method == "DELETE" else {"new": True}
        return xapi.document(path, method, parameters, body, **headers)

    return send


@every_path
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_if_match_lets_only_the_current_version_be_changed(
    xapi: Client, path: str, method: str
) -> None:
    parameters, send = key(path), change(method, path)
    put_new(xapi, path, parameters, b'{"old":true}', Content_Type="application/json")
    current = tag(b'{"old":true}')
    for wrong in ('"1234"', tag(b"other"), current.strip('"'), f"W/{current}", f'"x", {tag(b"")}'):
        message(send(xapi, parameters, If_Match=wrong), 412)
        assert xapi.document(path, "GET", parameters).json() == {"old": True}
    done(send(xapi, parameters, If_Match=f'"1234", {current}'))
    answer = xapi.document(path, "GET", parameters)
    if method == "DELETE":
        message(answer, 404)
    else:
        assert "new" in answer.json()
        message(send(xapi, parameters, If_Match=current), 412)


@every_path
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_if_match_fails_where_nothing_is_there(xapi: Client, path: str, method: str) -> None:
    for header in ("*", '"1234"'):
        parameters = key(path)
        message(change(method, path)(xapi, parameters, If_Match=header), 412)
        message(xapi.document(path, "GET", parameters), 404)


@every_path
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_if_match_of_anything_needs_something(xapi: Client, path: str, method: str) -> None:
    parameters = key(path)
    put_new(xapi, path, parameters, {})
    done(change(method, path)(xapi, parameters, If_Match="*"))


@every_path
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_if_none_match_of_anything_lets_only_a_new_document_in(
    xapi: Client, path: str, method: str
) -> None:
    parameters, send = key(path), change(method, path)
    done(send(xapi, parameters, **NEW))
    put = xapi.document(path, "GET", parameters).content
    message(send(xapi, parameters, **NEW), 412)
    assert xapi.document(path, "GET", parameters).content == put


@every_path
def test_if_none_match_of_the_current_version_is_refused(xapi: Client, path: str) -> None:
    parameters = key(path)
    put_new(xapi, path, parameters, b"abc")
    message(xapi.document(path, "PUT", parameters, b"abc", If_None_Match=tag(b"abc")), 412)
    done(xapi.document(path, "PUT", parameters, b"abd", If_None_Match=tag(b"other")))


@every_path
def test_a_reader_that_has_the_version_already_is_told_so(xapi: Client, path: str) -> None:
    parameters = key(path)
    put_new(xapi, path, parameters, b"abc")
    answer = xapi.document(path, "GET", parameters, If_None_Match=f"W/{tag(b'abc')}")
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["ETag"] == tag(b"abc")
    assert xapi.document(path, "GET", parameters, If_None_Match='"x"').content == b"abc"


@every_path
def test_put_over_a_document_says_what_it_replaces(xapi: Client, path: str) -> None:
    """State is left out of this by 1.0.3, not by 2.0.0."""
    parameters = key(path)
    put_new(xapi, path, parameters, {"old": True})
    answer = xapi.document(path, "PUT", parameters, {"new": True})
    if path == STATE and xapi.version == "1.0.3":
        done(answer)
        return
    assert "If-Match" in message(answer, 409)
    assert xapi.document(path, "GET", parameters).json() == {"old": True}


@every_path
def test_put_of_a_new_document_without_a_precondition(xapi: Client, path: str) -> None:
    """1.0.3 Communication 3.1 wants one for profiles; public clients cannot send it."""
    parameters = key(path)
    done(xapi.document(path, "PUT", parameters, {"new": True}))
    assert xapi.document(path, "GET", parameters).json() == {"new": True}


@every_path
@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_post_and_delete_need_no_precondition(xapi: Client, path: str, method: str) -> None:
    parameters = key(path)
    put_new(xapi, path, parameters, {})
    done(change(method, path)(xapi, parameters))


def test_deleting_a_list_may_depend_on_its_etag(xapi: Client) -> None:
    of = subject(STATE)
    put_new(xapi, STATE, {**of, "stateId": "a"}, {})
    seen = xapi.document(STATE, "GET", of).headers["ETag"]
    put_new(xapi, STATE, {**of, "stateId": "b"}, {})
    message(xapi.document(STATE, "DELETE", of, If_Match=seen), 412)
    assert xapi.document(STATE, "GET", of).json() == ["a", "b"]


# Last-Modified (2.0.0 4.1.6.2, 4.1.6.5, 4.1.6.6)


@every_path
def test_last_modified_is_when_the_version_was_stored(xapi: Client, path: str) -> None:
    parameters = key(path)
    before = datetime.now(UTC).replace(microsecond=0)
    put_new(xapi, path, parameters, {})
    after = datetime.now(UTC)
    for method in ("GET", "HEAD"):
        header = xapi.document(path, method, parameters).headers["Last-Modified"]
        assert header.endswith(" GMT")
        assert before <= parsedate_to_datetime(header) <= after


# HEAD (1.0.3 Communication 1.1)


@every_path
def test_head_is_get_without_the_body(xapi: Client, path: str) -> None:
    parameters = key(path)
    put_new(xapi, path, parameters, b"abc", Content_Type="text/plain")
    for of in (parameters, {k: v for k, v in parameters.items() if k != NAME[path]}):
        get, head = (xapi.document(path, method, of) for method in ("GET", "HEAD"))
        assert (head.status_code, head.content) == (200, b"")
        assert {**head.headers, "date": ""} == {**get.headers, "date": ""}
    assert xapi.document(path, "HEAD", key(path)).status_code == 404


@every_path
def test_another_method_is_405(xapi: Client, path: str) -> None:
    answer = xapi.document(path, "PATCH", key(path), {})
    message(answer, 405)
    assert answer.headers["Allow"] == "DELETE, GET, HEAD, POST, PUT"


# A page that reads a document cannot be made to run it


@every_path
def test_a_document_is_never_a_page_of_ours(xapi: Client, path: str) -> None:
    parameters = key(path)
    put_new(xapi, path, parameters, b"<script>alert(1)</script>", Content_Type="text/html")
    answer = xapi.document(path, "GET", parameters)
    assert answer.headers["Content-Security-Policy"] == "sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_new_documents_are_held_to_more_than_those_that_are_there(xapi: Client) -> None:
    """What was stored under such an IRI or mailbox formerly can still be asked for."""
    bad_activity = {"activityId": "http://example.com/100%", "profileId": "p"}
    bad_agent = {"agent": {"mbox": "mailto:ada@example.com?subject=x"}, "profileId": "p"}
    for path, parameters, word in (
        ("/activities/profile", bad_activity, "activityId"),
        ("/agents/profile", bad_agent, "agent"),
    ):
        for method in ("PUT", "POST"):
            assert word in message(xapi.document(path, method, parameters, {}), 400)
        message(xapi.document(path, "GET", parameters), 404)
        done(xapi.document(path, "DELETE", parameters))
    found = xapi.get("/statements", params={"activity": "http://example.com/100%"})
    assert found.json()["statements"] == []
