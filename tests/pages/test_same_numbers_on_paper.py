"""The same number on paper as everywhere else, of every form, over a whole town."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from projections.exact import plain
from projections.simulated.city import City
from tests.conftest import Postgres
from tests.pages.numbers import asking, csv_of, exact, page_of, text_of, xlsx_of

TOWN = City(cadres=12, units=3, years=3, until=date(2011, 1, 20), seed=5, class_life=True)
YEARS = (2009, 2010)
EARLIER = "2010-03-01"
"""By when a part of the year 2010 was known."""


@pytest.fixture(scope="module")
def officer(postgres: Postgres, migrated: str) -> Iterator[httpx.Client]:
    """Who may ask everything of a town whose classes are followed up."""
    with postgres.database(template=migrated) as database:
        yield from asking(database, TOWN)


def paper(officer: httpx.Client, path: str) -> str:
    """The text of a form without any blank, nor the places at which a long word may break."""
    answer = officer.get(path, params={**httpx.URL(path).params, "format": "pdf", "lang": "zh"})
    assert answer.status_code == 200, answer.text
    return "".join(text_of(answer.content).replace("\u200b", "").split())


def stands(text: str, *cells: object) -> bool:
    """Whether values stand one behind the other, as in a row of a table."""
    return "".join("—" if one is None else str(one) for one in cells) in text


def rows_with(tables: dict[str, list[list[str]]], *words: str) -> list[list[str]]:
    """The rows of a page in which each of some words stands."""
    found = (row for rows in tables.values() for row in rows)
    return [row for row in found if all(any(one in cell for cell in row) for one in words)]


def sums(year: Any) -> Iterator[str]:
    """What a year earned by the kinds that a handbook has columns for."""
    for kind in ("basic", "additional", "reward"):
        found = (
            Decimal(credits_)
            for name, credits_ in year["by_category"].items()
            if name == kind or name.startswith(f"{kind}.")
        )
        yield plain(sum(found, Decimal()))


def test_every_handbook(officer: httpx.Client) -> None:
    cadres = [one["cadre"] for one in officer.get("/cadres").json()["cadres"]]
    assert len(cadres) == TOWN.cadres
    for cadre in cadres:
        path = f"/cadres/{quote(cadre)}"
        book, annual = (officer.get(f"{path}/{one}").json() for one in ("handbook", "balances"))
        text = paper(officer, f"{path}/handbook")
        members = ("carried_in", "counted", "required", "missing", "carried_out")
        assert [str(one["year"]) for one in book["years"]] == list(annual["annual"])
        for year in book["years"]:
            balance = annual["annual"][str(year["year"])]
            numbers = [balance[name] for name in members]
            assert stands(text, year["year"], *sums(balance), *numbers), (cadre, year["year"])
        for one in book["cycles"]:
            total = annual["cycles"][one["cycle"]]
            assert stands(text, total["total"], total["required"], total["missing"])
        lines = [line for lines in book["pages"].values() for line in lines]
        for line in lines:
            left = plain(Decimal(line["credits"]) - Decimal(line["cut"]))
            assert f"{line['day']}" in text
            assert left in text
        sheets = csv_of(officer, f"{path}/handbook"), xlsx_of(officer, f"{path}/handbook")
        for rows in sheets:
            told = [exact(row["credits"]) for row in rows]
            assert told == [exact(line["credits"]) for line in lines]


def test_every_personal_statement(officer: httpx.Client) -> None:
    credited = 0
    for one in officer.get("/cadres").json()["cadres"]:
        path = f"/cadres/{quote(one['cadre'])}/personal-statement?year=2010"
        told, text = officer.get(path).json(), paper(officer, path)
        for year in told["balances"]["annual"].values():
            numbers = [year[name] for name in ("earned", "carried_in", "counted", "required")]
            assert stands(text, year["year"], *numbers, year["missing"], year["carried_out"])
        for cycle in told["balances"]["cycles"].values():
            hours = told["hours"]["cycles"][cycle["cycle"]]
            numbers = [cycle[name] for name in ("total", "required", "missing")]
            studied = [hours[name] for name in ("hours", "target", "short_by")]
            assert stands(text, cycle["cycle"], *numbers, *studied), path
        entries = [line for line in told["ledger"]["entries"] if line["year"] == 2010]
        for line in entries:
            if line["reason"] is None:
                cut = sum((Decimal(cut["credits"]) for cut in line["cuts"]), Decimal())
                left = plain(Decimal(line["credits"]) - cut)
                assert stands(text, left, line["article"]), (path, line["subject"])
                credited += 1
        for rows in (csv_of(officer, path), xlsx_of(officer, path)):
            found = [exact(row["credits"]) for row in rows]
            assert found == [exact(line["credits"]) for line in entries]
    assert credited > TOWN.cadres


@pytest.mark.parametrize("year", YEARS)
def test_the_circular_of_a_year(officer: httpx.Client, year: int) -> None:
    told = officer.get(f"/reports/circular?year={year}").json()
    text = paper(officer, f"/reports/circular?year={year}")
    assert told["units"]
    for one in told["units"]:
        share = percent(one["qualified"], one["assessed"])
        counts = [one[name] for name in ("assessed", "qualified", "unqualified")]
        assert stands(text, one["unit"], *counts, share, one["mean_credits"]), one["unit"]
    named = told["lists"]["criticised_persons"] + told["lists"]["commended_persons"]
    assert named
    for one in named:
        name = one["unit_name"] or ""
        assert stands(text, one["cadre"], name, one["unit"], one["counted"]), one["cadre"]
    for name in ("assessed", "qualified", "unqualified", "mean_credits", "mean_hours"):
        assert str(told["figures"][name]) in text


def percent(part: int, whole: int) -> str:
    """A share as it stands on paper; halves go to the even tenth."""
    return str((Decimal(100 * part) / whole).quantize(Decimal("0.1")))


def test_the_drift_of_a_year(officer: httpx.Client) -> None:
    path = f"/reports/drift?year=2010&against={EARLIER}"
    told = officer.get(path).json()
    text, page = paper(officer, path), page_of(officer, path)
    sheets = csv_of(officer, path), xlsx_of(officer, path)
    assert len(told["changed"]) > TOWN.cadres / 2
    for cadre, one in told["changed"].items():
        before, after = one["counted"]
        assert stands(text, cadre, told["names"][cadre] or "", before, after), cadre
        assert rows_with(page, cadre, before, after), cadre
        for rows in sheets:
            found = [row for row in rows if (row["cadre"], row["list"]) == (cadre, "changed")]
            numbers = [(row["then.counted"], row["now.counted"]) for row in found]
            assert [tuple(map(exact, pair)) for pair in numbers] == [(before, after)]


def test_the_half_year_reports(officer: httpx.Client) -> None:
    followed = 0
    for institution in institutions(officer):
        for half in ("2009-H2", "2010-H1", "2010-H2"):
            path = f"/institutions/{quote(institution)}/follow-up?half={half}"
            told = officer.get(path).json()
            text, page = paper(officer, path), page_of(officer, path)
            sheets = csv_of(officer, path), xlsx_of(officer, path)
            assert [len(rows) for rows in sheets] == [len(told["classes"])] * 2
            followed += len(told["classes"])
            for at, one in enumerate(told["classes"]):
                progress = "".join(map(ratio, (one["self_evaluations"], one["summaries"])))
                ends = one["ended"], one["follow_up_ends"]
                assert stands(text, *ends, one["trainees"], progress), one["training_class"]
                assert rows_with(page, one["training_class"], str(one["trainees"]))
                for rows in sheets:
                    assert rows[at]["training_class"] == one["training_class"]
                    assert exact(rows[at]["trainees"]) == str(one["trainees"])
            assert str(told["web_feedback"]) in text
    assert followed


def institutions(officer: httpx.Client) -> Iterable[str]:
    """The institutions that held classes."""
    found = officer.get("/classes").json()["classes"]
    return sorted({one["institution"] for one in found if one["institution"]})


def ratio(progress: Any) -> str:
    """How much is done of what is owed, as on paper; what is overdue is told behind it."""
    late = f"（逾期{progress['overdue']}）" if progress["overdue"] else ""
    return f"{progress['done']}/{progress['owed']}{late}"
