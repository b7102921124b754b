"""The handbook on a page: who he is, his years, and by year the acts that earned credits."""

import re

import httpx
import pytest

from projections.words.languages import LANGUAGES, Language


def heads(page: str) -> list[str]:
    return re.findall(r'<th scope="col"[^>]*>([^<]+)', page)


def test_a_person_reads_day_item_credits_and_who_decided(officer: httpx.Client) -> None:
    page = officer.get("/cadres/c1/handbook").text
    data = officer.get("/cadres/c1/handbook", headers={"Accept": "application/json"}).json()
    lines = [one for some in data["pages"].values() for one in some]
    assert lines
    for one in lines:
        assert f">{one['day']}</td>" in page
        assert f'href="/statements/{one["statement_id"]}"' in page
    assert {"日期", "项目", "学分", "决定人", "办理情况"} <= set(heads(page))
    assert "已批准" in page
    assert f"手册登记计学分的记录{len(lines)}条" in page
    assert "编号 —" not in page
    assert "详情" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_years_stand_as_in_the_data_and_the_printed_form_is_one_link_away(
    officer: httpx.Client, language: Language
) -> None:
    page = officer.get(f"/cadres/c1/handbook?lang={language}").text
    data = officer.get("/cadres/c1/handbook", headers={"Accept": "application/json"}).json()
    years = page[page.index('id="years"') : page.index('id="acts"')]
    for one in data["years"]:
        for number in (one["earned"], one["counted"], one["required"]):
            assert f'<td class="n">{number}</td>' in years
    assert "format=pdf" in page


def test_who_has_no_acts_is_told_so(officer: httpx.Client) -> None:
    page = officer.get("/cadres/c3/handbook?lang=en").text
    assert "Nothing is registered." in page
    assert "Nothing was corrected." in page
    assert "=1+1" in page
