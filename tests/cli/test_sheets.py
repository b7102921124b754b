"""`lrs import --as`, `lrs template`, `lrs void-batch`: spreadsheets in, all or nothing."""

import io
import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from api.cli.sheets import Kind
from api.xapi.sheet_import import SheetImporter
from lrs.clock import system_clock
from lrs.event.credentials import OPERATOR
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.statement.statement import Limits
from projections.answers.basis import Answers
from projections.spreadsheets.kinds import KINDS
from projections.words import vocabulary as v
from tests.cli.conftest import Outcome, Run
from tests.cli.statements import recorded

HEADS = ("干部编号", "班次编号", "开始日期", "结束日期", "培训天数", "出勤天数", "鉴定")
ROW = ("610302000123", "k1", "2025年3月1日", "2025-03-05", 5, 4.5, "合格")


def book(*rows: tuple[Any, ...], heads: tuple[str, ...] = HEADS) -> bytes:
    into = io.BytesIO()
    with xlsxwriter.Workbook(into) as made:
        sheet = made.add_worksheet()
        for number, row in enumerate((heads, *rows)):
            sheet.write_row(number, 0, row)
    return into.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "some.xlsx"


def told(outcome: Outcome) -> list[dict[str, Any]]:
    return [json.loads(line) for line in outcome.out.splitlines()]


def statements(database: Database) -> list[dict[str, Any]]:
    return [json.loads(one.body) for one in recorded(database)]


def test_a_file_is_one_batch_and_the_same_file_again_changes_nothing(
    lrs: Run, environment: Database, file: Path
) -> None:
    file.write_bytes(book(ROW, ("610302000124", *ROW[1:])))
    outcome = lrs("import", file, "--as", "results")
    first = told(outcome)[-1]
    assert (outcome.code, first["recorded"], first["new"], first["known"]) == (0, True, 2, 0)
    one, two = statements(environment)
    extensions = one["context"]["extensions"]
    assert extensions[v.extension("start")] == "2025-03-01"
    assert extensions[v.extension("attended_days")] == "4.5"
    assert one["actor"]["account"]["name"] == "610302000123"
    assert one["context"]["contextActivities"]["other"] == [
        {"id": f"{v.PROFILE}batches/{first['batch']}"}
    ]
    assert two["context"]["contextActivities"] == one["context"]["contextActivities"]
    again = told(lrs("import", file, "--as", "results"))[-1]
    assert (again["new"], again["known"], again["batch"]) == (0, 2, None)
    assert again["earlier"] == [first["batch"]]
    assert len(statements(environment)) == 2


def test_names_are_taken_before_a_policy_is_published(database: Database) -> None:
    data = book((*ROW, "王建国"), heads=(*HEADS, "姓名"))
    with closing(RecordStore(database.service, clock=system_clock)) as store:
        importer = SheetImporter(
            store=store, credential=OPERATOR, limits=Limits(), answers=Answers(system_clock)
        )
        _, imported = importer.run(data, KINDS["results"], dry_run=False)
    assert (imported.recorded, imported.new) == (True, 1)


def test_a_dry_run_records_nothing_and_tells_the_same(
    lrs: Run, environment: Database, file: Path
) -> None:
    file.write_bytes(book(ROW))
    tried = told(lrs("import", file, "--as", "results", "--dry-run"))[-1]
    assert (tried["new"], tried["recorded"]) == (1, False)
    assert not statements(environment)
    done = told(lrs("import", file, "--as", "results"))[-1]
    assert tried["moved"] > 0
    assert {**tried, "recorded": True, "moved": 0} == done


def test_one_bad_cell_stops_the_file_and_every_fault_is_told_and_marked(
    lrs: Run, environment: Database, file: Path, tmp_path: Path
) -> None:
    late = ("610302000125", "k1", "2025-03-05", "2025-03-01", 5, 4, "合格")
    file.write_bytes(book(ROW, (610302198001010012, *ROW[1:4], "五天", 4, "好"), late))
    mend = tmp_path / "mend.xlsx"
    outcome = lrs("import", file, "--as", "sign_in", "--mend", mend)
    *faults, summary = told(outcome)
    assert outcome.code == 1
    assert [(one["row"], one["column"]) for one in faults] == [(3, "A"), (3, "E"), (4, "D")]
    assert (summary["recorded"], summary["faults"], summary["rows"]) == (False, 3, 2)
    assert summary["ignored"] == ["鉴定"]
    assert all(one["zh"] and one["en"] for one in faults)
    assert not statements(environment)
    again = told(lrs("import", mend, "--as", "sign_in"))
    assert [(one["row"], one["column"]) for one in again[:-1]] == [(3, "A"), (3, "E"), (4, "D")]


def test_a_row_that_the_log_knows_otherwise_is_a_fault_until_its_batch_is_voided(
    lrs: Run, environment: Database, file: Path
) -> None:
    file.write_bytes(book(ROW))
    batch = told(lrs("import", file, "--as", "results"))[-1]["batch"]
    file.write_bytes(book((*ROW[:5], 3, "合格")))
    outcome = lrs("import", file, "--as", "results")
    fault = told(outcome)[0]
    assert (outcome.code, fault["row"]) == (1, 2)
    assert batch in fault["zh"]
    assert batch in fault["en"]
    voided = lrs("void-batch", batch, "--reason", "wrong")
    assert (voided.code, told(voided)) == (0, [{"batch": batch, "voided": 1}])
    assert lrs("void-batch", batch).code == 1
    mended = told(lrs("import", file, "--as", "results"))[-1]
    assert mended["recorded"]
    assert mended["batch"] != batch
    first, void, second = statements(environment)
    assert void["object"]["id"] == first["id"]
    assert second["context"]["extensions"][v.extension("attended_days")] == "3"
    again = told(lrs("import", file, "--as", "results"))[-1]
    assert (again["new"], again["known"]) == (0, 1)


def test_the_rows_of_another_file_that_are_known_are_passed_over(
    lrs: Run, environment: Database, file: Path
) -> None:
    file.write_bytes(book(ROW))
    lrs("import", file, "--as", "results")
    file.write_bytes(book(("610302000999", *ROW[1:]), ROW))
    outcome = told(lrs("import", file, "--as", "results"))[-1]
    assert (outcome["new"], outcome["known"]) == (1, 1)
    assert len(statements(environment)) == 2


def test_an_application_is_the_act_and_what_is_applied_for(
    lrs: Run, environment: Database, file: Path
) -> None:
    heads = ("干部编号", "申请项目", "著作或文章编号", "发表或获奖日期", "署名角色", "报刊级别")
    row = ("c1", "文章", "w1", "2025.3.1", "独立", "市级")
    file.write_bytes(book(row, heads=heads))
    assert told(lrs("import", file, "--as", "applications"))[-1]["recorded"]
    act, applied = statements(environment)
    assert applied["object"] == {"objectType": "StatementRef", "id": act["id"]}
    file.write_bytes(book(("c1", "著作", "w2", "2025.3.1", "独立", "市级"), heads=heads))
    fault = told(lrs("import", file, "--as", "applications"))[0]
    assert (fault["row"], fault["column"]) == (2, "F")
    file.write_bytes(book(("c1", "文章", "w3", "2025.3.1", "", "市级"), heads=heads))
    fault = told(lrs("import", file, "--as", "applications"))[0]
    assert (fault["row"], fault["column"]) == (2, "E")


def test_a_batch_of_thousands_is_voided_whole(
    lrs: Run, environment: Database, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.xapi.sheet_import._VOIDS", 2)
    monkeypatch.setattr("api.xapi.sheet_import._PAGE", 2)
    file.write_bytes(book(*((f"61030200{number}", *ROW[1:]) for number in range(5))))
    batch = told(lrs("import", file, "--as", "results"))[-1]["batch"]
    assert told(lrs("void-batch", batch)) == [{"batch": batch, "voided": 5}]
    assert {one["object"]["id"] for one in statements(environment)[5:]} == {
        one["id"] for one in statements(environment)[:5]
    }


def test_a_row_that_the_credential_may_not_state_is_a_fault(
    lrs: Run, environment: Database, file: Path
) -> None:
    key = told(lrs("credential", "add", "reader", "--scope", "statements/read"))[0]["key"]
    file.write_bytes(book(ROW))
    refused = lrs("import", file, "--as", "results", "--credential", key)
    assert (refused.code, refused.out) == (1, "")
    assert "statements/write" in refused.err
    assert not statements(environment)


def test_what_is_no_spreadsheet_is_one_sentence(
    lrs: Run, environment: Database, file: Path
) -> None:
    file.write_bytes(b"PK\x03\x04nothing")
    outcome = lrs("import", file, "--as", "roster")
    assert outcome.code == 1
    assert "another" not in outcome.err
    assert outcome.err.startswith("lrs: ")
    assert ".xlsx" in outcome.err
    assert lrs("import", file, "--dry-run").code == 2


def test_the_kinds_of_the_command_are_those_that_are_declared() -> None:
    assert [kind.value for kind in Kind] == list(KINDS)


def test_a_row_outside_of_a_grant_is_a_fault_of_the_dry_run_and_of_the_import(
    lrs: Run, environment: Database, file: Path, tmp_path: Path
) -> None:
    assert lrs("policy", "publish", "baoji-2009").code == 0
    granted = ("--scope", "statements/write", "--assert", "cadre.enrolled@A")
    key = told(lrs("credential", "add", "HR of A", *granted))[-1]["key"]
    before = len(statements(environment))
    heads = ("干部编号", "姓名", "单位编号", "入册日期")
    row = ("610302000123", "王建国", "A", "2025-03-01")
    file.write_bytes(book(row, ("610302000124", "李芳", "B", "2025-03-01"), heads=heads))
    for last in (("--dry-run", "--mend", tmp_path / "mend.xlsx"), ()):
        outcome = lrs("import", file, "--as", "roster", "--credential", key, *last)
        assert outcome.code == 1
        fault, whole = told(outcome)
        assert (fault["row"], fault["column"], whole["recorded"]) == (3, "C", False)
        assert "所涉单位是 B，此凭据只能在 A 及其下级单位内办理" in fault["zh"]
        assert "this concerns the unit B" in fault["en"]
    assert (tmp_path / "mend.xlsx").exists()
    assert len(statements(environment)) == before
    file.write_bytes(book(row, heads=heads))
    assert lrs("import", file, "--as", "roster", "--credential", key).code == 0
