"""A trial stands beside the tables that answer, follows the log, and answers only when told to."""

from datetime import date

import pytest
from psycopg import Connection

from lrs.log.record_store import RecordStore
from lrs.progress import unwatched
from projections.policy.folder import load_packaged
from projections.profile.publication import publication
from projections.tables import runner as runner_module
from projections.tables import tracking, trial
from projections.tables.folding import digest
from projections.tables.registry import PROJECTIONS
from projections.tables.runner import Runner
from projections.tables.trial import Candidate, Trial, TrialError, TrialSite
from projections.tables.versions import LIVE, TRIAL, work_on
from replay.rebuild import rebuild
from tests.database.three_trainees import attended, clock, conn, earned, store
from tests.posting import post
from tests.recording import Hands, record

DEARER = load_packaged("baoji-2009").with_overrides({"basic.off_job.credits_per_day": "6"})

__all__ = ["clock", "conn", "store"]


def digests(conn: Connection, schema: str) -> list[str]:
    with conn.transaction():
        work_on(conn, schema)
        return [digest(conn, one) for one in PROJECTIONS]


def built(conn: Connection, candidate: Candidate | None, clock: Hands) -> Trial:
    begun = trial.begin(conn, candidate, clock=clock)
    trial.build(conn, begun, unwatched, clock=clock)
    return begun


def tables(conn: Connection) -> list[str]:
    query = (
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'projections_trial'::regnamespace"
    )
    return [row[0] for row in conn.execute(query)]


def test_a_trial_by_what_judges_is_what_answers(conn: Connection, clock: Hands) -> None:
    built(conn, None, clock)
    assert digests(conn, TRIAL) == digests(conn, LIVE)


def test_what_answers_goes_on_while_a_policy_is_tried(
    conn: Connection, store: RecordStore, clock: Hands
) -> None:
    begun = built(conn, Candidate(policy=DEARER, effective=None), clock)
    record(store, attended("c3"))
    Runner(clock).catch_up(conn)
    assert earned(conn) == [60, 60, 60, 60]
    assert earned(conn, TRIAL) == [72, 72, 72], "it stands until it is followed again"
    trial.build(conn, begun, unwatched, clock=clock)
    assert earned(conn, TRIAL) == [72, 72, 72, 72]
    assert tracking.answering(conn).settled == 5
    rebuilt = rebuild(conn, unwatched, clock=clock)
    assert rebuilt.before == rebuilt.after, "what answers is not touched"
    assert earned(conn, TRIAL) == [72, 72, 72, 72], "nor is the trial by a rebuild"


def test_a_build_goes_on_where_it_was_ended(
    conn: Connection, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner_module, "BUCKET", 1)
    begun = trial.begin(conn, None, clock=clock)
    for _ in range(2):  # as a process that dies after its second step leaves it
        Runner(clock, site=TrialSite(begun)).step(conn)
    assert len(earned(conn, TRIAL)) == 2
    told: list[tuple[int, int]] = []
    again = trial.begin(conn, None, clock=clock)
    assert again == begun
    trial.build(conn, again, lambda *done: told.append(done), clock=clock)
    assert digests(conn, TRIAL) == digests(conn, LIVE)
    assert told[-1][0] == told[-1][1], "at the end all is done"
    assert told == sorted(told)


def test_another_trial_is_not_thrown_away_unasked(conn: Connection, clock: Hands) -> None:
    built(conn, None, clock)
    with pytest.raises(TrialError, match="of the rules of this release stands already"):
        trial.begin(conn, Candidate(policy=DEARER, effective=None), clock=clock)
    trial.drop(conn)
    assert trial.standing(conn) is None
    assert tables(conn) == []
    with pytest.raises(TrialError, match="there is no trial"):
        trial.needed(conn)


def test_a_trial_that_is_dropped_ends_its_build(conn: Connection, clock: Hands) -> None:
    begun = trial.begin(conn, None, clock=clock)
    trial.drop(conn)
    with pytest.raises(TrialError, match="dropped meanwhile"):
        trial.build(conn, begun, unwatched, clock=clock)


def test_a_policy_answers_only_once_it_is_published(
    conn: Connection, store: RecordStore, clock: Hands
) -> None:
    begun = built(conn, Candidate(policy=DEARER, effective=date(2010, 1, 1)), clock)
    with pytest.raises(TrialError, match="does not judge: publish it first"):
        trial.switch(conn, begun, clock=clock)
    assert earned(conn) == [60, 60, 60]
    stated = publication(DEARER, effective=date(2010, 1, 1), after=1, stand_in=False)
    assert store.record([post(stated)]) == [None]
    assert trial.switch(conn, begun, clock=clock) == 5
    assert earned(conn) == [72, 72, 72]
    assert tables(conn) == []
    step = Runner(clock).step(conn)
    assert (step.lag, step.moved) == (0, False), "nothing is folded a second time"
    rebuilt = rebuild(conn, unwatched, clock=clock)
    assert (rebuilt.before == rebuilt.after, rebuilt.differences) == (True, ())


def test_a_switch_takes_the_place_of_an_older_release(
    conn: Connection, store: RecordStore, clock: Hands
) -> None:
    conn.execute("UPDATE projections.tracking SET version = 'old'")
    conn.execute("UPDATE projections.balance SET earned = 1")
    begun = built(conn, None, clock)
    record(store, attended("c3"))
    assert earned(conn) == [1, 1, 1]
    trial.switch(conn, begun, clock=clock)
    assert earned(conn) == [60, 60, 60, 60]
    query = "SELECT earned::int FROM projections.balances WHERE year = 2010"
    assert [row[0] for row in conn.execute(query)] == [60, 60, 60, 60], "our views show it"
    rebuilt = rebuild(conn, unwatched, clock=clock)
    assert rebuilt.before == rebuilt.after
