"""Reports as tables: the same columns in the same order, whatever the rows, and safe cells."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from api.reports.reconciling import Rejection
from api.reports.tabular import written
from projections.compliance.unit_compliance import GroupStanding, MemberStanding
from projections.reports.catalogue import CatalogueEntry
from projections.reports.columns import Column, Kind, columns
from projections.reports.drift import DriftRow
from projections.reports.ledgers import ComplianceAnswer, QueuedApplication
from projections.reports.records import names_of
from projections.reports.years import CircularRow
from projections.tables.register import CadreOfRegister
from tests.api.serving import KEY
from tests.api.test_learning import client, table

__all__ = ["client"]

PATHS = {
    "/": "/",
    "/applications": "/applications",
    "/cadres": "/cadres",
    "/cadres/{cadre:path}": "/cadres/c1",
    "/cadres/{cadre:path}/as-of": "/cadres/c1/as-of?known_at=2010-12-01",
    "/units/{unit:path}/as-of": "/units/A/as-of?known_at=2010-12-01&year=2010",
    "/cadres/{cadre:path}/bars": "/cadres/c1/bars?year=2010",
    "/cadres/{cadre:path}/personal-statement": "/cadres/c1/personal-statement?year=2010",
    "/cadres/{cadre:path}/eligibility": "/cadres/c1/eligibility",
    "/cadres/{cadre:path}/balances": "/cadres/c1/balances",
    "/cadres/{cadre:path}/ledger": "/cadres/c1/ledger",
    "/cadres/{cadre:path}/duty-report": "/cadres/c1/duty-report",
    "/cadres/{cadre:path}/hours": "/cadres/c1/hours",
    "/cadres/{cadre:path}/needs": "/cadres/c1/needs",
    "/reports/assessment": "/reports/assessment?year=2010",
    "/reports/needs": "/reports/needs?half=2010-H1",
    "/reports/renewal": "/reports/renewal?year=2010",
    "/surveys": "/surveys",
    "/surveys/{survey:path}": "/surveys/S1",
    "/cadres/{cadre:path}/handbook": "/cadres/c1/handbook",
    "/catalogue": "/catalogue",
    "/catalogue/unmapped": "/catalogue/unmapped",
    "/classes": "/classes",
    "/classes/{class_id:path}": "/classes/K",
    "/classes/{class_id:path}/attendance": "/classes/K/attendance",
    "/classes/{class_id:path}/problems": "/classes/K/problems",
    "/classes/{class_id:path}/learning": "/classes/K/learning",
    "/reports/teachers": "/reports/teachers?year=2010",
    "/reports/funds": "/reports/funds?year=2010",
    "/reports/sharing": "/reports/sharing?year=2010",
    "/policies": "/policies",
    "/policies/compare": "/policies/compare",
    "/audit": "/audit",
    "/audit/evidence": "/audit/evidence",
    "/audit/access": "/audit/access",
    "/audit/reports": "/audit/reports",
    "/audit/reports/{name:path}": "/audit/reports/paper",
    "/audit/as-of": "/audit/as-of?cadre=c1&known_at=2010-12-01",
    "/audit/explain": "/audit/explain?cadre=c1&year=2010",
    "/audit/failed-sign-ins": "/audit/failed-sign-ins",
    "/audit/history": "/audit/history?cadre=c1",
    "/audit/trial": "/audit/trial",
    "/audit/trial/differences": "/audit/trial/differences",
    "/audit/what-if": "/audit/what-if?year=2010&of=amounts&policy=baoji-2009",
    "/documents/history": (
        "/documents/history?resource=agent_profile&profileId=p&agent=%7B%22mbox%22%3A%22mailto%3Aa%40b.cn%22%7D"
    ),
    "/health/projections": "/health/projections",
    "/health/reports": "/health/reports",
    "/identities/unmatched": "/identities/unmatched",
    "/integrations/{credential:path}/reconciliation": (
        "/integrations/operator/reconciliation?from=2010-12-01&to=2010-12-01"
    ),
    "/integrations/{credential:path}": "/integrations/operator?from=2010-12-01&to=2010-12-01",
    "/integrations/{credential:path}/rejections": f"/integrations/{KEY}/rejections",
    "/cadres/{cadre:path}/follow-up": "/cadres/c1/follow-up",
    "/classes/{class_id:path}/follow-up": "/classes/K/follow-up",
    "/classes/{class_id:path}/sample": "/classes/K/sample",
    "/follow-up": "/follow-up?state=all",
    "/follow-up/due": "/follow-up/due",
    "/reports/follow-up": "/reports/follow-up",
    "/institutions/{institution:path}/follow-up": "/institutions/A/follow-up?half=2010-H2",
    "/search": "/search?q=c",
    "/reports/at-risk": "/reports/at-risk?on=2010-09-30",
    "/reports/circular": "/reports/circular?year=2010",
    "/reports/classes": "/reports/classes?year=2010",
    "/reports/coverage": "/reports/coverage",
    "/reports/cycle": "/reports/cycle?year=2010",
    "/reports/drift": "/reports/drift?year=2010",
    "/reports/findings": "/reports/findings",
    "/reports/learning": "/reports/learning?by=unit,month",
    "/reports/selection": "/reports/selection?year=2010",
    "/changes": "/changes?limit=2",
    "/reports/year": "/reports/year?year=2010",
    "/units/{unit:path}": "/units/A",
    "/units/{unit:path}/applications": "/units/A/applications",
    "/units/{unit:path}/compliance": "/units/A/compliance?year=2010",
    "/units/{unit:path}/deadlines": "/units/A/deadlines?year=2010",
    "/units/{unit:path}/members": "/units/A/members?year=2010",
    "/units/{unit:path}/years": "/units/A/years?years=5",
}
WITHOUT_ROWS: Mapping[str, type] = {
    "/cadres?after=z": CadreOfRegister,
    "/catalogue?category=none": CatalogueEntry,
    "/units/A/applications": QueuedApplication,
    "/reports/circular?year=2010&after=z": CircularRow,
    "/reports/drift?year=2010&against=2010-12-01": DriftRow,
    f"/integrations/{KEY}/rejections": Rejection,
}
"""Paths at which there is nothing, with the type of the rows that there are elsewhere."""


def as_table(client: httpx.Client, path: str) -> tuple[list[str], list[dict[str, str]]]:
    """The heading and the rows of a report's table."""
    answer = client.get(f"{path}{'&' if '?' in path else '?'}format=csv")
    rows = table(answer)
    heading = next(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    return heading, rows


@pytest.mark.parametrize("path", WITHOUT_ROWS)
def test_without_rows_there_is_the_heading_all_the_same(client: httpx.Client, path: str) -> None:
    heading, rows = as_table(client, path)
    assert heading == [column.name for column in columns(WITHOUT_ROWS[path])]
    assert rows == []


@pytest.mark.parametrize(
    ("path", "dimensions"),
    [
        ("/reports/learning?by=unit,month&from=2199-01-01", ["unit", "unit_name", "month"]),
        ("/reports/learning?by=", []),
    ],
)
def test_without_learning_there_is_a_total_of_nothing(
    client: httpx.Client, path: str, dimensions: list[str]
) -> None:
    heading, rows = as_table(client, path)
    assert heading == [*dimensions, "lines", "credited", "zero", "credits", "hours"]
    assert len(rows) == 1


def test_the_table_of_the_circular_has_its_persons(client: httpx.Client) -> None:
    path = "/reports/circular?year=2010&today=2010-12-31"
    report = client.get(path).json()
    _, rows = as_table(client, path)
    units = [row["unit"].strip() for row in rows if row["list"] == "units"]
    assert units == [unit["unit"] for unit in report["units"]]
    persons = [row for row in rows if row["list"] == "criticised_persons"]
    criticised = report["lists"]["criticised_persons"]
    assert [row["cadre"] for row in persons] == [one["cadre"] for one in criticised]
    assert persons[0]["counted"] == criticised[0]["counted"]
    assert persons[0]["reason.zh"]
    assert rows[0]["result.state"] == "missing"
    first = client.get(f"{path}&limit=1&format=csv")
    assert {row["unit"] for row in table(first)} == {"\t007"}
    assert 'rel="next"' in first.headers["Link"]


def test_the_table_of_the_cycle_has_who_fell_short(client: httpx.Client) -> None:
    report = client.get("/reports/cycle?year=2010&today=2012-12-31").json()
    _, rows = as_table(client, "/reports/cycle?year=2010&today=2012-12-31")
    short = [row["cadre"] for row in rows if row["list"] == "short"]
    assert short == [one["cadre"] for one in report["short"]]


def test_the_table_of_a_unit_has_those_who_stand_apart() -> None:
    def standing(cadre: str) -> dict[str, Any]:
        nothing: dict[str, Any] = dict.fromkeys(names_of(MemberStanding))
        member = MemberStanding(**{**nothing, "cadre": cadre})
        return {**dict.fromkeys(names_of(GroupStanding)), "members": (member,)}

    nothing: dict[str, Any] = dict.fromkeys(names_of(ComplianceAnswer))
    apart = GroupStanding(**standing("c2"))
    answer = ComplianceAnswer(**{**nothing, **standing("c1"), "apart": apart})
    assert [(row.list, row.cadre) for row in answer.rows()] == [("members", "c1"), ("apart", "c2")]


def test_amounts_by_name_stand_in_one_cell(client: httpx.Client) -> None:
    _, rows = as_table(client, "/cadres/c1/balances")
    assert [(row["year"], row["state"]) for row in rows] == [("2009", "ended"), ("2010", "open")]
    assert rows[1]["by_category"] == "basic.off_job=17.5; basic.online=15.5"
    assert rows[1]["earned"] == "33"


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("plain", "=1+1", "'=1+1"),
        ("plain", "@SUM(A1)", "'@SUM(A1)"),
        ("plain", "-2+3", "'-2+3"),
        ("plain", "＝1+1", "'＝1+1"),
        ("plain", " =1+1", "' =1+1"),
        ("plain", "\t=1+1", "'\t'=1+1"),
        ("plain", "a;=cmd()", "a;'=cmd()"),
        ("plain", "a; @cmd", "a; '@cmd"),
        ("plain", "a\n=cmd()", "a\n'=cmd()"),
        ("plain", "a; b", "a; b"),
        ("id", "=cmd()", "'=cmd()"),
        ("id", "610302197001011234", "\t610302197001011234"),
        ("id", "007", "\t007"),
        ("id", "12E3", "\t12E3"),
        ("id", "3-1", "\t3-1"),
        ("id", "2025/09", "\t2025/09"),
        ("id", "12:30", "\t12:30"),
        ("id", "SEPT2", "\tSEPT2"),
        ("id", "3月1日", "\t3月1日"),
        ("id", "true", "\ttrue"),
        ("id", "k2025-09", "k2025-09"),
        ("id", "decision", "decision"),
        ("id", ["007"], "\t007"),
        ("plain", "-2.5", "-2.5"),
        ("plain", "47.5", "47.5"),
        ("plain", None, ""),
        ("plain", True, "true"),
        ("id", ["a", "b"], "a b"),
        ("plain", '说 "好", 行', '说 "好", 行'),
        ("plain", [{"code": "a", "zh": "甲", "en": "A"}, {"code": "b"}], "a b"),
        ("map", {"course": "1.5", "=x": "-2"}, "course=1.5; '=x=-2"),
        ("map", {}, ""),
        ("map", None, ""),
        ("map", [{"target": "t", "missing": "27", "unit": "credits"}], "t=27 credits"),
    ],
)
def test_cells_are_safe_and_ids_stay_texts(kind: Kind, value: Any, expected: str) -> None:
    text = written([{"a": value}], [Column(name="a", kind=kind)]).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows == [["a"], [expected]] if expected else rows[0] == ["a"]


def test_an_amount_is_a_number_whatever_its_category_is_called() -> None:
    """A tab stands before ids alone: a category may be called `course` or `unit`."""
    found = [Column(name="by.course", kind="plain"), Column(name="unit", kind="id")]
    text = written([{"by": {"course": "5"}, "unit": "5"}], found).decode("utf-8-sig")
    assert text == "by.course,unit\r\n5,\t5\r\n"


@dataclass(frozen=True)
class Counted:
    """A row with a count and lists under the names that elsewhere hold ids."""

    statements: int
    number: int | None
    training_class: str
    substitute_for: str | None
    other: str | None
    cadres: tuple[str, ...]


def test_a_count_is_a_number_whatever_its_name_and_an_id_a_text() -> None:
    row = {"statements": 2, "number": 3, "training_class": "007", "substitute_for": "008"}
    text = written([{**row, "other": "009", "cadres": ["010"]}], columns(Counted))
    (cells,) = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))
    assert [cells[one] for one in (*row, "other", "cadres")] == [
        *("2", "3", "\t007", "\t008", "\t009", "\t010")
    ]
