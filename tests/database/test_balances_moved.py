"""What rows would move of balances is what they move once they are recorded."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from lrs.log.log_reader import LogReader
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from projections.answers.basis import Answers, Basis, Question
from replay.balances_moved import BalanceMoved, balances_moved
from replay.dry_run import if_recorded
from tests.database.test_dry_run import as_recorded
from tests.recording import Hands, record

NOW = datetime(2011, 3, 1, tzinfo=UTC)
CLASS = {"fact": "class.completed", "class": "K", "start": "2010-03-01", "end": "2010-03-05"}
PAST: list[dict[str, Any]] = [
    {"fact": "cadre.enrolled", "id": "m1", "cadre": "c1", "unit": "A", "occurred": "2009-01-01",
     "real_name": "王芳"},
    {"fact": "cadre.enrolled", "id": "m2", "cadre": "c2", "unit": "A", "occurred": "2009-01-01"},
]  # fmt: skip
ROWS: dict[str, list[dict[str, Any]]] = {
    "results of three, of whom one is new": [
        {**CLASS, "cadre": one, "scheduled_days": "5", "id": one} for one in ("c1", "c2", "c9")
    ],
    "somebody is enrolled": [
        {"fact": "cadre.enrolled", "cadre": "c3", "unit": "A", "occurred": "2010-01-01",
         "real_name": "李明", "id": "m3"}
    ],
    "somebody moves, and no balance": [
        {"fact": "unit.assigned", "cadre": "c1", "unit": "B", "occurred": "2010-06-01", "id": "m4"}
    ],
}  # fmt: skip


@pytest.fixture
def store(published: RecordStore, clock: Hands) -> RecordStore:
    clock.now = NOW
    record(published, *PAST)
    return published


@pytest.fixture
def reader(database: Database, store: RecordStore) -> Iterator[LogReader]:
    with psycopg.connect(database.projector, autocommit=True) as conn:
        yield LogReader(conn)


Balances = dict[int, tuple[Any, Any]]


def counted(cadre: str, reader: LogReader, basis: Basis, answers: Answers) -> Balances:
    """The credits that count and those that are missing, by year, as everybody is told."""
    found = answers.ledger(reader, cadre, basis).balances
    return {one.year: (one.counted, one.missing) for one in found}


@pytest.mark.parametrize("name", ROWS)
def test_what_is_tried_is_what_comes(
    name: str, store: RecordStore, reader: LogReader, clock: Hands
) -> None:
    answers = Answers(clock)
    basis = answers.basis(reader, Question())
    rows = ROWS[name]
    clock.now += timedelta(minutes=1)
    recorded = [
        as_recorded(row, clock.now, position)
        for position, row in enumerate(rows, basis.position + 1)
    ]
    tried = if_recorded(reader, recorded, basis)
    cadres = [row["cadre"] for row in rows]
    moved = list(balances_moved(tried, cadres))
    known = {one for one in cadres if one in ("c1", "c2")}
    before = {one: counted(one, reader, basis, answers) if one in known else {} for one in cadres}
    record(store, *rows)
    now = answers.basis(reader, Question())
    after = {one: counted(one, reader, now, answers) for one in cadres}
    assert [(one.cadre, one.year, _pair(one)) for one in moved] == [
        (cadre, year, (*_of(before[cadre], year), *_of(after[cadre], year)))
        for cadre in cadres
        for year in sorted(before[cadre].keys() | after[cadre].keys())
        if before[cadre].get(year) != after[cadre].get(year)
    ]
    assert bool(moved) == (name != "somebody moves, and no balance")
    assert {one.name for one in moved if one.cadre == "c1"} <= {"王芳"}


def _of(balances: Balances, year: int) -> tuple[Any, Any]:
    return balances.get(year, (None, None))


def _pair(one: BalanceMoved) -> tuple[Any, ...]:
    return one.before, one.missing_before, one.after, one.missing_after
