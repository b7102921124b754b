"""About, versions, the alternate request syntax and browsers (1.0.3 Communication 1.1, 1.3, 2.8,
3.3; 2.0.0 4.1.6.7)."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx
import orjson
import pytest

from lrs.postgres.postgres import Database
from tests.api.serving import KEY, SECRET, product
from tests.conformance.conftest import (
    MAX_BODY_BYTES,
    MAX_DOCUMENT_BYTES,
    Client,
    agent,
    done,
    encoded,
    message,
    unique,
)

VERSION = "X-Experience-API-Version"
FORM = "application/x-www-form-urlencoded"
PATHS = [
    "/statements",
    "/agents",
    "/activities",
    "/activities/state",
    "/activities/profile",
    "/agents/profile",
]
RESOURCES = [path for path in PATHS if path != "/statements"]

STATEMENT = {
    "actor": agent("someone"),
    "verb": {"id": "http://example.com/did"},
    "object": {"id": "http://example.com/x"},
}


@pytest.fixture(scope="module")
def anonymous(address: str) -> Iterator[Client]:
    """A client without version and credential."""
    with Client(address, version=None, auth=None) as client:
        yield client


def state() -> dict[str, str]:
    """The parameters of a state document that is not there."""
    return encoded(
        {"activityId": "http://example.com/x", "agent": agent(unique("a")), "stateId": "s"}
    )


# About (1.0.3 Communication 2.8; 2.0.0 4.1.6.7)


def test_about_tells_versions_and_extensions_to_anybody(anonymous: Client) -> None:
    answer = anonymous.get("/about")
    assert answer.status_code == 200
    about = answer.json()
    assert about["version"] == ["1.0.3", "2.0.0"]
    [limits] = about["extensions"].values()
    assert limits["document_bytes"] == MAX_DOCUMENT_BYTES
    assert limits["body_bytes"] == MAX_BODY_BYTES


@pytest.mark.parametrize(
    ("sent", "answered"),
    [("1.0.1", "1.0.3"), ("2.0.0", "2.0.0"), ("0.8", "2.0.0"), (None, "2.0.0")],
)
def test_about_answers_whatever_the_version(
    anonymous: Client, sent: str | None, answered: str
) -> None:
    answer = anonymous.get("/about", headers={VERSION: sent} if sent else {})
    assert (answer.status_code, answer.headers[VERSION]) == (200, answered)


def test_about_is_read_only_and_strict(xapi: Client) -> None:
    head = xapi.head("/about")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(xapi.get("/about").content))
    message(xapi.get("/about", params={"foo": "x"}), 400)
    answer = xapi.post("/about")
    message(answer, 405)
    assert (answer.headers["Allow"], answer.headers[VERSION]) == ("GET, HEAD", xapi.version)


# Versions (1.0.3 Communication 3.3)


@pytest.mark.parametrize("path", RESOURCES)
@pytest.mark.parametrize("sent", [None, "", "BAD", "0.8", "1", "1.1", "2.1.0", "3.0.0", "1.0.3x"])
def test_a_request_names_a_supported_version(
    anonymous: Client, path: str, sent: str | None
) -> None:
    headers = {} if sent is None else {VERSION: sent}
    answer = anonymous.get(path, headers=headers, auth=(KEY, SECRET))
    assert VERSION in message(answer, 400)
    assert answer.headers[VERSION] == "0.95"


@pytest.mark.parametrize("path", RESOURCES)
@pytest.mark.parametrize(
    ("sent", "answered"), [("1.0", "1.0.3"), ("1.0.9", "1.0.3"), ("2.0", "2.0.0")]
)
def test_every_answer_names_the_version_errors_too(
    anonymous: Client, path: str, sent: str, answered: str
) -> None:
    for auth, status in (((KEY, SECRET), 400), ((KEY, "wrong"), 401), (None, 401)):
        answer = anonymous.get(path, headers={VERSION: sent}, auth=auth)
        assert (answer.status_code, answer.headers[VERSION]) == (status, answered)


def test_versions_are_negotiated_for_each_request(v1: Client, v2: Client) -> None:
    parameters = state()
    done(v1.document("/activities/state", "PUT", parameters, {"a": 1}))
    assert v2.document("/activities/state", "GET", parameters).json() == {"a": 1}
    message(v2.document("/activities/state", "PUT", parameters, {}), 409)


@pytest.mark.parametrize("path", RESOURCES)
def test_a_request_needs_a_credential(xapi: Client, path: str) -> None:
    for auth in (None, ("nobody", "wrong")):
        answer = xapi.get(path, auth=auth)
        message(answer, 401)
        assert answer.headers["WWW-Authenticate"].startswith("Basic ")


# Alternate request syntax (1.0.3 Communication 1.3)


def send_form(
    client: httpx.Client, path: str, method: str, form: dict[str, Any], **headers: str
) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(f"{path}?method={method}", data=form, headers=named)


def test_a_form_may_hold_any_request_of_a_document(v1: Client) -> None:
    parameters, path = state(), "/activities/state"
    text = {"Content-Type": "text/plain; charset=utf-8"}
    done(send_form(v1, path, "PUT", {**parameters, **text, "content": "汉字 & = +"}))
    got = send_form(v1, path, "GET", parameters)
    assert (got.status_code, got.text) == (200, "汉字 & = +")
    assert got.headers["Content-Type"] == "text/plain; charset=utf-8"
    head = send_form(v1, path, "HEAD", parameters)
    assert (head.status_code, head.content) == (200, b"")
    wrong = {**parameters, "content": "x", "If-Match": '"1234"'}
    message(send_form(v1, path, "PUT", wrong), 412)
    done(send_form(v1, path, "DELETE", {**parameters, "If-Match": got.headers["ETag"]}))
    message(send_form(v1, path, "GET", parameters), 404)


@pytest.mark.parametrize("media_type", ["text/plain;charset=UTF-8", None])
def test_a_page_that_can_set_no_header_may_send_forms(v1: Client, media_type: str | None) -> None:
    """Old authoring tools do (1.0.3 Communication 1.3)."""
    parameters, path = state(), "/activities/state"
    headers = {"Content-Type": media_type} if media_type else {}
    for content in ('{"a":1}', '{"b":2}'):
        body = urlencode({**parameters, "content": content}).encode()
        done(v1.post(f"{path}?method=POST", content=body, headers=headers))
    assert send_form(v1, path, "GET", parameters).json() == {"a": 1, "b": 2}


def test_a_content_may_be_any_bytes(v1: Client) -> None:
    parameters = state()
    body = urlencode({**parameters, "Content-Type": "image/png", "content": bytes(range(256))})
    answer = v1.post("/activities/state?method=PUT", content=body, headers={"Content-Type": FORM})
    done(answer)
    assert v1.document("/activities/state", "GET", parameters).content == bytes(range(256))


def test_the_media_type_of_a_content_is_json_unless_said_otherwise(v1: Client) -> None:
    parameters, path = state(), "/activities/state"
    for content in ('{"a":1}', '{"b":2}'):
        done(send_form(v1, path, "POST", {**parameters, "content": content}))
    assert send_form(v1, path, "GET", parameters).json() == {"a": 1, "b": 2}


def test_a_form_may_hold_statements(v1: Client) -> None:
    statement_id = str(uuid4())
    content = orjson.dumps(STATEMENT).decode()
    done(send_form(v1, "/statements", "PUT", {"statementId": statement_id, "content": content}))
    answer = send_form(v1, "/statements", "GET", {"statementId": statement_id})
    assert answer.json()["id"] == statement_id
    page = send_form(v1, "/statements", "GET", {"limit": "1"})
    assert page.json().keys() == {"statements", "more"}
    posted = send_form(v1, "/statements", "POST", {"content": content})
    assert posted.status_code == 200


def test_a_form_may_hold_version_and_credential_too(anonymous: Client, v1: Client) -> None:
    parameters = state()
    mine = {VERSION: "1.0.3", "Authorization": v1.auth_header()}
    form = {**parameters, **mine, "content": "{}"}
    answer = send_form(anonymous, "/activities/state", "PUT", form)
    done(answer)
    assert answer.headers[VERSION] == "1.0.3"
    message(send_form(anonymous, "/activities/state", "GET", parameters), 401)


def test_a_header_in_the_form_stands_for_the_header(v1: Client) -> None:
    form = {"statementId": str(uuid4()), "content": orjson.dumps(STATEMENT).decode()}
    message(send_form(v1, "/statements", "PUT", {**form, VERSION: "0.8"}), 400)
    message(send_form(v1, "/statements", "PUT", {**form, "Authorization": "Basic x"}), 401)
    message(send_form(v1, "/statements", "GET", {"statementId": form["statementId"]}), 404)


def test_xapi_2_has_no_requests_in_forms(v2: Client, anonymous: Client) -> None:
    for path, method in (
        ("/statements", "GET"),
        ("/statements", "PUT"),
        ("/activities/state", "GET"),
    ):
        message(send_form(v2, path, method, {"limit": "1", "content": "{}"}), 400)
    mine = {VERSION: "2.0.0", "Authorization": v2.auth_header()}
    assert "2.0.0" in message(send_form(anonymous, "/statements", "GET", mine), 400)


def test_only_a_post_may_hold_a_form(v1: Client) -> None:
    for path in ("/statements", "/activities/state"):
        answer = v1.put(f"{path}?method=POST", data={"content": "{}"})
        assert "method" in message(answer, 400)


@pytest.mark.parametrize("method", ["PATCH", "put", "", "OPTIONS"])
def test_a_form_holds_a_known_method(v1: Client, method: str) -> None:
    assert "method" in message(send_form(v1, "/activities/state", method, state()), 400)


def test_the_query_of_a_form_request_is_its_method_alone(v1: Client) -> None:
    parameters = state()
    answer = v1.post("/activities/state", params={"method": "GET", "stateId": "s"}, data=parameters)
    assert "stateId" in message(answer, 400)


def test_a_form_with_content_to_store_has_it(v1: Client) -> None:
    for method in ("PUT", "POST"):
        answer = send_form(v1, "/activities/state", method, state())
        assert "content" in message(answer, 400)
    message(send_form(v1, "/activities/state", "GET", {**state(), "content": "x"}), 400)


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        (FORM, b'{"statementId":"x","content":{}}'),
        (FORM, b"content=a&content=b"),
        (FORM, b"&".join(b"f%d=1" % number for number in range(200))),
        (FORM, b"content=x&Content-Type=text/plain%0D%0AX-Evil:%201"),
        (FORM, b"content=x&agent=%FF%FE&activityId=http://example.com/x&stateId=s"),
        ("application/json", b'{"content":{}}'),
        ("application/json", b"content=x"),
    ],
)
def test_what_is_no_form_is_refused(v1: Client, media_type: str, body: bytes) -> None:
    headers = {"Content-Type": media_type}
    answer = v1.post("/activities/state?method=PUT", content=body, headers=headers)
    message(answer, 400)


def test_a_form_is_bounded(v1: Client) -> None:
    form = {**state(), "content": "x" * MAX_BODY_BYTES}
    message(send_form(v1, "/activities/state", "PUT", form), 413)


def test_a_page_must_put_its_credential_in_the_form(v1: Client) -> None:
    """A browser would add a password that it remembers to the form of any site."""
    parameters, origin = state(), {"Origin": "https://content.example.com"}
    form = {**parameters, "content": "{}"}
    message(send_form(v1, "/activities/state", "PUT", form, **origin), 401)
    mine = {**form, "Authorization": v1.auth_header()}
    done(send_form(v1, "/activities/state", "PUT", mine, **origin))


# Browsers (CORS)

ORIGIN = "https://content.example.com"


def preflight(client: httpx.Client, path: str, method: str, origin: str = ORIGIN) -> httpx.Response:
    headers = {"Origin": origin, "Access-Control-Request-Method": method}
    return client.options(path, headers=headers)


@pytest.mark.parametrize("path", [*PATHS, "/about"])
def test_a_preflight_allows_what_xapi_needs(anonymous: Client, path: str) -> None:
    answer = preflight(anonymous, path, "PUT")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    allowed = {
        name.strip().lower() for name in answer.headers["Access-Control-Allow-Headers"].split(",")
    }
    assert {
        "authorization",
        "content-type",
        "if-match",
        "if-none-match",
        "x-experience-api-version",
    } <= allowed
    methods = answer.headers["Access-Control-Allow-Methods"].split(", ")
    assert {"GET", "HEAD", "PUT", "POST", "DELETE"} <= set(methods)


@pytest.mark.parametrize("path", [*PATHS, "/about"])
def test_a_page_may_read_answers_and_their_headers_errors_too(xapi: Client, path: str) -> None:
    answer = xapi.get(path, headers={"Origin": ORIGIN})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    exposed = {name.strip() for name in answer.headers["Access-Control-Expose-Headers"].split(",")}
    assert {"ETag", "Last-Modified", VERSION, "X-Experience-API-Consistent-Through"} <= exposed


def test_who_is_no_browser_gets_no_such_headers(xapi: Client) -> None:
    assert not [name for name in xapi.get("/about").headers if name.startswith("access-control")]


def test_options_without_a_preflight_is_no_method(xapi: Client) -> None:
    message(xapi.options("/agents"), 405)


def test_origins_may_be_listed(database: Database) -> None:
    with (
        product(database, cors_origins=f"{ORIGIN} https://lms.example.com") as address,
        Client(address, version="2.0.0") as client,
    ):
        assert preflight(client, "/agents", "GET").headers["Access-Control-Allow-Origin"] == ORIGIN
        answer = client.get("/about", headers={"Origin": "https://lms.example.com"})
        assert answer.headers["Access-Control-Allow-Origin"] == "https://lms.example.com"
        assert answer.headers["Vary"] == "Origin"
        refused = preflight(client, "/agents", "GET", origin="https://evil.example.com")
        assert "Access-Control-Allow-Origin" not in refused.headers
        answer = client.get("/about", headers={"Origin": "https://evil.example.com"})
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_no_origin_may_be_allowed(database: Database) -> None:
    with (
        product(database, cors_origins="none") as address,
        Client(address, version="2.0.0") as client,
    ):
        answer = client.get("/about", headers={"Origin": ORIGIN})
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_method_inside_another_parameter_is_no_form_request(v1: Client) -> None:
    """A client may leave the = of an IRI as it is."""
    query = "activityId=http://example.com/x?method=GET&profileId=p"
    done(v1.post(f"/activities/profile?{query}", json={"a": 1}))
    assert v1.get(f"/activities/profile?{query}").json() == {"a": 1}
