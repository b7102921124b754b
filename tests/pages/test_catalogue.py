"""The catalogue on a page: what courses are worth, what it does not know, and who may declare."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import altair
import httpx
import pytest

from api.pages.charts import groups
from api.pages.charts.credits import WIDE
from api.pages.wording import texts_in
from projections.reports.answer import PolicyOfAnswer
from projections.reports.catalogue import CatalogueAnswer
from projections.words.languages import LANGUAGES, Language
from tests.api.roles import Served, served_to
from tests.conftest import Postgres
from tests.pages.conftest import HTML, SCRIPT, signed_in

NOW = datetime(2011, 6, 1, tzinfo=UTC)
DAY = {"occurred": "2009-01-01"}
ROLES: dict[str, dict[str, Any]] = {
    "all": {"scopes": ["all"], "asserts": ["*"]},
    "reader": {"scopes": ["reports/read"], "asserts": []},
    "unit": {"scopes": ["reports/read:A"], "asserts": []},
}


def facts() -> Iterator[dict[str, Any]]:
    yield {"fact": "unit.registered", "id": "u1", "unit": "A", "name": "市住建局"} | DAY
    yield {"fact": "cadre.enrolled", "id": "m1", "cadre": "c1", "unit": "A"} | DAY
    for course, category in (("o1", "经济"), ("o2", "经济"), ("o3", SCRIPT)):
        yield {
            "fact": "course.catalogued",
            "id": f"k{course}",
            "course": course,
            "name": f"课程{course}",
            "category": category,
            "credits": "10",
        } | DAY
    for course in ("o1", "unknown-1"):
        yield {
            "fact": "course.passed",
            "id": f"p{course}",
            "cadre": "c1",
            "course": course,
            "by": "exam",
            "score": "90",
            "occurred": "2011-05-01",
        }
    yield {
        "fact": "class.planned",
        "id": "k1",
        "class": "K1",
        "name": "大班",
        "start": "2011-05-10",
        "end": "2011-05-20",
        "persons": 40,
        "occurred": "2011-01-10",
    }
    yield {
        "fact": "class.completed",
        "id": "kc1",
        "cadre": "c1",
        "class": "K1",
        "start": "2011-05-10",
        "end": "2011-05-20",
        "scheduled_days": "5",
    }


@pytest.fixture(scope="module")
def served(postgres: Postgres, migrated: str) -> Iterator[Served]:
    """A server, and a credential for each role."""
    with (
        postgres.database(template=migrated) as database,
        served_to(ROLES, database, NOW, *facts()) as served,
    ):
        yield served


def page(served: Served, role: str, path: str = "/catalogue") -> str:
    address, pairs = served
    with httpx.Client(base_url=address, headers=HTML) as browser:
        answer = signed_in(browser, *pairs[role]).get(path)
        assert answer.status_code == 200, answer.text
        return answer.text


def section(text: str, name: str) -> str:
    return text.partition(f'<section id="{name}">')[2].partition("</section>")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_courses_stand_with_their_value_and_lead_to_their_learning(
    served: Served, language: Language
) -> None:
    text = page(served, "all", f"/catalogue?lang={language}")
    courses = section(text, "courses")
    assert courses.count("<tr>") == 1 + 3
    assert "课程o1" in courses
    assert "/reports/learning?" in courses
    assert "course=o1" in courses
    assert "&lt;script&gt;" in text
    assert SCRIPT not in text


def test_what_it_does_not_know_is_counted_and_named(served: Served) -> None:
    text = page(served, "all")
    assert "unknown-1" in section(text, "unknown")
    assert '<span class="mute">1</span>' in section(text, "unknown")
    assert "大班" in section(text, "undeclared")
    assert '<span class="mute">1</span>' in section(text, "undeclared")


def test_the_form_that_declares_is_there_for_who_may(served: Served) -> None:
    assert 'href="/do/class.declared?class=K1"' in section(page(served, "all"), "undeclared")
    link = 'href="/do/course.catalogued?course=unknown-1"'
    assert link in section(page(served, "all"), "unknown")
    assert "/do/" not in section(page(served, "reader"), "undeclared")
    assert "/do/" not in section(page(served, "reader"), "unknown")
    assert "没有申报班次的权限" in page(served, "reader")


def test_an_officer_of_a_unit_is_not_told_what_others_learned(served: Served) -> None:
    text = page(served, "unit")
    assert "unknown-1" not in text
    assert "只对可看全部报表的人" in text
    assert "大班" in section(text, "undeclared")


def test_a_category_is_chosen_by_name(served: Served) -> None:
    text = page(served, "all", "/catalogue?category=经济")
    assert section(text, "courses").count("<tr>") == 1 + 2
    assert '<option value="经济" selected>经济 (2)</option>' in text


def test_the_past_has_no_list_of_what_is_unknown(served: Served) -> None:
    assert "只看现在时列出" in page(served, "all", "/catalogue?known_at=2011-06-01")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chart_counts_the_courses_of_each_category(language: Language) -> None:
    found = CatalogueAnswer(
        position=1,
        today=NOW.date(),
        policy=PolicyOfAnswer(id="p", digest="d", succession=()),
        next=None,
        total=3,
        categories={"": 1, "经济": 2},
        rule="R33",
        article="A2-3",
        courses=(),
    )
    chart = groups.catalogue(found, texts_in(language), width=WIDE)
    altair.LayerChart.from_dict(chart.spec)
    assert [one["text"] for one in chart.spec["data"]["values"]] == ["2", "1"]
    assert "经济" in chart.finding
