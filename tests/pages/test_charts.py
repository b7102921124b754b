"""Charts: pictures that say what they show, hold no script and ask the net for nothing."""

import re
from decimal import Decimal
from html import unescape
from types import SimpleNamespace
from typing import cast

import altair
import httpx
import pytest

from api.pages.charts import credits as charts
from api.pages.charts import groups
from api.pages.charts.chart import Chart
from api.pages.charts.drawing import draw
from api.pages.wording import texts_in
from projections.credits.balances import Balance
from projections.reports.ledgers import ComplianceAnswer
from projections.reports.years import CircularAnswer, CycleAnswer
from projections.words.languages import LANGUAGES, Language

PICTURES = [
    "/charts/years/c1",
    "/charts/members/A1?year=2010",
    "/charts/unit-years/A1",
    "/charts/unit-years/A?years=2",
    "/charts/drift?year=2010&against=8",
    "/charts/findings",
    "/charts/unqualified?year=2010",
    "/charts/unqualified?year=2010&unit=A",
    "/charts/cycle?year=2010",
    "/charts/catalogue",
    "/charts/gaps",
    "/charts/gaps?unit=A&on=2011-02-01",
    "/charts/learning",
    "/charts/learning?by=month&unit=A",
    "/charts/learning?by=cadre,year",
]


def _balance(year: int, online: str) -> Balance:
    earned = Decimal(online)
    return Balance(
        year=year,
        state="ended",
        by_category={"basic.online": earned} if earned else {},
        earned=earned,
        carried_in=Decimal(3),
        counted=earned + 3,
        carried_out=Decimal(0),
        carry_reason=None,
        required=Decimal(60),
        missing=max(Decimal(57) - earned, Decimal(0)),
        missing_by_target=(),
        short_shares={},
        grade="qualified",
        article="A3-17",
        carry_article="A3-15",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_specification_is_valid_and_always_drawn_alike(language: Language) -> None:
    balances = [_balance(2009, "0"), _balance(2010, "43.5")]
    chart = charts.by_year(balances, texts_in(language), width=charts.WIDE)
    altair.Chart.from_dict(chart.spec) if "layer" not in chart.spec else (
        altair.LayerChart.from_dict(chart.spec)
    )
    assert draw(chart) == draw(chart)
    assert "46.5" in draw(chart).decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_large_unit_is_drawn_how_many_have_how_much(
    officer: httpx.Client, monkeypatch: pytest.MonkeyPatch, language: Language
) -> None:
    asked = "/charts/members/A1", {"year": "2010", "lang": language}
    dots = officer.get(asked[0], params=asked[1]).text
    monkeypatch.setattr(charts, "MOST_DOTS", 0)
    spread = officer.get(asked[0], params=asked[1]).text
    title = str(texts_in(language)("chart.spread"))
    assert title in spread
    assert title not in dots
    assert title in officer.get("/units/A1", params=asked[1]).text
    balance = _balance(2010, "43.5")
    members = [
        SimpleNamespace(cadre=str(at), counted=balance.counted + at, missing=at % 2, name=None)
        for at in range(30)
    ]
    for one in members:
        one.missing_by_target = ()
    found = cast(ComplianceAnswer, SimpleNamespace(members=members))
    chart = charts.members(found, texts_in(language), width=charts.WIDE)
    altair.LayerChart.from_dict(chart.spec)
    bars = chart.spec["layer"][0]["data"]["values"]
    assert sum(one["above"] - one["below"] for one in bars) == 30
    assert chart.finding.count("15") == 1


def test_units_of_one_name_are_drawn_apart() -> None:
    units = [
        SimpleNamespace(unit=unit, unit_name="办公室", assessed=4, unqualified=at, verdict="clear")
        for at, unit in enumerate(("A1", "B1"))
    ]
    found = cast(CircularAnswer, SimpleNamespace(units=units))
    shares = charts.unqualified(found, texts_in("zh"), width=charts.WIDE).spec["data"]["values"]
    assert [(one["unit"], one["share"]) for one in shares] == [("办公室 B1", 25), ("办公室 A1", 0)]
    figures = SimpleNamespace(mean_credits=Decimal(50))
    of_cycle = SimpleNamespace(
        units={"A1": figures, "B1": figures}, unit_names={"A1": "办公室", "B1": "办公室"}
    )
    means = groups.cycle(cast(CycleAnswer, of_cycle), texts_in("zh"), width=charts.WIDE)
    assert {one["of"] for one in means.spec["data"]["values"]} == {"办公室 A1", "办公室 B1"}


def test_words_of_a_chart_are_text() -> None:
    spec = {"data": {"values": [{"a": 1}]}, "mark": "bar", "encoding": {}}
    svg = draw(Chart(title="<script>", finding="a & b", spec=spec)).decode()
    assert '<title id="t">&lt;script&gt;</title>' in svg
    assert "a &amp; b" in svg


def test_a_chart_fetches_nothing() -> None:
    spec = {"data": {"url": "https://example.com/a.json"}, "mark": "bar", "encoding": {}}
    with pytest.raises(ValueError, match=r"example\.com"):
        draw(Chart(title="t", finding="f", spec=spec))


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("path", PICTURES)
def test_a_picture_is_served_to_who_may_see_it(
    officer: httpx.Client, path: str, width: str
) -> None:
    answer = officer.get(path, params={**httpx.URL(path).params, "width": width})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    assert not re.search(r"<script|href=.http|<image", answer.text)
    assert '<title id="t">' in answer.text
    anonymous = httpx.get(answer.url, headers={"Accept": "image/svg+xml"})
    assert anonymous.status_code == 401


def test_the_chart_of_a_circular_on_some_units_is_of_these(officer: httpx.Client) -> None:
    page = officer.get("/reports/circular?year=2010&unit=A&lang=zh").text
    (asked,) = re.findall(r'<img src="/charts/unqualified\?([^"]+)"', page)
    assert dict(httpx.QueryParams(unescape(asked))) == {"year": "2010", "unit": "A", "lang": "zh"}
    for report in ("drift", "cycle"):
        assert f'href="/reports/{report}?lang=zh&amp;year=2010&amp;unit=A"' in page


def test_a_page_shows_its_chart(officer: httpx.Client) -> None:
    page = officer.get("/cadres/c1", params={"known_at": "2011-03-01"}).text
    assert re.search(
        r'<img src="/charts/years/c1\?known_at=2011-03-01&amp;lang=zh" alt="[^"]+"', page
    )


@pytest.mark.parametrize("end", ["\u2028", "\u2029"])
def test_a_name_that_ends_a_line_for_a_program_stops_no_picture(end: str) -> None:
    rows = [{"name": f"王{end}国", "credits": 1}, {"name": "b", "credits": 2}]
    sorted_by = [row["name"] for row in rows]
    spec = {
        "data": {"values": rows},
        "mark": "point",
        "encoding": {"y": {"field": "name", "type": "nominal", "sort": sorted_by}},
    }
    assert "王 国" in draw(Chart(title="t", finding="f", spec=spec)).decode()
