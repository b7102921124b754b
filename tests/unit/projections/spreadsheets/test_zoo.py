"""Every trap of the zoo is read right or is an error that says where: none is passed over."""

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.spreadsheets.faults import SheetError
from projections.spreadsheets.grid import MOST_BYTES, MOST_ROWS
from projections.spreadsheets.kinds import KINDS
from projections.spreadsheets.reading import Sheet, read_sheet
from projections.spreadsheets.template import template
from tests.unit.projections.spreadsheets.zoo import HEADS, ROW, changed, csv, xlsx

RESULTS = KINDS["results"]


def read(data: bytes) -> Sheet:
    return read_sheet(data, RESULTS)


def row(**cells: Any) -> tuple[Any, ...]:
    """The row of the zoo with other cells, by the names of the columns."""
    names = ("id", "name", "klass", "start", "end", "days", "attended", "appraisal")
    return tuple(cells.get(name, cell) for name, cell in zip(names, ROW, strict=True))


def facts(data: bytes) -> list[dict[str, Any]]:
    sheet = read(data)
    assert not sheet.faults
    return [dict(one.fact) for one in sheet.rows]


def places(data: bytes) -> list[tuple[int | None, str | None]]:
    """Where the faults are; nothing but faults may come of the rows that have them."""
    sheet = read(data)
    bad = {fault.row for fault in sheet.faults}
    assert not bad & {one.number for one in sheet.rows}
    assert all(fault.zh and fault.en for fault in sheet.faults)
    return [(fault.row, fault.column) for fault in sheet.faults]


EXPECTED = {
    "fact": "class.completed",
    "cadre": "0123",
    "real_name": "王建国",
    "class": "k1",
    "start": "2025-03-01",
    "end": "2025-03-05",
    "scheduled_days": "5",
    "attended_days": "4.5",
    "appraisal": "pass",
}


def test_a_plain_file() -> None:
    assert facts(xlsx(ROW)) == [EXPECTED]


@pytest.mark.parametrize("number", [610302198001010012, 123, 7, 0, 12.5, True])
def test_an_id_that_is_a_number_is_an_error(number: float) -> None:
    assert places(xlsx(ROW, row(id=number))) == [(3, "A")]


@pytest.mark.parametrize("text", ["6.10302E+17", "6.10302198001010E+17", "6.1e+17", "６.1E+17"])
def test_an_id_that_a_spreadsheet_rounded_is_an_error_in_csv(text: str) -> None:
    assert places(csv(row(id=text)).encode()) == [(2, "A")]


@pytest.mark.parametrize("text", ["610302198001010012.0", "6.10302198001010E17", "1234.00"])
def test_an_id_that_a_program_wrote_as_a_number_is_an_error(text: str) -> None:
    assert places(csv(row(id=text)).encode()) == [(2, "A")]
    assert places(xlsx(row(id=text))) == [(2, "A")]


@pytest.mark.parametrize("text", ["2.0", "12E3", "k1.0", "1.2.0"])
def test_an_id_that_only_looks_like_a_number_is_one(text: str) -> None:
    assert facts(csv(row(klass=text)).encode()) == [{**EXPECTED, "class": text}]


@pytest.mark.parametrize(
    "text", ["\u200e0123", "\u202a0123\u202c", "01\u200b23", "01\u00ad23", "0123\u2060", "01\n23"]
)
def test_an_id_with_a_character_that_nobody_sees_is_an_error(text: str) -> None:
    assert places(xlsx(row(id=text))) == [(2, "A")]
    assert "U+" in read(csv(row(id=f'"{text}"')).encode()).faults[0].zh


@pytest.mark.parametrize("text", ["nan", "NULL", "None", "undefined", "'0123"])
def test_what_stands_for_no_id_is_an_error(text: str) -> None:
    assert places(csv(row(id=text)).encode()) == [(2, "A")]


@pytest.mark.parametrize(
    "text", ["2025-03-01 00:00:00", "2025/3/1 0:00", "2025-03-01T00:00:00.000"]
)
def test_a_day_may_be_written_as_its_midnight(text: str) -> None:
    assert facts(csv(row(start=text)).encode()) == [EXPECTED]


@pytest.mark.parametrize("text", ["2025-03-01 08:00", "2025-03-01T00:00:00Z", "0:00"])
def test_another_instant_is_no_day(text: str) -> None:
    assert places(csv(row(start=text)).encode()) == [(2, "D")]


def test_an_amount_is_what_a_spreadsheet_shows() -> None:
    assert facts(xlsx(row(attended=4.1 + 0.4))) == [EXPECTED]
    assert facts(xlsx(row(days=0.1 + 0.2)))[0]["scheduled_days"] == "0.3"
    assert facts(xlsx(row(days=999999999.999999)))[0]["scheduled_days"] == "999999999.999999"


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "########"])
def test_an_error_that_was_copied_as_a_text_is_an_error(text: str) -> None:
    assert places(xlsx(row(id=text, name=text))) == [(2, "A"), (2, "B")]
    assert places(csv(row(id=text, name=text)).encode()) == [(2, "A"), (2, "B")]


@pytest.mark.parametrize("text", ['"=""0123"""', "=0123", "=A1", "=Sheet1!B2"])
def test_a_formula_that_was_written_as_a_text_is_an_error(text: str) -> None:
    assert places(csv(row(id=text)).encode()) == [(2, "A")]
    assert places(xlsx(row(klass=text.strip('"').replace('""', '"')))) == [(2, "C")]


@pytest.mark.parametrize("dimension", ["A1", "A1:A1", "A1:XFD1048576", "B2:C3"])
def test_a_wrong_dimension_hides_nothing(dimension: str) -> None:
    data = changed(xlsx(ROW), r'<dimension ref="[^"]*"/>', f'<dimension ref="{dimension}"/>')
    assert facts(data) == [EXPECTED]


def test_cells_without_places_are_read_in_their_order() -> None:
    data = changed(xlsx(ROW), r'<c r="[A-Z]+[0-9]+"', "<c")
    assert facts(data) == [EXPECTED]


@pytest.mark.parametrize("at", ["G2", "B2"])
def test_an_error_cell_is_an_error_also_where_it_may_be_empty(at: str) -> None:
    data = xlsx(ROW, change=lambda _, sheet: sheet.write_formula(at, "=1/0", None, "#DIV/0!"))
    assert places(data) == [(2, at[0])]
    assert "#N/A" in read(data).faults[0].en


@pytest.mark.parametrize("cached", [5, "", 4])
def test_a_formula_is_an_error_whatever_its_program_stored(cached: Any) -> None:
    data = xlsx(ROW, change=lambda _, sheet: sheet.write_formula("F2", "=2+3", None, cached))
    assert places(data) == [(2, "F")]


def test_a_row_of_nothing_but_an_error_is_no_empty_row() -> None:
    data = xlsx(ROW, change=lambda _, sheet: sheet.write_formula("A3", "=#N/A", None, "#N/A"))
    assert (3, "A") in places(data)


@pytest.mark.parametrize("since_1904", [False, True])
def test_days_count_from_1900_or_1904(since_1904: bool) -> None:
    cells = row(start=date(2025, 3, 1), end=date(2025, 3, 5))
    assert facts(xlsx(cells, date_1904=since_1904)) == [EXPECTED]


@pytest.mark.parametrize(
    "text",
    [
        "2025年3月1日",
        "2025年03月01日",
        "2025 年 3 月 1 日",
        "2025/3/1",
        "2025.3.1",
        "20250301",
        "2025-3-1",
        "２０２５年３月１日",
        " 2025-03-01\u3000",
    ],
)
def test_days_as_people_write_them(text: str) -> None:
    assert facts(xlsx(row(start=text))) == [EXPECTED]
    assert facts(csv(row(start=text)).encode()) == [EXPECTED]


@pytest.mark.parametrize(
    "cell",
    ["3/1/2025", "25-3-1", "2025-02-29", "2025年13月1日", "三月", 45717, "0000-01-01", "1.5"],
)
def test_a_day_that_could_be_another_is_an_error(cell: Any) -> None:
    assert places(xlsx(row(start=cell))) == [(2, "D")]


def eastern(data: bytes, number: int) -> bytes:
    """The spreadsheet with the days in a built-in format whose code stands in no file."""
    styles = "xl/styles.xml"
    without = changed(data, r"<numFmts .*?</numFmts>", "", part=styles)
    return changed(without, 'numFmtId="164"', f'numFmtId="{number}"', part=styles)


@pytest.mark.parametrize("number", [27, 31, 36, 50, 57, 58])
@pytest.mark.parametrize("since_1904", [False, True])
def test_days_in_a_format_that_is_built_into_a_chinese_excel(number: int, since_1904: bool) -> None:
    cells = row(start=date(2025, 3, 1), end=date(2025, 3, 5))
    assert facts(eastern(xlsx(cells, date_1904=since_1904), number)) == [EXPECTED]


@pytest.mark.parametrize("number", [2, 9, 37, 49, 59])
def test_numbers_in_other_built_in_formats_are_no_days(number: int) -> None:
    data = eastern(xlsx(row(start=date(2025, 3, 1), end=date(2025, 3, 5))), number)
    assert places(data) == [(2, "D"), (2, "E")]


def test_an_hour_is_no_day() -> None:
    assert places(xlsx(row(start=datetime.combine(date(2025, 3, 1), time(8))))) == [(2, "D")]


def test_merged_cells_among_the_rows_are_errors_each() -> None:
    def merge(_: Any, sheet: Any) -> None:
        sheet.merge_range("C2:C3", "k1")

    assert places(xlsx(ROW, row(id="0124", klass=None), change=merge)) == [
        (2, "C"),
        (3, "C"),
        (3, "C"),
    ]


def test_a_merged_title_above_the_headings_is_none() -> None:
    def merge(_: Any, sheet: Any) -> None:
        sheet.merge_range("A1:H1", "培训结果汇总表")

    assert facts(xlsx(ROW, above=((), HEADS), change=merge)) == [EXPECTED]


def test_hidden_rows_are_errors_and_hidden_columns_none() -> None:
    def hide(_: Any, sheet: Any) -> None:
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})

    assert places(xlsx(ROW, row(id="0124"), change=hide)) == [(3, None)]


def test_two_rows_of_headings() -> None:
    english = tuple(
        next(column.en for column in RESULTS.columns if column.zh == head) for head in HEADS
    )
    assert facts(xlsx(ROW, above=(HEADS, english))) == [EXPECTED]
    groups = ("基本信息", None, None, "时间", None, "天数", None, None)
    assert facts(xlsx(ROW, above=(groups, HEADS))) == [EXPECTED]
    marked = tuple(f" {head} ＊" for head in HEADS)
    assert facts(xlsx(ROW, above=(marked,))) == [EXPECTED]


def test_full_width_and_blanks() -> None:
    cells = row(
        id="０１２３\u3000", name=" 王建国\u00a0", klass="ｋ１ ", days="５", attended="４．５ "
    )
    assert facts(xlsx(cells)) == [EXPECTED]


def test_an_id_keeps_the_brackets_that_chinese_is_written_with() -> None:
    (fact,) = facts(xlsx(row(klass="培训班（一）０１－Ａ")))
    assert "培训班（一）01-A" in str(fact)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_encodings_of_csv(encoding: str) -> None:
    assert facts(csv(ROW).encode(encoding)) == [EXPECTED]


def test_a_rare_name_in_gb18030() -> None:
    name = "王\U00020bb7"
    assert facts(csv(row(name=name)).encode("gb18030"))[0]["real_name"] == name


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf" * 2, "\ufeff".encode("gb18030")])
def test_marks_of_the_byte_order_are_no_part_of_a_heading(mark: bytes) -> None:
    encoding = "utf-8" if mark[:1] == b"\xef" else "gb18030"
    assert facts(mark + csv(ROW).encode(encoding)) == [EXPECTED]


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_columns_that_are_parted_otherwise_are_told(sign: str) -> None:
    with pytest.raises(SheetError, match="commas"):
        read(csv(ROW).replace(",", sign).encode())
    with pytest.raises(SheetError, match="commas"):
        read(f"sep={sign}\r\n{csv(ROW)}".replace(",", sign).encode())


@pytest.mark.parametrize(
    "text",
    ["<html><table><tr><td>干部编号</td></tr></table></html>", '\ufeff<?xml version="1.0"?>'],
)
def test_a_page_under_the_name_of_a_spreadsheet_is_told(text: str) -> None:
    with pytest.raises(SheetError, match="HTML"):
        read(text.encode())


def test_another_encoding_is_an_error() -> None:
    with pytest.raises(SheetError, match="GB18030"):
        read(csv(ROW).encode("utf-16"))


def test_empty_rows_between_and_after_are_none() -> None:
    assert (
        len(
            facts(
                xlsx(
                    ROW,
                    (),
                    row(
                        id=" ",
                        **dict.fromkeys(
                            ("name", "klass", "start", "end", "days", "attended", "appraisal")
                        ),
                    ),
                    row(id="0124"),
                )
            )
        )
        == 2
    )


def test_two_equal_rows_are_an_error_that_names_the_first() -> None:
    data = xlsx(ROW, row(id="0124"), ROW)
    assert places(data) == [(4, None)]
    assert "2" in read(data).faults[0].zh


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"id": None}, "A"),
        ({"days": -1}, "F"),
        ({"days": "5天"}, "F"),
        ({"days": "1e3"}, "F"),
        ({"days": True}, "F"),
        ({"appraisal": 1}, "H"),
        ({"name": 7}, "B"),
        ({"name": "王" * 3_000}, "B"),
    ],
)
def test_wrong_cells(cells: dict[str, Any], column: str) -> None:
    assert places(xlsx(row(**cells))) == [(2, column)]


def test_all_faults_are_told_at_once() -> None:
    data = xlsx(ROW, row(id=7, days="x"), row(id="0125", start="x", appraisal=None))
    assert places(data) == [(3, "A"), (3, "F"), (4, "D"), (4, "H")]


def test_headings_that_are_missing_or_twice() -> None:
    assert places(xlsx(ROW[1:], above=(HEADS[1:],))) == [(1, None)]
    assert places(xlsx((*ROW, "x"), above=((*HEADS, "姓名"),))) == [(1, None)]
    assert len(places(b"")) == sum(column.needed for column in RESULTS.columns)


def test_what_is_not_read_is_named() -> None:
    def add(book: Any, _: Any) -> None:
        book.add_worksheet("空")
        book.add_worksheet("更多").write(0, 0, "x")

    sheet = read(xlsx((*ROW, "x"), above=((*HEADS, "备注"),), change=add))
    assert not sheet.faults
    assert list(sheet.ignored) == ["备注", "更多"]


def test_a_template_of_another_kind_or_version_is_an_error() -> None:
    other = template(KINDS["roster"], "zh")
    assert "roster" in read(other).faults[0].en
    old = changed(template(RESULTS, "zh"), "<t>1</t>", "<t>999</t>", part="xl/sharedStrings.xml")
    assert "999" in read(old).faults[0].en


def repacked(data: bytes, change: Callable[[dict[str, bytes]], list[tuple[str, bytes]]]) -> bytes:
    """The spreadsheet with other entries in its package."""
    into = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(into, "w") as made:
        for name, content in change({name: old.read(name) for name in old.namelist()}):
            made.writestr(name, content)
    return into.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_a_package_that_two_readers_would_read_differently_is_an_error() -> None:
    def with_capitals(parts: dict[str, bytes]) -> list[tuple[str, bytes]]:
        return [(SHEET.upper(), parts[SHEET]), *parts.items()]

    def elsewhere(parts: dict[str, bytes]) -> list[tuple[str, bytes]]:
        root = parts["_rels/.rels"].replace(b'"xl/workbook.xml"', b'"other/workbook.xml"')
        moved = [
            (name.replace("xl/", "other/"), content)
            for name, content in parts.items()
            if name.startswith("xl/")
        ]
        return [*{**parts, "_rels/.rels": root}.items(), *moved]

    for change in (with_capitals, elsewhere):
        with pytest.raises(SheetError):
            read(repacked(xlsx(ROW), change))


def test_two_sheets_of_one_name_are_an_error() -> None:
    def add(book: Any, _: Any) -> None:
        book.add_worksheet("更多").write(0, 0, "x")

    with pytest.raises(SheetError):
        read(changed(xlsx(ROW, change=add), "更多", "数据", part="xl/workbook.xml"))


def test_a_row_of_no_height_is_hidden() -> None:
    data = changed(xlsx(ROW), '<row r="2"', '<row r="2" ht="0" customHeight="1"')
    assert places(data) == [(2, None)]


def test_a_sheet_in_another_folder_of_the_package_is_read() -> None:
    def moved(parts: dict[str, bytes]) -> list[tuple[str, bytes]]:
        relations = "xl/_rels/workbook.xml.rels"
        parts[relations] = parts[relations].replace(b'"worksheets/', b'"sheets/')
        return [(name.replace("worksheets/", "sheets/"), one) for name, one in parts.items()]

    assert facts(repacked(xlsx(ROW), moved)) == [EXPECTED]


def test_the_old_format_and_what_is_none_are_errors() -> None:
    with pytest.raises(SheetError, match=r"\.xls "):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000))
    with pytest.raises(SheetError):
        read(xlsx(ROW)[:-100])
    with pytest.raises(SheetError):
        read(changed(xlsx(ROW), "^", "<!DOCTYPE x [<!ENTITY a 'a'>]>"))
    with pytest.raises(SheetError):
        read(b"PK\x03\x04")


def test_bounds() -> None:
    with pytest.raises(SheetError, match="MiB"):
        read(b"a" * (MOST_BYTES + 1))
    with pytest.raises(SheetError, match="20000"):
        read(xlsx(ROW, change=lambda _, sheet: sheet.write(1_048_575, 16_383, "far")))
    with pytest.raises(SheetError, match="20000"):
        read(b"a\n" * (MOST_ROWS + 1))
    bomb = changed(xlsx(ROW), "</worksheet>", " " * 1000 + "</worksheet>")
    assert facts(bomb) == [EXPECTED]


def test_many_sheets_that_are_each_within_bounds_are_too_many() -> None:
    def add(book: Any, _: Any) -> None:
        for _ in range(5):
            book.add_worksheet().write(MOST_ROWS - 1, 199, "far")

    with pytest.raises(SheetError, match="20000"):
        read(xlsx(ROW, change=add))


def test_a_failure_of_the_reader_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        """What a library in Rust raises where it fails."""

    def fail(_: Any) -> None:
        raise PanicException

    monkeypatch.setattr("projections.spreadsheets.workbook._parts", fail)
    with pytest.raises(SheetError):
        read(xlsx(ROW))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_template_reads_back_empty_and_is_the_same_twice(kind: Any, language: Any) -> None:
    made = template(kind, language)
    assert made == template(kind, language)
    sheet = read_sheet(made, kind)
    assert (sheet.rows, list(sheet.faults), list(sheet.ignored)) == ([], [], [])
    assert len(sheet.places) == len(kind.columns)


CELLS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(9999, 1, 1)),
)


@given(rows=st.lists(st.lists(CELLS, min_size=8, max_size=8), max_size=4))
def test_any_cells_are_rows_or_faults_and_nothing_raises(rows: list[list[Any]]) -> None:
    sheet = read(xlsx(*rows))
    for one in sheet.rows:
        assert isinstance(one.fact["cadre"], str)
        assert isinstance(rows[one.number - 2][0], str)


@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for begin in (b"", b"PK\x03\x04"):
        with suppress(SheetError):
            sheet = read(begin + data)
            assert sheet.faults
            assert not sheet.rows
