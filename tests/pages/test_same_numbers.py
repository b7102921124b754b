"""The same number wherever it is told, on the page, in JSON, CSV, XLSX and PDF: of a city."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from api.pages import unit as unit_page
from api.pages.wording import texts_in
from projections.simulated.city import City
from tests.conftest import Postgres
from tests.pages.conftest import HTML
from tests.pages.numbers import Tables, asking, csv_of, exact, page_of, text_of, xlsx_of

CITY = City(cadres=14, units=3, years=3, until=date(2011, 1, 20), seed=5)
YEARS = (2009, 2010)


@pytest.fixture(scope="module")
def officer(postgres: Postgres, migrated: str) -> Iterator[httpx.Client]:
    """Who may ask everything of a city of fourteen cadres."""
    with postgres.database(template=migrated) as database:
        yield from asking(database, CITY)


def test_the_years_of_every_cadre(officer: httpx.Client) -> None:
    members = ("earned", "carried_in", "counted", "missing", "carried_out")
    cadres = [one["cadre"] for one in officer.get("/cadres").json()["cadres"]]
    assert len(cadres) == CITY.cadres
    for cadre in cadres:
        path = f"/cadres/{quote(cadre)}"
        told = officer.get(f"{path}/balances").json()["annual"]
        assert told
        expected = {year: [exact(one[name]) for name in members] for year, one in told.items()}
        _, *shown = page_of(officer, path)["years"]
        assert {row[0]: [exact(one) for one in row[1:6]] for row in shown} == expected
        for rows in (csv_of(officer, f"{path}/balances"), xlsx_of(officer, f"{path}/balances")):
            years = {exact(row["year"]): [exact(row[name]) for name in members] for row in rows}
            assert {year: years[year] for year in expected} == expected
        printed = officer.get(f"{path}/personal-statement", params={"format": "pdf"})
        assert printed.status_code == 200, printed.text
        text = re.sub(r"\s+", " ", text_of(printed.content))
        for year, numbers in expected.items():
            assert year in text
            for number in numbers:
                assert number in text, (cadre, year, number)


def test_the_lines_of_every_cadre(officer: httpx.Client) -> None:
    for one in officer.get("/cadres").json()["cadres"]:
        path = f"/cadres/{quote(one['cadre'])}"
        entries = officer.get(f"{path}/ledger").json()["entries"]
        rows = (csv_of(officer, f"{path}/ledger"), xlsx_of(officer, f"{path}/ledger"))
        for year in {entry["year"] for entry in entries}:
            own = [entry for entry in entries if entry["year"] == year]
            lines = [each for each in own if each["reason"] is None]
            credited, counted = ([exact(of(each)) for each in lines] for of in (_credits, _counted))
            page = page_of(officer, f"{path}?year={year}")
            table = page.get("ledger", [[]])[1:]
            shown = [row for row in table if re.fullmatch(r"\d{4}-\d\d-\d\d", row[0])]
            assert [exact(row[3].split()[0]) for row in shown] == counted
            assert len(page.get("zero", [[]])[1:]) == len(own) - len(credited)
            for sheet in rows:
                listed = [row for row in sheet if exact(row["year"]) == str(year)]
                told = [exact(row["credits"]) for row in listed if not row["reason.code"]]
                assert told == credited


@pytest.mark.parametrize("year", YEARS)
def test_the_circular_of_a_year(officer: httpx.Client, year: int) -> None:
    path = f"/reports/circular?year={year}"
    members = ("assessed", "qualified", "unqualified", "mean_credits")
    told = {
        one["unit"]: [exact(one[name]) for name in members]
        for one in officer.get(path).json()["units"]
    }
    assert told
    _, *shown = page_of(officer, path)["units"]
    columns = (2, 3, 4, 6)
    page = {row[1].split()[-1]: [exact(row[at]) for at in columns] for row in shown}
    assert page == told
    for rows in (csv_of(officer, path), xlsx_of(officer, path)):
        lines = [row for row in rows if row["assessed"] != ""]  # the others name who is named
        assert {row["unit"]: [exact(row[name]) for name in members] for row in lines} == told


@pytest.mark.parametrize("year", YEARS)
def test_the_members_of_every_unit(officer: httpx.Client, year: int) -> None:
    units = {one["unit"] for one in officer.get("/cadres").json()["cadres"] if one["unit"]}
    assert units
    for unit in sorted(units):
        path = f"/units/{quote(unit)}"
        answer = officer.get(f"{path}/compliance?year={year}").json()
        told = {
            one["cadre"]: (exact(one["counted"]), exact(one["missing"]))
            for one in answer["members"]
        }
        page = page_of(officer, f"{path}?year={year}")
        rows = [row for part in ("short", "done") for row in page.get(part, [[]])[1:]]
        assert {row[0].split()[-1]: (exact(row[2]), exact(row[3])) for row in rows} == told
        sheets = f"{path}/compliance?year={year}"
        for listed in (csv_of(officer, sheets), xlsx_of(officer, sheets)):
            found = {one["cadre"]: (one["counted"], one["missing"]) for one in listed}
            assert {who: tuple(map(exact, pair)) for who, pair in found.items()} == told


def test_the_years_of_every_unit(officer: httpx.Client) -> None:
    units = {one["unit"] for one in officer.get("/cadres").json()["cadres"] if one["unit"]}
    assert units
    members = ("assessed", "qualified", "unqualified", "qualified_percent", "mean_credits", "limit")
    shared = ("assessed", "unqualified", "limit", "until_barred", "to_clear", "verdict", "state")
    for unit in sorted(units):
        path = f"/units/{quote(unit)}"
        answer = officer.get(f"{path}/years").json()["years"]
        assert answer[-1]["year"] == CITY.until.year
        told = {str(one["year"]): [exact(one[name]) for name in members] for one in answer}
        for one in answer:
            alone = officer.get(f"{path}/compliance?year={one['year']}").json()
            assert {name: one[name] for name in shared} == {name: alone[name] for name in shared}
        _, *rows = page_of(officer, f"{path}/years")["years"]
        columns = (1, 2, 3, 4, 5, 6)
        assert {row[0]: [exact(row[at]) for at in columns] for row in rows} == told
        for listed in (csv_of(officer, f"{path}/years"), xlsx_of(officer, f"{path}/years")):
            found = {exact(row["year"]): [exact(row[name]) for name in members] for row in listed}
            assert found == told


def test_the_members_of_a_large_unit_come_in_pages(
    officer: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_page, "MOST_SHOWN", 2)
    found = officer.get("/cadres").json()["cadres"]
    unit, number = Counter(one["unit"] for one in found).most_common(1)[0]
    assert number > 2
    members = officer.get(f"/units/{quote(unit)}/compliance").json()["members"]
    path: str | None = f"/units/{quote(unit)}"
    listed: list[str] = []
    while path is not None:
        text = officer.get(path, headers=HTML).text
        page = Tables(text).found
        rows = [row for part in ("short", "done") for row in page.get(part, [])[1:]]
        assert 0 < len(rows) <= 2
        listed += [row[0].split()[-1] for row in rows]
        following = re.search(rf'href="([^"]+)">{texts_in("zh")("generic.next")}<', text)
        path = None if following is None else unescape(following[1])
    assert sorted(listed) == [one["cadre"] for one in members]


def _credits(entry: Any) -> Decimal:
    return Decimal(entry["credits"])


def _counted(entry: Any) -> Decimal:
    """What is left of the credits of a line after what rules cut off."""
    return _credits(entry) - sum(Decimal(cut["credits"]) for cut in entry["cuts"])
