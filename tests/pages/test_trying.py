"""What another policy would change, failed sign-ins, and how the server is, as people are told."""

import re

import httpx
import pytest

from lrs.log.record_store import RecordStore
from projections.words.languages import LANGUAGES, Language
from tests.pages.conftest import HTML
from tests.pages.numbers import exact, page_of

STRICT = "/audit/what-if?policy.thresholds.annual_credits=3&year=2010"


def test_what_a_policy_would_change_is_told_as_in_its_data(officer: httpx.Client) -> None:
    told = officer.get(f"{STRICT}&of=amounts&format=json").json()
    assert told["totals"]["grades_changed"]
    page = page_of(officer, f"{STRICT}&of=amounts")
    shown = {row[0].split()[-1]: (exact(row[4]), exact(row[5])) for row in page["cadres"][1:]}
    assert shown == {
        one["cadre"]: (exact(one["first"]["counted"]), exact(one["second"]["counted"]))
        for one in told["cadres"]
    }
    units = {row[0].split()[-1]: (row[3], row[5]) for row in page["units"][1:]}
    assert units == {
        one["unit"]: (str(one["first"]["unqualified"]), str(one["second"]["unqualified"]))
        for one in told["verdicts"]
    }
    text = officer.get(STRICT).text
    assert f"{told['totals']['grades_changed']}人等次改变" in text
    assert "policy.thresholds.annual_credits = 3" in text
    assert ">thresholds.annual_credits = 3<" in officer.get(STRICT.replace("policy.", "")).text
    assert "of=amounts" in text
    years = re.findall(r'href="(/audit/what-if[^"]+year=2009[^"]*)"', text)
    assert years
    assert "annual_credits=3" in years[0]


def test_where_nothing_would_change_it_is_said(officer: httpx.Client) -> None:
    page = officer.get("/audit/what-if?policy=baoji-2009&year=2010&lang=en").text
    assert "nobody has another grade" in page
    assert "No unit has another verdict." in page
    refused = officer.get("/audit/what-if?year=2010")
    assert refused.status_code == 400


def test_failed_sign_ins_are_told_by_whose_they_are(
    officer: httpx.Client, store: RecordStore
) -> None:
    assert "没有登录失败" in officer.get("/audit/failed-sign-ins").text
    key = officer.get("/audit/access?format=json").json()["credentials"][0]["key"]
    store.note_denied(key, 3)
    store.note_denied("", 12)
    page = officer.get("/audit/failed-sign-ins").text
    assert "15次登录失败" in page
    assert "像是猜测" in page
    assert f'href="/audit/access?key={key}"' in page
    own = officer.get(f"/audit/failed-sign-ins?key={key}").text
    assert "像是猜测" not in own
    assert "3次登录失败" in own
    _, *rows = page_of(officer, "/audit/failed-sign-ins")["hours"]
    assert sorted(row[2] for row in rows) == ["12", "3"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_the_server_is_is_told_in_words(officer: httpx.Client, language: Language) -> None:
    told = officer.get("/health/projections?format=json").json()
    page = officer.get(f"/health/projections?lang={language}").text
    for one in told["projections"]:
        assert f">{one['name']}<" not in page
    _, *rows = page_of(officer, "/health/projections")["places"]
    assert [row[2] for row in rows] == [str(one["settled"]) for one in told["projections"]]
    table = officer.get("/health/projections?format=csv").text.splitlines()
    assert len(table) == 1 + len(told["projections"])
    alone = officer.get(f"/health/reports?lang={language}", headers=HTML).text
    assert {"zh": "本服务器自行计算", "en": "by itself"}[language] in alone
