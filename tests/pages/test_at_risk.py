"""Who will miss the year, by unit: the units that can be saved come first, with what it takes."""

from decimal import Decimal

import altair
import httpx
import pytest

from api.pages.at_risk import UnitAtRisk, units_at_risk
from api.pages.charts.credits import WIDE
from api.pages.charts.drawing import draw
from api.pages.charts.gaps import gaps
from api.pages.wording import texts_in
from projections.compliance.pace import AtRisk, Pace
from projections.words.languages import LANGUAGES, Language
from projections.year_close.circular import UnitLine
from tests.pages.page_at_risk import page

THIRD = (1, 3)


def pace(reached: str, *, window: str = "2011", behind: bool = True, unit: str = "credits") -> Pace:
    return Pace(
        window=window,
        state="open",
        unit=unit,
        reached=Decimal(reached),
        required=Decimal(60),
        expected=Decimal(50),
        behind=behind,
        reason=None,
        article="A3-17",
    )


def cadre(name: str, unit: str | None, *paces: Pace) -> AtRisk:
    return AtRisk(
        cadre=name,
        name=None,
        unit=unit,
        unit_name=None,
        targets={f"t{place}": one for place, one in enumerate(paces)},
        rule="R22",
        evidence=(),
    )


def line(unit: str, assessed: int) -> UnitLine:
    return UnitLine(
        unit=unit,
        unit_name=None,
        assessed=assessed,
        qualified=0,
        unqualified=0,
        verdict="undecided",
        mean_credits=None,
        rank=None,
        reason=None,
    )


def judged(*behind: AtRisk, **assessed: int) -> list[UnitAtRisk]:
    lines = [line(unit, count) for unit, count in assessed.items()]
    return units_at_risk(behind, lines, year="2011", ratio=THIRD)


def test_a_unit_at_its_limit_is_told_how_many_must_catch_up_and_by_what() -> None:
    (found,) = judged(*(cadre(f"c{miss}", "A", pace(str(60 - miss))) for miss in (30, 2, 9)), A=6)
    assert (found.limit, found.behind, found.to_save, found.until_barred) == (2, 3, 2, 0)
    assert found.least == 11


def test_exactly_a_third_is_the_limit_and_one_less_is_not() -> None:
    (at,) = judged(cadre("a", "A", pace("10")), cadre("b", "A", pace("10")), A=6)
    (below,) = judged(cadre("a", "A", pace("10")), A=6)
    assert (at.to_save, at.until_barred) == (1, 0)
    assert (below.to_save, below.until_barred, below.least) == (0, 1, None)


def test_those_come_first_who_are_saved_by_the_fewest_then_those_near_the_limit() -> None:
    behind = [
        *(cadre(f"a{one}", "hard", pace("10")) for one in range(5)),
        *(cadre(f"b{one}", "easy", pace("10")) for one in range(2)),
        cadre("c", "far", pace("10")),
        cadre("d", "near", pace("10")),
        cadre("e", None, pace("10")),
    ]
    found = judged(*behind, hard=6, easy=6, far=30, near=6)
    assert [one.unit for one in found][:4] == ["easy", "hard", "near", "far"]


def test_who_is_behind_in_the_cycle_alone_bars_no_unit() -> None:
    (found,) = judged(cadre("a", "A", pace("10", window="2010-2014")), A=1)
    assert (found.behind, found.behind_cycle, found.to_save) == (0, 1, 0)


def test_hours_and_credits_are_not_added_up() -> None:
    (found,) = judged(cadre("a", "A", pace("10")), cadre("b", "A", pace("10", unit="hours")), A=3)
    assert (found.to_save, found.least) == (2, None)


def test_without_a_ratio_no_unit_has_a_limit() -> None:
    (found,) = units_at_risk([cadre("a", "A", pace("1"))], [line("A", 1)], year="2011", ratio=None)
    assert (found.limit, found.to_save, found.until_barred) == (0, 0, 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_and_its_data_name_the_same_cadres(
    officer: httpx.Client, language: Language
) -> None:
    told = officer.get("/reports/at-risk?format=json").json()
    shown = officer.get("/reports/at-risk", params={"lang": language})
    assert shown.status_code == 200, shown.text
    assert told["total"] > 0
    for one in told["cadres"]:
        assert f'href="/cadres/{one["cadre"]}' in shown.text
        for each in one["targets"].values():
            if each["behind"]:
                missing = Decimal(each["required"]) - Decimal(each["reached"])
                assert f"<strong>{missing}</strong>" in shown.text


def test_it_is_asked_of_a_unit_and_a_day(officer: httpx.Client) -> None:
    shown = officer.get("/reports/at-risk?unit=A&on=2011-02-01").text
    assert '<option value="A" selected>市住建局 A</option>' in shown
    assert 'href="/cadres/c3' not in shown
    assert officer.get("/reports/at-risk?on=2011-02-01&today=2011-02-01").status_code == 400
    empty = officer.get("/reports/at-risk?on=2011-01-01&unit=B").text
    assert "<h1>" in empty


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chart_counts_those_who_miss_something_of_the_year(language: Language) -> None:
    cadres = (
        cadre("a", "A", pace("55"), pace("10", window="2010-2014")),
        cadre("b", "A", pace("50")),
        cadre("c", "B", pace("25")),
    )
    found = page(cadres, judged(*cadres, A=3, B=30))
    chart = gaps(found, texts_in(language), width=WIDE)
    altair.Chart.from_dict(chart.spec)
    rows = chart.spec["data"]["values"]
    assert sorted((one["step"], one["cadres"]) for one in rows) == [
        ("0–9", 1),
        ("10–19", 1),
        ("30–39", 1),
    ]
    assert draw(chart).startswith(b"<svg")
    assert "cross" in draw(chart).decode()
    altair.Chart.from_dict(gaps(page((), []), texts_in(language), width=WIDE).spec)
