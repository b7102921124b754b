"""A statement that cannot be read, judged or written is set aside: it stops nobody, live or not."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest
from msgspec.structs import replace
from psycopg import Connection

from lrs.event.credentials import OPERATOR
from lrs.log.record_store import Draft, Post, RecordStore
from lrs.progress import unwatched
from lrs.statement.statement import Limits, parse
from lrs.statement.versions import V2_0_0
from projections.credits import credit_ledger, hours, off_job
from projections.credits.hours import Spent
from projections.profile.writing import statement_id, to_statement
from projections.tables import tracking
from projections.tables.runner import Runner
from projections.words import vocabulary as v
from replay.rebuild import rebuild
from tests.recording import Hands, record

NOW = datetime(2010, 12, 1, tzinfo=UTC)
CLASS = {"fact": "class.completed", "start": "2010-03-01", "end": "2010-03-16"}


def attended(fact_id: str, cadre: str, days: int = 12) -> dict[str, Any]:
    return {**CLASS, "id": fact_id, "cadre": cadre, "class": fact_id, "scheduled_days": days}


def record_unbounded(published: RecordStore, *statements: dict[str, Any]) -> None:
    """Records statements as a log may hold them that is older than the bounds."""
    received = parse(orjson.dumps(statements), V2_0_0, limits=Limits(bounded=False))
    drafts = tuple(Draft.of(one, credential=OPERATOR, version=V2_0_0) for one in received)
    assert published.record([Post(drafts=drafts, credential=OPERATOR, version=V2_0_0)]) == [None]


def earned(conn: Connection) -> dict[str, str]:
    rows = conn.execute(
        "SELECT person, trim_scale(earned)::text FROM projections.balance WHERE year = 2010"
    )
    return dict(rows.fetchall())


def aside(conn: Connection) -> list[tuple[int, UUID | None, str | None, str]]:
    """What is set aside; the tables answer for all of the log, and a rebuild comes to the same."""
    found = [tuple(row.values())[:4] for row in tracking.set_aside(conn, limit=100)]
    rebuilt = rebuild(conn, unwatched, clock=Hands(NOW))
    assert rebuilt.before == rebuilt.after
    assert [tuple(row.values())[:4] for row in tracking.set_aside(conn, limit=100)] == found
    assert rebuilt.set_aside == len(found)
    return found


def poisoned(monkeypatch: pytest.MonkeyPatch, *classes: str) -> None:
    """From now on no ledger with one of these classes can be folded."""
    sound = off_job._refusal

    def refusal(case: Any, fact: Any, *others: Any) -> Any:
        if fact.training_class in classes:
            raise ZeroDivisionError
        return sound(case, fact, *others)

    monkeypatch.setattr(off_job, "_refusal", refusal)


def test_names_and_years_of_an_older_log_are_set_aside(
    published: RecordStore, conn: Connection, clock: Hands
) -> None:
    statement = to_statement(attended("long", "c2"))
    actor = {"account": {"homePage": v.CADRES, "name": "学" * 2000}}
    early = {**to_statement(attended("early", "c3")), "timestamp": "0002-03-01T00:00:00Z"}
    link = to_statement(
        {"fact": "cadre.identified", "id": "link", "cadre": "c3", "identifier": "mailto:a@b.cn"}
        | {"occurred": "2010-01-01"}
    )
    named = {**link, "object": {"objectType": "Agent", **actor}}
    record_unbounded(published, {**statement, "actor": actor}, early, named)
    record(published, attended("k1", "c1"))
    assert Runner(clock).catch_up(conn).lag == 0
    assert earned(conn) == {"c1": "60", "c3": "0"}
    assert aside(conn) == [
        (2, statement_id("long"), None, "name_too_long"),
        (3, statement_id("early"), "c3", "cannot_be_read"),
        (4, statement_id("link"), "c3", "name_too_long"),
    ]


def test_a_statement_that_cannot_be_judged_costs_itself_alone(
    published: RecordStore, conn: Connection, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    poisoned(monkeypatch, "bad")
    runner = Runner(clock)
    record(published, attended("k1", "c1"), attended("bad", "c1"), attended("k2", "c2"))
    assert runner.catch_up(conn).lag == 0
    assert earned(conn) == {"c1": "60", "c2": "60"}
    assert aside(conn) == [(3, statement_id("bad"), "c1", "cannot_be_judged")]
    record(published, attended("k3", "c1"))
    assert runner.catch_up(conn).lag == 0
    assert earned(conn) == {"c1": "120", "c2": "60"}
    assert aside(conn) == [(3, statement_id("bad"), "c1", "cannot_be_judged")]
    lines = conn.execute("SELECT reason FROM projections.ledger_entry WHERE person = 'c1'")
    assert sorted(str(reason) for (reason,) in lines) == ["None", "None", "set_aside"]


def test_a_void_takes_what_was_set_aside_away(
    published: RecordStore, conn: Connection, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = off_job._refusal

    def refusal(case: Any, fact: Any, *others: Any) -> Any:
        if fact.training_class == "bad" and case.stands(fact):
            raise ZeroDivisionError
        return sound(case, fact, *others)

    monkeypatch.setattr(off_job, "_refusal", refusal)
    record(published, attended("bad", "c1"))
    runner = Runner(clock)
    runner.catch_up(conn)
    assert len(aside(conn)) == 1
    record(published, {"fact": "act.voided", "id": "v", "target": "bad", "occurred": "2010-09-01"})
    runner.catch_up(conn)
    assert aside(conn) == []


def test_several_are_found_one_by_one(
    published: RecordStore, conn: Connection, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    poisoned(monkeypatch, "b1", "b2")
    record(published, attended("b1", "c1"), attended("k1", "c1"), attended("b2", "c1"))
    Runner(clock).catch_up(conn)
    assert earned(conn) == {"c1": "60"}
    assert [position for position, *_ in aside(conn)] == [2, 4]


def test_where_no_single_one_helps_all_are_set_aside_but_the_units(
    published: RecordStore, conn: Connection, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"b{number}" for number in range(20)]
    poisoned(monkeypatch, *names)
    member = {"fact": "unit.assigned", "id": "m", "cadre": "c1", "unit": "A"}
    record(published, {**member, "occurred": "2009-01-01"}, *(attended(one, "c1") for one in names))
    record(published, attended("k2", "c2"))
    assert Runner(clock).catch_up(conn).lag == 0
    assert earned(conn) == {"c1": "0", "c2": "60"}
    found = aside(conn)
    assert [code for *_, code in found] == ["cannot_be_judged"] * len(found)
    assert [(person, statement) for _, statement, person, _ in found].count(("c1", None)) == 1
    units = conn.execute("SELECT value FROM projections.roster WHERE kind = 'unit'").fetchall()
    assert units == [("A",)]


def test_a_row_that_cannot_be_written_costs_its_statement(
    published: RecordStore, conn: Connection, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = hours.spent

    def spent(dossier: Any) -> tuple[Spent, ...]:
        return tuple(
            replace(one, channel=None) if one.subject == "bad" else one for one in sound(dossier)
        )

    monkeypatch.setattr(credit_ledger, "spent", spent)
    record(published, attended("k1", "c1"), attended("bad", "c1"), attended("k2", "c2"))
    assert Runner(clock).catch_up(conn).lag == 0
    assert earned(conn) == {"c1": "60", "c2": "60"}
    assert aside(conn) == [(3, statement_id("bad"), "c1", "cannot_be_written")]


def test_want_of_memory_is_no_fault_of_a_statement(
    published: RecordStore, conn: Connection, clock: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusal(*_: Any) -> Any:
        raise MemoryError

    record(published, attended("k1", "c1"))
    with monkeypatch.context() as patched:
        patched.setattr(off_job, "_refusal", refusal)
        with pytest.raises(MemoryError):
            Runner(clock).catch_up(conn)
    Runner(clock).catch_up(conn)
    assert (earned(conn), aside(conn)) == ({"c1": "60"}, [])
