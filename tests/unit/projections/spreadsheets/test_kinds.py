"""Each kind of spreadsheet states facts that their templates find whole, in every column it has."""

from typing import Any
from uuid import UUID

import orjson
import pytest

from projections.profile.forms import FORMS
from projections.profile.templates import faults
from projections.spreadsheets.kind import CellType, Column, SheetKind
from projections.spreadsheets.kinds import KINDS
from projections.spreadsheets.reading import read_sheet
from projections.spreadsheets.stating import (
    BATCHES,
    batch_of,
    in_batch,
    iri_of,
    row_id,
    row_statements,
    void_of,
    without_batch,
)
from projections.words.statement import decode
from tests.unit.projections.spreadsheets.zoo import xlsx

ANY = {
    CellType.ID: "x1",
    CellType.TEXT: "文字",
    CellType.DAY: "2025-03-04",
    CellType.YEAR: "2025",
    CellType.AMOUNT: 3.5,
    CellType.WHOLE: 3,
    CellType.FLAG: "是",
}


def cell(column: Column) -> Any:
    return column.example or next(iter(column.choices), None) or ANY[column.type]


def facts_of(kind: SheetKind) -> list[str]:
    chosen = next((column.choices for column in kind.columns if column.key == "fact"), None)
    return [kind.fact] if chosen is None else list(chosen)


def allowed(fact: str) -> set[str]:
    form = FORMS[fact]
    own = {*form.data, *form.result, *form.groupings, "fact", "cadre", "real_name", "occurred"}
    return own | ({form.thing.key, "name"} if form.thing else set())


CASES = [(kind, fact) for kind in KINDS.values() for fact in facts_of(kind)]


@pytest.mark.parametrize(("kind", "chosen"), CASES, ids=lambda one: getattr(one, "name", one))
def test_a_row_with_all_that_its_fact_has_is_whole(kind: SheetKind, chosen: str) -> None:
    column = next((one for one in kind.columns if one.key == "fact"), None)
    fact = column.choices[chosen] if column else chosen
    columns = [one for one in kind.columns if one.key in allowed(fact)]
    row = [chosen if one.key == "fact" else cell(one) for one in columns]
    sheet = read_sheet(xlsx(row, above=([one.zh for one in columns],)), kind)
    assert not sheet.faults
    (read,) = sheet.rows
    assert {*read.fact} == {"fact", *(one.key for one in columns)}
    own = row_id(kind, read, attempt=1)
    statements = row_statements(kind, read, own)
    assert len(statements) == 1 + kind.applies
    for statement in statements:
        assert not faults(decode(orjson.dumps(statement)))
        batch = batch_of([own])
        put = in_batch(statement, batch)
        assert not faults(decode(orjson.dumps(put)))
        assert without_batch(put) == (statement, batch)
        assert without_batch(statement) == (statement, None)


def test_what_somebody_else_put_in_the_place_of_a_batch_is_read_as_none() -> None:
    batch = UUID(int=7)
    for other, found in (
        ({"id": iri_of(batch)}, batch),
        ({"id": f"{BATCHES}x"}, None),
        ([{"id": f"{BATCHES}x"}, {"id": "https://example.cn/"}], None),
        ([{"id": "https://example.cn/"}, {"id": iri_of(batch)}], batch),
    ):
        statement = {"context": {"contextActivities": {"other": other}}}
        assert without_batch(statement)[1] == found


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_is_declared_whole(kind: SheetKind) -> None:
    keys = [one.key for one in kind.columns]
    assert len(set(keys)) == len(keys)
    assert {*kind.row_key} <= {*keys}
    headings = [text for one in kind.columns for text in (one.zh, one.en)]
    assert len(set(headings)) == len(headings)
    for fact in facts_of(kind):
        column = next((one for one in kind.columns if one.key == "fact"), None)
        form = FORMS[column.choices[fact] if column else fact]
        missing = {*form.needs} - {*form.fixed} - {*keys}
        assert not missing
    for one in kind.columns:
        assert one.zh
        assert one.en
        assert bool(one.choices) == (one.type is CellType.CHOICE)


def test_an_id_depends_on_the_row_key_and_the_attempt_alone() -> None:
    kind = KINDS["roster"]
    heads = [one.zh for one in kind.columns[:4]]
    rows = [
        read_sheet(xlsx(["c1", name, "u1", "2025-01-01"], above=(heads,)), kind).rows[0]
        for name in ("王", "李")
    ]
    assert row_id(kind, rows[0], attempt=1) == row_id(kind, rows[1], attempt=1)
    assert row_id(kind, rows[0], attempt=1) != row_id(kind, rows[0], attempt=2)


def test_a_void_is_a_whole_fact() -> None:
    made = void_of(UUID(int=1), reason="错", at="2026-01-01T00:00:00+00:00")
    assert not faults(decode(orjson.dumps(made)))
    assert made["object"]["id"] == str(UUID(int=1))
