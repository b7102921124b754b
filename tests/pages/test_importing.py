"""The page on which offices import spreadsheets: templates, faults, sending, voiding, rights."""

import io
import re
from html import unescape
from uuid import UUID

import httpx
import python_calamine as calamine

from lrs.access.credential_store import Credentials
from lrs.log.record_store import RecordStore
from projections.spreadsheets.kinds import KINDS
from tests.pages.conftest import SCRIPT, signed_in
from tests.pages.test_doing import drawn, hidden, tried

KIND = KINDS["results"]
ROW = {
    "cadre": "c2",
    "class": "2011-s1",
    "start": "2011-02-14",
    "end": "2011-02-18",
    "scheduled_days": "5",
    "appraisal": "合格",
}


def sheet(**cells: str) -> str:
    """A CSV file of results with one row."""
    row: dict[str, str] = {**ROW, **cells}
    heads = ",".join(one.zh for one in KIND.columns)
    return f"{heads}\n{','.join(row.get(one.key, '') for one in KIND.columns)}\n"


def uploaded(browser: httpx.Client, text: str, kind: str = "results") -> httpx.Response:
    """What the page says of a CSV file."""
    fields = {"form_token": token(browser), "kind": kind, "step": "try"}
    return browser.post(
        "/import", data=fields, files={"file": ("f.csv", text.encode("utf-8-sig"), "text/csv")}
    )


def token(browser: httpx.Client) -> str:
    """The token of the forms of a session."""
    found = re.search(r'name="form_token" value="([0-9a-f]+)"', browser.get("/import").text)
    assert found is not None
    return found[1]


def again(browser: httpx.Client, page: str, step: str) -> httpx.Response:
    """The form of a dry run, with the file that it carries."""
    form = page.split('id="outcome"')[1].split("</form>")[0]
    files = {name: (None, value) for name, value in hidden(form).items()}
    return browser.post("/import", files={**files, "step": (None, step)})


def test_a_file_is_tried_then_imported_once_and_voided(officer: httpx.Client) -> None:
    trial = uploaded(officer, sheet())
    assert trial.status_code == 200, trial.text
    assert "尚未导入" in trial.text
    assert officer.get("/classes/2011-s1").status_code == 404
    done = again(officer, trial.text, "send")
    assert done.status_code == 200, done.text
    batch = UUID(re.findall(r"<code>([0-9a-f-]{36})</code>", done.text)[0])
    assert officer.get("/classes/2011-s1").status_code == 200
    resent = again(officer, trial.text, "send")
    assert resent.status_code == 200
    assert str(batch) in resent.text
    assert "没有新的内容可以导入" in uploaded(officer, sheet()).text
    fields = {"form_token": token(officer), "batch": str(batch), "reason": "导错文件"}
    assert "将作废1条语句" in officer.post("/import/void", data={**fields, "step": "try"}).text
    assert "已作废1条语句" in officer.post("/import/void", data={**fields, "step": "send"}).text
    gone = officer.post("/import/void", data={**fields, "step": "send"})
    assert gone.status_code == 400
    assert "日志中没有该批次中未作废的语句" in gone.text
    tried_again = officer.post("/import/void", data={**fields, "step": "try"})
    assert tried_again.status_code == 400, "what voided it is not of the batch"


def test_a_batch_is_voided_without_what_refers_to_it(officer: httpx.Client) -> None:
    kind = KINDS["applications"]
    cells = {
        "cadre": "c2",
        "fact": "著作",
        "work": "w-batch",
        "occurred": "2011-02-14",
        "role": "独立",
        "work_related": "是",
    }
    heads = ",".join(one.zh for one in kind.columns)
    row = ",".join(cells.get(one.key, "") for one in kind.columns)
    trial = uploaded(officer, f"{heads}\n{row}\n", kind="applications")
    done = again(officer, trial.text, "send")
    batch = re.findall(r"<code>([0-9a-f-]{36})</code>", done.text)[0]
    waiting = officer.get("/cadres/c2/ledger?format=json").json()["applications"]
    target = next(one["statement_id"] for one in waiting if one["subject"] == "w-batch")
    said = {**drawn(officer, "credit.approved"), "target": target, "step": "send"}
    assert officer.post("/do/credit.approved", data=said).status_code == 303
    fields = {"form_token": token(officer), "batch": batch, "reason": "导错文件"}
    page = officer.post("/import/void", data={**fields, "step": "try"}).text
    assert "将作废2条语句" in page, "the work and its application, and not who approved it"


def test_every_fault_is_told_with_its_place_and_in_a_file_to_mend(officer: httpx.Client) -> None:
    page = uploaded(officer, sheet(**{"class": SCRIPT}, start="2011-02-30", scheduled_days="五"))
    assert page.status_code == 400
    assert "<script" not in page.text
    rows = re.findall(r'<td class="n">(\d+)</td><td>([A-Z])</td><th[^>]*>([^<]+)', page.text)
    assert [(row, column) for row, column, _ in rows] == [("2", "D"), ("2", "F")]
    assert "2011-02-30" in unescape(rows[0][2])
    mended = again(officer, page.text, "mend")
    assert mended.headers["content-disposition"] == 'attachment; filename="results-to-mend.xlsx"'
    assert mended.content.startswith(b"PK")


def test_what_is_no_spreadsheet_is_refused(officer: httpx.Client) -> None:
    fields = {"form_token": token(officer), "kind": "results", "step": "try"}
    for content in (b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        answer = officer.post("/import", data=fields, files={"file": ("f.xls", content)})
        assert answer.status_code == 400
        assert 'href="#file"' in answer.text
    assert uploaded(officer, "x", kind="nothing").status_code == 404


def test_a_file_that_can_be_tried_can_be_sent(officer: httpx.Client) -> None:
    """The page carries it in base64, which is longer than the file."""
    blank = f"{' ' * 1_000}{','.join(' ' for _ in KIND.columns[1:])}\n"
    large = sheet(**{"class": "2011-large"}) + blank * (7 * 1024 * 1024 // len(blank))
    trial = uploaded(officer, large)
    assert trial.status_code == 200, trial.text[:2000]
    assert again(officer, trial.text, "send").status_code == 200
    assert uploaded(officer, sheet() + blank * (9 * 1024)).status_code == 413


def test_each_kind_has_its_template(officer: httpx.Client) -> None:
    page = officer.get("/import").text
    for kind in KINDS:
        assert f'href="/import/template/{kind}"' in page
        assert officer.get(f"/import/template/{kind}?lang=en").content.startswith(b"PK")
    assert officer.get("/import/template/nothing").status_code == 404


def test_who_may_not_import_is_told_what_he_lacks(
    visitor: httpx.Client, store: RecordStore
) -> None:
    made, secret = Credentials(store).add("Clerk", scopes=["reports/read"])
    clerk = signed_in(visitor, made.key, secret)
    refused = uploaded(clerk, sheet())
    assert refused.status_code == 403
    assert "statements/write, --assert class.completed" in refused.text


def test_a_row_outside_of_a_grant_is_a_fault_of_its_cell_as_the_form_refuses_it(
    visitor: httpx.Client, store: RecordStore
) -> None:
    made, secret = Credentials(store).add(
        "HR", scopes=["statements/write", "reports/read:A"], asserts=["class.completed@A"]
    )
    clerk = signed_in(visitor, made.key, secret)
    ours = sheet(**{"class": "2011-a1"})
    text = ours + sheet(**{"class": "2011-a1"}, cadre="c3").split("\n")[1] + "\n"
    page = uploaded(clerk, text)
    assert page.status_code == 400
    rows = re.findall(r'<td class="n">(\d+)</td><td>([A-Z])</td><th[^>]*>([^<]+)', page.text)
    assert [(number, column) for number, column, _ in rows] == [("3", "A")]
    assert "此凭据只能在 A 及其下级单位内办理" in page.text
    filled = {**ROW, "cadre": "c3", "class": "2011-a1", "appraisal": "pass"}
    form = tried(clerk, "class.completed", **filled)
    assert form.status_code == 400
    assert "此凭据只能在 A 及其下级单位内办理" in form.text
    mend = again(clerk, page.text, "mend")
    grid = calamine.CalamineWorkbook.from_filelike(io.BytesIO(mend.content))
    told = [
        cell
        for name in grid.sheet_names
        for row in grid.get_sheet_by_name(name).to_python()
        for cell in row
    ]
    assert any("此凭据只能在 A" in str(cell) for cell in told)
    resent = again(clerk, page.text, "send")
    assert resent.status_code == 400
    assert "尚未导入" in uploaded(clerk, ours).text, "nothing of the file was recorded"


def test_a_name_that_is_not_the_registers_is_a_fault_which_keeps_that_to_itself(
    officer: httpx.Client,
) -> None:
    page = uploaded(officer, sheet(cadre="c1", real_name="王建国"))
    assert page.status_code == 400
    rows = re.findall(r'<td class="n">(\d+)</td><td>([A-Z])</td><th[^>]*>([^<]+)', page.text)
    assert rows == [("2", "B", "名册中该编号的干部不叫此姓名，请核对编号与姓名")]
    assert "王芳" not in page.text.split('id="outcome"')[1]
    assert "尚未导入" in uploaded(officer, sheet(cadre="c1", real_name=" 王　芳")).text
    unknown = uploaded(officer, sheet(cadre="nobody-yet", real_name="王建国"))
    assert "尚未导入" in unknown.text, "whom the register does not know may be enrolled later"


def told(page: str) -> list[tuple[str, str, str]]:
    """The rows, columns and sentences of what a page lists, faults first, then warnings."""
    found = re.findall(r'<td class="n">(\d+)</td><td>([A-Z])</td><th[^>]*>([^<]+)', page)
    return [(row, column, unescape(text)) for row, column, text in found]


def test_an_id_that_nobody_knows_is_told_with_those_like_it(officer: httpx.Client) -> None:
    heads, row = sheet(cadre="c22", **{"class": "2011-slip"}).splitlines()
    text = f"{heads}\n{row}\n{row.replace('2011-slip', '2011-slip2')}\n"
    page = uploaded(officer, text)
    assert page.status_code == 200, page.text
    (cadre,) = told(page.text)
    assert cadre[:2] == ("2", "A")
    assert cadre[2].startswith("名册中没有干部 c22，请核对编号")
    assert f"c2 {SCRIPT}" in cadre[2]
    assert "另有1行同此" in cadre[2]
    assert "尚未导入" in page.text, "it hinders nothing"
    english = officer.post(
        "/import?lang=en",
        data={"form_token": token(officer), "kind": "results", "step": "try"},
        files={"file": ("f.csv", text.encode(), "text/csv")},
    )
    assert "the register has no cadre c22" in english.text
    assert "(and in 1 more row)" in english.text
    officer.get("/?lang=zh")


def test_a_class_that_nobody_planned_is_told_once_others_are(officer: httpx.Client) -> None:
    assert told(uploaded(officer, sheet(**{"class": "2011-p9"})).text) == [], "none was planned"
    kind = KINDS["class_plan"]
    cells = {
        "class": "2011-p1", "name": "春季班", "occurred": "2011-01-10", "persons": "20",
        "start": "2011-02-20",
    }  # fmt: skip
    heads = ",".join(one.zh for one in kind.columns)
    plan = f"{heads}\n{','.join(cells.get(one.key, '') for one in kind.columns)}\n"
    trial = uploaded(officer, plan, kind="class_plan")
    assert told(trial.text) == [], "a plan brings its class"
    assert again(officer, trial.text, "send").status_code == 200
    ((row, column, text),) = told(uploaded(officer, sheet(**{"class": "2011-p9"})).text)
    assert (row, column) == ("2", "C")
    assert text == "没有计划或申报过班次 2011-p9，请核对编号。相近的有：2011-p1 春季班"
    assert told(uploaded(officer, sheet(**{"class": "2011-p1"})).text) == []


def moved_sheet(kind: str, **cells: str) -> str:
    """A CSV file of another kind with one row."""
    columns = KINDS[kind].columns
    heads = ",".join(one.zh for one in columns)
    return f"{heads}\n{','.join(cells.get(one.key, '') for one in columns)}\n"


def test_a_roster_brings_cadres_and_a_transfer_does_not(officer: httpx.Client) -> None:
    enrolled = {"cadre": "c-fresh", "real_name": "李明", "unit": "A9", "occurred": "2011-01-04"}
    page = uploaded(officer, moved_sheet("roster", **enrolled), kind="roster")
    assert page.status_code == 200
    ((row, column, text),) = told(page.text)
    assert (row, column) == ("2", "C")
    assert text.startswith("没有登记过单位 A9，请核对编号。相近的有：")
    assert "A 市住建局" in text
    transfer = {"cadre": "c-fresh", "unit": "A", "occurred": "2011-01-05"}
    refused = uploaded(officer, moved_sheet("transfers", **transfer), kind="transfers")
    assert refused.status_code == 400
    assert [one[:2] for one in told(refused.text)] == [("2", "A")]
    assert "无从调动" in refused.text
    known = uploaded(officer, moved_sheet("transfers", **{**transfer, "cadre": "c3"}), "transfers")
    assert known.status_code == 200, told(known.text)


def test_a_dry_run_tells_what_becomes_of_balances(officer: httpx.Client) -> None:
    filled = sheet(cadre="c3", **{"class": "2010-b1"}, start="2010-09-06", end="2010-09-10")
    page = uploaded(officer, filled).text
    table = page.split("导入后学分的变化")[-1]
    cells = re.findall(r'<td class="n(?:um)?">(?:<strong>)?([^<]*)', table)
    year, before, after, missing, would_miss = cells[:5]
    assert year == "2010"
    assert (before, after) == ("0", "25")
    assert int(missing) - int(would_miss) == 25
    done = again(officer, page, "send").text
    assert "导入后学分的变化" not in done
    answer = officer.get("/cadres/c3/balances?format=json").json()
    assert answer["annual"]["2010"]["counted"] == "25"


def test_who_does_not_read_a_cadre_is_told_neither_balances_nor_those_like_an_id(
    visitor: httpx.Client, store: RecordStore
) -> None:
    made, secret = Credentials(store).add(
        "Platform", scopes=["statements/write"], asserts=["class.completed"]
    )
    platform = signed_in(visitor, made.key, secret)
    page = uploaded(platform, sheet(**{"class": "2011-z1"})).text
    assert "另有1名干部，您无权查看其学分" in page
    slip = uploaded(platform, sheet(cadre="c22", **{"class": "2011-z1"})).text
    assert "名册中没有干部 c22" in slip
    assert "相近的有" not in slip


def test_of_a_large_file_the_first_cadres_are_tried_and_the_rest_is_counted(
    officer: httpx.Client,
) -> None:
    heads, _ = sheet().splitlines()
    rows = (sheet(cadre=f"n{at}", **{"class": "2011-w"}).splitlines()[1] for at in range(103))
    page = uploaded(officer, "\n".join([heads, *rows])).text
    assert "另有3名干部未试算" in page


def test_a_file_of_another_site_is_not_read(officer: httpx.Client) -> None:
    forged = {"form_token": (None, "0" * 64), "kind": (None, "results")}
    assert officer.post("/import", files=forged).status_code == 400
    assert officer.post("/import", files=forged, headers={"Origin": "https://x"}).status_code == 400
    assert officer.post("/import", content=b"no form").status_code == 400
