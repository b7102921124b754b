"""Learning in figures on a page: by any dimension, with names, each figure leading further."""

import html
import re
from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import altair
import httpx
import pytest

from api.pages.charts import groups
from api.pages.charts.credits import NARROW, WIDE
from api.pages.charts.drawing import draw
from api.pages.learning import said_of
from api.pages.wording import texts_in
from projections.reports.answer import PolicyOfAnswer
from projections.tables.learning import (
    DIMENSIONS,
    LearningAnswer,
    LearningFigures,
    LearningGroup,
)
from projections.words.languages import LANGUAGES, Language
from tests.pages.conftest import SCRIPT

WAYS = [*DIMENSIONS, *(",".join(pair) for pair in permutations(DIMENSIONS, 2))]


def figures(credits_: str) -> dict[str, object]:
    return {"lines": 2, "credited": 1, "zero": 1, "credits": Decimal(credits_), "hours": Decimal(3)}


def answer(by: tuple[str, ...], *groups_: LearningGroup) -> LearningAnswer:
    return LearningAnswer(
        position=1,
        today=None,  # type: ignore[arg-type]
        policy=PolicyOfAnswer(id="p", digest="d", succession=()),
        settled=1,
        next=None,
        by=by,
        groups=groups_,
        total=LearningFigures(**figures("9")),  # type: ignore[arg-type]
    )


def group(credits_: str, **keys: str | None) -> LearningGroup:
    return LearningGroup(**figures(credits_), **keys)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("by", WAYS)
def test_it_is_shown_by_one_dimension_or_two(
    officer: httpx.Client, by: str, language: Language
) -> None:
    page = officer.get("/reports/learning", params={"by": by, "lang": language})
    assert page.status_code == 200, page.text
    told = officer.get("/reports/learning", params={"by": by, "format": "json"}).json()
    rows = page.text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert rows.count("<tr>") == len(told["groups"])
    total = page.text.partition("<tfoot>")[2]
    for name in ("lines", "credited", "zero", "credits", "hours"):
        assert f'<td class="n">{told["total"][name]}</td>' in total
    assert f'<option value="{by}" selected>' in page.text


def test_a_unit_leads_to_its_persons_and_a_person_to_his_page(officer: httpx.Client) -> None:
    page = officer.get("/reports/learning?by=unit&year=2010").text
    found = re.search(r'href="(/reports/learning\?[^"]*unit=A1[^"]*)"', page)
    assert found
    further = html.unescape(found.group(1))
    assert dict(httpx.URL(further).params) == {"by": "cadre", "unit": "A1", "year": "2010"}
    persons = officer.get(further).text
    assert "市住建局" in page
    assert "王芳" in persons
    assert 'href="/cadres/c1"' in persons


def test_what_is_asked_stays_in_the_form_by_name(officer: httpx.Client) -> None:
    page = officer.get("/reports/learning?by=month&unit=A&category=reward.book").text
    assert '<option value="A" selected>市住建局 A</option>' in page
    assert '<option value="reward.book" selected>著作</option>' in page
    assert "市住建局</span> <span" in page


def test_fields_that_were_left_empty_are_not_asked(officer: httpx.Client) -> None:
    answer = officer.get("/reports/learning?by=month&unit=&year=&course=&known_at=")
    assert (answer.status_code, answer.headers["location"]) == (303, "/reports/learning?by=month")


def test_a_fault_of_the_form_is_told(officer: httpx.Client) -> None:
    for asked in ("month=2010", "from=2010-13-01", "channel=x", "by=nothing"):
        answer = officer.get(f"/reports/learning?{asked}")
        assert answer.status_code == 400, asked
        assert 'role="alert"' in answer.text


def test_a_name_is_text(officer: httpx.Client) -> None:
    page = officer.get("/reports/learning?by=cadre").text
    assert html.escape(SCRIPT) in page
    assert SCRIPT not in page
    picture = officer.get("/charts/learning?by=cadre").text
    assert "<script" not in picture


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_round_sum_is_told_in_plain_figures(language: Language) -> None:
    total = LearningFigures(**figures("1200") | {"hours": Decimal("40.0")})  # type: ignore[arg-type]
    told = str(said_of(total, texts_in(language)).sentence)
    assert re.findall(r"[0-9][0-9.E+]*", told) == ["2", "1", "1200", "40"]


def test_who_has_the_name_of_another_has_a_bar_of_his_own() -> None:
    two = [group("5", cadre="c1"), group("7", cadre="c2"), group("2", cadre="c3")]
    names = {("", "c1"): "王伟", ("", "c2"): "王伟", ("", "c3"): "李娜"}
    found = replace(answer(("cadre",), *two), glossary=names)
    bars = groups.learning(found, texts_in("zh"), width=WIDE).spec["data"]["values"]
    assert {(one["of"], one["text"]) for one in bars} == {
        ("王伟 c1", "5"),
        ("王伟 c2", "7"),
        ("李娜", "2"),
    }


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_are_valid_and_named(language: Language, width: int) -> None:
    texts = texts_in(language)
    many = [group(str(number), unit=f"u{number}") for number in range(50)]
    bars = groups.learning(answer(("unit",), *many), texts, width=width)
    altair.LayerChart.from_dict(bars.spec)
    assert len(bars.spec["data"]["values"]) == groups.MOST_BARS + 1
    assert "u49" in bars.finding
    months = [group("5", month="2010-11"), group("7", month="2011-02")]
    time = groups.learning(answer(("month",), *months), texts, width=width)
    altair.Chart.from_dict(time.spec)
    assert [one["of"] for one in time.spec["data"]["values"]] == [
        "2010-11",
        "2010-12",
        "2011-01",
        "2011-02",
    ]
    assert "2011-02" in time.finding
    pairs = [group("5", unit="A", month="2010-11"), group("7", unit=None, month="2011-02")]
    heat = groups.learning(answer(("unit", "month"), *pairs), texts, width=width)
    altair.LayerChart.from_dict(heat.spec)
    triple = [group("5", unit="A", month="2010-11", course=one) for one in ("o1", "o2")]
    whole = groups.learning(answer(("unit", "month", "course"), *triple), texts, width=width)
    assert [one["text"] for one in whole.spec["data"]["values"]] == ["10"]
    for one in (bars, time, heat, groups.learning(answer(("unit",)), texts, width=width)):
        assert one.title
        assert one.finding
        assert draw(one).startswith(b"<svg")
