"""Who may look at pages: sessions, links that work once, forms of other sites, one's own page."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from api.http.auth import SESSION
from lrs.access.credential_store import Credentials
from lrs.access.session_store import LINK, LONGEST, Sessions
from lrs.log.record_store import RecordStore
from tests.api.serving import KEY, SECRET
from tests.pages.conftest import signed_in


class _Time:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime(2011, 3, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> _Time:
    return _Time()


@pytest.fixture
def sessions(store: RecordStore, clock: _Time) -> Sessions:
    return Sessions(store, clock=clock, idle=timedelta(minutes=30))


def test_a_page_leads_who_is_not_signed_in_to_the_form_and_back(visitor: httpx.Client) -> None:
    answer = visitor.get("/cadres/c1?year=2010")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?back=%2Fcadres%2Fc1%3Fyear%3D2010"
    form = visitor.get(answer.headers["location"])
    assert 'name="back" value="/cadres/c1?year=2010"' in form.text
    fields = {"key": KEY, "secret": SECRET, "back": "/cadres/c1?year=2010"}
    assert visitor.post("/sign-in", data=fields).headers["location"] == "/cadres/c1?year=2010"
    assert visitor.get("/cadres/c1?year=2010").status_code == 200


def test_a_program_without_credential_is_told_so_and_not_led(visitor: httpx.Client) -> None:
    answer = visitor.get("/cadres/c1", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "authentication"


@pytest.mark.parametrize(
    "back", ["//evil.example/", "/\\evil.example", "https://evil.example/", "x"]
)
def test_signing_in_leads_to_no_other_site(visitor: httpx.Client, back: str) -> None:
    answer = visitor.post("/sign-in", data={"key": KEY, "secret": SECRET, "back": back})
    assert answer.headers["location"] == "/"


def test_a_wrong_secret_begins_no_session(visitor: httpx.Client) -> None:
    answer = visitor.post("/sign-in", data={"key": KEY, "secret": "wrong", "back": "/"})
    assert answer.status_code == 403
    assert 'role="alert"' in answer.text
    assert "<title>有误：" in answer.text  # what a screen reader says first
    assert SESSION not in visitor.cookies


def test_the_cookie_is_for_the_server_alone(visitor: httpx.Client) -> None:
    answer = visitor.post("/sign-in", data={"key": KEY, "secret": SECRET, "back": "/"})
    (cookie,) = [one for one in answer.headers.get_list("set-cookie") if one.startswith(SESSION)]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert answer.headers["cache-control"] == "no-store"


def test_who_signs_in_anew_ends_the_session_before(visitor: httpx.Client) -> None:
    signed_in(visitor, KEY, SECRET)
    before = visitor.cookies[SESSION]
    signed_in(visitor, KEY, SECRET)
    assert visitor.cookies[SESSION] != before
    assert visitor.get("/").status_code == 200
    visitor.cookies.clear()
    visitor.cookies.set(SESSION, before)
    assert visitor.get("/").status_code == 303


def test_a_form_of_another_site_signs_nobody_out(officer: httpx.Client) -> None:
    page = officer.get("/").text
    (token,) = re.findall(r'name="form_token" value="([0-9a-f]+)"', page)
    assert officer.post("/sign-out", data={}).status_code == 400
    assert officer.post("/sign-out", data={"form_token": "0" * 64}).status_code == 400
    fields = {"form_token": token}
    for origin in ("https://evil.example", "null", "https://[", ""):
        foreign = {"Origin": origin}
        assert officer.post("/sign-out", data=fields, headers=foreign).status_code == 400
    assert officer.get("/").status_code == 200
    assert officer.post("/sign-out", data=fields).status_code == 303
    assert officer.get("/").status_code == 303


def test_a_session_does_not_write_statements(officer: httpx.Client) -> None:
    answer = officer.post(
        "/xapi/statements", json=[], headers={"X-Experience-API-Version": "1.0.3"}
    )
    assert answer.status_code == 401


def test_a_link_signs_in_once(visitor: httpx.Client, sessions: Sessions, clock: _Time) -> None:
    token = sessions.link(KEY)
    for _ in range(2):  # a program that looks at links does not use it up
        page = visitor.get(f"/sign-in/{token}")
        assert page.status_code == 200
        assert f'<form method="post" action="/sign-in/{token}"' in page.text
        assert SESSION not in visitor.cookies
    foreign = {"Origin": "https://evil.example"}
    assert visitor.post(f"/sign-in/{token}", headers=foreign).status_code == 400
    page = visitor.get(f"/sign-in/{token}?back=/cadres/c1")
    assert 'name="back" value="/cadres/c1"' in page.text
    led = visitor.post(f"/sign-in/{token}", data={"back": "/cadres/c1"})
    assert led.headers["location"] == "/cadres/c1"
    assert visitor.get("/").status_code == 200
    assert visitor.post(f"/sign-in/{token}").status_code == 403


def test_a_link_and_a_session_end(sessions: Sessions, clock: _Time) -> None:
    link, idle, busy = sessions.link("k"), sessions.begin("k"), sessions.begin("k")
    begun = clock.now
    clock.now += LINK + timedelta(seconds=1)
    assert sessions.redeem(link) is None
    assert sessions.credential(busy) == "k"
    clock.now += timedelta(minutes=16)
    assert sessions.credential(idle) is None
    while clock.now - begun < LONGEST:
        assert sessions.credential(busy) == "k"
        clock.now += timedelta(minutes=29)
    assert sessions.credential(busy) is None
    sessions.end(busy)


def test_who_was_revoked_is_signed_out(visitor: httpx.Client, store: RecordStore) -> None:
    made, secret = Credentials(store).add("Officer", scopes=["reports/read"])
    signed_in(visitor, made.key, secret)
    assert visitor.get("/").status_code == 200
    Credentials(store).revoke(made.key)
    while visitor.get("/").status_code == 200:  # a second at the longest
        pass
    assert visitor.get("/").headers["location"].startswith("/sign-in")


def test_a_cadre_sees_himself_and_nobody_else(visitor: httpx.Client, store: RecordStore) -> None:
    made, secret = Credentials(store).add("Wang Fang", scopes=["reports/read/mine:c1"])
    signed_in(visitor, made.key, secret)
    assert "王芳" in visitor.get("/cadres/c1").text
    assert visitor.get("/cadres/c2").status_code == 403
    assert visitor.get("/cadres/nobody").status_code == 403
    assert visitor.get("/units/A1").status_code == 403
    register = visitor.get("/cadres", headers={"Accept": "application/json"})
    assert register.json()["cadres"] == []


def test_a_proxy_that_does_not_pass_the_host_on_is_told_of(visitor: httpx.Client) -> None:
    fields = {"key": KEY, "secret": SECRET, "back": "/"}
    asked = {"Origin": "https://lrs.city.example", "X-Forwarded-Proto": "https"}
    refused = visitor.post("/sign-in", data=fields, headers=asked)
    assert refused.status_code == 400
    assert "https://lrs.city.example" in refused.text
    passed = visitor.post("/sign-in", data=fields, headers={**asked, "Host": "lrs.city.example"})
    assert passed.status_code == 303
    cookies = passed.headers.get_list("set-cookie")
    assert all("Secure" in one for one in cookies)
