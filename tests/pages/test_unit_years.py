"""A unit over the years: what its page says, who may see it, and that what was answered stays."""

import re
from datetime import date
from decimal import Decimal

import altair
import httpx
import pytest

from api.pages.charts import credits as charts
from api.pages.charts.drawing import draw
from api.pages.charts.unit_years import unit_years
from api.pages.wording import texts_in
from lrs.access.credential_store import Credentials
from lrs.log.record_store import RecordStore
from projections.compliance.unit_compliance import BARRED, CLEAR
from projections.reports.answer import PolicyOfAnswer
from projections.reports.unit_years import UnitYearsAnswer
from projections.words.languages import LANGUAGES, Language
from projections.year_close.editions import EditionState
from projections.year_close.unit_years import MOST_YEARS, UnitYear
from tests.pages.conftest import HTML, MEMBER, UNIT, signed_in
from tests.recording import record


def test_the_page_leads_to_each_year_and_to_how_its_results_stand(officer: httpx.Client) -> None:
    told = officer.get("/units/A1/years?format=json").json()
    years = [one["year"] for one in told["years"]]
    assert years == [2009, 2010, 2011]
    assert [one["state"] for one in told["years"]] == ["ended", "ended", "open"]
    page = officer.get("/units/A1/years").text
    for year in years:
        assert f'href="/units/A1?year={year}"' in page
        assert f'href="/reports/year?year={year}&amp;unit=A1"' in page
    assert page.count("尚未公布") == 2
    assert page.count("未结束，暂定") == 1
    assert re.search(r'<img src="/charts/unit-years/A1\?lang=zh" alt="[^"]+">', page)
    english = officer.get("/units/A1/years?lang=en&years=1").text
    assert "Open, provisional" in english
    assert "year=2010" not in english


def test_the_page_of_a_unit_loads_the_picture_when_it_is_scrolled_to(officer: httpx.Client) -> None:
    page = officer.get("/units/A1?year=2010&known_at=2011-03-01").text
    assert re.search(r'<img src="/charts/unit-years/A1\?[^"]+" alt="[^"]+" loading="lazy">', page)
    assert 'href="/units/A1/years?known_at=2011-03-01"' in page


def test_a_unit_without_members_has_no_years(officer: httpx.Client, store: RecordStore) -> None:
    record(store, {**UNIT, "id": "empty", "unit": "empty", "name": "空单位"})
    assert officer.get("/units/empty/years?format=json").json()["years"] == []
    assert "至今没有成员" in officer.get("/units/empty/years").text
    assert officer.get("/charts/unit-years/empty").status_code == 200
    assert officer.get("/units/nowhere/years?format=json").status_code == 404


def test_what_was_known_then_stays(officer: httpx.Client, store: RecordStore) -> None:
    position = officer.get("/units/B/years?format=json").json()["position"]
    asked = f"/units/B/years?format=json&known_at={position}"
    before = officer.get(asked).json()
    record(store, {**MEMBER, "id": "late", "cadre": "c9", "unit": "B", "real_name": "后来"})
    assert officer.get(asked).json() == before
    now = officer.get("/units/B/years?format=json").json()["years"]
    assert [one["assessed"] for one in now] == [one["assessed"] + 1 for one in before["years"]]


@pytest.mark.parametrize("years", ["0", str(MOST_YEARS + 1), "x", "1.0"])
def test_so_many_years_are_told_and_no_more(officer: httpx.Client, years: str) -> None:
    assert officer.get(f"/units/A/years?years={years}&format=json").status_code == 400


def test_who_reads_a_unit_reads_its_years(
    visitor: httpx.Client, store: RecordStore, address: str
) -> None:
    for scope, status in (("reports/read:A", 200), ("reports/read/mine:c1", 403)):
        made, secret = Credentials(store).add(scope, scopes=[scope])
        with httpx.Client(base_url=address, headers=HTML) as browser:
            signed_in(browser, made.key, secret)
            for path in ("/units/A1/years", "/charts/unit-years/A1"):
                assert browser.get(path).status_code == status
            for path in ("/units/B/years", "/charts/unit-years/B"):
                assert browser.get(path).status_code == 403


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chart_tells_years_apart_by_pattern_and_in_words(language: Language) -> None:
    years = (
        _year(2008, short=40, verdict=BARRED),
        _year(2009, short=10, verdict=CLEAR),
        _year(2010, short=100, verdict="undecided", state="open"),
    )
    found = UnitYearsAnswer(
        position=1,
        today=date(2010, 6, 1),
        policy=PolicyOfAnswer(id="p", digest="d", succession=()),
        unit="u",
        unit_name=None,
        first_responsible=None,
        direct_responsible=None,
        years=years,
    )
    chart = unit_years(found, texts_in(language), width=charts.NARROW)
    altair.LayerChart.from_dict(chart.spec)
    rows = chart.spec["data"]["values"]
    assert [row["short"] for row in rows] == [40, 10, 100]
    assert len({row["kind"] for row in rows}) == 3
    assert [round(row["limit"]) for row in rows] == [34, 34, 34]
    assert chart.finding == "2008: 40%; 2009: 10%; 2010: 100%"
    svg = draw(chart).decode()
    assert all(f"url(#{pattern})" in svg for pattern in ("cross", "dots"))


def _year(year: int, *, short: int, verdict: str, state: str = "ended") -> UnitYear:
    return UnitYear(
        year=year,
        state=state,
        standing=EditionState.PROVISIONAL,
        assessed=100,
        qualified=100 - short,
        unqualified=short,
        qualified_percent=Decimal(100 - short),
        mean_credits=Decimal(60),
        limit=34,
        until_barred=max(34 - short, 0),
        to_clear=max(short - 33, 0),
        verdict=verdict,
        reason=None,
        apart=None,
        rule="R24",
        article="A3-18",
    )
