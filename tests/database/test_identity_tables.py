"""Links between names move the live rows with them: as folded on demand, and as rebuilt."""

from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from psycopg import Connection

from lrs.log.log_reader import LogReader
from lrs.log.record_store import RecordStore
from lrs.progress import unwatched
from projections.answers.basis import Answers, Question
from projections.exact import plain
from projections.tables import runner as runner_module
from projections.tables.register import page
from projections.tables.runner import Runner
from projections.words.persons import identifier_of
from replay.rebuild import rebuild
from tests.recording import Hands, record

NOW = datetime(2010, 9, 1, tzinfo=UTC)
NAMES = ("c1", "c2", "mailto:a@b.cn", "mailto:b@b.cn")
CLASS = {"fact": "class.completed", "start": "2010-03-01"}


def attended(fact_id: str, cadre: str, end: str = "2010-03-05") -> dict[str, Any]:
    return {
        **CLASS,
        "id": fact_id,
        "cadre": cadre,
        "class": fact_id,
        "end": end,
        "scheduled_days": 5,
    }


def linked(fact_id: str, cadre: str, identifier: str, since: str = "2010-01-01") -> dict[str, Any]:
    return {
        "fact": "cadre.identified",
        "id": fact_id,
        "cadre": cadre,
        "identifier": identifier,
        "occurred": since,
    }


def earned(conn: Connection) -> dict[str, str]:
    """The live rows of 2010, without zeros."""
    rows = conn.execute(
        "SELECT person, trim_scale(earned)::text FROM projections.balance"
        " WHERE year = 2010 AND earned > 0"
    )
    return dict(rows.fetchall())


def assert_as_on_demand(conn: Connection, clock: Hands) -> None:
    """Every row that stands is what the log gives on demand, and nobody is left out."""
    reader, answers = LogReader(conn), Answers(clock)
    basis = answers.basis(reader, Question())
    found: dict[str, str] = {}
    for name in NAMES:
        if reader.concerning([identifier_of(name)], until=basis.position):
            ledger = answers.ledger(reader, name, basis, years=[2010])
            found[ledger.person] = plain(ledger.balance(2010).earned)
    live = earned(conn)
    assert {person: amount for person, amount in found.items() if amount != "0"} == {
        person: amount for person, amount in live.items() if person in found
    }


def assert_as_rebuilt(conn: Connection, clock: Hands) -> None:
    rebuilt = rebuild(conn, unwatched, clock=clock)
    assert rebuilt.before == rebuilt.after


def test_a_link_joins_rows_and_its_undoing_parts_them(
    published: RecordStore, conn: Connection, clock: Hands
) -> None:
    runner = Runner(clock)
    record(published, attended("k1", "c1"), attended("k2", "mailto:a@b.cn"))
    runner.catch_up(conn)
    assert earned(conn) == {"c1": "25", "mailto:a@b.cn": "25"}
    record(published, linked("i1", "c1", "mailto:a@b.cn"))
    runner.catch_up(conn)
    assert earned(conn) == {"c1": "50"}
    assert_as_rebuilt(conn, clock)
    record(published, {"fact": "act.voided", "id": "v1", "target": "i1", "occurred": "2010-06-01"})
    runner.catch_up(conn)
    assert earned(conn) == {"c1": "25", "mailto:a@b.cn": "25"}
    record(
        published, {"fact": "void.withdrawn", "id": "w1", "target": "i1", "occurred": "2010-06-02"}
    )
    runner.catch_up(conn)
    assert earned(conn) == {"c1": "50"}
    assert_as_rebuilt(conn, clock)


def test_a_link_of_the_future_joins_when_its_day_comes(
    published: RecordStore, conn: Connection, clock: Hands
) -> None:
    runner = Runner(clock)
    record(published, attended("k2", "mailto:a@b.cn"))
    record(published, linked("i1", "c1", "mailto:a@b.cn", since="2011-03-01"))
    runner.catch_up(conn)
    assert earned(conn) == {"mailto:a@b.cn": "25"}
    clock.now = datetime(2011, 2, 28, 15, 59, tzinfo=UTC)
    runner.catch_up(conn)
    assert earned(conn) == {"mailto:a@b.cn": "25"}
    clock.now = datetime(2011, 2, 28, 16, tzinfo=UTC)  # 1 March in Shanghai
    runner.catch_up(conn)
    assert earned(conn) == {"c1": "25"}
    assert_as_rebuilt(conn, clock)


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_links_acts_and_undoings_ends_as_rebuilt(
    seed: int,
    published: RecordStore,
    conn: Connection,
    clock: Hands,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(runner_module, "PAGE", 2)
    monkeypatch.setattr(runner_module, "BUCKET", 1)
    random, runner = Random(seed), Runner(clock)
    for number in range(14):
        kind = random.randrange(4)
        since = f"2010-0{random.randrange(1, 9)}-15"
        fact: dict[str, Any]
        if kind == 0:
            cadre, identifier = random.sample(NAMES, 2)
            fact = linked(f"f{number}", cadre, identifier, since)
        elif kind == 1 and number:
            target = f"f{random.randrange(number)}"
            fact = {
                "fact": random.choice(["act.voided", "void.withdrawn"]),
                "id": f"f{number}",
                "target": target,
                "occurred": since,
            }
            if fact["fact"] == "act.voided" and random.random() < 0.2:
                fact["target"] = "f13"
        else:
            fact = attended(f"f{number}", random.choice(NAMES), since)
        store_one(published, fact)
        if random.random() < 0.5:
            runner.catch_up(conn)
    runner.catch_up(conn)
    assert_as_on_demand(conn, clock)
    assert_as_rebuilt(conn, clock)


def store_one(published: RecordStore, fact: dict[str, Any]) -> None:
    """Records a fact unless the published refuses it, as it does the void of a void."""
    try:
        record(published, fact)
    except AssertionError:
        return


def test_the_register_is_listed_page_by_page_as_of_a_day(
    published: RecordStore, conn: Connection, clock: Hands
) -> None:
    member = {"fact": "cadre.enrolled", "occurred": "2009-01-01", "unit": "A"}
    record(
        published,
        {**member, "id": "m1", "cadre": "c1", "real_name": "王芳", "level": "county_and_above"},
        {**member, "id": "m2", "cadre": "c2", "managed_by": "city"},
        {**member, "id": "m3", "cadre": "c3", "unit": "B", "scheme": "by_reference"},
    )
    moved = {"fact": "unit.assigned", "id": "m4", "cadre": "c1", "unit": "B"}
    record(published, {**moved, "occurred": "2010-07-01"})
    Runner(clock).catch_up(conn)

    def listed(today: str, units: list[str] | None, after: str = "", limit: int = 9) -> Any:
        asked = Question(today=datetime.fromisoformat(today).date())
        basis = Answers(clock).basis(LogReader(conn), asked)
        found = page(conn, basis, units=units, after=after, limit=limit)
        return [(one.cadre, one.unit) for one in found.cadres], found.next

    assert listed("2010-06-30", ["A"]) == ([("c1", "A"), ("c2", "A")], None)
    assert listed("2010-07-01", ["A"]) == ([("c2", "A")], None)
    assert listed("2010-07-01", None, limit=2) == ([("c1", "B"), ("c2", "A")], "c2")
    assert listed("2010-07-01", None, after="c2", limit=2) == ([("c3", "B")], None)
    assert listed("2008-12-31", None) == ([], None)
    basis = Answers(clock).basis(LogReader(conn), Question())
    first = page(conn, basis, units=None, after="", limit=1).cadres[0]
    assert (first.name, first.level, first.managed_by, first.scheme) == (
        *("王芳", "county_and_above"),
        *("unit", "direct"),
    )
