"""What a city's numbers are told by: pages, CSV, XLSX and PDF, each read back as texts."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import httpx
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from api.app import create_app
from api.cli.simulating import past
from lrs.postgres.postgres import Database
from projections.exact import plain
from projections.simulated.city import City
from tests.api.catching_up import catch_up
from tests.api.serving import KEY, SECRET, serving, settings
from tests.pages.conftest import HTML
from tests.recording import Hands, open_store, post

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


def asking(database: Database, city: City) -> Iterator[httpx.Client]:
    """Who may ask everything of a city."""
    clock = Hands()
    store = open_store(database.service, clock)
    for statement in past(city):
        clock.now = datetime.fromisoformat(statement.pop("stored"))
        assert store.record([post(statement)]) == [None]
    catch_up(database, clock)
    app = create_app(settings(), database=database, clock=clock)
    auth = (KEY, SECRET)
    with serving(app) as address, httpx.Client(base_url=address, auth=auth, timeout=60) as client:
        yield client
    store.close()


def page_of(officer: httpx.Client, path: str) -> dict[str, Rows]:
    """The tables of a page, by the id of their section."""
    answer = officer.get(path, headers=HTML)
    assert answer.status_code == 200, answer.text
    return Tables(answer.text).found


def csv_of(officer: httpx.Client, path: str) -> list[dict[str, str]]:
    """The rows of CSV."""
    text = officer.get(path, params=_form(path, "csv")).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def xlsx_of(officer: httpx.Client, path: str) -> list[dict[str, Any]]:
    """The rows of the first sheet by the names of the columns of CSV."""
    content = officer.get(path, params=_form(path, "xlsx")).content
    _, *rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    text = officer.get(path, params=_form(path, "csv")).content.decode("utf-8-sig")
    names = next(csv.reader(io.StringIO(text, newline="")))
    return [dict(zip(names, row, strict=True)) for row in rows]


def _form(path: str, form: str) -> dict[str, str]:
    return {**httpx.URL(path).params, "format": form}


def exact(value: object) -> str:
    """A number as it is written everywhere; a dash on a page is what is empty elsewhere."""
    text = str(value).replace(",", "")
    return "" if text in ("—", "None", "") else plain(Decimal(text))


def text_of(content: bytes) -> str:
    """The text of a PDF."""
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
