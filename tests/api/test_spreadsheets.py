"""Lists as spreadsheets: the cells of CSV and JSON, each as what it is, read back by calamine."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from python_calamine import CalamineWorkbook

from api.app import create_app
from api.cli.simulating import past
from api.http.errors import BadRequestError
from api.reports.answering import AnswerRoute, row_type
from api.reports.spreadsheet import LONGEST, as_xlsx
from lrs.postgres.postgres import Database
from projections.exact import plain
from projections.reports.answer import OWN
from projections.reports.columns import Column, columns
from projections.simulated.city import City
from projections.tables.learning import DIMENSIONS
from projections.words.headings import catalogue as headings
from projections.words.headings import heading, lacking
from projections.words.languages import LANGUAGES
from tests.api.catching_up import catch_up
from tests.api.serving import KEY, SECRET, serving, settings
from tests.recording import Hands, open_store, post

CITY = City(cadres=14, units=3, years=3, until=date(2011, 1, 20), seed=5)
YEAR = "year=2010"
PATHS = {
    "/cadres": ("cadres", "level"),
    "/catalogue": ("courses", "credits"),
    "/classes": ("classes", "last_day"),
    f"/reports/circular?{YEAR}": ("units", "mean_credits"),
    f"/reports/classes?{YEAR}": ("classes", "first_day"),
    "/reports/learning?by=unit,month": ("groups", "credits"),
    "/reports/learning?by=cadre,course": ("groups", "hours"),
    f"/units/U1/members?{YEAR}": ("members", "counted"),
    f"/units/U1/compliance?{YEAR}": ("members", "counted"),
    "/cadres/C/ledger": ("entries", "credits"),
    "/cadres/C/balances": ("annual", "counted"),
    "/cadres/C/hours": ("entries", "hours"),
}
"""Lists, each with the member that JSON has them in and one whose values are compared with it."""


@pytest.fixture(scope="module")
def city(shared_database: Database) -> Iterator[httpx.Client]:
    clock = Hands()
    store = open_store(shared_database.service, clock)
    for statement in past(CITY):
        clock.now = datetime.fromisoformat(statement.pop("stored"))
        assert store.record([post(statement)]) == [None]
    catch_up(shared_database, clock)
    app = create_app(settings(), database=shared_database, clock=clock)
    with serving(app) as address, httpx.Client(base_url=address, auth=(KEY, SECRET)) as opened:
        yield opened
    store.close()


@pytest.fixture(scope="module")
def names(city: httpx.Client) -> dict[str, str]:
    """A cadre and a unit of the city, for those in the paths."""
    cadre = city.get("/cadres").json()["cadres"][0]
    return {"/C/": f"/{cadre['cadre']}/", "/U1/": f"/{cadre['unit']}/"}


def sheets(content: bytes) -> tuple[list[list[Any]], list[list[Any]]]:
    """The rows of the table, heading first, and those of the sheet on what it rests on."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert len(book.sheet_names) == 2
    first, second = (book.get_sheet_by_index(number).to_python() for number in (0, 1))
    return first, second


def text_of(cell: Any) -> str:
    """What stands in a cell, as CSV writes it."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float | int):
        return plain(Decimal(str(cell)))
    return cell.isoformat() if isinstance(cell, date) else str(cell)


@pytest.mark.parametrize("path", PATHS)
def test_a_number_is_the_same_in_json_csv_and_xlsx(
    city: httpx.Client, names: dict[str, str], path: str
) -> None:
    member, compared = PATHS[path]
    for name, real in names.items():
        path = path.replace(name, real)
    join = "&" if "?" in path else "?"
    told = city.get(path)
    assert told.status_code == 200, told.text
    in_csv = city.get(f"{path}{join}format=csv").content.decode("utf-8-sig")
    heads, *lines = list(csv.reader(io.StringIO(in_csv, newline="")))
    answer = city.get(f"{path}{join}format=xlsx&lang=en")
    assert answer.headers["content-type"].endswith("spreadsheetml.sheet")
    (first, *rows), _ = sheets(answer.content)
    assert first == [heading(one, "en") for one in heads]
    assert len(lines) >= len(told.json()[member]) > 0
    cells = [[one.lstrip("\t").removeprefix("'") for one in line] for line in lines]
    assert [list(map(text_of, row)) for row in rows] == cells
    place = heads.index(compared)
    listed = told.json()[member]
    listed = list(listed.values()) if isinstance(listed, dict) else listed
    own = [one[compared] for one in listed]
    assert [row[place] for row in cells][: len(own)] == [str("" if x is None else x) for x in own]


ROUTES = [one for one in create_app(settings()).rest.routes if isinstance(one, AnswerRoute)]


def every_column() -> set[str]:
    found = set()
    for route in ROUTES:
        row = row_type(route.answer_type)
        if row is not None:
            without = OWN if row is route.answer_type else frozenset()
            found |= {one.name for one in columns(row, without=without)}
    return found | set(DIMENSIONS)


def test_every_column_has_a_heading_in_both_languages() -> None:
    assert {part for name in every_column() for part in lacking(name)} == set()
    for texts in headings().values():
        assert texts.keys() == {*LANGUAGES}
        assert texts["en"].isascii()
        assert any("一" <= letter <= "鿿" for letter in texts["zh"])


def test_the_columns_of_a_table_have_different_headings() -> None:
    for route in ROUTES:
        row = row_type(route.answer_type)
        if row is not None:
            names = [one.name for one in columns(row)]
            for language in LANGUAGES:
                assert len({heading(one, language) for one in names}) == len(names), row


def test_a_heading_that_nobody_wrote_is_missed() -> None:
    assert lacking("unit.colour") == {"colour"}
    assert heading("unit.colour", "zh") == "单位编号：colour"


@pytest.mark.parametrize(
    ("asked", "header", "expected"),
    [
        ("", "", "干部编号"),
        ("", "en", "Cadre"),
        ("", "en-GB;q=0.8, zh-CN;q=0.9", "干部编号"),
        ("", "fr, en;q=0.5", "Cadre"),
        ("&lang=en", "zh-CN", "Cadre"),
        ("&lang=zh", "en", "干部编号"),
    ],
)
def test_headings_are_in_the_language_that_is_asked_for(
    city: httpx.Client, asked: str, header: str, expected: str
) -> None:
    answer = city.get(f"/cadres?format=xlsx{asked}", headers={"Accept-Language": header})
    assert sheets(answer.content)[0][0][0] == expected


def test_it_can_be_asked_for_by_the_accept_header(city: httpx.Client) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = city.get("/cadres?limit=2", headers={"Accept": kind})
    (_, *rows), basis = sheets(answer.content)
    assert len(rows) == 2
    assert 'rel="next"' in answer.headers["link"]
    said = {row[0]: row[1] for row in basis}
    assert said["政策"] == "baoji-2009"
    assert said["日志位置"] == str(city.get("/cadres?limit=2").json()["position"])
    assert "after=" in said["下一页"]


def test_more_rows_than_a_sheet_holds_are_refused_and_none_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("api.reports.spreadsheet.MOST_ROWS", 3)
    column = Column(name="cadre", kind="id")
    assert as_xlsx([{"cadre": "c1"}] * 2, [column], "zh", basis={})
    with pytest.raises(BadRequestError, match="csv"):
        as_xlsx([{"cadre": "c1"}] * 3, [column], "zh", basis={})


@pytest.mark.parametrize("form", ["json", "csv", "xlsx"])
def test_no_cache_keeps_what_is_about_people(city: httpx.Client, form: str) -> None:
    headers = city.get(f"/cadres?format={form}").headers
    assert headers["cache-control"] == "private, no-store"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("query", ["format=xls", "format=xlsx&lang=fr"])
def test_another_format_or_language_is_refused(city: httpx.Client, query: str) -> None:
    assert city.get(f"/cadres?{query}").status_code == 400


def test_a_report_without_rows_is_no_spreadsheet(city: httpx.Client) -> None:
    assert city.get("/health/reports?format=xlsx").status_code in (400, 406)


CELLS = [
    ("plain", "=1+1", "=1+1"),
    ("plain", "+1", "+1"),
    ("plain", "-2+3", "-2+3"),
    ("plain", "@SUM(A1)", "@SUM(A1)"),
    ("plain", "\t=1", "\t=1"),
    ("plain", "http://example.org", "http://example.org"),
    ("id", "610302197001011234", "610302197001011234"),
    ("id", "007", "007"),
    ("id", ["007", "c1"], "007 c1"),
    ("plain", "12.5", "12.5"),
    ("number", "12.5", 12.5),
    ("number", "-0.333333", -0.333333),
    ("number", "999999999.999999", 999999999.999999),
    ("number", 2010, 2010.0),
    ("date", "2010-03-01", date(2010, 3, 1)),
    ("date", "1900-01-01", "1900-01-01"),
    ("date", None, ""),
    ("plain", True, True),
    ("map", {"course": "1.5", "x": "-2"}, "course=1.5; x=-2"),
    ("plain", "长" * 40_000, "长" * (LONGEST - 1) + "…"),
    ("plain", "a\u202eb\x00c", None),
    ("plain", "𠮷", "𠮷"),
]


@pytest.mark.parametrize(("kind", "value", "expected"), CELLS)
def test_a_cell_is_what_it_is(kind: Any, value: Any, expected: Any) -> None:
    found = [Column(name="name", kind=kind), Column(name="id", kind="id")]
    content = as_xlsx([{"name": value, "id": "x"}], found, "zh", basis={})
    (_, row), _ = sheets(content)
    if expected is None:  # a character that XML has not is not the same, and harms nothing
        assert str(row[0]).startswith("a\u202eb")
    else:
        assert (row[0], type(row[0])) == (expected, type(expected))


def test_without_rows_there_is_the_heading_all_the_same() -> None:
    content = as_xlsx([], [Column(name="cadre", kind="id")], "en", basis={})
    assert sheets(content)[0] == [["Cadre"]]


def test_the_same_rows_give_the_same_bytes() -> None:
    def made() -> bytes:
        return as_xlsx([{"id": "1"}], [Column(name="id", kind="id")], "en", basis={"today": "x"})

    assert made() == made()
