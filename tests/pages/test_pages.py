"""Pages say what the answers say, in both languages, and show every text as text."""

import html
import re
from decimal import Decimal

import httpx
import pytest

from api.app import create_app
from api.pages import statements
from api.pages.rendering import when_known
from api.pages.wording import catalogue
from api.reports.answering import AnswerRoute
from lrs.access.credential_store import Credentials
from lrs.event.credentials import OPERATOR
from lrs.log.record_store import RecordStore
from tests.api.serving import settings
from tests.pages.conftest import HTML, signed_in

PAGES = [
    "/",
    "/cadres",
    "/cadres/c1",
    "/cadres/c1?year=2010",
    "/cadres/c1/ledger",
    "/cadres/c1/handbook",
    "/cadres/c1/eligibility",
    "/units/A1?year=2010",
    "/units/A",
    "/units/A/members?year=2010",
    "/reports/circular?year=2010",
    "/reports/at-risk",
    "/reports/cycle?year=2010",
    "/reports/cycle?year=2010&unit=A",
    "/reports/cycle?year=2004",
    "/reports/learning?by=unit",
    "/reports/findings",
    "/classes",
    "/classes/k1",
    "/classes/k1/follow-up",
    "/follow-up",
    "/follow-up/due",
    "/catalogue",
    "/search?q=A",
    "/audit/explain?cadre=c1&year=2010",
    "/audit/explain?cadre=c1&about=promotion",
    "/audit/explain?unit=A1&year=2010",
    "/audit/history?cadre=c1",
    "/audit/history?unit=A1",
    "/audit/history?class=k1",
    "/audit/access",
    "/statements",
    "/statements?ascending=true",
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_browser_is_shown_a_page(officer: httpx.Client, path: str, language: str) -> None:
    answer = officer.get(path, params={**httpx.URL(path).params, "lang": language})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.text.count("<h1") == 1
    assert not re.search(r"<script|style=|javascript:", answer.text)
    tag = {"zh": "zh-CN", "en": "en"}[language]
    assert f'<html lang="{tag}">' in answer.text
    if language == "zh":
        assert OPERATOR.name not in answer.text


def test_a_page_and_its_data_say_the_same(officer: httpx.Client) -> None:
    page = officer.get("/cadres/c1?year=2010").text
    data = officer.get("/cadres/c1/balances", headers={"Accept": "application/json"}).json()
    balance = data["annual"]["2010"]
    assert Decimal(balance["counted"]) > 0
    assert f"2010年度计入{balance['counted']}学分" in page


def test_nobody_is_called_unqualified_in_the_figures_of_an_open_year(officer: httpx.Client) -> None:
    ended = officer.get("/units/A1?year=2010").text
    assert "<dt>不合格</dt>" in ended
    assert "<dt>尚未达到</dt>" not in ended
    is_open = officer.get("/units/A1?year=2011&today=2011-03-02").text
    assert "<dt>尚未达到</dt>" in is_open
    assert "<dt>不合格</dt>" not in is_open


def test_every_text_is_shown_as_text(officer: httpx.Client) -> None:
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in officer.get("/cadres/c2").text
    assert "&lt;script&gt;" in officer.get("/cadres").text
    refused = officer.get("/cadres/%3Cimg%20src=x%3E")
    assert refused.status_code == 404
    assert "<img" not in refused.text


def test_the_past_says_that_it_is_the_past(officer: httpx.Client) -> None:
    page = officer.get("/cadres/c1?known_at=2011-03-01").text
    assert 'class="is-past"' in page
    assert "您正在看过去" in page
    assert 'class="is-past"' not in officer.get("/cadres/c1").text


def test_the_language_is_the_one_asked_for_then_the_browsers(address: str) -> None:
    with httpx.Client(base_url=address, headers=HTML) as browser:
        assert 'lang="zh-CN"' in browser.get("/sign-in").text
        english = {"Accept-Language": "en-GB,en;q=0.9"}
        assert '<html lang="en"' in browser.get("/sign-in", headers=english).text
        chinese = browser.get("/sign-in?lang=zh", headers=english).text
        assert '<html lang="zh-CN"' in chinese


def test_what_is_wrong_is_a_page_with_ways_on(officer: httpx.Client) -> None:
    for path, status in (("/nowhere", 404), ("/cadres/c1?year=x", 400), ("/units/none", 404)):
        answer = officer.get(path)
        assert answer.status_code == status
        assert 'role="alert"' in answer.text


def test_style_and_picture_are_there_for_anybody(visitor: httpx.Client) -> None:
    style = visitor.get("/assets/lrs.css?v=1")
    assert style.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in style.headers["cache-control"]
    assert visitor.get("/assets/secret.txt").status_code == 404


def test_a_line_leads_to_its_statement(officer: httpx.Client) -> None:
    ledger = officer.get("/cadres/c1/ledger?format=json").json()
    statement = ledger["entries"][0]["statement_id"]
    assert f'href="/statements/{statement}"' in officer.get("/cadres/c1?year=2010").text
    page = officer.get(f"/statements/{statement}")
    assert page.status_code == 200
    assert "w-b1" in page.text
    answer = officer.get(f"/statements/{statement}?format=json")
    assert answer.headers["cache-control"] == "private, no-store"
    raw = answer.json()
    assert raw["id"] == statement
    for path in (f"/statements/{statement}", "/statements"):
        for tag, language in (("zh-CN", "zh"), ("en", "en")):
            assert f">{raw['verb']['display'][tag]}<" in officer.get(f"{path}?lang={language}").text
    missing = officer.get("/statements/00000000-0000-4000-8000-000000000000")
    assert missing.status_code == 404


def test_the_data_of_the_statement_browser_lead_to_the_rest(
    officer: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = officer.get("/statements?format=json").json()
    assert whole["more"] == ""
    monkeypatch.setattr(statements, "PAGE", 3)
    pages, way = [], "/statements?format=json&lang=zh"
    while way:
        pages.append(officer.get(way).json())
        way = pages[-1]["more"]
    assert len(pages) > 1
    ids = [one["id"] for page in pages for one in page["statements"]]
    assert ids == [one["id"] for one in whole["statements"]]
    assert "lang=en&amp;token=" in officer.get("/statements?lang=en").text


def test_who_reads_no_statements_sees_none(visitor: httpx.Client, store: RecordStore) -> None:
    made, secret = Credentials(store).add("Clerk", scopes=["reports/read"])
    clerk = signed_in(visitor, made.key, secret)
    assert clerk.get("/statements").status_code == 403
    assert 'href="/statements"' not in clerk.get("/").text


@pytest.mark.parametrize(
    ("scope", "refused"),
    [
        ("reports/read:A", ("/statements/",)),
        ("reports/read/mine:c1", ("/statements/", "/classes/", "/units/")),
    ],
)
def test_no_link_leads_to_what_would_be_refused(
    visitor: httpx.Client, store: RecordStore, scope: str, refused: tuple[str, ...]
) -> None:
    made, secret = Credentials(store).add("Reader", scopes=[scope])
    reader = signed_in(visitor, made.key, secret)
    for path in (
        *("/", "/cadres/c1?year=2010", "/cadres/c1/follow-up", "/cadres/c1/ledger"),
        *("/cadres/c1/handbook", "/reports/findings"),
    ):
        page = reader.get(path)
        assert page.status_code == 200, path
        assert not [one for one in refused if f'href="{one}' in page.text], path


def test_the_statement_browser_has_the_filters_of_xapi(officer: httpx.Client) -> None:
    found = officer.get(
        "/statements", params={"activity": "https://nowhere.example/", "lang": "en"}
    )
    assert "No statement fits." in found.text
    assert officer.get("/statements", params={"agent": "{"}).status_code == 400
    assert officer.get("/statements", params={"actor": "{}"}).status_code == 400


def test_every_answer_has_a_title_in_both_languages() -> None:
    routes = create_app(settings()).rest.routes
    answers = {one.path for one in routes if isinstance(one, AnswerRoute)}
    untitled = answers - {key.removeprefix("title.") for key in catalogue()}
    assert untitled <= {"/", "/cadres/{cadre:path}", "/units/{unit:path}", "/search"}


def test_the_past_stays_the_past_from_page_to_page(officer: httpx.Client) -> None:
    page = officer.get("/units/A1?year=2010&known_at=2011-03-01&lang=en").text
    assert "/cadres/c1?known_at=2011-03-01&amp;lang=en" in page
    found = officer.get("/search?q=c1&known_at=2011-03-01&lang=en").text
    assert "/cadres/c1?known_at=2011-03-01&amp;lang=en" in found


def test_what_is_tried_stays_tried_from_page_to_page(officer: httpx.Client) -> None:
    tried = "policy.thresholds.annual_credits=50"
    page = officer.get(f"/units/A1?year=2010&{tried}").text
    assert f'src="/charts/members/A1?{tried}' in page
    assert f'href="/cadres/c1?{tried}' in page
    assert '<input type="hidden" name="policy.thresholds.annual_credits" value="50">' in page
    assert 'href="/do' not in page
    links = {html.unescape(one) for one in re.findall(r'(?:href|src)="(/[^"]*)"', page)}
    assert len([one for one in links if tried in one]) > 10
    for link in links:
        answer = officer.get(link)
        assert answer.status_code in (200, 303), (link, answer.text)


def test_search_leads_to_whom_was_looked_for(officer: httpx.Client) -> None:
    page = officer.get("/search", params={"q": "王芳"}).text
    assert 'href="/cadres/c1"' in page
    assert "<script" not in officer.get("/search", params={"q": "<script>"}).text


@pytest.mark.parametrize("path", ["/cadres/c1?year=2010", "/units/A1?year=2010", "/classes/k1"])
def test_the_forms_of_a_page_are_those_of_its_table(officer: httpx.Client, path: str) -> None:
    twins = re.findall(
        r'<a href="([^"]*format=[a-z]+[^"]*)">(XLSX|CSV|JSON)</a>', officer.get(path).text
    )
    assert [name for _, name in twins] == ["XLSX", "CSV", "JSON"]
    csv, json = (officer.get(html.unescape(url)) for url, _ in twins[1:])
    assert csv.headers["content-type"].startswith("text/csv")
    rows = csv.text.splitlines()[1:]
    assert rows
    told = json.json()
    table = next(told[name] for name in ("entries", "members", "trainees") if name in told)
    assert len(rows) == len(table)


def test_a_circular_leads_to_pages_that_show_its_numbers(officer: httpx.Client) -> None:
    """Its cut-off may be another than that of a page that is asked for now."""
    said = officer.get("/reports/circular?year=2010&format=json").json()["cut_off"]["known_at"]
    page = officer.get("/reports/circular?year=2010").text
    links = re.findall(r'href="(/units/[^"]+)"', page)
    assert links
    for link in links:
        asked = httpx.URL(html.unescape(link)).params
        assert (asked["year"], asked.get("known_at")) == ("2010", said)


@pytest.mark.parametrize(
    ("known_at", "said"),
    [
        ("2010-12-31T23:59:59.999999+08:00", "2010-12-31 23:59:59+08:00"),
        ("2010-12-31T15:59:59Z", "2010-12-31 23:59:59+08:00"),
        ("2010-12-31", "2010-12-31"),
        ("20101231", "20101231"),
        ("2010-12-31T15:59Z and more", "2010-12-31T15:59Z and more"),
        ("nonsense", "nonsense"),
    ],
)
def test_an_instant_is_told_as_people_read_it(known_at: str, said: str) -> None:
    assert when_known(known_at) == said


def test_a_page_can_be_looked_at_from_a_position_of_the_log(officer: httpx.Client) -> None:
    head = officer.get("/cadres/c1/balances?format=json").json()["position"]
    page = officer.get(f"/cadres/c1?year=2010&known_at={head - 1}&lang=en").text
    assert 'class="is-past"' in page
    assert f"(log position {head - 1})" in page
    assert "1 record has come since." in page
    assert "/cadres/c1/as-of?known_at=" in page
    told = officer.get(f"/cadres/c1/balances?format=json&known_at={head - 1}").json()
    assert told["position"] == head - 1
    assert officer.get(f"/cadres/c1?known_at={head + 9}").status_code == 400


def test_the_large_type_is_kept(officer: httpx.Client) -> None:
    answer = officer.get("/type?large=1&back=/cadres")
    assert (answer.status_code, answer.headers["location"]) == (303, "/cadres")
    assert ' class="large"' in officer.get("/cadres").text
    assert officer.get("/type?large=0&back=//evil.example").headers["location"] == "/"


@pytest.mark.parametrize("year", [2004, 2010])
def test_the_page_of_a_cycle_and_its_data_say_the_same(officer: httpx.Client, year: int) -> None:
    told = officer.get(f"/reports/cycle?year={year}&format=json").json()
    page = officer.get(f"/reports/cycle?year={year}").text
    assert told["cycle"] in page
    units = page.partition('<section id="units">')[2].partition("</section>")[0]
    for unit, figures in told["units"].items():
        row = units.partition(f'href="/units/{unit}"')[2].partition("</tr>")[0] if unit else units
        assert f'<td class="n">{figures["assessed"]}</td>' in row
        assert figures["mean_credits"] is None or figures["mean_credits"] in row
    short = page.partition('<section id="short">')[2]
    for one in told["short"]:
        assert f'href="/cadres/{one["cadre"]}' in short


def test_a_unit_leads_to_its_learning_who_is_at_risk_and_what_lies_below(
    officer: httpx.Client,
) -> None:
    page = officer.get("/units/A?year=2010").text
    for address in (
        "/reports/at-risk?unit=A",
        "/reports/learning?by=cadre&unit=A&year=2010",
        "/follow-up/due?unit=A",
        "/reports/circular?year=2010&unit=A",
    ):
        assert f'href="{html.escape(address)}"' in page
        assert officer.get(address).status_code == 200
    assert "/charts/unqualified?" in page
