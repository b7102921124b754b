"""The statements that an institution can copy are without fault, and leave nothing undone."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from lrs.event.list_log import ListLog
from projections.answers.follow_up import class_follow_up
from projections.follow_up.follow_up import FollowUp
from projections.follow_up.tally import rows_of
from projections.profile.templates import faults
from projections.reports.follow_up_report import every_class
from projections.verdicts import Verdict
from projections.words.statement import decode
from tests.unit.projections.history import History

FILE = Path(__file__).parents[4] / "docs" / "follow-up-year.ndjson"
STATEMENTS: list[dict[str, Any]] = [
    json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()
]


def followed_up(today: date) -> tuple[FollowUp, int]:
    """The class as its page tells it, and how many of its items the list calls overdue."""
    history = History()
    for statement in STATEMENTS:
        day = date.fromisoformat(statement["timestamp"][:10])
        history.receive(statement, recorded=day)
    basis = history.basis(today)
    log = ListLog(history.rows)
    found = class_follow_up(log, "2026-spring-2", basis).follow_up
    assert found is not None
    (listed,) = every_class(log, basis)
    return found, listed.told.overdue


def test_they_are_without_fault() -> None:
    assert len(STATEMENTS) > 20
    for statement in STATEMENTS:
        assert faults(decode(json.dumps(statement).encode())) == ()


def test_they_leave_nothing_undone_and_nothing_amiss() -> None:
    found, overdue = followed_up(date(2027, 1, 1))
    assert overdue == 0
    assert found.findings == ()
    assert found.sample is not None
    assert found.sample.verdict is Verdict.SOUND
    states = {(row.name, row.place): row.item.state.value for row in rows_of(found)}
    ahead = {("digest", "2027-H1"), ("preset", "2027-H1")}
    assert {states.pop(one) for one in ahead} == {"open"}
    assert set(states.values()) == {"done"}
