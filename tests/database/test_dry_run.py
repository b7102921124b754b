"""What a dry run tells of is what comes when the same is recorded; and it leaves no trace."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from lrs.event.credentials import OPERATOR
from lrs.event.log import Recorded
from lrs.log.log_reader import LogReader
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from projections.answers.basis import Answers, Question
from projections.profile.writing import to_statement
from replay.dry_run import DryRun, Reads, dry_run
from replay.history.cadre import biography
from replay.history.change import Kind, Moved
from tests.posting import post
from tests.recording import Hands, record

NOW = datetime(2010, 12, 1, tzinfo=UTC)
ALL = Reads(cadre=lambda _: True, unit=lambda _: True)
CLASS = {"fact": "class.completed", "cadre": "c1", "class": "K", "scheduled_days": "10"}
PAST: list[dict[str, Any]] = [
    {"fact": "unit.registered", "id": "u", "unit": "A", "occurred": "2009-01-01"},
    {"fact": "cadre.enrolled", "id": "m1", "cadre": "c1", "unit": "A", "occurred": "2009-01-01"},
    {"fact": "cadre.enrolled", "id": "m2", "cadre": "c2", "unit": "A", "occurred": "2009-01-01"},
    {"fact": "course.catalogued", "id": "o", "course": "o1", "credits": "5",
     "occurred": "2009-01-01"},
    {**CLASS, "id": "k", "start": "2010-03-01", "end": "2010-03-12"},
    {"fact": "book.published", "id": "b", "cadre": "c1", "work": "w", "role": "sole",
     "occurred": "2010-05-01"},
]  # fmt: skip
TRIED: dict[str, dict[str, Any]] = {
    "a class": {**CLASS, "class": "L", "start": "2010-06-01", "end": "2010-06-30",
                "scheduled_days": "22"},
    "a course": {"fact": "course.passed", "cadre": "c1", "course": "o1", "occurred": "2010-05-02"},
    "an approval": {"fact": "credit.approved", "target": "b", "occurred": "2010-06-01"},
    "a rejection": {"fact": "credit.rejected", "target": "b", "occurred": "2010-06-01"},
    "a void of an act": {"fact": "act.voided", "target": "k", "occurred": "2010-07-01"},
    "a void of what all share": {"fact": "act.voided", "target": "m1", "occurred": "2010-07-01"},
    "a move": {"fact": "unit.assigned", "cadre": "c1", "unit": "B", "occurred": "2010-06-01"},
    "a level": {"fact": "level.changed", "cadre": "c1", "level": "county",
                "occurred": "2010-06-01"},
}  # fmt: skip


@pytest.fixture
def store(published: RecordStore, clock: Hands) -> RecordStore:
    for fact in PAST:
        clock.now += timedelta(minutes=1)
        record(published, fact)
    return published


@pytest.fixture
def reader(database: Database, store: RecordStore) -> Iterator[LogReader]:
    with psycopg.connect(database.projector, autocommit=True) as conn:
        yield LogReader(conn)


def as_recorded(fact: dict[str, Any], at: datetime, position: int) -> Recorded:
    """A fact as the log would hold it at a position."""
    draft = post(to_statement(fact)).drafts[0]
    return Recorded(
        position=position,
        stored=at,
        statement_id=draft.id,
        version=draft.event.version,
        credential=OPERATOR.key,
        authority=OPERATOR.agent,
        lacks=draft.event.lacks,
        body=draft.event.body,
    )


def trial_of(fact: dict[str, Any], reader: LogReader, answers: Answers, at: datetime) -> DryRun:
    basis = answers.basis(reader, Question())
    return dry_run(reader, [as_recorded(fact, at, basis.position + 1)], basis, answers, reads=ALL)


@pytest.mark.parametrize("name", TRIED)
def test_what_is_tried_is_what_comes(
    reader: LogReader, store: RecordStore, clock: Hands, name: str
) -> None:
    fact, answers = {**TRIED[name], "id": "new"}, Answers(clock)
    before = answers.basis(reader, Question())
    clock.now += timedelta(minutes=1)
    trial = trial_of(fact, reader, answers, clock.now)
    (effect,) = [one for one in trial.effects if one.cadre == "c1"]
    told = {str(one.statement_id) for one in effect.lines}
    record(store, fact)
    after = answers.basis(reader, Question())
    changes = biography(reader, "c1", basis=after, since=before.position)
    came = [one for change in changes for one in change.moved if change.position is not None]
    assert list(effect.moved) == [one for one in came if not _is_line(one, told)]
    lines = {one.statement_id: one for one in answers.ledger(reader, "c1", after).entries}
    for line in effect.lines:
        found = lines[line.statement_id]
        assert (found.counted, found.reason, found.rule) == (line.counted, line.reason, line.rule)
    assert came or not effect.moved


def _is_line(moved: Moved, told: set[str]) -> bool:
    return moved.kind is Kind.LINE and moved.of in told


@pytest.mark.parametrize("name", TRIED)
def test_what_was_tried_is_known_to_nobody(
    reader: LogReader, store: RecordStore, clock: Hands, name: str
) -> None:
    answers = Answers(clock)
    before = answers.ledger(reader, "c1", answers.basis(reader, Question()))
    trial_of({**TRIED[name], "id": "new"}, reader, answers, clock.now)
    record(store, {**CLASS, "id": "other", "cadre": "c2", "end": "2010-03-12"})
    after = answers.ledger(reader, "c1", answers.basis(reader, Question()))
    assert after.entries == before.entries
    assert after.balances == before.balances
    assert after.roster == before.roster


def test_a_unit_is_tried_with_its_members(reader: LogReader, clock: Hands) -> None:
    clock.now = datetime(2011, 3, 1, tzinfo=UTC)
    answers = Answers(clock)
    fact = {**TRIED["a class"], "id": "new"}
    trial = trial_of(fact, reader, answers, clock.now)
    (unit,) = [one for one in trial.effects if one.unit is not None]
    moved = {(one.of, one.member): (one.before, one.after) for one in unit.moved}
    assert unit.unit == "A"
    assert moved["2010", "unqualified"] == (2, 1)
    hidden = dry_run(
        reader,
        [as_recorded(fact, clock.now, reader.head() + 1)],
        answers.basis(reader, Question()),
        answers,
        reads=Reads(cadre=lambda _: True, unit=lambda _: False),
    )
    assert not [one for one in hidden.effects if one.unit is not None]


def test_nothing_is_told_of_whom_one_does_not_read(reader: LogReader, clock: Hands) -> None:
    answers = Answers(clock)
    basis = answers.basis(reader, Question())
    statements = [as_recorded({**TRIED["a class"], "id": "n"}, clock.now, basis.position + 1)]
    nobody = Reads(cadre=lambda _: False, unit=lambda _: False)
    trial = dry_run(reader, statements, basis, answers, reads=nobody)
    effect = trial.effects[0]
    assert (effect.cadre, effect.read, effect.moved, effect.lines) == ("c1", False, (), ())
