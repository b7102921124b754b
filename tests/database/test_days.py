"""Days that come while nothing is posted: the tables follow them, and are what a rebuild makes."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from psycopg import Connection

from lrs.log.log_reader import LogReader
from lrs.log.record_store import RecordStore
from lrs.progress import unwatched
from projections.answers.basis import Answers, Question
from projections.exact import plain
from projections.profile.writing import to_statement
from projections.tables import tracking, versions
from projections.tables.runner import Runner
from replay.rebuild import rebuild
from tests.recording import Hands, post, publish, record

NOW = datetime(2010, 11, 28, 4, tzinfo=UTC)
MEMBER = {"fact": "unit.assigned", "unit": "A", "occurred": "2009-01-01"}
CLASS = {"fact": "class.completed", "scheduled_days": 5}


def attended(cadre: str, *, ends: str, name: str = "k") -> dict[str, Any]:
    """A class of one week that ends on a day."""
    start = max(date.fromisoformat(ends).toordinal() - 6, 1)
    days = {"start": date.fromordinal(start).isoformat(), "end": ends}
    return {**CLASS, **days, "id": f"{name} {cadre}", "cadre": cadre, "class": f"{name} {cadre}"}


def lines(conn: Connection, cadre: str) -> list[tuple[str, str | None]]:
    found = conn.execute(
        "SELECT trim_scale(credits)::text, reason FROM projections.ledger_entry"
        " WHERE person = %s ORDER BY position, year",
        [cadre],
    )
    return found.fetchall()


def earned(conn: Connection, cadre: str, year: int) -> str | None:
    found = conn.execute(
        "SELECT trim_scale(earned)::text FROM projections.balance WHERE (person, year) = (%s, %s)",
        [cadre, year],
    ).fetchone()
    return found[0] if found else None


def assert_as_rebuilt(conn: Connection, clock: Hands) -> None:
    rebuilt = rebuild(conn, unwatched, clock=clock)
    assert rebuilt.before == rebuilt.after


def test_a_class_counts_from_its_last_day_on_though_nothing_is_posted(
    published: RecordStore, conn: Connection, clock: Hands
) -> None:
    record(published, attended("c1", ends="2010-12-03"))
    runner = Runner(clock)
    runner.catch_up(conn)
    assert (earned(conn, "c1", 2010), lines(conn, "c1")) == ("0", [("0", "not_yet_happened")])
    assert_as_rebuilt(conn, clock)
    clock.now = datetime(2010, 12, 2, 15, 59, tzinfo=UTC)  # still 2 December in Shanghai
    runner.catch_up(conn)
    assert earned(conn, "c1", 2010) == "0"
    clock.now = datetime(2010, 12, 2, 16, tzinfo=UTC)
    runner.catch_up(conn)
    assert (earned(conn, "c1", 2010), lines(conn, "c1")) == ("25", [("25", None)])
    assert tracking.answering(conn).today == date(2010, 12, 3)
    assert_as_rebuilt(conn, clock)


def test_a_day_moves_those_alone_whom_it_changes(
    published: RecordStore, conn: Connection, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(published, *(attended(f"c{n}", ends=f"2010-12-0{n}") for n in range(1, 9)))
    runner = Runner(clock)
    runner.catch_up(conn)
    marked: list[str] = []

    def mark(conn: Connection, projection: str, since: dict[str, int]) -> None:
        marked.extend(since if projection == "ledgers" else ())
        originally(conn, projection, since)

    originally = tracking.mark
    monkeypatch.setattr(tracking, "mark", mark)
    clock.now = datetime(2010, 12, 4, 4, tzinfo=UTC)
    runner.catch_up(conn)
    # a day more on both sides, since a zone may have one
    assert sorted(marked) == ["c1", "c2", "c3", "c4", "c5"]
    assert [earned(conn, f"c{n}", 2010) for n in (1, 4, 5)] == ["25", "25", "0"]
    marked.clear()
    runner.catch_up(conn)
    assert marked == []
    assert_as_rebuilt(conn, clock)


def test_what_is_dated_centuries_away_has_its_line_and_no_years(
    published: RecordStore, conn: Connection, clock: Hands
) -> None:
    record(
        published, attended("c1", ends="2199-12-31"), attended("c1", ends="1900-03-01", name="l")
    )
    runner = Runner(clock)
    assert runner.catch_up(conn).lag == 0
    assert lines(conn, "c1") == [("0", "not_yet_happened"), ("0", "before_effective_from")]
    years = conn.execute("SELECT year FROM projections.balance ORDER BY 1").fetchall()
    assert years == [(2010,)]
    assert_as_rebuilt(conn, clock)


def test_the_years_of_a_member_stand_without_gaps_and_say_how_far_they_are(
    published: RecordStore, conn: Connection, clock: Hands
) -> None:
    record(published, {**MEMBER, "id": "m", "cadre": "c1"}, attended("c1", ends="2010-11-20"))
    runner = Runner(clock)
    runner.catch_up(conn)
    states = "SELECT year, state, grade FROM projections.balance ORDER BY 1"
    assert conn.execute(states).fetchall() == [
        (2009, "ended", "unqualified"),
        (2010, "open", "unqualified"),
    ]
    clock.now = datetime(2010, 12, 31, 4, tzinfo=UTC)
    runner.catch_up(conn)
    assert conn.execute(states).fetchall()[1] == (2010, "ended", "unqualified")
    assert_as_rebuilt(conn, clock)
    clock.now = datetime(2011, 1, 1, 4, tzinfo=UTC)
    runner.catch_up(conn)
    assert conn.execute(states).fetchall()[1:] == [
        (2010, "ended", "unqualified"),
        (2011, "open", "unqualified"),
    ]
    assert_as_rebuilt(conn, clock)


def test_the_day_is_told_by_a_position_only_when_all_are_folded(
    published: RecordStore, conn: Connection, clock: Hands
) -> None:
    record(published, attended("c1", ends="2010-12-03"))
    runner = Runner(clock)
    head = runner.catch_up(conn).head
    clock.now = datetime(2010, 12, 3, 4, tzinfo=UTC)
    with conn.transaction():
        versions.work_on(conn, versions.LIVE)
        tracking.mark(conn, "ledgers", {"c0": head})
    assert tracking.answering(conn).today == date(2010, 11, 28)
    assert runner.catch_up(conn).settled == head
    assert tracking.answering(conn).today == date(2010, 12, 3)


def test_a_clock_that_goes_back_takes_the_tables_with_it(
    published: RecordStore, conn: Connection, clock: Hands
) -> None:
    record(published, attended("c1", ends="2010-12-03"))
    runner = Runner(clock)
    clock.now = datetime(2010, 12, 3, 4, tzinfo=UTC)
    runner.catch_up(conn)
    assert earned(conn, "c1", 2010) == "25"
    clock.now = datetime(2010, 12, 2, 4, tzinfo=UTC)
    runner.catch_up(conn)
    assert earned(conn, "c1", 2010) == "0"
    assert_as_rebuilt(conn, clock)


BASES = ("calendar_year", "anniversary")


@pytest.mark.parametrize("seed", range(4))
def test_whatever_day_it_is_the_tables_are_what_the_log_gives(
    seed: int, published: RecordStore, conn: Connection, clock: Hands
) -> None:
    random = Random(seed)
    publish(published, additional__annual_basis=BASES[seed % 2], effective_from="2009-01-02")
    names = [f"c{number}" for number in range(5)]
    runner, number = Runner(clock), 0
    for _ in range(12):
        for _ in range(random.randrange(3)):
            number += 1
            today = clock.now.date()
            day = (today + timedelta(days=random.choice((-400, -3, 1, 5, 40, 400)))).isoformat()
            kind = {"id": f"f{number}", "cadre": random.choice(names), "occurred": day}
            # a void of a void is refused, which is no matter here
            published.record([post(to_statement(_fact(random, kind, day)))])
        clock.now += timedelta(days=random.choice((0, 1, 1, 3, 31, 200)))
        runner.catch_up(conn)
        _assert_as_on_demand(conn, names, clock)
    assert_as_rebuilt(conn, clock)


def _fact(random: Random, kind: dict[str, Any], day: str) -> dict[str, Any]:
    target = {"id": kind["id"], "occurred": day, "target": f"f{random.randrange(1, 12)}"}
    return random.choice(
        [
            {**attended(kind["cadre"], ends=day, name=kind["id"]), "id": kind["id"]},
            {**kind, "fact": "degree.admitted", "programme": "p", "level": "master", "years": 1},
            {**kind, "fact": "degree.conferred", "programme": "p", "level": "master"},
            {**kind, "fact": "unit.assigned", "unit": "A"},
            {**target, "fact": "credit.approved"},
            {**target, "fact": "act.voided"},
        ]
    )


def _assert_as_on_demand(conn: Connection, names: list[str], clock: Hands) -> None:
    reader, answers = LogReader(conn), Answers(clock)
    basis = answers.basis(reader, Question())
    assert tracking.answering(conn).today == basis.today
    query = "SELECT year, state, trim_scale(earned)::text FROM projections.balance WHERE person=%s"
    for name in names:
        rows = sorted(conn.execute(query, [name]).fetchall())
        if rows:
            ledger = answers.ledger(reader, name, basis)
            found = [(one.year, one.state, plain(one.earned)) for one in ledger.balances]
            assert rows == found
            assert len(lines(conn, name)) == len(ledger.entries)
