"""The statements of a class that offices can copy are without fault, and nothing is amiss in it."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from lrs.event.list_log import ListLog
from projections.answers.class_files import file_of
from projections.answers.subjects import CLASSES, subjects
from projections.case.subject import Subject
from projections.classes.life import life
from projections.profile.templates import faults
from projections.words.statement import decode
from tests.unit.projections.history import History

FILE = Path(__file__).parents[4] / "docs" / "class-life.ndjson"
STATEMENTS: list[dict[str, Any]] = [
    json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()
]


def opened(today: date) -> Subject:
    history = History()
    for statement in STATEMENTS:
        day = date.fromisoformat(statement["timestamp"][:10])
        history.receive(statement, recorded=day)
    basis = history.basis(today)
    name = "2026-spring-1"
    return subjects(CLASSES, [name], ListLog(history.rows), basis)[name]


def test_they_are_without_fault() -> None:
    assert len(STATEMENTS) > 15
    for statement in STATEMENTS:
        assert faults(decode(json.dumps(statement).encode())) == ()


def test_the_class_comes_to_its_closing_with_nothing_amiss() -> None:
    subject = opened(date(2026, 12, 31))
    found, file = life(subject), file_of(subject)
    assert (found.state, found.declaration.verdict, found.observers) == (
        *("closed", "on_time"),
        ("officer-7",),
    )
    assert found.findings == found.unheeded == ()
    assert [(one.cadre, one.state) for one in file.nominations] == [
        ("1001", "attended"),
        ("1002", "substituted_approved"),
        ("1003", "excused"),
    ]
    assert [(one.allocated, one.named, one.attended) for one in file.quotas] == [(2, 2, 2)]


def test_it_is_how_far_it_was_on_each_day() -> None:
    days = {
        date(2026, 3, 9): "planned",
        date(2026, 3, 10): "declared",
        date(2026, 3, 12): "returned",
        date(2026, 3, 13): "declared",
        date(2026, 3, 16): "approved",
        date(2026, 4, 13): "running",
        date(2026, 4, 24): "completed",
        date(2026, 4, 27): "closed",
    }
    assert {day: life(opened(day)).state for day in days} == days


def test_the_other_file_to_try_is_about_another_class() -> None:
    year = FILE.with_name("follow-up-year.ndjson").read_text(encoding="utf-8").splitlines()
    of_life, of_year = (
        {one["object"]["id"] for one in told if "/classes/" in one["object"].get("id", "")}
        for told in (STATEMENTS, map(json.loads, year))
    )
    assert of_life
    assert of_year
    assert of_life.isdisjoint(of_year)
