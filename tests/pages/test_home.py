"""The first page: what is due and what waits, for each who looks."""

import html
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest

from api.pages import home, standing
from api.pages.home import OwedByUnits, by_urgency
from projections.answers import known_now
from projections.reports.due import DueOfClass
from tests.api.roles import Served, served_to
from tests.conftest import Postgres
from tests.pages.conftest import HTML, signed_in

NOW = datetime(2011, 3, 1, tzinfo=UTC)
DAY = {"occurred": "2009-01-01"}
ROLES: dict[str, dict[str, Any]] = {
    "unit": {"scopes": ["reports/read:A"]},
    "mine": {"scopes": ["reports/read/mine:c1"]},
    "sender": {"scopes": ["statements/write"]},
    "all": {"scopes": ["all"]},
}


def facts() -> Iterator[dict[str, Any]]:
    yield {"fact": "unit.registered", "id": "u1", "unit": "A", "name": "市住建局"} | DAY
    for cadre, unit in (("c1", "A"), ("c2", "A"), ("c3", "B")):
        enrolled = {"fact": "cadre.enrolled", "id": f"m{cadre}", "cadre": cadre, "unit": unit}
        yield enrolled | DAY
        yield {
            "fact": "class.completed",
            "id": f"k{cadre}",
            "cadre": cadre,
            "class": "K1",
            "start": "2011-02-10",
            "end": "2011-02-20",
            "scheduled_days": "5",
            "institution": "school",
        }
    for cadre in ("c1", "c3"):
        book = {"fact": "book.published", "id": f"b{cadre}", "cadre": cadre, "work": f"w{cadre}"}
        yield book | {"role": "sole", "evidence": "ISBN 7-1", "occurred": "2011-01-03"}


@pytest.fixture(scope="module")
def served(postgres: Postgres, migrated: str) -> Iterator[Served]:
    """A server, and a credential for each role."""
    with (
        postgres.database(template=migrated) as database,
        served_to(ROLES, database, NOW, *facts()) as served,
    ):
        yield served


def told(served: Served, role: str) -> Any:
    address, pairs = served
    answer = httpx.get(address, auth=pairs[role])
    assert answer.status_code == 200, answer.text
    return answer.json()


def page(served: Served, role: str, path: str = "/") -> str:
    address, pairs = served
    with httpx.Client(base_url=address, headers=HTML) as browser:
        return signed_in(browser, *pairs[role]).get(path).text


def test_who_reads_all_is_told_what_is_due_and_what_waits(served: Served) -> None:
    found = told(served, "all")
    assert {one["item"] for one in found["late"] + found["due"]} >= {"self_evaluation"}
    applications = [one for one in found["waiting"] if one["code"] == "application"]
    assert {(one["of"], one["of_name"], one["count"]) for one in applications} == {
        ("A", "市住建局", 1),
        ("B", None, 1),
    }
    assert {(one["year"], one["count"], one["overdue"]) for one in found["results"]} == {
        (2010, 2, True),
        (2011, 2, False),
    }
    assert [one["unit"] for one in found["units"]] == ["A", "B"]
    assert found["own"] == []


def test_what_is_due_first_stands_first_whatever_it_is(served: Served) -> None:
    found = told(served, "all")
    text = page(served, "all", "/?lang=en")
    listed = text.partition('<ul class="todo">')[2].partition("</ul>")[0]
    days = re.findall(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", listed)
    owed = found["late"] + found["due"] + found["results"]
    assert days == sorted(one["due"] for one in owed)


def test_results_that_are_due_sooner_stand_above_items_that_are_due_later() -> None:
    def item(due: date) -> DueOfClass:
        return DueOfClass(
            due=due,
            training_class="K1",
            class_name=None,
            institution=None,
            item="seminar",
            state="open",
            count=1,
        )

    first, last = item(date(2026, 12, 1)), item(date(2027, 4, 13))
    results = OwedByUnits(due=date(2026, 12, 31), year=2026, count=2, overdue=False, article="A")
    assert by_urgency([first, last], [results]) == [first, results, last]


def test_the_last_year_is_told_as_its_circular_tells_it_and_leads_to_pages_that_say_so(
    served: Served,
) -> None:
    address, pairs = served
    text = page(served, "all")
    with httpx.Client(base_url=address, auth=pairs["all"]) as client:
        said = client.get("/reports/circular?year=2010").json()
        assert said["cut_off"]["zh"] in text
        links = re.findall(r'class="why" href="(/units/[^"]+)">([0-9]+)<', text)
        assert len(links) == len(said["units"])
        for link, number in links:
            asked = httpx.URL(html.unescape(link))
            assert asked.params["known_at"] == said["cut_off"]["known_at"]
            then = client.get(f"{asked.path}/compliance", params=asked.params).json()
            assert str(then["unqualified"]) == number


def test_where_there_are_more_grave_findings_than_are_counted_that_is_said(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_of_them = [one for one in told(served, "all")["waiting"] if one["code"] == "finding"]
    assert not any(one["more"] for one in all_of_them)
    count = sum(one["count"] for one in all_of_them)
    assert count > 1
    monkeypatch.setattr(home, "MOST_FINDINGS", count - 1)
    first, *kinds = (one for one in told(served, "all")["waiting"] if one["code"] == "finding")
    assert (first["of"], first["count"], first["more"]) == (None, count - 1, True)
    assert all(one["more"] for one in kinds)
    text = page(served, "all", "/?lang=en")
    assert f">{count - 1}+</span>" in text
    assert 'href="/reports/findings?lang=en&amp;severity=high"' in text


def test_an_officer_is_told_of_his_units_alone(served: Served) -> None:
    found = told(served, "unit")
    assert {one["of"] for one in found["waiting"] if one["code"] == "application"} == {"A"}
    assert [one["unit"] for one in found["units"]] == ["A"]
    assert {one["count"] for one in found["due"] if one["item"] == "self_evaluation"} <= {2}
    assert "B" not in {one["of"] for one in found["waiting"]}


def test_a_cadre_is_told_how_he_stands_himself(served: Served) -> None:
    found = told(served, "mine")
    assert [one["cadre"] for one in found["own"]] == ["c1"]
    assert {one["training_class"] for one in found["own"][0]["owes"]} == {"K1"}
    assert found["waiting"] == found["units"] == found["late"] == found["due"] == []
    assert 'href="/cadres/c1?year=2011"' in page(served, "mine")


def test_who_reads_no_report_has_a_page_that_tells_him_nothing(served: Served) -> None:
    found = told(served, "sender")
    assert not any(found[name] for name in ("waiting", "units", "own", "late", "due", "results"))
    assert "没有等待处理的事" in page(served, "sender")


@pytest.mark.parametrize("role", ROLES)
def test_the_page_leads_where_that_stands_which_waits(served: Served, role: str) -> None:
    text = page(served, role)
    for one in told(served, role)["waiting"]:
        if one["code"] == "application":
            assert f'href="/units/{one["of"]}/applications"' in text
    assert "今天要办的事" in text


def test_the_page_is_about_now_and_its_links_take_the_past_along(served: Served) -> None:
    text = page(served, "all", "/?known_at=2011-03-01")
    assert "要办的事只看现在" in text
    assert "/units/A?known_at=2011-03-01" in text


def test_what_was_refused_in_the_last_week_waits(served: Served) -> None:
    address, pairs = served
    refused = httpx.post(
        f"{address}/xapi/statements",
        auth=pairs["sender"],
        json={"no": "statement"},
        headers={"X-Experience-API-Version": "1.0.3"},
    )
    assert refused.status_code == 400
    key = pairs["sender"][0]
    for role in ("sender", "all"):
        found = [one for one in told(served, role)["waiting"] if one["code"] == "rejection"]
        assert [(one["of"], one["of_name"], one["count"]) for one in found] == [(key, "sender", 1)]
    assert not [one for one in told(served, "unit")["waiting"] if one["code"] == "rejection"]
    link = f"/integrations/{key}"
    assert f'href="{link}"' in page(served, "sender")
    assert httpx.get(f"{address}{link}", auth=pairs["sender"]).status_code == 200


def test_a_large_city_is_told_which_units_are_nearest_to_their_limit(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_now, "MOST_FOLDED", 1)
    address, pairs = served
    assert httpx.get(f"{address}/reports/at-risk", auth=pairs["all"]).status_code == 200
    found = told(served, "all")
    assert found["units"] is None
    assert {one["unit"] for one in found["near"]} == {"A", "B"}
    for one in found["near"]:
        assert one["to_save"] == max(one["behind"] - one["limit"] + 1, 0)
    text = page(served, "all")
    assert "离三分之一最近的单位" in text
    assert "/reports/at-risk?unit=A" in text
    for role in ("mine", "sender"):
        assert told(served, role)["near"] is None


def test_the_officer_of_a_large_unit_is_told_of_his_units_alone(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, pairs = served
    folded = httpx.get(f"{address}/reports/at-risk", auth=pairs["unit"]).json()
    whole = httpx.get(f"{address}/reports/circular", auth=pairs["unit"]).json()
    assert httpx.get(f"{address}/reports/at-risk", auth=pairs["all"]).status_code == 200
    monkeypatch.setattr(known_now, "MOST_FOLDED", 0)
    found = told(served, "unit")
    assert found["units"] is None
    assert {one["unit"] for one in found["near"]} == {"A"}
    assert httpx.get(f"{address}/reports/at-risk", auth=pairs["unit"]).json() == folded
    assert httpx.get(f"{address}/reports/circular", auth=pairs["unit"]).json() == whole
    assert "离三分之一最近的单位" in page(served, "unit")


def test_a_large_city_leads_to_its_reports_until_they_are_made(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_now, "MOST_FOLDED", 1)
    monkeypatch.setattr(standing, "are_parts_kept", lambda *_, **__: False)
    assert told(served, "all")["near"] is None
    assert "今天的预警还在计算" in page(served, "all")


def test_a_cadre_is_told_whether_he_himself_is_behind(served: Any) -> None:
    address, pairs = served
    asked = {"on": "2011-12-01"}

    def risks(role: str, **more: str) -> Any:
        found = httpx.get(f"{address}/reports/at-risk", params={**asked, **more}, auth=pairs[role])
        assert found.status_code == 200, found.text
        return found.json()

    every = {one["cadre"]: one for one in risks("all")["cadres"]}
    assert every.keys() == {"c1", "c2", "c3"}
    own = risks("mine")
    assert own["cadres"] == [every["c1"]]
    assert own["total"] == 1
    refused = httpx.get(f"{address}/reports/at-risk?unit=A", auth=pairs["mine"])
    assert refused.status_code == 403
    text = page(served, "mine", "/reports/at-risk?on=2011-12-01")
    assert "您落后于进度" in text
    assert not re.search(r"(?<![0-9a-f])c2(?![0-9a-f])", text)  # but in a digest
    assert 'href="/units/' not in text
    ahead = page(served, "mine", "/reports/at-risk?on=2008-06-01&lang=en")
    assert "You are not behind the pace." in ahead
