"""Each kind of spreadsheet from the very template that the product gives, filled in by programs
that write differently: the page and the command line say the same of it."""

import io
import json
import re
import sys
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import httpx
import pytest

from api.cli import main
from lrs.postgres.postgres import Database
from projections.spreadsheets.faults import letters
from projections.spreadsheets.kind import CellType, SheetKind
from projections.spreadsheets.kinds import KINDS
from tests.pages.conftest import SCRIPT
from tests.pages.test_importing import token
from tests.unit.projections.spreadsheets.test_kinds import allowed, cell
from tests.unit.projections.spreadsheets.zoo import changed

Imported = Callable[[Path, str], list[dict[str, Any]]]

KNOWN: Final = {"cadre": "c2", "real_name": SCRIPT}
"""Whom the city knows, for what can be stated of nobody else."""


def row_of(kind: SheetKind) -> dict[str, Any]:
    """The cells of a row, by the letter of their column."""
    column = next((one for one in kind.columns if one.key == "fact"), None)
    chosen = next(iter(column.choices)) if column else ""
    fact = column.choices[chosen] if column else kind.fact
    known = KNOWN if kind.rests_on else {}
    return {
        letters(at): chosen if one.key == "fact" else known.get(one.key) or cell(one)
        for at, one in enumerate(kind.columns)
        if one.key in allowed(fact)
    }


def excel(data: bytes, row: Mapping[str, Any]) -> bytes:
    """The template with a second row as Excel writes it: texts shared, each cell with its place."""
    shared = zipfile.ZipFile(io.BytesIO(data)).read("xl/sharedStrings.xml").decode()
    texts = [str(one) for one in row.values() if not isinstance(one, int | float)]
    first = shared.count("<si>")
    numbers = iter(range(first, first + len(texts)))
    cells = "".join(
        f'<c r="{letter}2"><v>{value}</v></c>'
        if isinstance(value, int | float)
        else f'<c r="{letter}2" t="s"><v>{next(numbers)}</v></c>'
        for letter, value in row.items()
    )
    filled = changed(data, "</sheetData>", f'<row r="2">{cells}</row></sheetData>')
    items = "".join(f"<si><t>{escape(one)}</t></si>" for one in texts)
    return changed(filled, "</sst>", f"{items}</sst>", "xl/sharedStrings.xml")


def wps(data: bytes, row: Mapping[str, Any]) -> bytes:
    """The same as WPS writes it: texts in their cells, and a dimension of one cell."""
    cells = "".join(
        f'<c r="{letter}2"><v>{value}</v></c>'
        if isinstance(value, int | float)
        else f'<c r="{letter}2" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'
        for letter, value in row.items()
    )
    filled = changed(data, "</sheetData>", f'<row r="2">{cells}</row></sheetData>')
    return changed(filled, r'<dimension ref="[^"]*"', '<dimension ref="A1"')


WRITERS: Final = {"excel": excel, "wps": wps}


@pytest.fixture
def imported(
    city: Database, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Imported:
    """What `lrs import` tells of a file over the city, whose pages are served."""
    assert city.owner
    monkeypatch.setenv("LRS_DATABASE_URL", city.app)
    monkeypatch.setenv("LRS_OWNER_DATABASE_URL", city.owner)

    def run(file: Path, kind: str) -> list[dict[str, Any]]:
        arguments = ["lrs", "import", str(file), "--as", kind, "--dry-run"]
        monkeypatch.setattr(sys, "argv", arguments)
        capfd.readouterr()
        with suppress(SystemExit):
            main()
        return [json.loads(line) for line in capfd.readouterr().out.splitlines()]

    return run


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("name", KINDS)
def test_the_template_filled_in_is_right_on_the_page_and_on_the_command_line(
    officer: httpx.Client, imported: Imported, tmp_path: Path, name: str, writer: str
) -> None:
    kind = KINDS[name]
    empty = officer.get(f"/import/template/{name}").content
    filled = WRITERS[writer](empty, row_of(kind))
    page = uploaded(officer, filled, name)
    assert page.status_code == 200, re.findall("<th scope=.row.[^>]*>([^<]*)", page.text)
    assert "尚未导入" in page.text
    file = tmp_path / "filled.xlsx"
    file.write_bytes(filled)
    *others, whole = imported(file, name)
    assert whole["warnings"] == sum("warning" in one for one in others)
    assert whole["moved"] == len(others) - whole["warnings"]
    assert (whole["rows"], whole["new"], whole["faults"]) == (1, 1, 0)
    numbers = re.findall(r'<dd class="num">(\d+)</dd>', page.text)
    assert all(escape(one["zh"]) in page.text for one in others if "warning" in one)
    assert numbers == [str(whole[one]) for one in ("rows", "new", "known")]
    assert str(whole["batch"]) in page.text


@pytest.mark.parametrize("name", KINDS)
def test_bad_cells_are_told_alike_on_the_page_and_on_the_command_line(
    officer: httpx.Client, imported: Imported, tmp_path: Path, name: str
) -> None:
    kind = KINDS[name]
    row = row_of(kind)
    wrong = {CellType.ID: 610302198001010012, CellType.DAY: "2025-02-30", CellType.YEAR: "公元"}
    for at, one in enumerate(kind.columns):
        if letters(at) in row and one.type in wrong:
            row[letters(at)] = wrong[one.type]
    filled = wps(officer.get(f"/import/template/{name}").content, row)
    page = uploaded(officer, filled, name)
    assert page.status_code == 400
    file = tmp_path / "filled.xlsx"
    file.write_bytes(filled)
    *faults, whole = imported(file, name)
    assert whole["faults"] == len(faults) > 0
    cells = re.findall(
        r'<td class="n">(\d+)</td><td>([A-Z]+)</td><th scope="row"[^>]*>([^<]*)', page.text
    )
    assert [(int(one), letter) for one, letter, _ in cells] == [
        (one["row"], one["column"]) for one in faults
    ]


def uploaded(browser: httpx.Client, data: bytes, kind: str) -> httpx.Response:
    """What the page says of a workbook."""
    fields = {"form_token": token(browser), "kind": kind, "step": "try"}
    return browser.post("/import", data=fields, files={"file": ("f.xlsx", data)})
