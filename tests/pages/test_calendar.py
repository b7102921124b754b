"""The calendar of follow-ups: a month of what is due, or all that is so far."""

import html
import re
from datetime import date

import httpx
import pytest

from lrs.statement.years import FIRST_YEAR, LAST_YEAR
from projections.words.languages import LANGUAGES, Language


def items(officer: httpx.Client) -> list[dict[str, str]]:
    found: list[dict[str, str]] = officer.get("/follow-up/due?limit=1000&format=json").json()[
        "items"
    ]
    assert found
    return found


def section(text: str, name: str) -> str:
    return text.partition(f'<section id="{name}"')[2].partition("</section>")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_month_shows_what_is_due_in_it_and_nothing_else(
    officer: httpx.Client, language: Language
) -> None:
    every = items(officer)
    month = every[0]["due"][:7]
    text = officer.get("/follow-up/due", params={"month": month, "lang": language}).text
    due = [one for one in every if one["due"].startswith(month)]
    rows = section(text, "items").partition("<tbody>")[2]
    assert rows.count("<tr") == len(due)
    grid = section(text, "month")
    for one in due:
        assert f'id="d{one["due"]}"' in rows
        day = grid.partition(f'<time datetime="{one["due"]}">')[2].partition("</td>")[0]
        assert f"/classes/{one['training_class']}" in day
    days = re.findall(r'<time datetime="([0-9-]+)">', grid)
    assert days == sorted(days)
    assert {one[:7] for one in days} == {month}


def test_it_begins_with_the_month_of_today_and_leads_to_its_neighbours(
    officer: httpx.Client,
) -> None:
    text = officer.get("/follow-up/due").text
    assert "2011-03" in text
    assert '<td class="today"><time datetime="2011-03-01">' in text
    links = [
        html.unescape(one) for one in re.findall(r'href="(/follow-up/due\?month=[^"]+)"', text)
    ]
    assert links == ["/follow-up/due?month=2011-02", "/follow-up/due?month=2011-04"]
    weekday = date(2011, 3, 1).weekday()
    first_week = section(text, "month").partition("<tbody>")[2].partition("</tr>")[0]
    assert first_week.count("<td></td>") == weekday


def test_all_that_is_overdue_is_a_list_page_by_page(officer: httpx.Client) -> None:
    told = officer.get("/follow-up/due?state=overdue&format=json").json()["items"]
    assert len(told) > 1
    address, seen = "/follow-up/due?state=overdue&limit=1", 0
    while True:
        text = officer.get(address).text
        assert '<section id="month"' not in text
        seen += section(text, "items").partition("<tbody>")[2].count("<tr")
        following = re.search(r'<a href="([^"]*after=[^"]*)">下一页</a>', text)
        if following is None:
            break
        address = html.unescape(following.group(1))
    assert seen == len(told)


def test_the_twins_of_a_month_are_data(officer: httpx.Client) -> None:
    text = officer.get("/follow-up/due?month=2010-06&unit=A").text
    for twin in re.findall(r'<a href="([^"]+)">(?:XLSX|CSV|JSON)</a>', text):
        assert officer.get(html.unescape(twin)).status_code == 200


@pytest.mark.parametrize(
    "month", ["2010-13", "2010", "0000-01", f"{FIRST_YEAR - 1}-12", f"{LAST_YEAR + 1}-01", "x"]
)
def test_what_is_no_month_is_refused(officer: httpx.Client, month: str) -> None:
    assert officer.get(f"/follow-up/due?month={month}").status_code == 400


@pytest.mark.parametrize("month", [f"{FIRST_YEAR}-01", f"{LAST_YEAR}-12", "2012-02"])
def test_the_first_and_the_last_months_are_shown(officer: httpx.Client, month: str) -> None:
    answer = officer.get(f"/follow-up/due?month={month}")
    assert answer.status_code == 200, answer.text
    assert month in section(answer.text, "month")
