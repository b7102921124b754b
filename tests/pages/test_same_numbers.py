"""The same number wherever it is told, on the page, in JSON, CSV, XLSX and PDF: of a city."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from api.app import create_app
from api.cli.simulating import past
from api.pages import unit as unit_page
from api.pages.wording import texts_in
from lrs.postgres.postgres import Database
from projections.exact import plain
from projections.simulated.city import City
from tests.api.catching_up import catch_up
from tests.api.serving import KEY, SECRET, serving, settings
from tests.conftest import Postgres
from tests.pages.conftest import HTML
from tests.recording import Hands, open_store, post

CITY = City(cadres=14, units=3, years=3, until=date(2011, 1, 20), seed=5)
YEARS = (2009, 2010)
Rows = list[list[str]]


class Tables(HTMLParser):
    """The texts of the cells of a page, by the id of the section that they stand in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, Rows] = {}
        self._section = ""
        self._cell: list[str] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "section":
            self._section = dict(attrs).get("id") or ""
        elif tag == "tr":
            self.found.setdefault(self._section, []).append([])
        elif tag in ("td", "th"):
            self._cell = []

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._cell is not None:
            self.found[self._section][-1].append("".join(self._cell).strip())
            self._cell = None


@pytest.fixture(scope="module")
def officer(postgres: Postgres, migrated: str) -> Iterator[httpx.Client]:
    """Who may ask everything of a city of fourteen cadres."""
    with postgres.database(template=migrated) as database:
        yield from _asking(database)


def _asking(database: Database) -> Iterator[httpx.Client]:
    clock = Hands()
    store = open_store(database.service, clock)
    for statement in past(CITY):
        clock.now = datetime.fromisoformat(statement.pop("stored"))
        assert store.record([post(statement)]) == [None]
    catch_up(database, clock)
    app = create_app(settings(), database=database, clock=clock)
    auth = (KEY, SECRET)
    with serving(app) as address, httpx.Client(base_url=address, auth=auth, timeout=60) as client:
        yield client
    store.close()


def _page(officer: httpx.Client, path: str) -> dict[str, Rows]:
    answer = officer.get(path, headers=HTML)
    assert answer.status_code == 200, answer.text
    return Tables(answer.text).found


def _csv(officer: httpx.Client, path: str) -> list[dict[str, str]]:
    text = officer.get(path, params=_form(path, "csv")).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _xlsx(officer: httpx.Client, path: str) -> list[dict[str, Any]]:
    """The rows of the first sheet by the names of the columns of CSV."""
    content = officer.get(path, params=_form(path, "xlsx")).content
    _, *rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    text = officer.get(path, params=_form(path, "csv")).content.decode("utf-8-sig")
    names = next(csv.reader(io.StringIO(text, newline="")))
    return [dict(zip(names, row, strict=True)) for row in rows]


def _form(path: str, form: str) -> dict[str, str]:
    return {**httpx.URL(path).params, "format": form}


def _exact(value: object) -> str:
    """A number as it is written everywhere; a dash on a page is what is empty elsewhere."""
    text = str(value).replace(",", "")
    return "" if text in ("—", "None", "") else plain(Decimal(text))


def test_the_years_of_every_cadre(officer: httpx.Client) -> None:
    members = ("earned", "carried_in", "counted", "missing", "carried_out")
    cadres = [one["cadre"] for one in officer.get("/cadres").json()["cadres"]]
    assert len(cadres) == CITY.cadres
    for cadre in cadres:
        path = f"/cadres/{quote(cadre)}"
        told = officer.get(f"{path}/balances").json()["annual"]
        assert told
        expected = {year: [_exact(one[name]) for name in members] for year, one in told.items()}
        _, *shown = _page(officer, path)["years"]
        assert {row[0]: [_exact(one) for one in row[1:6]] for row in shown} == expected
        for rows in (_csv(officer, f"{path}/balances"), _xlsx(officer, f"{path}/balances")):
            years = {_exact(row["year"]): [_exact(row[name]) for name in members] for row in rows}
            assert {year: years[year] for year in expected} == expected
        printed = officer.get(f"{path}/personal-statement", params={"format": "pdf"})
        assert printed.status_code == 200, printed.text
        text = re.sub(r"\s+", " ", _text(printed.content))
        for year, numbers in expected.items():
            assert year in text
            for number in numbers:
                assert number in text, (cadre, year, number)


def test_the_lines_of_every_cadre(officer: httpx.Client) -> None:
    for one in officer.get("/cadres").json()["cadres"]:
        path = f"/cadres/{quote(one['cadre'])}"
        entries = officer.get(f"{path}/ledger").json()["entries"]
        rows = (_csv(officer, f"{path}/ledger"), _xlsx(officer, f"{path}/ledger"))
        for year in {entry["year"] for entry in entries}:
            own = [entry for entry in entries if entry["year"] == year]
            lines = [each for each in own if each["reason"] is None]
            credited, counted = (
                [_exact(of(each)) for each in lines] for of in (_credits, _counted)
            )
            page = _page(officer, f"{path}?year={year}")
            table = page.get("ledger", [[]])[1:]
            shown = [row for row in table if re.fullmatch(r"\d{4}-\d\d-\d\d", row[0])]
            assert [_exact(row[3].split()[0]) for row in shown] == counted
            assert len(page.get("zero", [[]])[1:]) == len(own) - len(credited)
            for sheet in rows:
                listed = [row for row in sheet if _exact(row["year"]) == str(year)]
                told = [_exact(row["credits"]) for row in listed if not row["reason.code"]]
                assert told == credited


@pytest.mark.parametrize("year", YEARS)
def test_the_circular_of_a_year(officer: httpx.Client, year: int) -> None:
    path = f"/reports/circular?year={year}"
    members = ("assessed", "qualified", "unqualified", "mean_credits")
    told = {
        one["unit"]: [_exact(one[name]) for name in members]
        for one in officer.get(path).json()["units"]
    }
    assert told
    _, *shown = _page(officer, path)["units"]
    columns = (2, 3, 4, 6)
    page = {row[1].split()[-1]: [_exact(row[at]) for at in columns] for row in shown}
    assert page == told
    for rows in (_csv(officer, path), _xlsx(officer, path)):
        lines = [row for row in rows if row["assessed"] != ""]  # the others name who is named
        assert {row["unit"]: [_exact(row[name]) for name in members] for row in lines} == told


@pytest.mark.parametrize("year", YEARS)
def test_the_members_of_every_unit(officer: httpx.Client, year: int) -> None:
    units = {one["unit"] for one in officer.get("/cadres").json()["cadres"] if one["unit"]}
    assert units
    for unit in sorted(units):
        path = f"/units/{quote(unit)}"
        answer = officer.get(f"{path}/compliance?year={year}").json()
        told = {
            one["cadre"]: (_exact(one["counted"]), _exact(one["missing"]))
            for one in answer["members"]
        }
        page = _page(officer, f"{path}?year={year}")
        rows = [row for part in ("short", "done") for row in page.get(part, [[]])[1:]]
        assert {row[0].split()[-1]: (_exact(row[2]), _exact(row[3])) for row in rows} == told
        sheets = f"{path}/compliance?year={year}"
        for listed in (_csv(officer, sheets), _xlsx(officer, sheets)):
            found = {one["cadre"]: (one["counted"], one["missing"]) for one in listed}
            assert {who: tuple(map(_exact, pair)) for who, pair in found.items()} == told


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


def _text(content: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def _credits(entry: Any) -> Decimal:
    return Decimal(entry["credits"])


def _counted(entry: Any) -> Decimal:
    """What is left of the credits of a line after what rules cut off."""
    return _credits(entry) - sum(Decimal(cut["credits"]) for cut in entry["cuts"])
