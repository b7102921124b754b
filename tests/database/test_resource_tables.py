"""The tables of teachers, funds and sharing: live, on demand and rebuilt they are one."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from psycopg import Connection
from psycopg.rows import dict_row

from lrs.log.log_reader import LogReader
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.progress import unwatched
from projections.answers.basis import Answers, Basis, Question
from projections.answers.resources import funds_of, sharing_of, teachers_of
from projections.answers.subjects import CLASSES as CLASS
from projections.answers.subjects import subjects
from projections.exact import jsonable
from projections.in_class.in_class import in_class
from projections.tables.runner import Runner
from replay.rebuild import rebuild
from tests.duty_histories import CLASSES, YEARS, histories
from tests.recording import Hands, record
from tests.unit.projections.strategies import Short

NOW = datetime(2010, 5, 1, 4, tzinfo=UTC)


def rows(conn: Connection, view: str) -> list[dict[str, Any]]:
    query = f"SELECT * FROM projections.{view} ORDER BY 1, 2"
    found = conn.cursor(row_factory=dict_row).execute(query.encode()).fetchall()
    return [jsonable(one) for one in found]


def basis_of(conn: Connection, clock: Hands) -> Basis:
    return Answers(clock).basis(LogReader(conn), Question())


def on_demand(conn: Connection, clock: Hands) -> dict[str, list[Any]]:
    """What the reports of all years tell of what the views have, by view."""
    log, basis = LogReader(conn), basis_of(conn, clock)
    this_year = basis.policies.year_of(basis.today)
    told: dict[str, list[Any]] = {view: [] for view in COLUMNS}
    for name, subject in subjects(CLASS, CLASSES, log, basis).items():
        told["class_learning"] += [
            (name, one.cadre, one.taken, one.passed, one.choice, one.books, one.speed, one.evidence)
            for one in in_class(subject).learning.trainees
        ]
    for year in (*YEARS, 2012):
        if year <= this_year:
            told["teachers"] += [
                (one.teacher, year, one.kind, one.days, one.met, one.evidence)
                for one in teachers_of(log, basis, year).teachers
            ]
        told["training_funds"] += [
            (one.unit, year, one.required, one.amount, one.met, one.spent, one.evidence)
            for one in funds_of(log, basis, year).funds
        ]
        told["sharing"] += [
            (one.agreement, year, one.letter, one.mid_year.state, one.year_end.state, one.fees)
            for one in sharing_of(log, basis, year).agreements
        ]
    return {view: jsonable(sorted(found, key=lambda one: one[:2])) for view, found in told.items()}


COLUMNS = {
    "teachers": "teacher year kind days met evidence",
    "training_funds": "unit year required amount met spent evidence",
    "sharing": "agreement year letter mid_year year_end fees",
    "class_learning": "class_id cadre tests passed choice books speed evidence",
}


def live(conn: Connection) -> dict[str, list[Any]]:
    return {
        view: [[row[name] for name in names.split()] for row in rows(conn, view)]
        for view, names in COLUMNS.items()
    }


def test_the_day_alone_moves_what_is_open_to_what_is_overdue(
    published: RecordStore, conn: Connection, clock: Hands
) -> None:
    letter = {"fact": "responsibility_letter.signed", "agreement": "X", "year": 2010}
    record(published, {**letter, "id": "r", "parties": ["A"], "occurred": "2010-03-01"})
    runner = Runner(clock)
    states = []
    for day in (date(2010, 5, 31), date(2010, 6, 1), date(2010, 7, 31), date(2010, 8, 1)):
        clock.now = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        runner.catch_up(conn)
        (row,) = rows(conn, "sharing")
        states.append(row["mid_year"])
    assert states == ["not_yet_open", "open", "open", "overdue"]


def test_what_a_unit_is_moves_what_is_required_of_it(
    published: RecordStore, conn: Connection, clock: Hands
) -> None:
    budget = {"fact": "budget.recorded", "unit": "A", "year": 2010, "payroll": "1000"}
    record(published, {**budget, "id": "b", "amount": "20", "occurred": "2010-01-31"})
    runner = Runner(clock)
    runner.catch_up(conn)
    assert [row["required"] for row in rows(conn, "training_funds")] == [None]
    unit = {"fact": "unit.registered", "id": "u", "unit": "A", "kind": "enterprise"}
    record(published, {**unit, "occurred": "2010-02-01"})
    runner.catch_up(conn)
    assert [(row["required"], row["met"]) for row in rows(conn, "training_funds")] == [
        ("25", False)
    ]


def test_analysts_read_the_views_and_nothing_else(
    published: RecordStore, conn: Connection, clock: Hands, database: Database
) -> None:
    day = {"occurred": "2010-04-01"}
    pooled = {"fact": "teacher.pooled", "id": "p", "teacher": "t1", "kind": "full_time"}
    approved = {"fact": "county_plan.approved", "id": "c", "unit": "A", "year": 2010}
    record(published, pooled | day, approved | day)
    Runner(clock).catch_up(conn)
    with psycopg.connect(database.report, autocommit=True) as report:
        assert [row["teacher"] for row in rows(report, "teachers")] == ["t1"]
        assert [row["plan"] for row in rows(report, "county_teaching")] == ["approved"]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            rows(report, "teacher_year")


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shorts=histories)
def test_live_on_demand_and_rebuilt_are_one(
    shorts: list[Short], published: RecordStore, conn: Connection, clock: Hands
) -> None:
    prefix = f"h{store_size(conn)}"
    runner = Runner(clock)
    voids = {short["id_"] for short in shorts if short["fact"] == "act.voided"}
    recordable = [short for short in shorts if not voids_a_void(short, voids)]
    for number, short in enumerate(recordable):
        fact = {key: value for key, value in short.items() if key != "id_"}
        target = {"target": f"{prefix}{short['target']}"} if "target" in short else {}
        record(published, {**fact, **target, "id": f"{prefix}{short['id_']}"})
        if number % 5 == 0:
            clock.now += timedelta(days=40)
            runner.catch_up(conn)
    runner.catch_up(conn)
    assert live(conn) == on_demand(conn, clock)
    rebuilt = rebuild(conn, unwatched, clock=clock)
    assert rebuilt.before == rebuilt.after


def voids_a_void(short: Short, voids: set[str]) -> bool:
    """Whether a fact voids a void, or itself, which the log refuses."""
    return short["fact"] == "act.voided" and short["target"] in voids


def store_size(conn: Connection) -> int:
    return LogReader(conn).head()
