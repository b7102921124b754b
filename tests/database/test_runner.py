"""The live projections: whatever happens on the way, they end where a rebuild ends."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from psycopg import Connection

from lrs.log.record_store import RecordStore
from lrs.postgres.postgres import Database
from lrs.progress import unwatched
from projections.policy.folder import load_packaged
from projections.policy.reading import policy_of
from projections.profile.publication import publication
from projections.tables import runner as runner_module
from projections.tables import tracking
from projections.tables.intake import INTAKE
from projections.tables.ledgers import LEDGERS
from projections.tables.runner import Runner
from replay import shares
from replay.rebuild import rebuild
from tests.recording import Hands, open_store, post, publish, record

NOW = datetime(2010, 12, 1, tzinfo=UTC)
BAOJI = load_packaged("baoji-2009")
CLASS = {"fact": "class.completed", "start": "2010-03-01", "end": "2010-03-16"}
OF_CREDITS = (INTAKE, LEDGERS)
"""The projections of tests that count steps."""
PASS = {"fact": "course.passed", "occurred": "2010-06-01", "by": "exam"}


@pytest.fixture
def store(database: Database, clock: Hands) -> Iterator[RecordStore]:
    opened = open_store(database.service, clock)
    yield opened
    opened.close()


def attended(fact_id: str, cadre: str, days: int = 12) -> dict[str, object]:
    return {**CLASS, "id": fact_id, "cadre": cadre, "class": fact_id, "scheduled_days": days}


def passed(fact_id: str, cadre: str, course: str) -> dict[str, object]:
    return {**PASS, "id": fact_id, "cadre": cadre, "course": course}


def earned(conn: Connection, cadre: str, year: int = 2010) -> str | None:
    row = conn.execute(
        "SELECT trim_scale(earned)::text FROM projections.balance WHERE (person, year) = (%s, %s)",
        [cadre, year],
    ).fetchone()
    return row[0] if row else None


def assert_as_rebuilt(conn: Connection, clock: Hands) -> None:
    """The tables answer for the whole log, and a rebuild changes nothing."""
    rebuilt = rebuild(conn, unwatched, clock=clock)
    assert rebuilt.before == rebuilt.after


def test_a_fact_is_folded_into_the_tables(
    store: RecordStore, conn: Connection, clock: Hands
) -> None:
    publish(store)
    record(store, attended("k1", "c1"))
    progress = Runner(clock).catch_up(conn)
    assert (progress.head, progress.lag) == (2, 0)
    assert earned(conn, "c1") == "60"
    assert_as_rebuilt(conn, clock)


def test_what_comes_later_moves_only_what_it_touches(
    store: RecordStore, conn: Connection, clock: Hands
) -> None:
    publish(store)
    record(store, attended("k1", "c1"), attended("k2", "c2"))
    runner = Runner(clock)
    runner.catch_up(conn)
    record(store, {"fact": "act.voided", "id": "v1", "target": "k1", "occurred": "2010-09-01"})
    runner.catch_up(conn)
    assert (earned(conn, "c1"), earned(conn, "c2")) == ("0", "60")
    assert_as_rebuilt(conn, clock)


def test_a_late_catalogue_value_reaches_earlier_passes(
    store: RecordStore, conn: Connection, clock: Hands
) -> None:
    publish(store)
    record(store, passed("e1", "c1", "o-law"), passed("e2", "c2", "o-other"))
    runner = Runner(clock)
    runner.catch_up(conn)
    assert earned(conn, "c1") == "0"
    entry = {"fact": "course.catalogued", "id": "x", "course": "o-law", "credits": 10}
    record(store, {**entry, "occurred": "2010-01-01"})
    runner.catch_up(conn)
    assert (earned(conn, "c1"), earned(conn, "c2")) == ("10", "0")
    record(store, {"fact": "act.voided", "id": "v", "target": "x", "occurred": "2010-09-01"})
    runner.catch_up(conn)
    assert earned(conn, "c1") == "0"
    assert_as_rebuilt(conn, clock)


def test_a_decision_that_comes_before_its_target_counts(
    store: RecordStore, conn: Connection, clock: Hands
) -> None:
    publish(store)
    runner = Runner(clock)
    record(store, {"fact": "act.voided", "id": "v1", "target": "k1", "occurred": "2010-09-01"})
    runner.catch_up(conn)
    record(store, attended("k1", "c1"))
    runner.catch_up(conn)
    assert earned(conn, "c1") == "0"
    assert_as_rebuilt(conn, clock)


def test_another_policy_is_folded_for_everybody(
    store: RecordStore, conn: Connection, clock: Hands
) -> None:
    publish(store)
    record(store, attended("k1", "c1"), attended("k2", "c2"))
    runner = Runner(clock)
    runner.catch_up(conn)
    publish(store, basic__off_job__credits_per_day="4", effective_from="2008-01-02")
    runner.catch_up(conn)
    assert (earned(conn, "c1"), earned(conn, "c2")) == ("48", "48")
    assert_as_rebuilt(conn, clock)


def test_a_new_year_gives_everybody_a_new_balance(
    store: RecordStore, conn: Connection, clock: Hands
) -> None:
    publish(store)
    record(store, attended("k1", "c1", days=14))
    runner = Runner(clock)
    runner.catch_up(conn)
    assert earned(conn, "c1", 2011) is None
    clock.now = datetime(2010, 12, 31, 16, 0, tzinfo=UTC)  # 2011 has begun in Shanghai
    record(store, attended("k2", "c2"))
    runner.catch_up(conn)
    rows = conn.execute("SELECT year, counted::int FROM projections.balance WHERE person = 'c1'")
    assert rows.fetchall() == [(2010, 70), (2011, 10)]
    assert_as_rebuilt(conn, clock)


def test_without_a_policy_nothing_is_folded_and_nothing_is_lost(
    store: RecordStore, conn: Connection, clock: Hands
) -> None:
    record(store, attended("k1", "c1"))
    runner = Runner(clock)
    assert runner.catch_up(conn).lag == 1
    publish(store)
    assert runner.catch_up(conn).lag == 0
    assert earned(conn, "c1") == "60"


def test_small_pages_and_buckets_come_to_the_same(
    store: RecordStore, conn: Connection, monkeypatch: pytest.MonkeyPatch, clock: Hands
) -> None:
    monkeypatch.setattr(runner_module, "PAGE", 2)
    monkeypatch.setattr(runner_module, "BUCKET", 1)
    publish(store)
    for number in range(7):
        record(store, attended(f"k{number}", f"c{number % 3}", days=3 + number))
    assert Runner(clock).catch_up(conn).lag == 0
    assert_as_rebuilt(conn, clock)


def test_those_whose_rows_are_the_oldest_are_folded_first(
    store: RecordStore, conn: Connection, monkeypatch: pytest.MonkeyPatch, clock: Hands
) -> None:
    monkeypatch.setattr(runner_module, "BUCKET", 1)
    publish(store)
    record(store, attended("k2", "c2"), attended("k1", "c1"), attended("k3", "c2"))
    runner = Runner(clock, OF_CREDITS)
    assert [runner.step(conn).settled for _ in range(2)] == [2, 4]
    record(store, attended("k4", "c1"), attended("k5", "c2"), attended("k6", "c1"))
    assert runner.step(conn).settled == 5
    assert (earned(conn, "c1"), earned(conn, "c2")) == ("180", "120")
    record(store, attended("k7", "c1"))
    assert runner.step(conn).settled == 7
    assert runner.catch_up(conn).settled == 8
    Runner(clock).catch_up(conn)
    assert_as_rebuilt(conn, clock)


def test_nobody_is_folded_before_all_is_scanned(
    store: RecordStore, conn: Connection, monkeypatch: pytest.MonkeyPatch, clock: Hands
) -> None:
    monkeypatch.setattr(runner_module, "PAGE", 2)
    publish(store)
    record(store, *(attended(f"k{number}", "c1") for number in range(3)))
    runner = Runner(clock, OF_CREDITS)
    behind = runner.step(conn)
    assert (behind.settled, behind.lag, earned(conn, "c1")) == (1, 3, None)
    assert (runner.step(conn).lag, earned(conn, "c1")) == (0, "180")
    assert not runner.step(conn).moved


@pytest.mark.parametrize("first", ["a policy", "a year", "a course"])
def test_what_concerns_many_holds_the_tables_back_until_all_are_folded(
    store: RecordStore,
    conn: Connection,
    clock: Hands,
    monkeypatch: pytest.MonkeyPatch,
    first: str,
) -> None:
    publish(store)
    record(store, *(passed(f"e{number}", f"c{number}", "o-law") for number in range(3)))
    runner = Runner(clock, OF_CREDITS)
    runner.catch_up(conn)
    monkeypatch.setattr(runner_module, "BUCKET", 1)
    if first == "a policy":
        publish(store, effective_from="2008-01-02")
    elif first == "a year":
        clock.now = datetime(2010, 12, 31, 16, 0, tzinfo=UTC)  # 2011 has begun in Shanghai
        record(store, attended("k1", "c1"))
    else:
        entry = {"fact": "course.catalogued", "id": "x", "course": "o-law", "credits": 10}
        record(store, {**entry, "occurred": "2010-01-01"})
    assert [runner.step(conn).settled for _ in range(3)] == [4, 4, 5]
    assert not runner.step(conn).moved
    Runner(clock).catch_up(conn)
    assert_as_rebuilt(conn, clock)


def test_two_runners_take_turns(
    store: RecordStore,
    conn: Connection,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    clock: Hands,
) -> None:
    monkeypatch.setattr(runner_module, "BUCKET", 1)
    publish(store)
    first, second = Runner(clock), Runner(clock)
    with psycopg.connect(database.projector, autocommit=True) as other:
        for number in range(5):
            record(store, attended(f"k{number}", f"c{number}"))
            first.step(conn)
            second.step(other)
        assert second.catch_up(other).lag == 0
    assert_as_rebuilt(conn, clock)


def test_a_step_that_dies_leaves_nothing_behind(
    store: RecordStore, conn: Connection, monkeypatch: pytest.MonkeyPatch, clock: Hands
) -> None:
    publish(store)
    record(store, attended("k1", "c1"))
    runner = Runner(clock)

    def die(*_: object, **__: object) -> None:
        raise RuntimeError("died")

    with monkeypatch.context() as patched:
        patched.setattr(tracking, "settle", die)
        with pytest.raises(RuntimeError, match="died"):
            runner.step(conn)
    assert earned(conn, "c1") is None
    assert tracking.answering(conn).settled == 1
    assert runner.catch_up(conn).lag == 0
    assert earned(conn, "c1") == "60"


def test_tables_of_another_version_are_made_anew(
    store: RecordStore, conn: Connection, clock: Hands
) -> None:
    publish(store)
    record(store, attended("k1", "c1"))
    Runner(clock).catch_up(conn)
    conn.execute("UPDATE projections.tracking SET version = 'old'")
    conn.execute("UPDATE projections.balance SET earned = 1")
    assert Runner(clock).catch_up(conn).lag == 0
    assert earned(conn, "c1") == "60"


def test_a_rebuild_in_shares_comes_to_the_same(
    store: RecordStore, conn: Connection, monkeypatch: pytest.MonkeyPatch, clock: Hands
) -> None:
    publish(store)
    record(store, {"fact": "act.voided", "id": "v1", "target": "k1", "occurred": "2010-09-01"})
    for number in range(9):
        record(store, attended(f"k{number}", f"c{number % 5}", days=3 + number))
    record(store, {"fact": "void.withdrawn", "id": "r", "target": "k2", "occurred": "2010-09-03"})
    record(store, {"fact": "act.voided", "id": "v2", "target": "k2", "occurred": "2010-09-02"})
    Runner(clock).catch_up(conn)
    told: list[tuple[int | None, ...]] = []
    monkeypatch.setattr(shares, "HELD", 5)
    rebuilt = rebuild(conn, lambda *done: told.append(done), clock=clock)
    assert (rebuilt.persons, rebuilt.before) == (5, rebuilt.after)
    assert told[-1] == (26, 26)


def test_a_rebuild_tells_when_the_tables_had_gone_wrong(
    store: RecordStore, conn: Connection, clock: Hands
) -> None:
    publish(store)
    record(store, attended("k1", "c1"))
    Runner(clock).catch_up(conn)
    conn.execute("UPDATE projections.balance SET earned = 1")
    rebuilt = rebuild(conn, unwatched, clock=clock)
    assert rebuilt.before != rebuilt.after
    assert_as_rebuilt(conn, clock)


def test_a_policy_that_takes_over_moves_the_years_that_it_judges(
    store: RecordStore, conn: Connection, clock: Hands
) -> None:
    later = {"start": "2011-03-01", "end": "2011-03-16", "cadre": "c1", "scheduled_days": 12}
    publish(store)
    record(store, attended("k1", "c1"), {**CLASS, **later, "id": "k2", "class": "K2"})
    clock.now += timedelta(days=400)
    runner = Runner(clock)
    runner.catch_up(conn)
    assert [earned(conn, "c1", year) for year in (2010, 2011)] == ["60", "60"]
    confirmed = publication(BAOJI, after=1, stand_in=False)
    dearer = BAOJI.with_overrides({"basic.off_job.credits_per_day": "6"})
    taking_over = publication(dearer, effective=date(2011, 1, 1), after=1)
    assert store.record([post(confirmed), post(taking_over)]) == [None, None]
    runner.catch_up(conn)
    assert [earned(conn, "c1", year) for year in (2010, 2011)] == ["60", "72"]
    assert_as_rebuilt(conn, clock)


def test_a_value_that_is_enacted_later_is_known_when_the_log_gets_there(
    store: RecordStore, conn: Connection, clock: Hands
) -> None:
    content = json.loads(BAOJI.canonical())
    raised = {"value": "6", "effective": "2010-01-01", "enacted": "2010-12-15", "article": "x"}
    content["parameters"]["basic.off_job.credits_per_day"].append(raised)
    amended = policy_of(content, place="amended")
    assert store.record([post(publication(amended, stand_in=False))]) == [None]
    record(store, attended("k1", "c1"))
    runner = Runner(clock)
    runner.catch_up(conn)
    assert earned(conn, "c1") == "60"
    clock.now += timedelta(days=20)
    runner.catch_up(conn)
    assert earned(conn, "c1") == "60"  # nothing was recorded since
    record(store, attended("k2", "c2"))
    runner.catch_up(conn)
    assert [earned(conn, cadre) for cadre in ("c1", "c2")] == ["72", "72"]
    assert_as_rebuilt(conn, clock)
