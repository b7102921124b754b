"""What judges is made once for a position: anew when the log grows, another one for the past."""

from datetime import UTC, datetime

import psycopg

from lrs.log.log_reader import LogReader
from lrs.postgres.postgres import Database
from projections.answers.basis import Answers, Question
from tests.recording import Hands, open_store, publish


def test_what_judges_is_made_once_for_a_position(database: Database) -> None:
    clock = Hands(datetime(2010, 6, 1, 4, tzinfo=UTC))
    store = open_store(database.service, clock)
    publish(store)
    with psycopg.connect(database.projector, autocommit=True) as conn:
        reader, answers = LogReader(conn), Answers(clock)
        before = answers.basis(reader, Question())
        assert answers.basis(reader, Question()).policies is before.policies
        then = clock()
        clock.now = datetime(2010, 6, 2, 4, tzinfo=UTC)
        publish(store, carry__mode="none")
        after = answers.basis(reader, Question())
        assert after.policies.digest != before.policies.digest
        assert answers.basis(reader, Question(known_at=then)).policies == before.policies
        assert answers.basis(reader, Question()).policies == after.policies
        tried = answers.basis(reader, Question(policy="nanjing"))
        assert tried.policies.tenures[0].policy.id == "nanjing"
        assert answers.basis(reader, Question()).policies == after.policies
    store.close()
