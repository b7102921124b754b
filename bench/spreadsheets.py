"""The row of spreadsheets: how long a file of 10,000 rows takes to be tried, and to be imported."""

import io
import time
from contextlib import closing
from statistics import median
from typing import Final

import xlsxwriter

from api.xapi.sheet_import import SheetImporter
from bench import stores
from bench.turns import Options, Row
from lrs.clock import system_clock
from lrs.event.credentials import OPERATOR
from lrs.log.record_store import RecordStore
from lrs.statement.statement import Limits
from projections.answers.basis import Answers
from projections.spreadsheets.kinds import KINDS

ROWS: Final = 10_000
_KIND: Final = KINDS["results"]
_CELLS: Final = {
    "real_name": "王建国",
    "class": "2025-01",
    "start": "2025年3月1日",
    "end": "2025-03-05",
    "scheduled_days": 5,
    "attended_days": 4.5,
    "appraisal": "合格",
    "hours": 40,
    "organiser": "市",
}


def rows(options: Options) -> list[Row]:
    """The median of the dry runs, and the one import, over an empty store."""
    with (
        stores.empty() as database,
        closing(RecordStore(database.service, clock=system_clock)) as store,
    ):
        importer = SheetImporter(
            store=store, credential=OPERATOR, limits=Limits(), answers=Answers(system_clock)
        )
        data = _file()
        tried = median(_seconds(importer, data, dry_run=True) for _ in range(options.rounds))
        imported = _seconds(importer, data, dry_run=False)
    return [
        Row(
            work=f"lrs import of a spreadsheet of {ROWS:,} rows: dry run, import",
            measured=f"{tried:.1f} s, {imported:.1f} s",
            against="",
            result=f"{ROWS / tried:,.0f} rows/s tried",
            wanted="5 s for a dry run",
        )
    ]


def _seconds(importer: SheetImporter, data: bytes, *, dry_run: bool) -> float:
    began = time.perf_counter()
    _, imported = importer.run(data, _KIND, dry_run=dry_run)
    if imported.faults or imported.new != ROWS:
        raise AssertionError(f"{imported.new} rows, {imported.faults[:3]}")
    return time.perf_counter() - began


def _file() -> bytes:
    into = io.BytesIO()
    with xlsxwriter.Workbook(into) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [column.zh for column in _KIND.columns])
        for number in range(1, ROWS + 1):
            cells = {**_CELLS, "cadre": f"610302{number:06}"}
            sheet.write_row(number, 0, [cells.get(one.key, "") for one in _KIND.columns])
    return into.getvalue()
