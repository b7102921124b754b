"""Decisions on decisions: asked, followed live and rebuilt, they come to the same, however deep."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from lrs.log.log_reader import LogReader
from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.progress import unwatched
from projections.answers.basis import Answers, Question
from projections.exact import plain
from projections.tables.runner import Runner
from replay.rebuild import rebuild
from tests.recording import Hands, record

NOW = datetime(2010, 12, 1, tzinfo=UTC)
CLASS = {"fact": "class.completed", "id": "k", "cadre": "c1", "class": "K", "scheduled_days": "10"}


@pytest.fixture
def store(published: RecordStore) -> RecordStore:
    record(published, {**CLASS, "start": "2010-03-01", "end": "2010-03-12"})
    return published


def nested(pairs: int, *, voided: bool) -> list[dict[str, object]]:
    """Withdrawals, each on the one before, and where wanted a void of each before it."""
    made: list[dict[str, object]] = []
    target = "k"
    for number in range(pairs):
        if voided:
            made.append({"fact": "act.voided", "id": f"v{number}", "target": target})
        made.append({"fact": "void.withdrawn", "id": f"w{number}", "target": target})
        target = f"w{number}"
    return [{**one, "occurred": "2010-06-01"} for one in made]


def batched(facts: list[dict[str, object]], size: int = 260) -> Iterator[list[dict[str, object]]]:
    """The facts in posts of so many."""
    for start in range(0, len(facts), size):
        yield facts[start : start + size]


@pytest.mark.parametrize(("pairs", "voided"), [(500, False), (130, True), (300, True)])
def test_however_deep_decisions_are_nested_all_surfaces_agree(
    database: Database, store: RecordStore, clock: Hands, pairs: int, voided: bool
) -> None:
    with psycopg.connect(database.projector, autocommit=True) as conn:
        runner = Runner(clock)
        for some in batched(nested(pairs, voided=voided)):
            record(store, *some)
        assert runner.catch_up(conn).lag == 0
        answers, reader = Answers(clock), LogReader(conn)
        asked = answers.ledger(reader, "c1", answers.basis(reader, Question()))
        live = conn.execute("SELECT trim_scale(earned)::text FROM projections.balance").fetchall()
        assert live == [(plain(asked.balance(2010).earned),)] == [("50",)]
        rebuilt = rebuild(conn, unwatched, clock=clock)
        assert (rebuilt.before, rebuilt.set_aside) == (rebuilt.after, 0)
